"""Writing agencies and their units. Administrators only."""

import uuid
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from lms.agencies import rules
from lms.agencies.models import Agency, Unit
from lms.agencies.policies import Permission
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_, Message


def create_agency(
    *,
    actor: Identity,
    name: Mapping[str, str],
    short_name: Mapping[str, str],
    country: str,
    precedence: int | None = None,
    slug: str | None = None,
) -> Agency:
    """Add an agency, last in the order of precedence unless a place is given.

    Raises Invalid with faults at name_en, short_name_en, country, ... .
    """
    require(actor, Permission.MANAGE_AGENCIES)
    clean_name, clean_short, clean_country = _clean(name, short_name, country)
    agency = Agency(
        slug=slug or rules.free_slug(clean_name, _slug_taken),
        name=clean_name,
        short_name=clean_short,
        country=clean_country,
        precedence=precedence if precedence is not None else _next_place(),
    )
    db.session.add(agency)
    db.session.flush()
    _record(actor, agency, "agencies.created", N_("%(agency)s added.", agency=agency.name))
    return agency


def update_agency(
    *,
    actor: Identity,
    agency_id: uuid.UUID,
    name: Mapping[str, str],
    short_name: Mapping[str, str],
    country: str,
) -> Agency:
    """Change names and country; the address stays. Raises Invalid, NotFound."""
    agency = _managed(actor, agency_id)
    before = _values(agency)
    agency.name, agency.short_name, agency.country = _clean(name, short_name, country)
    if _values(agency) != before:
        agency.version += 1
        db.session.flush()
        summary = N_("%(agency)s changed.", agency=agency.name)
        _record(actor, agency, "agencies.changed", summary, before)
    return agency


def set_precedence(*, actor: Identity, agency_ids: Sequence[uuid.UUID]) -> None:
    """Put agencies in this order; those not named stand behind, in their old order."""
    require(actor, Permission.MANAGE_AGENCIES)
    rows = db.session.scalars(
        sa.select(Agency).order_by(Agency.precedence, Agency.id).with_for_update()
    ).all()
    wanted = {agency_id: number for number, agency_id in enumerate(agency_ids)}
    ordered = sorted(rows, key=lambda row: wanted.get(row.id, len(wanted)))
    moved = False
    for number, row in enumerate(ordered, start=1):
        moved = moved or row.precedence != number
        row.precedence = number
    db.session.flush()
    if moved:
        audit.record(
            actor,
            "agencies.ordered",
            object_type="agency",
            object_id="all",
            summary=N_("Order of precedence changed."),
            after={"order": [row.slug for row in ordered]},
        )


def move_agency(*, actor: Identity, agency_id: uuid.UUID, up: bool) -> None:
    """Move an agency one place up or down among those that are not archived."""
    agency = _managed(actor, agency_id)
    order = list(
        db.session.scalars(
            sa.select(Agency.id)
            .where(Agency.archived_at.is_(None))
            .order_by(Agency.precedence, Agency.id)
        )
    )
    if agency.id not in order:
        return
    at = order.index(agency.id)
    other = at - 1 if up else at + 1
    if 0 <= other < len(order):
        order[at], order[other] = order[other], order[at]
        set_precedence(actor=actor, agency_ids=order)


def archive_agency(*, actor: Identity, agency_id: uuid.UUID) -> None:
    """Put an agency away: nobody new joins it; what was stays."""
    agency = _managed(actor, agency_id)
    if agency.archived_at is None:
        agency.archived_at = utcnow()
        summary = N_("%(agency)s archived.", agency=agency.name)
        _record(actor, agency, "agencies.archived", summary)


def restore_agency(*, actor: Identity, agency_id: uuid.UUID) -> None:
    """Bring an archived agency back."""
    agency = _managed(actor, agency_id)
    if agency.archived_at is not None:
        agency.archived_at = None
        summary = N_("%(agency)s restored.", agency=agency.name)
        _record(actor, agency, "agencies.restored", summary)


