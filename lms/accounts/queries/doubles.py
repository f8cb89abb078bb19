"""Records that may be of the same person, for merging."""

import uuid
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.accounts.models import Membership, Person
from lms.accounts.policies import Permission
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.messages import N_, Message
from lms.core.names import joined_name, name_key

MOST = 20
_WHY = "administrators compare all records"


class Double(NamedTuple):
    """A record that may be of the same person, and why one thinks so."""

    id: uuid.UUID
    name: str
    name_local: str
    reason: Message


def possible_doubles(*, actor: Identity, person_id: uuid.UUID) -> list[Double]:
    """Records with the same name (any order of words, any accents), address or service number."""
    require(actor, Permission.MERGE_PEOPLE)
    people = db.session.execute(
        unscoped(
            sa.select(
                Person.id, Person.first_name, Person.last_name, Person.name_local, Person.email
            ).where(Person.merged_into_id.is_(None)),
            because=_WHY,
        )
    ).all()
    own = next((row for row in people if row.id == person_id), None)
    if own is None:
        raise NotFound
    numbers = _sharing_service_no(person_id)
    key, local = _key(own), name_key(own.name_local)
    found = []
    for row in people:
        if row.id == person_id:
            continue
        reason = None
        if row.id in numbers:
            reason = N_("same service number")
        elif own.email and row.email == own.email:
            reason = N_("same e-mail address")
        elif _key(row) == key or (local and name_key(row.name_local) == local):
            reason = N_("same name")
        if reason is not None:
            name = joined_name(row.first_name, row.last_name)
            found.append(Double(row.id, name, row.name_local, reason))
    return found[:MOST]


def _key(row: Any) -> str:
    return name_key(joined_name(row.first_name, row.last_name))


def _sharing_service_no(person_id: uuid.UUID) -> set[uuid.UUID]:
    """People who have or had a service number of this person in the same agency."""
    own = aliased(Membership)
    return set(
        db.session.scalars(
            unscoped(
                sa.select(Membership.person_id)
                .join(
                    own,
                    (own.service_no == Membership.service_no)
                    & (own.agency_id == Membership.agency_id),
                )
                .where(own.person_id == person_id, Membership.person_id != person_id),
                because=_WHY,
            )
        )
    )
