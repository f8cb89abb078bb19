"""Setting when modules open, and asking before an attempt begins."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_, Message
from lms.courses.queries import half_days, session_head
from lms.courses.rows import SessionHead
from lms.learning.models import ModuleOpening
from lms.learning.policies import Permission
from lms.learning.queries.openings import known_module, start_refusal
from lms.learning.queries.plans import plan


@dataclass(frozen=True)
class OpeningInput:
    """What a session asks before a module opens; None where it asks nothing of that sort."""

    opens_at: datetime | None = None
    half_day_id: uuid.UUID | None = None
    activity: str | None = None
    percent: int = 60
    to_all: bool = False


def set_opening(*, actor: Identity, slug: str, module: str, asks: OpeningInput) -> None:
    """Set what opens a module. What was set before is replaced. Raises Invalid."""
    head = session_head(slug, actor)
    require(actor, Permission.OPEN_MODULES, head)
    _check(head, module, asks)
    row = _row(head, module)
    before = _facts(row)
    row.opens_at = asks.opens_at
    row.half_day_id = asks.half_day_id
    row.activity = asks.activity
    row.percent = asks.percent
    row.to_all = asks.to_all
    db.session.flush()
    title = dict(known_module(head, module).body["title"])
    audit.record(
        actor,
        "learning.opening_set",
        object_type="module_opening",
        object_id=row.id,
        summary=N_("What opens the module %(module)s was set.", module=title),
        course_session_id=head.id,
        before=before,
        after=_facts(row),
    )


def open_to_all(*, actor: Identity, slug: str, module: str) -> None:
    """Open a module to everybody of the session now, whatever the course asks."""
    set_opening(actor=actor, slug=slug, module=module, asks=OpeningInput(to_all=True))


def may_start(head: SessionHead, activity: str, enrolment_id: uuid.UUID) -> Message | None:
    """Why an enrolment may not begin this activity, if so: a guard of attempts."""
    return start_refusal(head, activity, enrolment_id)


def _check(head: SessionHead, module: str, asks: OpeningInput) -> None:
    known = known_module(head, module)
    errors = []
    if asks.half_day_id and asks.half_day_id not in {one.id for one in half_days(head.id)}:
        errors.append(FieldError("half_day", N_("Choose a half-day of this session.")))
    if asks.activity and asks.activity not in plan(head).activities:
        errors.append(FieldError("activity", N_("Choose an activity of this course.")))
    elif asks.activity and asks.activity in (known.check, *known.exercises):
        text = N_("This belongs to the module itself. Choose something that comes before it.")
        errors.append(FieldError("activity", text))
    if not 0 <= asks.percent <= 100:
        errors.append(FieldError("percent", N_("Write a whole number from 0 to 100.")))
    if errors:
        raise Invalid(errors)


def _row(head: SessionHead, module: str) -> ModuleOpening:
    row = db.session.scalar(
        sa.select(ModuleOpening).where(
            ModuleOpening.course_session_id == head.id, ModuleOpening.module == module
        )
    )
    if row is None:
        row = ModuleOpening(course_session_id=head.id, module=module, percent=60, to_all=False)
        db.session.add(row)
    return row


def _facts(row: ModuleOpening) -> dict[str, object]:
    return {
        "module": row.module,
        "opens_at": row.opens_at.isoformat() if row.opens_at else None,
        "half_day": str(row.half_day_id) if row.half_day_id else None,
        "activity": row.activity,
        "percent": row.percent,
        "to_all": row.to_all,
    }
