"""One agency's side of a session: its seats, its names, and the people it knows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core.access import Identity, require
from lms.core.db import LocalizedText, db, seen_by, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name
from lms.courses.queries import session_agencies, session_head
from lms.courses.rows import AgencyRow, SessionHead
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination
from lms.nominations.policies import Permission
from lms.nominations.queries.lines import history, lines, prior_training
from lms.nominations.queries.plans import plan_of, side_of
from lms.nominations.queries.steps import present_steps
from lms.nominations.rows import (
    EventLine,
    NominationLine,
    PlanRow,
    PriorTraining,
    Side,
    Subject,
)
from lms.nominations.rules.board import own_order
from lms.nominations.services.events import find
from lms.seats.queries.ledger import balance
from lms.seats.rows import AgencySeats

ROWS_A_PAGE = 200


class Order(StrEnum):
    """How the names of a side are sorted."""

    PRIORITY = "priority"
    NAME = "name"
    STATE = "state"
    DATE = "date"


@dataclass(frozen=True)
class AgencySide:
    """A side that the reader may see, and its agency."""

    side: Side
    agency: AgencyRow

    @property
    def head(self) -> SessionHead:
        return self.side.head


@dataclass(frozen=True)
class OwnSide:
    """What an agency sees of a session: nothing in it counts or names another agency's."""

    side: Side
    agency: AgencyRow
    seats: AgencySeats
    rows: Sequence[NominationLine]
    states: Mapping[State, int]
    found: int
    prior: Mapping[UUID, Sequence[PriorTraining]]
    steps: Mapping[UUID, LocalizedText]
    replaced: frozenset[UUID]
    letters_missing: int
    turns: Mapping[UUID, int]  # the place in the own order; those that ended have none

    @property
    def plan(self) -> PlanRow:
        return self.side.plan

    @property
    def total(self) -> int:
        return sum(self.states.values())


@dataclass(frozen=True)
class OwnName:
    """One nomination as its agency sees it."""

    head: SessionHead
    agency: AgencyRow
    row: Nomination
    plan: PlanRow
    history: Sequence[EventLine]
    prior: Sequence[PriorTraining]
    step: LocalizedText | None
    replaced_by: tuple[UUID, str] | None
    replaces: tuple[UUID, str] | None

    @property
    def subject(self) -> Subject:
        return Subject(self.head, self.row.agency_id, self.row.person_id)


def own_agencies(head: SessionHead, actor: Identity) -> list[AgencyRow]:
    """The session's agencies whose focal point `actor` is."""
    return [one for one in session_agencies(head.id) if one.agency_id in actor.focal_agencies]


def side_by_slug(slug: str, agency_slug: str, *, actor: Identity) -> AgencySide:
    """A side by the addresses of session and agency. Raises NotFound where `actor` may not see
    it, alike whether there is such an agency."""
    head = session_head(slug, actor)
    agency = next((one for one in session_agencies(head.id) if one.slug == agency_slug), None)
    if agency is None:
        raise NotFound
    side = side_of(head, agency.agency_id)
    require(actor, Permission.VIEW_SIDE, side)
    return AgencySide(side, agency)


def own_side(
    slug: str,
    agency_slug: str,
    *,
    actor: Identity,
    state: State | None = None,
    order: Order = Order.PRIORITY,
    page: int = 1,
) -> OwnSide:
    """The seats and names of one agency; a constant number of queries."""
    seen = side_by_slug(slug, agency_slug, actor=actor)
    head, agency_id = seen.head, seen.agency.agency_id
    all_rows = lines(head.id, actor=actor, agency_id=agency_id)
    states = dict.fromkeys(State, 0)
    for row in all_rows:
        states[row.state] += 1
    found = [row for row in all_rows if state is None or row.state is state]
    found.sort(key=_KEYS[order])
    shown = found[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    waiting = [row.id for row in shown if row.state is State.NOMINATED]
    steps = present_steps(waiting) if waiting else {}
    return OwnSide(
        side=seen.side,
        agency=seen.agency,
        seats=balance(head).of(agency_id),
        rows=shown,
        states=states,
        found=len(found),
        prior=prior_training([(row.person_id, agency_id) for row in shown], besides=head.id),
        steps={key: step.title for key, step in steps.items() if step},
        replaced=frozenset(
            row.replaces_id for row in all_rows if row.replaces_id and row.state in _LIVE
        ),
        letters_missing=sum(_lacks(row) for row in all_rows) if seen.side.plan.needs_letter else 0,
        turns=own_order(all_rows),
    )


_LIVE = frozenset(State) - {State.DECLINED, State.WITHDRAWN}
_STATES = list(State)
_KEYS = {
    Order.PRIORITY: lambda row: (row.state not in _LIVE, row.priority, row.id),
    Order.NAME: lambda row: (row.full_name.casefold(), row.id),
    Order.STATE: lambda row: (_STATES.index(row.state), row.priority, row.id),
    Order.DATE: lambda row: (row.submitted_at, row.id),
}


def _lacks(row: NominationLine) -> bool:
    return row.letter_file_id is None and row.state in _LIVE


def own_name(slug: str, nomination_id: UUID, *, actor: Identity) -> OwnName:
    """One nomination. Raises NotFound where `actor` does not see its agency's side."""
    head = session_head(slug, actor)
    row = find(actor, head, nomination_id)
    require(actor, Permission.VIEW_ONE, Subject(head, row.agency_id, row.person_id))
    agency = next(one for one in session_agencies(head.id) if one.agency_id == row.agency_id)
    prior = prior_training([(row.person_id, row.agency_id)], besides=head.id)
    waits = row.state is State.NOMINATED
    step = present_steps([row.id])[row.id] if waits else None
    return OwnName(
        head=head,
        agency=agency,
        row=row,
        plan=plan_of(head.id),
        history=history(row.id),
        prior=prior.get(row.person_id, ()),
        step=step.title if step else None,
        replaced_by=_other(row, Nomination.replaces_id == row.id),
        replaces=_other(row, Nomination.id == row.replaces_id) if row.replaces_id else None,
    )


def _other(row: Nomination, criterion: sa.ColumnElement[bool]) -> tuple[UUID, str] | None:
    found = db.session.execute(
        unscoped(
            sa.select(Nomination.id, Nomination.first_name, Nomination.last_name).where(
                criterion, Nomination.agency_id == row.agency_id
            ),
            because="who replaces whom within the agency whose nomination the actor sees",
        )
    ).first()
    return (found.id, joined_name(found.first_name, found.last_name)) if found else None


def seen_contact(person_id: UUID, *, actor: Identity) -> tuple[str, str] | None:
    """E-mail and telephone of somebody whose record `actor` may see: a focal point those of the
    people who are in the agency today. None for others."""
    return seen_contacts([person_id], actor=actor).get(person_id)


def seen_contacts(people: Collection[UUID], *, actor: Identity) -> dict[UUID, tuple[str, str]]:
    """As `seen_contact`, of several, by person. One query."""
    statement = sa.select(Person.id, Person.email, Person.mobile).where(Person.id.in_(people))
    rows = db.session.execute(seen_by(actor, statement))
    return {row.id: (row.email or "", row.mobile or "") for row in rows}


def contact_of(person_id: UUID) -> tuple[str | None, str | None]:
    """E-mail and telephone of somebody whose nomination the caller changes."""
    row = db.session.execute(
        unscoped(
            sa.select(Person.email, Person.mobile).where(Person.id == person_id),
            because="the person of a nomination that the actor changes",
        )
    ).one()
    return row.email, row.mobile
