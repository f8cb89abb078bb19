"""Pure rules of ceremonies: order, hand-over, marks, tally, photograph."""
