"""Reading texts about privacy and the answers to them."""
