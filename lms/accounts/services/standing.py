"""Finding a person, and what decides who may act on the record."""

import uuid

import sqlalchemy as sa

from lms.accounts.identity import grants_of
from lms.accounts.models import Account, Membership, Person, in_force
from lms.accounts.policies import Permission, Standing
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, seen_by, unscoped
from lms.core.errors import NotFound


def standing_of(person_id: uuid.UUID) -> Standing:
    """Agencies and grants of a person, today."""
    today = utcnow().date()
    agencies = db.session.scalars(
        unscoped(
            sa.select(Membership.agency_id).where(
                Membership.person_id == person_id, in_force(Membership, today)
            ),
            because="the policy decides by it",
        )
    )
    account_id = db.session.scalar(sa.select(Account.id).where(Account.person_id == person_id))
    return Standing(
        person_id, frozenset(agencies), grants_of(person_id, today), account_id is not None
    )


def person_for(actor: Identity, permission: Permission, person_id: uuid.UUID) -> Person:
    """The person's row, locked, for an act that `permission` allows. Raises NotFound, Refused."""
    person = db.session.scalar(
        lock_row(seen_by(actor, sa.select(Person).where(Person.id == person_id)))
    )
    if person is None:
        raise NotFound
    require(actor, permission, standing_of(person_id))
    return person


def person_row(person_id: uuid.UUID) -> Person:
    """The row of the person who acts, or of an account's owner. Raises NotFound."""
    person = db.session.scalar(
        unscoped(
            sa.select(Person).where(Person.id == person_id), because="one's own, or the owner's"
        )
    )
    if person is None:
        raise NotFound
    return person