def add_unit(
    *,
    actor: Identity,
    agency_id: uuid.UUID,
    name: Mapping[str, str],
    slug: str | None = None,
) -> Unit:
    """Add a unit to an agency. Raises Invalid at name_en, ... ."""
    agency = _managed(actor, agency_id)
    clean = _clean_unit(name)
    taken = set(db.session.scalars(sa.select(Unit.slug).where(Unit.agency_id == agency_id)))
    unit = Unit(
        agency_id=agency_id, slug=slug or rules.free_slug(clean, taken.__contains__), name=clean
    )
    db.session.add(unit)
    db.session.flush()
    summary = N_("Unit %(unit)s added to %(agency)s.", unit=unit.name, agency=agency.name)
    _record(actor, agency, "agencies.unit_added", summary)
    return unit


def rename_unit(*, actor: Identity, unit_id: uuid.UUID, name: Mapping[str, str]) -> None:
    """Change a unit's name."""
    unit = _unit(actor, unit_id)
    agency = db.session.get_one(Agency, unit.agency_id)
    unit.name = _clean_unit(name)
    db.session.flush()
    summary = N_("Unit %(unit)s of %(agency)s renamed.", unit=unit.name, agency=agency.name)
    _record(actor, agency, "agencies.unit_renamed", summary)


def remove_unit(*, actor: Identity, unit_id: uuid.UUID) -> None:
    """Remove a unit. Raises Refused where people serve or served in it."""
    unit = _unit(actor, unit_id)
    agency = db.session.get_one(Agency, unit.agency_id)
    name = unit.name
    try:
        with db.session.begin_nested():
            db.session.delete(unit)
            db.session.flush()
    except IntegrityError as error:
        raise Refused(
            N_("People serve or served in this unit, so it stays. Rename it instead.")
        ) from error
    summary = N_("Unit %(unit)s of %(agency)s removed.", unit=name, agency=agency.name)
    _record(actor, agency, "agencies.unit_removed", summary)


def _clean(
    name: Mapping[str, str], short_name: Mapping[str, str], country: str
) -> tuple[LocalizedText, LocalizedText, str]:
    clean_name, errors = rules.clean_text("name", name, rules.MAX_NAME, required=True)
    short, more = rules.clean_text("short_name", short_name, rules.MAX_SHORT, required=False)
    code = rules.clean_country(country)
    if code is None:
        message = N_("Write the two letters of the country, as in PK.")
        more = [*more, FieldError("country", message)]
    if errors or more or code is None:
        raise Invalid([*errors, *more])
    return clean_name, short or dict(clean_name), code


def _clean_unit(name: Mapping[str, str]) -> LocalizedText:
    clean, errors = rules.clean_text("name", name, rules.MAX_NAME, required=True)
    if errors:
        raise Invalid(errors)
    return clean


def _managed(actor: Identity, agency_id: uuid.UUID) -> Agency:
    require(actor, Permission.MANAGE_AGENCIES)
    agency = db.session.get(Agency, agency_id)
    if agency is None:
        raise NotFound
    return agency


def _unit(actor: Identity, unit_id: uuid.UUID) -> Unit:
    require(actor, Permission.MANAGE_AGENCIES)
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def _slug_taken(slug: str) -> bool:
    return db.session.scalar(sa.select(Agency.id).where(Agency.slug == slug)) is not None


def _next_place() -> int:
    return (db.session.scalar(sa.select(sa.func.max(Agency.precedence))) or 0) + 1


def _values(agency: Agency) -> dict[str, object]:
    return {
        "name": dict(agency.name),
        "short_name": dict(agency.short_name),
        "country": agency.country,
    }


def _record(
    actor: Identity,
    agency: Agency,
    act: str,
    summary: Message,
    before: dict[str, object] | None = None,
) -> None:
    db.session.flush()
    audit.record(
        actor,
        act,
        object_type="agency",
        object_id=agency.id,
        summary=summary,
        before=before,
        after=_values(agency),
    )
