"""People whom an agency knows already: to nominate somebody again without typing."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.enums import Gender
from lms.accounts.models import Membership, Person
from lms.accounts.queries.whole_name import whole_names
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name
from lms.nominations.models import Nomination
from lms.nominations.policies import Permission
from lms.nominations.queries.judging import GONE
from lms.nominations.rows import Side

MOST = 12


class KnownPerson(NamedTuple):
    """Somebody who serves in the agency now, as the agency's record has it."""

    person_id: UUID
    first_name: str
    last_name: str
    name_local: str
    certificate_name: str
    gender: Gender
    rank: str
    designation: str
    service_no: str | None
    posting: str

    @property
    def full_name(self) -> str:
        return joined_name(self.first_name, self.last_name)


def known_people(side: Side, *, actor: Identity, query: str = "") -> Sequence[KnownPerson]:
    """People of the agency of this name or service number who are not named in the session yet,
    by name; at most MOST. Nobody of another agency is looked at."""
    require(actor, Permission.NOMINATE, side)
    named = sa.select(Nomination.person_id).where(
        Nomination.course_session_id == side.head.id,
        Nomination.agency_id == side.agency_id,
        Nomination.state.not_in(GONE),
    )
    statement = _members(side.agency_id).where(Person.id.not_in(named))
    for word in query.split()[:6]:
        like = f"%{_escaped(word.casefold())}%"
        whole = sa.func.lower(Person.first_name + " " + Person.last_name)
        statement = statement.where(
            sa.or_(
                whole.like(like, escape="\\"),
                Person.name_local.like(like, escape="\\"),
                *(column.like(like, escape="\\") for column in whole_names(word)),
                sa.func.lower(Membership.service_no).like(like, escape="\\"),
            )
        )
    rows = db.session.execute(
        unscoped(
            statement.order_by(Person.first_name, Person.last_name, Person.id).limit(MOST),
            because="the people of one agency, by those who may nominate for it",
        )
    )
    return [KnownPerson._make(row) for row in rows]


def known_person(side: Side, person_id: UUID, *, actor: Identity) -> KnownPerson:
    """One of the agency's people. Raises NotFound for anybody else, known or not."""
    require(actor, Permission.NOMINATE, side)
    row = db.session.execute(
        unscoped(
            _members(side.agency_id).where(Person.id == person_id),
            because="the people of one agency, by those who may nominate for it",
        )
    ).first()
    if row is None:
        raise NotFound
    return KnownPerson._make(row)


def _members(agency_id: UUID) -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(
            Person.id,
            Person.first_name,
            Person.last_name,
            Person.name_local,
            Person.certificate_name,
            Person.gender,
            Membership.rank,
            Membership.designation,
            Membership.service_no,
            Membership.posting,
        )
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.agency_id == agency_id,
            Membership.ends_on.is_(None),
            Person.archived_at.is_(None),
            Person.merged_into_id.is_(None),
        )
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
