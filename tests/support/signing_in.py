"""Signing in without a password, for tests that are about something else."""

import uuid

import sqlalchemy as sa
from flask.testing import FlaskClient

from lms.accounts.models import Account, Person, SignIn
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.ids import hash_token, new_id, new_token


def sign_in_directly(client: FlaskClient, person: Person | uuid.UUID) -> FlaskClient:
    """Give the client a running sign-in of the person, as if just signed in; returns the client."""
    person_id = person if isinstance(person, uuid.UUID) else person.id
    token = new_token()
    with transaction():
        account_id = db.session.scalar(sa.select(Account.id).where(Account.person_id == person_id))
        if account_id is None:
            account = Account(id=new_id(), person_id=person_id, username=f"u-{person_id.hex}")
            db.session.add(account)
            db.session.flush()
            account_id = account.id
        now = utcnow()
        db.session.add(
            SignIn(
                id=new_id(),
                account_id=account_id,
                token_hash=hash_token(token),
                started_at=now,
                seen_at=now,
            )
        )
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client
