"""What a person sees of the own record."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app

from lms.accounts.models import Account, Membership, Person, SignIn, in_force
from lms.agencies.models import Agency
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, seen_by, unscoped
from lms.core.errors import NotFound
from lms.core.ids import hash_token
from lms.core.settings import Settings


class OwnSignIn(NamedTuple):
    """One of the own running sign-ins; `here` is this browser's."""

    id: uuid.UUID
    started_at: datetime
    seen_at: datetime
    method: str
    here: bool


@dataclass(frozen=True)
class OwnPage:
    """The own record, the present service, and the running sign-ins, newest first."""

    first_name: str
    last_name: str
    name_local: str
    certificate_name: str
    email: str | None
    mobile: str | None
    language: str | None
    username: str
    sign_in_email: str | None
    has_password: bool
    agency: LocalizedText | None
    rank: str
    designation: str
    service_no: str | None
    sign_ins: list[OwnSignIn]


def own_page(*, actor: Identity, token: str) -> OwnPage:
    """What /me shows. Raises NotFound without a person. `token` is this browser's sign-in."""
    person = db.session.execute(
        seen_by(
            actor,
            sa.select(
                Person.first_name,
                Person.last_name,
                Person.name_local,
                Person.certificate_name,
                Person.email,
                Person.mobile,
                Person.language,
                Account.username,
                Account.email.label("sign_in_email"),
                Account.password_hash.is_not(None).label("has_password"),
            )
            .join(Account, Account.person_id == Person.id)
            .where(Person.id == actor.person_id),
        )
    ).one_or_none()
    if person is None:
        raise NotFound
    service = db.session.execute(
        unscoped(
            sa.select(Agency.name, Membership.rank, Membership.designation, Membership.service_no)
            .join(Agency, Agency.id == Membership.agency_id)
            .where(
                Membership.person_id == actor.person_id,
                in_force(Membership, utcnow().date()),
            )
            .order_by(Membership.starts_on.desc())
            .limit(1),
            because="one's own membership",
        )
    ).one_or_none()
    agency, rank, designation, service_no = service or (None, "", "", None)
    return OwnPage(
        **person._asdict(),
        agency=agency,
        rank=rank,
        designation=designation,
        service_no=service_no,
        sign_ins=_sign_ins(actor, token),
    )


def _sign_ins(actor: Identity, token: str) -> list[OwnSignIn]:
    settings: Settings = current_app.extensions["concord.settings"]
    now, here = utcnow(), hash_token(token)
    rows = db.session.execute(
        sa.select(SignIn.id, SignIn.started_at, SignIn.seen_at, SignIn.method, SignIn.token_hash)
        .where(
            SignIn.account_id == actor.account_id,
            SignIn.ended_at.is_(None),
            SignIn.seen_at >= now - timedelta(minutes=settings.sign_in_idle_minutes),
            SignIn.started_at >= now - timedelta(hours=settings.sign_in_total_hours),
        )
        .order_by(SignIn.started_at.desc())
    )
    return [
        OwnSignIn(row.id, row.started_at, row.seen_at, row.method, row.token_hash == here)
        for row in rows
    ]
