"""Higher rooms may forbid a start: a module of the course may still be closed to somebody."""

import uuid
from collections.abc import Callable, Collection, Sequence

from flask import current_app

from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_, Message
from lms.courses.rows import SessionHead

StartGuard = Callable[[SessionHead, str, uuid.UUID], Message | None]
"""Why an enrolment may not begin an activity of the session's course, or None."""


def closed_reason(head: SessionHead, activity: str, own: uuid.UUID) -> Message | None:
    """Why an enrolment may not begin an activity just now, in words for the page before it."""
    guards: Sequence[StartGuard] = current_app.extensions["concord.start_guards"]
    return next(filter(None, (guard(head, activity, own) for guard in guards)), None)


def refuse_closed(
    head: SessionHead, activity: str, own: uuid.UUID | None, others: Collection[uuid.UUID]
) -> None:
    """Ask all guards for who begins (Refused) and for who joins (Invalid)."""
    refusal = closed_reason(head, activity, own) if own else None
    if refusal is not None:
        raise Refused(refusal)
    if any(closed_reason(head, activity, one) is not None for one in others):
        message = N_("This is not open to the other person yet. Work on it alone.")
        raise Invalid([FieldError("partner", message)])
