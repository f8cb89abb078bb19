"""The trainer's page of what opens each module."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.messages import Message
from lms.courses.queries import half_days
from lms.courses.rows import HalfDayRow, SessionHead
from lms.learning.models import ModuleOpening
from lms.learning.policies import Permission
from lms.learning.queries.openings import ask_of, titles_of
from lms.learning.queries.plans import plan
from lms.learning.rules.openings import Standing, missing


@dataclass(frozen=True)
class OpeningLine:
    """A module on the trainer's page: what the course asks, and what the session has set."""

    slug: str
    title: Mapping[str, str]
    course_asks: Sequence[Message]
    opening: ModuleOpening | None


@dataclass(frozen=True)
class OpeningBoard:
    """The trainer's page: modules, and what can be chosen."""

    lines: Sequence[OpeningLine]
    half_days: Sequence[HalfDayRow]
    activities: Sequence[tuple[str, Mapping[str, str]]]


def opening_board(head: SessionHead, *, actor: Identity) -> OpeningBoard:
    """What opens the modules of a session, for those who may set it."""
    require(actor, Permission.OPEN_MODULES, head)
    course = plan(head)
    titles = titles_of(course, head)
    rows = {
        row.module: row
        for row in db.session.scalars(
            sa.select(ModuleOpening).where(ModuleOpening.course_session_id == head.id)
        )
    }
    now = utcnow()
    lines = [
        OpeningLine(
            module.slug,
            module.body["title"],
            missing(ask_of(course, module), Standing(), titles, now),
            rows.get(module.slug),
        )
        for module in course.modules
    ]
    activities = [(key, known.terms.title) for key, known in course.activities.items()]
    return OpeningBoard(lines, half_days(head.id), activities)
