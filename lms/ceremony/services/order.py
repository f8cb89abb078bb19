"""The order of calling, written into the roll's own calling order, and who hands over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.ceremony.enums import Handing, Scope, Within
from lms.ceremony.formats.plan import Plan
from lms.ceremony.rules.order import Caller, in_order, moved
from lms.ceremony.rules.ranks import HIGHEST
from lms.ceremony.services.plan import Desk, restore
from lms.core.access import Identity
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.messages import N_, Message
from lms.enrolments.models import Enrolment
from lms.enrolments.queries.roll import in_called_order, in_calling_order


class _Row(NamedTuple):
    """One person of the roll in the order of calling."""

    id: UUID
    agency_id: UUID
    name: str
    local: str | None
    rank: str
    calling: int | None
    place: int


def set_order(
    *,
    actor: Identity,
    slug: str,
    scope: Scope,
    within: Within,
    alphabet: str,
    grades: Mapping[str, int],
) -> None:
    """Put everybody on the roll into the order of these rules. By hand keeps who stands where.

    `grades` are the session's own grades of ranks by their key, 1 to 22. Raises Invalid for others.
    """
    desk = Desk(actor, slug)
    if any(not 1 <= grade <= HIGHEST for grade in grades.values()):
        raise Invalid([FieldError("grades", N_("Grades go from 1 to %(most)s.", most=HIGHEST))])
    plan = replace(desk.plan, scope=scope, within=within, alphabet=alphabet, grades=dict(grades))
    rows = _rows(desk)
    ordered = in_order(_callers(rows), scope=scope, within=within, language=alphabet, grades=grades)
    _put(desk, plan, rows, [one.id for one in ordered], N_("Ordered the call by the rules."))


def move_person(*, actor: Identity, slug: str, enrolment_id: UUID, steps: int) -> None:
    """Move one person up (negative) or down by hand: within the agency, or in the whole room."""
    desk = Desk(actor, slug)
    rows = _rows(desk)
    agency = next((row.agency_id for row in rows if row.id == enrolment_id), None)
    if agency is None:
        raise NotFound
    part = [row.id for row in rows if desk.plan.scope is Scope.ROOM or row.agency_id == agency]
    _by_hand(desk, rows, moved(part, enrolment_id, steps))


def order_people(*, actor: Identity, slug: str, enrolment_ids: Sequence[UUID]) -> None:
    """Put people into an order by hand; who is not named keeps the place in between.

    Raises NotFound where one of them is not of this session.
    """
    desk = Desk(actor, slug)
    rows = _rows(desk)
    wanted = list(dict.fromkeys(enrolment_ids))
    if not set(wanted) <= {row.id for row in rows}:
        raise NotFound
    _by_hand(desk, rows, wanted)


def _by_hand(desk: Desk, rows: Sequence[_Row], part: Sequence[UUID]) -> None:
    """These people in this order among themselves; all others keep their places."""
    inner, named = iter(part), set(part)
    ordered = [next(inner) if row.id in named else row.id for row in rows]
    plan = replace(desk.plan, within=Within.HAND)
    _put(desk, plan, rows, ordered, N_("Changed the order of the call by hand."))


def _put(
    desk: Desk, plan: Plan, rows: Sequence[_Row], ordered: Sequence[UUID], summary: Message
) -> None:
    before = _kept(rows)
    agency_of = {row.id: row.agency_id for row in rows}
    by_agency: dict[str, list[str]] = {}
    for key in ordered:
        by_agency.setdefault(str(agency_of[key]), []).append(str(key))
    room = plan.scope is Scope.ROOM
    after = {
        "room": [str(key) for key in ordered] if room else [],
        "agencies": before["agencies"] if room else by_agency,
    }
    desk.write("called_order", summary, plan, order=before if after != before else None)
    if after != before:
        restore(desk.actor, desk.head.slug, after)


def _kept(rows: Sequence[_Row]) -> dict[str, Any]:
    """The calling order as it is: the room's own, and that of each agency."""
    by_agency = sorted(rows, key=lambda row: row.place)
    return {
        "room": [str(row.id) for row in rows if row.calling is not None],
        "agencies": {
            str(agency_id): [str(row.id) for row in members]
            for agency_id, members in groupby(by_agency, key=lambda row: row.agency_id)
        },
    }


def _callers(rows: Sequence[_Row]) -> list[Caller]:
    """Everybody as the rules of order need them."""
    by_agency = sorted(rows, key=lambda row: row.place)
    agencies = {key: number for number, key in enumerate(
        dict.fromkeys(row.agency_id for row in by_agency), start=1)}  # fmt: skip
    return [
        Caller(row.id, agencies[row.agency_id], row.name, row.local or "", row.rank, place)
        for place, row in enumerate(rows)
    ]


def _rows(desk: Desk) -> list[_Row]:
    """The roll in the order of calling; `place` counts in the calling order by agency."""
    first = in_calling_order(sa.select(Enrolment.id)).where(
        Enrolment.course_session_id == desk.head.id
    )
    because = "the order of the whole roll, by those who may change it"
    place = {row.id: number for number, row in enumerate(
        db.session.execute(unscoped(first, because=because)))}  # fmt: skip
    local = sa.func.nullif(Enrolment.certificate_name_local, "")
    statement = in_called_order(
        sa.select(
            Enrolment.id,
            Enrolment.agency_id,
            Enrolment.certificate_name.label("name"),
            sa.func.coalesce(local, Enrolment.name_local).label("local"),
            Enrolment.rank,
            Enrolment.calling,
        )
    ).where(Enrolment.course_session_id == desk.head.id)
    rows = db.session.execute(unscoped(statement, because=because))
    return [_Row._make((*row, place[row.id])) for row in rows]


def set_handing(
    *,
    actor: Identity,
    slug: str,
    handing: Handing,
    by_agency: Mapping[str, str],
    by_hand: Mapping[str, str],
) -> None:
    """Who hands over to whom; keys of guests who hand over, by agency and by person."""
    desk = Desk(actor, slug)
    known = {guest.key for guest in desk.plan.hands}
    if not {*by_agency.values(), *by_hand.values()} <= known:
        raise Invalid([FieldError("handing", N_("Choose guests who hand certificates over."))])
    plan = replace(desk.plan, handing=handing, by_agency=dict(by_agency), by_hand=dict(by_hand))
    desk.write("handing", N_("Changed who hands over to whom."), plan)
