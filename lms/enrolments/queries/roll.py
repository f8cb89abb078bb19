"""The roll in calling order: agencies by their precedence in the session, then position."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Membership, Person
from lms.agencies.models import Agency
from lms.core.access import NAME_ROLES, Identity, require
from lms.core.db import db, seen_by, unscoped
from lms.courses.models import SessionAgency
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.policies import Permission
from lms.enrolments.rows import AgencyGroup, Roll, RollEntry
from lms.seats.queries.ledger import balance

AnySelect = sa.Select[*tuple[Any, ...]]

ENTRY = (
    Enrolment.id,
    Enrolment.person_id,
    Enrolment.agency_id,
    Enrolment.state,
    Enrolment.arrival,
    Enrolment.first_name,
    Enrolment.last_name,
    Enrolment.name_local,
    Enrolment.certificate_name,
    Enrolment.certificate_name_local,
    Enrolment.name_approved_at,
    Enrolment.gender,
    Enrolment.rank,
    Enrolment.designation,
    Enrolment.service_no,
    Enrolment.position,
)


_PLACES = (
    sa.func.coalesce(SessionAgency.precedence, 10_000 + Agency.precedence),
    Enrolment.agency_id,
    Enrolment.position,
    Enrolment.id,
)


def in_calling_order(statement: AnySelect) -> AnySelect:
    """Add what orders enrolments: precedence of the agency in the session, then position."""
    return _with_agencies(statement).order_by(*_PLACES)


def in_called_order(statement: AnySelect) -> AnySelect:
    """Add what orders the people who are called at a ceremony: their places in the whole room
    where such are set, else the calling order by agency. Who came later than the places is last."""
    last = 1_000_000
    return _with_agencies(statement).order_by(sa.func.coalesce(Enrolment.calling, last), *_PLACES)


def _with_agencies(statement: AnySelect) -> AnySelect:
    return statement.join(Agency, Agency.id == Enrolment.agency_id).outerjoin(
        SessionAgency,
        (SessionAgency.course_session_id == Enrolment.course_session_id)
        & (SessionAgency.agency_id == Enrolment.agency_id),
    )


def roll(
    slug: str,
    *,
    actor: Identity,
    state: EnrolmentState | None = None,
    agency_id: UUID | None = None,
) -> Roll:
    """The rows of a session's roll that `actor` may see. Raises NotFound where there is none.

    `state` and `agency_id` narrow the rows shown; the counts are always of all visible rows.
    """
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_ROLL, head)
    entries = roll_entries(head.id, actor=actor)
    return _grouped(head, entries, actor, state, agency_id)


def roll_entries(course_session_id: UUID, *, actor: Identity) -> list[RollEntry]:
    """Visible enrolments of a session in calling order, the withdrawn among them. One query."""
    statement = in_calling_order(sa.select(*ENTRY)).where(
        Enrolment.course_session_id == course_session_id
    )
    rows = db.session.execute(seen_by(actor, statement, Enrolment))
    return [RollEntry._make(row) for row in rows]


def _grouped(
    head: SessionHead,
    entries: Sequence[RollEntry],
    actor: Identity,
    state: EnrolmentState | None,
    agency_id: UUID | None,
) -> Roll:
    withdrawn = EnrolmentState.WITHDRAWN
    present = [entry for entry in entries if entry.state is not withdrawn]
    names = {row.id: row for row in _agency_names({entry.agency_id for entry in entries})}
    groups = []
    numbered = enumerate(present, start=1)
    for key, members in groupby(numbered, lambda line: line[1].agency_id):
        lines = shown = list(members)
        if state is not None:
            shown = [line for line in lines if line[1].state is state]
        if agency_id not in {None, key}:
            shown = []
        groups.append(AgencyGroup(key, names[key].name, names[key].short_name, shown, len(lines)))
    return Roll(
        head=head,
        groups=groups,
        withdrawn=[entry for entry in entries if entry.state is withdrawn],
        states=Counter(entry.state for entry in entries),
        unapproved=sum(entry.name_approved_at is None for entry in present),
        whole=actor.is_administrator or actor.has(*NAME_ROLES, course_session_id=head.id),
    )


def _agency_names(ids: set[UUID]) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    if not ids:
        return []
    return db.session.execute(
        sa.select(Agency.id, Agency.name, Agency.short_name).where(Agency.id.in_(ids))
    ).all()


def roll_page(
    slug: str, *, actor: Identity, after: UUID | None, size: int
) -> tuple[list[RollEntry], bool]:
    """Visible enrolments by key, `size` of them behind `after`, and whether more follow."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_ROLL, head)
    statement = (
        sa.select(*ENTRY)
        .where(Enrolment.course_session_id == head.id)
        .order_by(Enrolment.id)
        .limit(size + 1)
    )
    if after is not None:
        statement = statement.where(Enrolment.id > after)
    rows = db.session.execute(seen_by(actor, statement)).all()
    return [RollEntry._make(row) for row in rows[:size]], len(rows) > size


