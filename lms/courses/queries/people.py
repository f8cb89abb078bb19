"""People who may be appointed: found by words, as far as the actor may see them."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Account, Membership, Person, in_force
from lms.accounts.queries.whole_name import whole_names
from lms.agencies.models import Agency
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, seen_by, unscoped
from lms.core.names import joined_name

LIMIT = 20


@dataclass(frozen=True)
class PersonChoice:
    """A person with the agency of today, where there is one."""

    id: UUID
    first_name: str
    last_name: str
    name_local: str
    agency: LocalizedText | None
    service_no: str | None

    @property
    def name(self) -> str:
        return joined_name(self.first_name, self.last_name)


def find_people(actor: Identity, words: str) -> list[PersonChoice]:
    """Up to 20 people whose names or service number hold all words; nobody without words.

    Somebody outside the actor's circle is found only by the whole user name or e-mail address.
    """
    parts = words.casefold().split()[:6]
    if not parts:
        return []
    membership = sa.orm.aliased(Membership)
    statement = (
        sa.select(
            Person.id,
            Person.first_name,
            Person.last_name,
            Person.name_local,
            Agency.name.label("agency"),
            membership.service_no,
        )
        .outerjoin(
            membership, (membership.person_id == Person.id) & in_force(membership, utcnow().date())
        )
        .outerjoin(Agency, Agency.id == membership.agency_id)
        .where(Person.archived_at.is_(None), Person.merged_into_id.is_(None))
        .order_by(Person.last_name, Person.first_name, Person.id)
        .limit(LIMIT)
    )
    for part in parts:
        columns = (Person.first_name, Person.last_name, Person.name_local, membership.service_no,
                   *whole_names(part))  # fmt: skip
        statement = statement.where(
            sa.or_(*(sa.func.lower(column).contains(part, autoescape=True) for column in columns))
        )
    rows = db.session.execute(seen_by(actor, statement))
    found = [PersonChoice(**row._asdict()) for row in rows]
    by_login = None if found else person_by_login(words)
    return [by_login] if by_login else found


def person_by_login(login: str) -> PersonChoice | None:
    """The person whose user name or e-mail address is exactly `login`, without the service."""
    typed = login.strip().casefold()
    row = db.session.execute(
        unscoped(
            sa.select(Person.id, Person.first_name, Person.last_name, Person.name_local)
            .join(Account, Account.person_id == Person.id)
            .where(
                Person.archived_at.is_(None),
                sa.or_(
                    sa.func.lower(Account.username) == typed, sa.func.lower(Account.email) == typed
                ),
            ),
            because="who knows a whole user name may appoint its person",
        )
    ).one_or_none()
    return PersonChoice(**row._asdict(), agency=None, service_no=None) if row else None
