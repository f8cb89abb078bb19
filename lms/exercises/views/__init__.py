"""Pages of exercises: the list, the workspace, the marked chart, the trainer's room."""

from lms.exercises.views import charts, items, lists, packages, questions, rooms
from lms.exercises.views.blueprint import TABS, bp

__all__ = ["TABS", "bp", "charts", "items", "lists", "packages", "questions", "rooms"]