def free_seats(head: SessionHead) -> int:
    """Seats that no person has. Counts over all agencies."""
    return balance(head).free


def seat_holders(course_session_id: UUID) -> list[tuple[UUID, UUID]]:
    """The agency and the enrolment of everybody on the roll: who has a seat before there is a
    ledger. The factory hands it to the seats."""
    rows = db.session.execute(
        unscoped(
            sa.select(Enrolment.agency_id, Enrolment.id)
            .where(
                Enrolment.course_session_id == course_session_id,
                Enrolment.state != EnrolmentState.WITHDRAWN,
            )
            .order_by(Enrolment.id),
            because="seats are counted over all agencies",
        )
    )
    return [(agency_id, holder_id) for agency_id, holder_id in rows]


def visible_ids(course_session_id: UUID, *, actor: Identity) -> set[UUID]:
    """Keys of the enrolments of a session that `actor` may see."""
    statement = sa.select(Enrolment.id).where(Enrolment.course_session_id == course_session_id)
    return set(db.session.scalars(seen_by(actor, statement)))


def export_rows(slug: str, *, actor: Identity) -> tuple[SessionHead, list[tuple[str | None, ...]]]:
    """The visible roll with our column names' values, in calling order, without the withdrawn.

    Columns as in `formats.TEMPLATE_COLUMNS`, so that an export can be imported elsewhere.
    """
    head = session_head(slug, actor)
    require(actor, Permission.EXPORT_ROLL, head)
    statement = in_calling_order(
        sa.select(
            Enrolment.first_name,
            Enrolment.last_name,
            Enrolment.certificate_name,
            Enrolment.name_local,
            Enrolment.gender,
            Agency.name,
            Enrolment.designation,
            Enrolment.rank,
            Enrolment.service_no,
            Membership.posting,
            Person.email,
            Person.mobile,
            Enrolment.nominated_by,
            Enrolment.letter_ref,
            Enrolment.needs,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(
            Membership,
            (Membership.person_id == Enrolment.person_id)
            & (Membership.agency_id == Enrolment.agency_id)
            & Membership.ends_on.is_(None),
        )
    ).where(Enrolment.course_session_id == head.id, Enrolment.state != EnrolmentState.WITHDRAWN)
    narrowed = statement.where(Enrolment.visible_to(actor)) if not actor.is_system else statement
    rows = db.session.execute(unscoped(narrowed, because="narrowed by the enrolment's own scope"))
    return head, [_plain(row) for row in rows]


def english(text: Any) -> str:
    """The English form of an authored text, or any other where it has none."""
    return str(text.get("en") or next((value for value in text.values() if value), ""))


def _plain(row: sa.Row[*tuple[Any, ...]]) -> tuple[str | None, ...]:
    values = list(row)
    values[4] = "" if values[4] == "not_said" else str(values[4])
    values[5] = english(values[5])
    return tuple(None if value is None else str(value) for value in values)
