"""A session moved to other dates with its agenda and half-days: over closed days by rule."""

from datetime import date

from lms.agenda.enums import TrainerState
from lms.agenda.queries.agenda import Draft, draft, session_days
from lms.agenda.queries.closed_days import closed_days
from lms.agenda.rules.shifting import DayRule, Laid, lay_days
from lms.agenda.rules.times import day_of
from lms.agenda.services.year_moving import Target, move_session
from lms.core.access import Identity, require
from lms.core.days import day_fault
from lms.core.errors import FieldError, Invalid
from lms.courses.inputs import LONGEST_DAYS
from lms.courses.policies import Permission
from lms.courses.services.sessions import editable


def days_from(draft: Draft, first: date, rule: DayRule) -> Laid:
    """The days that a session would have from `first` on: as many as it uses now."""
    closed = closed_days(draft.venue, first, date.fromordinal(first.toordinal() + LONGEST_DAYS))
    used = {day_of(item.starts_at, draft.head.zone) for item in draft.items}
    return lay_days(first, len(used) or len(session_days(draft.head)), rule, closed)


def move_dates(*, actor: Identity, slug: str, first: date, rule: DayRule) -> tuple[date, ...]:
    """Move the whole session so that it begins on `first`; returns its new days.

    Everything moves or nothing does. Raises Invalid at `first_day` for a day that cannot be
    meant or where the rule refuses, and where a half-day with attendance would vanish.
    """
    seen = draft(slug, actor)
    require(actor, Permission.MANAGE_SESSION, seen.head)
    editable(actor, seen.head.id)
    fault = day_fault(first)
    if fault is not None:
        raise Invalid([FieldError("first_day", fault)])
    laid = days_from(seen, first, rule)
    if laid.faults:
        raise Invalid([FieldError("first_day", one) for one in laid.faults])
    held = (row.person_id for row in seen.trainers if row.state is not TrainerState.DECLINED)
    target = Target(laid.days, None, tuple(held))
    move_session(actor=actor, course_session_id=seen.head.id, target=target, act="dates_moved")
    return laid.days
