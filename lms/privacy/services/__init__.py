"""Writing texts about privacy and the answers to them."""
