"""The signer: a process of its own that holds the offices' keys, and how others ask it."""
