"""Pages of exercises: the list, the workspace, the marked chart, the trainer's room."""

from lms.exercises.views import charts, lists, questions, rooms
from lms.exercises.views.blueprint import TABS, bp

__all__ = ["TABS", "bp", "charts", "lists", "questions", "rooms"]
