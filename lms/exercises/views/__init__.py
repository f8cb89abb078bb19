"""Pages of exercises: the list, the workspace, the marked chart, the trainer's room."""

from lms.exercises.views import (
    charts,
    extra_time,
    items,
    lists,
    marking,
    marks,
    mends,
    packages,
    paper,
    peers,
    questions,
    rooms,
    watching,
)
from lms.exercises.views.blueprint import TABS, bp

__all__ = [
    "TABS",
    "bp",
    "charts",
    "extra_time",
    "items",
    "lists",
    "marking",
    "marks",
    "mends",
    "packages",
    "paper",
    "peers",
    "questions",
    "rooms",
    "watching",
]
