"""From a cookie to an Identity: the sign-in row, the person, and the grants in force today."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_login import UserMixin

from lms.accounts.models import Account, Appointment, Person, SignIn, in_force
from lms.core.access import Grant, Identity, Role
from lms.core.clock import utcnow
from lms.core.db import db, transaction, unscoped
from lms.core.ids import hash_token
from lms.core.settings import Settings

GrantSource = Callable[[uuid.UUID, date], sa.Select[*tuple[Any, ...]]]
"""A room's part of the one query for a person's grants on a day. Its columns: role (text), agency,
course session, enrolment."""
NO_ID = sa.cast(sa.null(), sa.Uuid())
SEEN_STEP = timedelta(minutes=1)


GRANTS = "concord.grants"


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps of a signed-in person: the sign-in's token and the identity."""

    def __init__(self, token: str, identity: Identity) -> None:
        self.id = token
        self.identity = identity


# Built once: every request asks for it, and building takes longer than asking.
_SIGN_IN = unscoped(
    sa.select(
        SignIn.id,
        SignIn.started_at,
        SignIn.seen_at,
        Account.id.label("account_id"),
        Account.person_id,
        Person.first_name,
        Person.last_name,
        Person.language,
    )
    .join(Account, Account.id == SignIn.account_id)
    .join(Person, Person.id == Account.person_id)
    .where(
        SignIn.token_hash == sa.bindparam("token"),
        SignIn.ended_at.is_(None),
        Account.disabled_at.is_(None),
        Person.archived_at.is_(None),
    ),
    because="the cookie's own sign-in",
)


def load(token: str) -> SignedIn | None:
    """The person behind a cookie's token, or None where the sign-in has ended or gone idle."""
    now = utcnow()
    row = db.session.execute(_SIGN_IN, {"token": hash_token(token)}).one_or_none()
    settings: Settings = current_app.extensions["concord.settings"]
    if (
        row is None
        or now - row.seen_at > timedelta(minutes=settings.sign_in_idle_minutes)
        or now - row.started_at > timedelta(hours=settings.sign_in_total_hours)
    ):
        return None
    if now - row.seen_at > SEEN_STEP:
        with transaction():
            db.session.execute(sa.update(SignIn).where(SignIn.id == row.id).values(seen_at=now))
    name = f"{row.first_name} {row.last_name}".strip()
    identity = Identity(
        row.person_id, row.account_id, name, row.language, grants_of(row.person_id, now.date())
    )
    return SignedIn(token, identity)


def identity_of(person_id: uuid.UUID) -> Identity:
    """The identity of a person with the grants in force now (for tests, jobs and the loader)."""
    person = db.session.execute(
        unscoped(
            sa.select(Person.first_name, Person.last_name, Person.language).where(
                Person.id == person_id
            ),
            because="the person's own identity",
        )
    ).one()
    account_id = db.session.scalar(sa.select(Account.id).where(Account.person_id == person_id))
    grants = grants_of(person_id, utcnow().date())
    name = f"{person.first_name} {person.last_name}".strip()
    return Identity(person_id, account_id, name, person.language, grants)


def grants_of(person_id: uuid.UUID, day: date) -> frozenset[Grant]:
    """All grants of a person on a day, from every room that gives some, in one query."""
    known = current_app.extensions
    if GRANTS not in known:
        known[GRANTS] = _grants(known["concord.grant_sources"])
    rows = db.session.execute(known[GRANTS], {"person": person_id, "day": day})
    return frozenset(Grant(Role(row[0]), row[1], row[2], row[3]) for row in rows)


def _grants(sources: list[GrantSource]) -> Any:
    """The query over all sources, built once for an application."""
    person: Any = sa.bindparam("person", type_=sa.Uuid())
    day: Any = sa.bindparam("day", type_=sa.Date())
    parts = sa.union_all(*(source(person, day) for source in sources))
    return parts.execution_options(concord_scope="a person's own appointments and enrolments")


def appointments(person_id: uuid.UUID, day: date) -> sa.Select[*tuple[Any, ...]]:
    """Grants by appointment outside course sessions."""
    return sa.select(
        sa.cast(Appointment.role, sa.String), Appointment.agency_id, NO_ID, NO_ID
    ).where(Appointment.person_id == person_id, in_force(Appointment, day))
