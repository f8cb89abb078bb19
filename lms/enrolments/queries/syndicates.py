"""Who sits at which table: for staff all, for participants their own, for focal points theirs."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.core.access import NAME_ROLES, Identity, Role, require
from lms.core.db import LocalizedText, db, seen_by, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.engines.grouping import Person as Grouped
from lms.engines.grouping import Problem, Rules, Score, score
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment, Syndicate, SyndicateChange
from lms.enrolments.policies import Permission
from lms.enrolments.queries.roll import in_calling_order
from lms.enrolments.rules.syndicates import Wish
from lms.enrolments.seating import (
    AgencySeats,
    LastChange,
    OwnTable,
    Seat,
    Seating,
    Share,
    TablePlan,
    TableRow,
)

SEAT = (
    Enrolment.id,
    Enrolment.person_id,
    Enrolment.agency_id,
    Enrolment.first_name,
    Enrolment.last_name,
    Enrolment.name_local,
    Enrolment.gender,
    Enrolment.rank,
    Enrolment.rank_local,
    Enrolment.designation,
    Enrolment.needs,
    Enrolment.syndicate_id,
    Enrolment.syndicate_locked,
)
FEATURES = ("agency", "rank", "gender")


def seating(slug: str, *, actor: Identity) -> Seating:
    """All tables of a session, for its staff. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_SYNDICATES, head)
    return seating_of(head, actor)


def seating_of(head: SessionHead, actor: Identity) -> Seating:
    """The tables of a session whose head the actor was given as staff. Four queries."""
    rows = in_calling_order(sa.select(*SEAT)).where(
        Enrolment.course_session_id == head.id, Enrolment.state != EnrolmentState.WITHDRAWN
    )
    seats = [Seat._make(row) for row in db.session.execute(seen_by(actor, rows, Enrolment))]
    agencies = _agencies({seat.agency_id for seat in seats})
    tables = tables_of(head.id)
    place = {seat.id: seat.syndicate_id for seat in seats if seat.syndicate_id}
    return arranged(
        head,
        tables=tables,
        seats=seats,
        place=place,
        agencies=agencies,
        last=last_change(head.id),
    )


def arranged(
    head: SessionHead,
    *,
    tables: Sequence[TableRow],
    seats: Sequence[Seat],
    place: Mapping[UUID, UUID],
    agencies: Mapping[UUID, LocalizedText],
    last: LastChange | None = None,
) -> Seating:
    """The tables with people as `place` says, and their mix."""
    judged = judge(tables, seats, place, Wish())
    total = sum(seat.id in place for seat in seats)
    plans = []
    for number, row in enumerate(tables):
        here = [seat for seat in seats if place.get(seat.id) == row.id]
        mix = {name: _shares(judged, number, name, len(here), total) for name in FEATURES}
        plans.append(TablePlan(row, here, mix))
    unseated = [seat for seat in seats if seat.id not in place]
    return Seating(head, seats, plans, unseated, agencies, judged.costs, last)


def judge(
    tables: Sequence[TableRow], seats: Sequence[Seat], place: Mapping[UUID, UUID], wish: Wish
) -> Score:
    """How even a mix is, by the weights of a wish."""
    numbers = {row.id: number for number, row in enumerate(tables)}
    problem = Problem(
        [Grouped(str(seat.id), seat.features) for seat in seats],
        len(tables),
        rules_of(wish),
        now={str(s.id): numbers[s.syndicate_id] for s in seats if s.syndicate_id in numbers},
    )
    return score(problem, {str(key): numbers[at] for key, at in place.items() if at in numbers})


def rules_of(wish: Wish) -> Rules:
    """A wish as the grouping takes it."""
    spread = {name: getattr(wish, name) for name in FEATURES}
    return Rules(spread, alone=wish.alone, alone_feature="gender", stay=wish.stay)


def _shares(judged: Score, number: int, name: str, size: int, total: int) -> list[Share]:
    """The values of a feature at one table, the most frequent first, missing ones where a share
    says that one should be there."""
    found = []
    for value in sorted({value for mix in judged.mixes for value in mix[name]}):
        everywhere = sum(mix[name].get(value, 0) for mix in judged.mixes)
        has = judged.mixes[number][name].get(value, 0)
        share = Fraction(everywhere * size, total) if total else Fraction(0)
        even = floor(share) <= has <= ceil(share)
        if has or not even:
            found.append(Share(value, has, share, even))
    return sorted(found, key=lambda one: (-one.has, one.value))


