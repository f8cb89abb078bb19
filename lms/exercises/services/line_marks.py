"""A trainer's word on one line of a chart's or a sheet's mark, with its reason."""

import uuid
from fractions import Fraction

import sqlalchemy as sa

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_
from lms.engines.linkchart.marking import MOST_OF
from lms.engines.marking.kinds.quantity import decimal
from lms.exercises.kinds.link_chart import CREDIT
from lms.exercises.models import HandMark, Mark
from lms.exercises.policies import Permission
from lms.exercises.queries.attempts import attempt_head, mark_of
from lms.exercises.queries.hands import dump_points
from lms.exercises.rows import AttemptHead
from lms.exercises.services.handing_in import title_of
from lms.exercises.services.locking import locked
from lms.exercises.services.marking import mark_attempt


def mark_line(
    *, actor: Identity, attempt_id: uuid.UUID, line: str, credit: str, reason: str
) -> Mark:
    """Set what one line of a mark earns or costs, and mark the attempt again with it.

    `credit` is a decimal number as typed, or empty to leave the line to the engine again. The
    earlier words stay on record. Raises Invalid with every fault, NotFound for another line.
    """
    row = locked(actor, attempt_id)
    attempt = attempt_head(attempt_id, actor=actor)
    require(actor, Permission.MARK, attempt.head)
    if attempt.is_open:
        raise Refused(N_("This attempt is open. It can be marked once it is handed in."))
    most = _most(attempt, line, actor)
    reason = reason.strip()[:200]
    given, errors = _read(credit, most)
    if not reason:
        errors.append(FieldError("reason", N_("Say why the line is marked otherwise.")))
    if errors:
        raise Invalid(errors)
    db.session.add(
        HandMark(
            attempt_id=attempt_id,
            question=line,
            number=_next_number(attempt_id, line),
            criteria=dump_points({} if given is None else {CREDIT: given}),
            comment=reason,
            marked_at=utcnow(),
            marked_by=actor.person_id,
        )
    )
    db.session.flush()
    mark = mark_attempt(actor, row, attempt, reason, by_hand=True)
    audit.record(
        actor,
        "exercises.marked_by_hand",
        object_type="attempt",
        object_id=attempt.id,
        summary=N_("%(activity)s: a line marked by hand.", activity=title_of(attempt)),
        course_session_id=attempt.course_session_id,
        after={"line": line, "credit": credit, "reason": reason},
    )
    return mark


def _most(attempt: AttemptHead, line: str, actor: Identity) -> Fraction:
    """The most that a line of the mark may earn or cost. Raises NotFound for another line."""
    mark = mark_of(attempt, actor=actor)
    lines = mark.detail.get("lines", []) if mark else []
    found = next((one for one in lines if one.get("name") == line), None)
    if found is None:
        raise NotFound
    return Fraction(found["most"] if "most" in found else MOST_OF[line.partition(":")[0]])


def _read(credit: str, most: Fraction) -> tuple[Fraction | None, list[FieldError]]:
    typed = credit.strip().replace(",", ".")
    if not typed:
        return None, []
    try:
        value = Fraction(typed) if len(typed) <= 8 else Fraction(-1)
    except (ValueError, ZeroDivisionError):
        value = Fraction(-1)
    if 0 <= value <= most:
        return value, []
    return None, [
        FieldError("credit", N_("Write a number from 0 to %(most)s.", most=decimal(most)))
    ]


def _next_number(attempt_id: uuid.UUID, line: str) -> int:
    last = db.session.scalar(
        sa.select(sa.func.max(HandMark.number)).where(
            HandMark.attempt_id == attempt_id, HandMark.question == line
        )
    )
    return (last or 0) + 1
