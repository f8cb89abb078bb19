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
from lms.core.db import db, rows_of, transaction, unscoped
from lms.core.ids import hash_token
from lms.core.names import joined_name
from lms.core.settings import Settings

GrantSource = Callable[[uuid.UUID, date], sa.Select[*tuple[Any, ...]]]
"""A room's part of the one query for a person's grants on a day. Its columns: role (text),
agency_id, course_session_id, enrolment_id."""
NO_AGENCY, NO_SESSION, NO_ENROLMENT = (
    sa.cast(sa.null(), sa.Uuid()).label(f"{name}_id")
    for name in ("agency", "course_session", "enrolment")
)
SEEN_STEP = timedelta(minutes=1)
STATEMENTS = "concord.identity_statements"


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps of a signed-in person: the sign-in's token and the identity."""

    def __init__(self, token: str, identity: Identity) -> None:
        self.id = token
        self.identity = identity


def load(token: str) -> SignedIn | None:
    """The person behind a cookie's token, or None where the sign-in has ended or gone idle."""
    now = utcnow()
    rows = rows_of(_statement(_sign_in), {"token": hash_token(token), "day": now.date()})
    if not rows:
        return None
    row = rows[0]
    settings: Settings = current_app.extensions["concord.settings"]
    if now - row.seen_at > timedelta(
        minutes=settings.sign_in_idle_minutes
    ) or now - row.started_at > timedelta(hours=settings.sign_in_total_hours):
        return None
    if now - row.seen_at > SEEN_STEP:
        with transaction():
            db.session.execute(sa.update(SignIn).where(SignIn.id == row.id).values(seen_at=now))
    name = joined_name(row.first_name, row.last_name)
    grants = frozenset(_grant(one) for one in rows if one.role)
    identity = Identity(row.person_id, row.account_id, name, row.language, grants)
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
    name = joined_name(person.first_name, person.last_name)
    return Identity(person_id, account_id, name, person.language, grants)


def grants_of(person_id: uuid.UUID, day: date) -> frozenset[Grant]:
    """All grants of a person on a day, from every room that gives some, in one query."""
    rows = rows_of(_statement(_grants), {"person": person_id, "day": day})
    return frozenset(_grant(row) for row in rows)


def _grant(row: Any) -> Grant:
    return Grant(Role(row.role), row.agency_id, row.course_session_id, row.enrolment_id)


def _statement(build: Callable[[], Any]) -> Any:
    """What `build` makes of the sources of grants, built once for an application: every request
    asks for it, and building takes longer than asking."""
    known: dict[Any, Any] = current_app.extensions.setdefault(STATEMENTS, {})
    if build not in known:
        known[build] = build()
    return known[build]


def _grants() -> Any:
    person: Any = sa.bindparam("person", type_=sa.Uuid())
    return _all_grants(person).execution_options(
        concord_scope="a person's own appointments and enrolments"
    )


def _sign_in() -> Any:
    """The sign-in of a token with the grants of its person: a row for each, one where there is
    none."""
    me = (
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
        )
        .cte("me")
    )
    held = _all_grants(sa.select(me.c.person_id).scalar_subquery()).subquery("held")
    return unscoped(
        sa.select(me, held).select_from(me).outerjoin(held, sa.true()),
        because="the cookie's own sign-in, and what its person holds",
    )


def _all_grants(person: Any) -> Any:
    """The grants of every room, as one select; `person` is an id or a select of one."""
    day: Any = sa.bindparam("day", type_=sa.Date())
    sources: list[GrantSource] = current_app.extensions["concord.grant_sources"]
    return sa.union_all(*(source(person, day) for source in sources))


def appointments(person_id: uuid.UUID, day: date) -> sa.Select[*tuple[Any, ...]]:
    """Grants by appointment outside course sessions."""
    role = sa.cast(Appointment.role, sa.String).label("role")
    return sa.select(role, Appointment.agency_id, NO_SESSION, NO_ENROLMENT).where(
        Appointment.person_id == person_id, in_force(Appointment, day)
    )
