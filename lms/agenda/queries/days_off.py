"""Reading own days off: of everybody, of a country, and the black-out days of agencies."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.agencies.models import Agency
from lms.agencies.queries import AgencyName, agency_names
from lms.agenda.models import DayOff
from lms.agenda.policies import Permission
from lms.core.access import Identity, Role, can, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db
from lms.core.errors import NotFound


class DayOffRow(NamedTuple):
    """Days off. Why an agency has black-out days is its own: `name` is then empty for others."""

    id: UUID
    first_day: date
    last_day: date
    name: LocalizedText
    country: str | None
    agency_id: UUID | None
    agency: LocalizedText | None
    may_change: bool


def days_off(*, actor: Identity, past: bool = False) -> list[DayOffRow]:
    """The days off that the actor may see, by day: those to come, or those gone by."""
    require(actor, Permission.VIEW_DAYS_OFF)
    today = utcnow().date()
    when = DayOff.last_day < today if past else DayOff.last_day >= today
    order = DayOff.first_day.desc() if past else DayOff.first_day.asc()
    rows = db.session.execute(_select().where(when, _seen(actor)).order_by(order, DayOff.id))
    return [_row(actor, row) for row in rows]


def day_off(*, actor: Identity, day_off_id: UUID) -> DayOffRow:
    """One entry, as far as the actor may see it. Raises NotFound."""
    require(actor, Permission.VIEW_DAYS_OFF)
    row = db.session.execute(_select().where(DayOff.id == day_off_id, _seen(actor))).one_or_none()
    if row is None:
        raise NotFound
    return _row(actor, row)


def days_off_between(first: date, last: date, country: str) -> list[tuple[date, date]]:
    """General days off that touch a span of days, of everybody or of the country."""
    rows = db.session.execute(
        sa.select(DayOff.first_day, DayOff.last_day).where(
            DayOff.agency_id.is_(None),
            DayOff.country.is_(None) | (DayOff.country == country),
            DayOff.first_day <= last,
            DayOff.last_day >= first,
        )
    )
    return [(begin, end) for begin, end in rows]


def may_set(actor: Identity, agency_id: UUID | None) -> bool:
    """Whether the actor may write general days off (None), or black-out days of the agency."""
    if agency_id is None:
        return can(actor, Permission.MANAGE_PLACES).allowed
    return can(actor, Permission.SET_BLACKOUT, agency_id).allowed


@dataclass(frozen=True)
class Choices:
    """Whose days off the actor may enter: general ones, and black-outs of these agencies."""

    general: bool
    agencies: tuple[AgencyName, ...]

    @property
    def any(self) -> bool:
        return self.general or bool(self.agencies)


def choices(actor: Identity) -> Choices:
    """Whose days off the actor may enter."""
    mine = tuple(one for one in agency_names() if may_set(actor, one.id))
    return Choices(may_set(actor, None), mine)


def may_add(actor: Identity) -> bool:
    """Whether the actor may enter days off of any kind."""
    return may_set(actor, None) or bool(actor.focal_agencies)


def _select() -> sa.Select[*tuple[object, ...]]:
    return sa.select(
        DayOff.id,
        DayOff.first_day,
        DayOff.last_day,
        DayOff.name,
        DayOff.country,
        DayOff.agency_id,
        Agency.name.label("agency"),
    ).outerjoin(Agency, Agency.id == DayOff.agency_id)


def _seen(actor: Identity) -> sa.ColumnElement[bool]:
    """General ones for all who may look; black-outs for planners and the agency's focal points."""
    if actor.is_administrator or actor.has(Role.ORGANISER):
        return sa.true()
    return DayOff.agency_id.is_(None) | DayOff.agency_id.in_(actor.focal_agencies)


def _row(actor: Identity, row: sa.Row[*tuple[object, ...]]) -> DayOffRow:
    values = row._asdict()
    may_change = may_set(actor, values["agency_id"])
    if values["agency_id"] is not None and not may_change:
        values["name"] = {}
    return DayOffRow(**values, may_change=may_change)
