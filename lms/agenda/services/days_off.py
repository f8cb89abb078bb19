"""Writing own days off: general ones by planners, black-out days by the agency alone."""

from uuid import UUID

from lms.agencies.models import Agency
from lms.agenda.models import DayOff
from lms.agenda.place_inputs import DayOffInput
from lms.agenda.policies import Permission
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.messages import N_, Message

# of everybody or a country, of an agency
_ADDED = (
    N_("Days off entered: %(first)s to %(last)s."),
    N_("Black-out days of an agency entered: %(first)s to %(last)s."),
)
_CHANGED = (
    N_("Days off changed: %(first)s to %(last)s."),
    N_("Black-out days of an agency changed: %(first)s to %(last)s."),
)
_REMOVED = (
    N_("Days off taken away: %(first)s to %(last)s."),
    N_("Black-out days of an agency taken away: %(first)s to %(last)s."),
)


def add_days_off(*, actor: Identity, days: DayOffInput) -> DayOff:
    """Enter days off. Raises Invalid, and NotFound for another agency's black-out days."""
    _require(actor, days.agency_id)
    values = _checked(days)
    row = DayOff(**values)
    db.session.add(row)
    db.session.flush()
    _record(actor, row, "agenda.days_off_added", _worded(row, _ADDED), after=values)
    return row


def change_days_off(*, actor: Identity, day_off_id: UUID, days: DayOffInput) -> DayOff:
    """Change days off; neither the old nor the new may be another agency's. Raises Invalid."""
    row = _held(actor, day_off_id)
    _require(actor, days.agency_id)
    values = _checked(days)
    before = {name: getattr(row, name) for name in values}
    if values == before:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    db.session.flush()
    _record(
        actor,
        row,
        "agenda.days_off_changed",
        _worded(row, _CHANGED),
        after=values,
        before=before,
    )
    return row


def remove_days_off(*, actor: Identity, day_off_id: UUID) -> None:
    """Take days off away. Raises NotFound where they are not the actor's to change."""
    row = _held(actor, day_off_id)
    before = {"first_day": row.first_day, "last_day": row.last_day, "name": row.name}
    message = _worded(row, _REMOVED)
    db.session.delete(row)
    db.session.flush()
    _record(actor, row, "agenda.days_off_removed", message, before=before)


def _held(actor: Identity, day_off_id: UUID) -> DayOff:
    row = db.session.get(DayOff, day_off_id)
    if row is None:
        raise NotFound
    _require(actor, row.agency_id)
    return row


def _require(actor: Identity, agency_id: UUID | None) -> None:
    if agency_id is None:
        require(actor, Permission.MANAGE_PLACES)
    else:
        require(actor, Permission.SET_BLACKOUT, agency_id)


def _checked(days: DayOffInput) -> dict[str, object]:
    if days.agency_id is not None and db.session.get(Agency, days.agency_id) is None:
        raise Invalid([FieldError("whose", N_("Choose from the list."))])
    return days.checked()


def _worded(row: DayOff, words: tuple[Message, Message]) -> Message:
    message = words[row.agency_id is not None]
    return Message(message.text, {"first": row.first_day, "last": row.last_day})


def _record(
    actor: Identity,
    row: DayOff,
    act: str,
    summary: Message,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(
        actor,
        act,
        object_type="day_off",
        object_id=row.id,
        summary=summary,
        before=before,
        after=after,
    )
