"""QTI items, 2.x and 3.0, read."""
