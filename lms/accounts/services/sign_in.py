"""Signing in: limits, password, second factor, a new sign-in; and its end."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

import sqlalchemy as sa
from flask import session as browser_session
from flask_login import login_user, logout_user

from lms.accounts import passwords, second_factor
from lms.accounts.identity import SignedIn, identity_of
from lms.accounts.limits import Tries, plain_login, tries
from lms.accounts.models import Account, Person, SignIn
from lms.audit import services as audit
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.ids import hash_token, new_id, new_token
from lms.core.messages import N_


class SignInStep(Enum):
    """Where a try has led: not in, in, or to the second factor's page."""

    WRONG = auto()
    SECOND_FACTOR = auto()
    IN = auto()


@dataclass(frozen=True)
class CheckedLogin:
    """A login that was checked and is not settled yet."""

    account_id: uuid.UUID | None
    right: bool
    new_hash: str | None
    tries: Tries


def check_login(*, login: str, password: str, address: str, browser: str = "") -> CheckedLogin:
    """Check a password. Reads only: hashing takes long, and no lock is held meanwhile.

    An unknown login costs the same work as a known one. Raises Throttled.
    """
    name = plain_login(login)
    account = usable_account(name)
    counted = tries("password", name, address, account.id if account else None, browser)
    counted.check()
    stored = account.password_hash if account else None
    right = passwords.matches(password[: passwords.MAX_SIGNS], stored)
    renew = right and stored is not None and passwords.outdated(stored)
    return CheckedLogin(
        account.id if account and right else None,
        right,
        passwords.hash_password(password) if renew else None,
        counted,
    )


def settle_sign_in(*, checked: CheckedLogin) -> SignInStep:
    """Count the failure, or go on with the sequence after a right password."""
    if not checked.right or checked.account_id is None:
        checked.tries.failed()
        return SignInStep.WRONG
    checked.tries.passed()
    account = db.session.get_one(Account, checked.account_id)
    if checked.new_hash:
        account.password_hash = checked.new_hash
    return after_first_step(account, "password")


def after_first_step(account: Account, method: str) -> SignInStep:
    """The second factor where the account names one, else the new sign-in."""
    if account.second_factor:
        second_factor.provider_of(account)
        second_factor.remember(account, method)
        return SignInStep.SECOND_FACTOR
    start_sign_in(person_id=account.person_id, method=method)
    return SignInStep.IN


def settle_second_factor(*, answers: Mapping[str, str]) -> SignInStep:
    """Check the second step. Raises Throttled, NotFound where no first step waits."""
    waiting = second_factor.pending()
    if waiting is None:
        raise NotFound
    # only who knows the password comes here, so the limit is the account's own
    counted = Tries("second", waiting.account_id.hex, "any", whole_place=False)
    counted.check()
    account = db.session.get_one(Account, waiting.account_id)
    if not second_factor.provider_of(account).check(account.id, answers):
        counted.failed()
        return SignInStep.SECOND_FACTOR
    counted.passed()
    start_sign_in(person_id=account.person_id, method=waiting.method)
    return SignInStep.IN


def second_step(
    *, account_id: uuid.UUID
) -> tuple[second_factor.SecondFactor, Mapping[str, object]]:
    """The provider that asks this account, and what its page needs."""
    provider = second_factor.provider_of(db.session.get_one(Account, account_id))
    return provider, provider.challenge(account_id)


def start_sign_in(*, person_id: uuid.UUID, method: str) -> SignedIn:
    """Begin a new sign-in in this browser; whatever it carried before is dropped (rule A5).

    Raises NotFound where the person has no usable account.
    """
    account = db.session.scalar(_usable().where(Account.person_id == person_id))
    if account is None:
        raise NotFound
    token, now = new_token(), utcnow()
    db.session.add(
        SignIn(
            id=new_id(),
            account_id=account.id,
            token_hash=hash_token(token),
            started_at=now,
            seen_at=now,
            method=method,
        )
    )
    db.session.flush()
    identity = identity_of(person_id)
    audit.record(
        identity,
        "accounts.signed_in",
        object_type="account",
        object_id=account.id,
        summary=N_("Signed in."),
        after={"method": method},
    )
    browser_session.clear()
    signed_in = SignedIn(token, identity)
    login_user(signed_in)
    return signed_in


def sign_out(*, actor: Identity, token: str) -> None:
    """End the sign-in of this browser."""
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.token_hash == hash_token(token), SignIn.ended_at.is_(None))
        .values(ended_at=utcnow())
    )
    logout_user()
    browser_session.clear()


def end_sign_in(*, actor: Identity, sign_in_id: uuid.UUID) -> None:
    """End one of the actor's own sign-ins. Raises NotFound for another's."""
    row = db.session.get(SignIn, sign_in_id)
    if row is None or row.account_id != actor.account_id:
        raise NotFound
    row.ended_at = row.ended_at or utcnow()


def end_sign_ins(account_id: uuid.UUID, *, but: str | None = None) -> None:
    """End all sign-ins of an account, except the one with the token `but`."""
    statement = sa.update(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    if but is not None:
        statement = statement.where(SignIn.token_hash != hash_token(but))
    db.session.execute(statement.values(ended_at=utcnow()))


def usable_account(name: str) -> Account | None:
    """The account behind an e-mail address or user name (as `plain_login` gives it)."""
    column = Account.email if "@" in name else Account.username
    return db.session.scalar(_usable().where(column == name))


def _usable() -> sa.Select[Account]:
    return unscoped(
        sa.select(Account)
        .join(Person, Person.id == Account.person_id)
        .where(Account.disabled_at.is_(None), Person.archived_at.is_(None)),
        because="nobody is signed in yet",
    )