def tables_of(course_session_id: UUID) -> list[TableRow]:
    """The tables of a session in their order. Access was decided by the head."""
    rows = db.session.execute(
        sa.select(Syndicate.id, Syndicate.position, Syndicate.letter, Syndicate.name)
        .where(Syndicate.course_session_id == course_session_id)
        .order_by(Syndicate.position, Syndicate.letter)
    )
    return [TableRow._make(row) for row in rows]


def last_change(course_session_id: UUID) -> LastChange | None:
    """The newest change that can be taken back."""
    row = db.session.execute(
        unscoped(
            sa.select(
                SyndicateChange.number,
                SyndicateChange.act,
                SyndicateChange.made_at,
                Person.first_name,
                Person.last_name,
            )
            .outerjoin(Person, Person.id == SyndicateChange.made_by)
            .where(SyndicateChange.course_session_id == course_session_id)
            .order_by(SyndicateChange.number.desc())
            .limit(1),
            because="staff of a session are known to all who may see the session",
        )
    ).first()
    if row is None:
        return None
    by = joined_name(row.first_name, row.last_name)
    return LastChange(row.number, row.act, row.made_at, by)


def own_table(slug: str, *, actor: Identity) -> OwnTable:
    """The actor's own table as a participant, with the names at it where they may be seen.

    Raises NotFound for who takes no part in the session.
    """
    head = session_head(slug, actor)
    if not actor.has(Role.PARTICIPANT, course_session_id=head.id):
        raise NotFound
    letter = own_letters([head.id], actor=actor).get(head.id)
    table = next((row for row in tables_of(head.id) if row.letter == letter), None)
    if table is None:
        return OwnTable(head, None, (), 0)
    rows = in_calling_order(sa.select(*SEAT)).where(
        Enrolment.syndicate_id == table.id, Enrolment.state != EnrolmentState.WITHDRAWN
    )
    found = db.session.execute(
        unscoped(rows, because="one's own table; names only where the organiser shows them")
    )
    seats = [Seat._make(row) for row in found]
    return OwnTable(head, table, seats if head.names_visible else (), len(seats))


def agency_seats(slug: str, *, actor: Identity) -> AgencySeats:
    """The people of the actor's own agencies with the letters of their tables."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_ROLL, head)
    rows = in_calling_order(sa.select(*SEAT)).where(
        Enrolment.course_session_id == head.id, Enrolment.state != EnrolmentState.WITHDRAWN
    )
    seats = [Seat._make(row) for row in db.session.execute(seen_by(actor, rows, Enrolment))]
    letters = {row.id: row.letter for row in tables_of(head.id)}
    return AgencySeats(
        head, [(s, letters.get(s.syndicate_id, "") if s.syndicate_id else "") for s in seats]
    )


def own_letters(course_session_ids: Collection[UUID], *, actor: Identity) -> Mapping[UUID, str]:
    """The letter of the actor's own table in each of these sessions where there is one.

    Who works in a session sees all of it, so there the answer leaves it out. One query.
    """
    mine = actor.sessions_as(Role.PARTICIPANT) - actor.sessions_as(*NAME_ROLES)
    wanted = mine.intersection(course_session_ids)
    if not wanted or actor.is_administrator:
        return {}
    rows = db.session.execute(
        unscoped(
            sa.select(Enrolment.course_session_id, Syndicate.letter)
            .join(Syndicate, Syndicate.id == Enrolment.syndicate_id)
            .where(
                Enrolment.person_id == actor.person_id,
                Enrolment.course_session_id.in_(wanted),
                Enrolment.state != EnrolmentState.WITHDRAWN,
            ),
            because="a person's own enrolments",
        )
    )
    return {row[0]: row[1] for row in rows}


def _agencies(ids: set[UUID]) -> dict[UUID, LocalizedText]:
    rows: Sequence[Any] = db.session.execute(
        sa.select(Agency.id, Agency.short_name, Agency.name).where(Agency.id.in_(ids))
    ).all()
    return {row.id: row.short_name if any(row.short_name.values()) else row.name for row in rows}
