"""What browsers and forms send to exercises, read with all its faults."""

from lms.exercises.formats.batches import (
    MOST_BODY,
    MOST_EVENTS,
    MOST_PAYLOAD,
    read_batch,
    read_presence,
)
from lms.exercises.formats.chart_query import read_path_query

__all__ = [
    "MOST_BODY",
    "MOST_EVENTS",
    "MOST_PAYLOAD",
    "read_batch",
    "read_path_query",
    "read_presence",
]
