"""Reading agencies: names and order, never who or how many serve there."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from lms.agencies.models import Agency, Unit
from lms.agencies.policies import Permission
from lms.core.access import Identity, can
from lms.core.db import LocalizedText, db
from lms.core.errors import NotFound


class AgencyRow(NamedTuple):
    """An agency in the order of precedence."""

    id: uuid.UUID
    slug: str
    name: LocalizedText
    short_name: LocalizedText
    country: str
    precedence: int
    archived_at: datetime | None


class UnitRow(NamedTuple):
    id: uuid.UUID
    slug: str
    name: LocalizedText


class AgencyName(NamedTuple):
    """What a choice of agencies shows."""

    id: uuid.UUID
    name: LocalizedText
    short_name: LocalizedText


@dataclass(frozen=True)
class AgencyPage:
    agency: AgencyRow
    units: list[UnitRow]


_ROW = (
    Agency.id,
    Agency.slug,
    Agency.name,
    Agency.short_name,
    Agency.country,
    Agency.precedence,
    Agency.archived_at,
)
_ORDER = (Agency.precedence, Agency.id)


def agency_list(*, actor: Identity, archived: bool = False) -> list[AgencyRow]:
    """The agencies in order of precedence; archived ones only for those who manage them."""
    if actor.is_anonymous or (archived and not can(actor, Permission.MANAGE_AGENCIES)):
        raise NotFound
    chosen = Agency.archived_at.is_not(None) if archived else Agency.archived_at.is_(None)
    rows = db.session.execute(sa.select(*_ROW).where(chosen).order_by(*_ORDER))
    return [AgencyRow(*row) for row in rows]


def agency_page(*, actor: Identity, slug: str) -> AgencyPage:
    """An agency with its units, by name. Raises NotFound."""
    row = None
    if not actor.is_anonymous:
        row = db.session.execute(sa.select(*_ROW).where(Agency.slug == slug)).one_or_none()
    if row is None:
        raise NotFound
    units = db.session.execute(
        sa.select(Unit.id, Unit.slug, Unit.name).where(Unit.agency_id == row.id).order_by(Unit.slug)
    )
    return AgencyPage(AgencyRow(*row), [UnitRow(*unit) for unit in units])


def agency_unit(*, actor: Identity, slug: str, unit_slug: str) -> tuple[AgencyRow, UnitRow]:
    """An agency and one of its units. Raises NotFound."""
    page = agency_page(actor=actor, slug=slug)
    found = next((unit for unit in page.units if unit.slug == unit_slug), None)
    if found is None:
        raise NotFound
    return page.agency, found


def agency_names(*, also: uuid.UUID | None = None) -> list[AgencyName]:
    """The agencies for a choice, in order of precedence; `also` one that is archived."""
    open_ones = Agency.archived_at.is_(None)
    rows = db.session.execute(
        sa.select(Agency.id, Agency.name, Agency.short_name)
        .where(open_ones if also is None else open_ones | (Agency.id == also))
        .order_by(*_ORDER)
    )
    return [AgencyName(*row) for row in rows]


def unit_names(*, agency_id: uuid.UUID) -> list[UnitRow]:
    """The units of an agency for a choice."""
    rows = db.session.execute(
        sa.select(Unit.id, Unit.slug, Unit.name)
        .where(Unit.agency_id == agency_id)
        .order_by(Unit.slug)
    )
    return [UnitRow(*row) for row in rows]
