"""What browsers and forms send to exercises, read with all its faults."""

from lms.exercises.formats.batches import MOST_EVENTS, MOST_PAYLOAD, read_batch, read_presence

__all__ = ["MOST_EVENTS", "MOST_PAYLOAD", "read_batch", "read_presence"]
