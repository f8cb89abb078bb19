"""The three lists of a session: allowances, travel, rooms."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby

from lms.accounts.enums import Gender
from lms.arrangements.queries.lists import lodging, managed, people, planned_days, rates
from lms.arrangements.rows import (
    Arranged,
    LodgingRow,
    PayLine,
    PayPart,
    PaySheet,
    Rooming,
    RoomPlan,
    Sums,
    TravelSheet,
)
from lms.arrangements.rules.rooming import APART, Bedroom, Mixing, Sleeper, Suggestion, suggest
from lms.core.access import Identity
from lms.core.messages import N_, Message
from lms.courses.rows import SessionHead

ORDERS = ("arrival", "departure", "roll")
_NEVER = datetime.max.replace(tzinfo=UTC)
_GENDERS = {
    Gender.FEMALE: N_("women"),
    Gender.MALE: N_("men"),
    Gender.OTHER: N_("others"),
    Gender.NOT_SAID: N_("people who did not say their gender"),
}


def pay_sheet(slug: str, *, actor: Identity) -> PaySheet:
    """The per-diem list of a session with its sums, in minor units. Raises NotFound."""
    head = managed(slug, actor)
    known, days = rates(head), planned_days(head)
    by_id = {rate.id: rate for rate in known}
    lines = [
        PayLine(
            row,
            by_id.get(row.rate_id) if row.rate_id else None,
            days if row.days_paid is None else row.days_paid,
        )
        for row in people(head, actor=actor)
    ]
    parts = []
    for agency_id, group in groupby(lines, lambda line: line.person.agency_id):
        own = list(group)
        parts.append(PayPart(agency_id, own[0].person.agency, own, _sums(own)))
    without = sum(line.rate is None for line in lines)
    return PaySheet(head, parts, known, _sums(lines), days, len(lines), without)


def _sums(lines: Sequence[PayLine]) -> Sums:
    sums: Counter[str] = Counter()
    for line in lines:
        if line.rate is not None:
            sums[line.rate.currency] += line.rate.total(line.days)
    return dict(sorted(sums.items()))


def travel_sheet(slug: str, *, actor: Identity, order: str = "arrival") -> TravelSheet:
    """Who travels how, by `arrival`, `departure` or in the order of the roll. Those without a
    time stand at the end. Raises NotFound."""
    head = managed(slug, actor)
    rows = people(head, actor=actor)
    if order == "departure":
        rows.sort(key=lambda row: row.departs_at or _NEVER)
    elif order != "roll":
        order = "arrival"
        rows.sort(key=lambda row: row.arrives_at or _NEVER)
    return TravelSheet(head, rows, order)


def rooming(slug: str, *, actor: Identity) -> Rooming:
    """Who sleeps where, who waits for a room, and what is to be looked at. Raises NotFound."""
    head = managed(slug, actor)
    return _rooming(head, lodging(head), people(head, actor=actor))


def _rooming(head: SessionHead, rooms: Sequence[LodgingRow], rows: Sequence[Arranged]) -> Rooming:
    plans = [RoomPlan(room, [row for row in rows if row.room_id == room.id]) for room in rooms]
    homeless = [row for row in rows if row.room_id is None]
    return Rooming(
        head=head,
        rooms=plans,
        waiting=[row for row in homeless if row.wants_room],
        others=[row for row in homeless if not row.wants_room],
        problems=list(_problems(plans, rows)),
    )


def _problems(plans: Sequence[RoomPlan], rows: Sequence[Arranged]) -> list[Message]:
    beds = sum(plan.room.beds for plan in plans)
    wanting = sum(bool(row.wants_room) or row.room_id is not None for row in rows)
    found = []
    if wanting > beds:
        found.append(
            N_(
                "%(people)s people need a bed and there are %(beds)s. Add rooms.",
                people=wanting,
                beds=beds,
            )
        )
    for plan in plans:
        found += _in_room(plan)
    return found


def _in_room(plan: RoomPlan) -> list[Message]:
    room, found = plan.room, []
    for row in plan.people:
        if room.gender is not None and row.gender is not room.gender:
            found.append(
                N_(
                    "%(name)s sleeps in %(room)s, which is for %(whom)s.",
                    name=row.full_name,
                    room=room.name,
                    whom=_GENDERS[room.gender],
                )
            )
        if row.wants_room is False:
            found.append(
                N_(
                    "%(name)s has a bed in %(room)s but said that none is wanted.",
                    name=row.full_name,
                    room=room.name,
                )
            )
    if len({row.gender for row in plan.people} & set(APART)) > 1:
        found.append(N_("Women and men share %(room)s.", room=room.name))
    if plan.free < 0:
        found.append(N_("More people than beds are in %(room)s.", room=room.name))
    return found


def suggestion(slug: str, mixing: Mixing, *, actor: Identity) -> tuple[Rooming, Suggestion]:
    """The plan as it stands, and where those who wait for a bed could sleep. Raises NotFound."""
    seen = rooming(slug, actor=actor)
    placed = [row for plan in seen.rooms for row in plan.people]
    sleepers = [
        Sleeper(row.enrolment_id, row.gender, row.agency_id, row.room_id)
        for row in [*placed, *seen.waiting]
    ]
    rooms = [Bedroom(plan.room.id, plan.room.beds, plan.room.gender) for plan in seen.rooms]
    return seen, suggest(rooms, sleepers, mixing)
