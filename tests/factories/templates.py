"""Templates of agendas and wishes for sessions made from them."""

from datetime import date
from typing import Any
from uuid import UUID

from lms.agenda.making_inputs import MakeInput, TrancheInput
from lms.agenda.services import templates
from lms.core.db import transaction
from lms.courses.models import Course

THREE_DAYS = "three-day-seed-training"


def load_templates() -> None:
    """The templates that ship."""
    with transaction():
        templates.load_library()


def make_wish(course: Course | UUID, *firsts: date, **values: Any) -> MakeInput:
    """One session for each first day, with nothing else said."""
    given: dict[str, Any] = {
        "course_id": course if isinstance(course, UUID) else course.id,
        "title": {"en": "Link charts"},
        "capacity": 30,
        "tranches": tuple(TrancheInput(first) for first in firsts),
    }
    return MakeInput(**(given | values))
