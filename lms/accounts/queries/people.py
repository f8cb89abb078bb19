"""The list of people, narrowed to what the reader may see."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from lms.accounts.models import Account, Membership, Person, in_force
from lms.accounts.policies import Permission
from lms.accounts.queries.whole_name import whole_names
from lms.agencies.models import Agency
from lms.core.access import Identity, Role, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, seen_by
from lms.core.web import Page

PAGE_SIZE = 50
SORTS = ("name", "agency", "service_no", "newest")
MOST_WORDS = 6


@dataclass(frozen=True)
class PeopleFilter:
    """What a reader asks of the list. `sort` is one of SORTS."""

    search: str = ""
    agency_id: uuid.UUID | None = None
    archived: bool = False
    sort: str = "name"


class PersonRow(NamedTuple):
    """A person in the list, with the present service."""

    id: uuid.UUID
    first_name: str
    last_name: str
    name_local: str
    archived_at: datetime | None
    merged_into_id: uuid.UUID | None
    agency_id: uuid.UUID | None
    agency: LocalizedText | None
    rank: str | None
    designation: str | None
    service_no: str | None
    username: str | None


def people(*, actor: Identity, wish: PeopleFilter, page: int) -> tuple[list[PersonRow], Page]:
    """One page of the people whom `actor` may see. Two statements, however long the list."""
    require(actor, Permission.LIST_PEOPLE)
    service = _present_service(actor)
    base = _filtered(actor, wish, service)
    total = db.session.scalar(base.with_only_columns(sa.func.count(Person.id))) or 0
    place = Page(page, PAGE_SIZE, total)
    statement = (
        base.with_only_columns(
            Person.id,
            Person.first_name,
            Person.last_name,
            Person.name_local,
            Person.archived_at,
            Person.merged_into_id,
            service.c.agency_id,
            service.c.agency,
            service.c.rank,
            service.c.designation,
            service.c.service_no,
            Account.username,
        )
        .order_by(*_order(wish.sort, service))
        .limit(place.size)
        .offset(place.offset)
    )
    return [PersonRow(*row) for row in db.session.execute(statement)], place


def sees_all_people(actor: Identity) -> bool:
    """Administrators and organisers meet people of several agencies."""
    return actor.is_administrator or actor.has(Role.ORGANISER)


def _present_service(actor: Identity) -> sa.Subquery:
    """Memberships in force today that the reader may see."""
    return (
        sa.select(
            Membership.person_id,
            Membership.agency_id,
            Agency.short_name.label("agency"),
            Agency.precedence,
            Membership.rank,
            Membership.designation,
            Membership.service_no,
        )
        .join(Agency, Agency.id == Membership.agency_id)
        .where(
            in_force(Membership, utcnow().date()),
            sa.true() if actor.is_system else Membership.visible_to(actor),
        )
        .subquery()
    )


def _filtered(actor: Identity, wish: PeopleFilter, service: sa.Subquery) -> sa.Select[Any]:
    archived = Person.archived_at.is_not(None) if wish.archived else Person.archived_at.is_(None)
    statement = (
        seen_by(actor, sa.select(Person.id), Person)
        .outerjoin(service, service.c.person_id == Person.id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(archived)
    )
    if wish.agency_id is not None:
        statement = statement.where(service.c.agency_id == wish.agency_id)
    for word in wish.search.split()[:MOST_WORDS]:
        statement = statement.where(_anywhere(word, service))
    return statement


def _anywhere(word: str, service: sa.Subquery) -> sa.ColumnElement[bool]:
    """The word in a name, the local name, the service number or the user name."""
    columns: tuple[sa.ColumnElement[Any], ...] = (
        Person.first_name.expression,
        Person.last_name.expression,
        Person.name_local.expression,
        Person.certificate_name.expression,
        service.c.service_no,
        Account.username.expression,
        *whole_names(word),
    )
    return sa.or_(*(column.icontains(word, autoescape=True) for column in columns))


def _order(sort: str, service: sa.Subquery) -> list[sa.ColumnElement[Any]]:
    name = [sa.func.lower(Person.last_name), sa.func.lower(Person.first_name), Person.id.expression]
    first: dict[str, list[sa.ColumnElement[Any]]] = {
        "agency": [service.c.precedence.is_(None), service.c.precedence],
        "service_no": [service.c.service_no.is_(None), service.c.service_no],
        "newest": [Person.id.desc()],
    }
    return [*first.get(sort, []), *name]
