"""Reading designs: ready to draw, by hash, by choice; their list and history."""

from lms.designs.queries.drawn import Chosen, by_hash, chosen, ready
from lms.designs.queries.lists import (
    choices,
    design,
    designs,
    history,
    pictures,
    session_choices,
    source_of,
    version,
)

__all__ = [
    "Chosen",
    "by_hash",
    "choices",
    "chosen",
    "design",
    "designs",
    "history",
    "pictures",
    "ready",
    "session_choices",
    "source_of",
    "version",
]
