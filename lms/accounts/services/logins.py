"""Accounts: user names, passwords, and switching them off and on."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from lms.accounts import passwords, rules
from lms.accounts.models import AccessToken, Account, Person, SignIn
from lms.accounts.policies import Permission
from lms.accounts.services.sign_in import end_sign_ins
from lms.accounts.services.standing import person_for, person_row
from lms.audit import services as audit
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import hash_token
from lms.core.messages import N_
from lms.core.settings import Settings
from lms.outbox import services as outbox


def create_account(
    *,
    actor: Identity,
    person_id: uuid.UUID,
    username: str | None = None,
    email: str | None = None,
) -> Account:
    """Give a person a way to sign in; one who has it keeps it. A password comes by link or slip.

    The user name is derived from the names unless given. The e-mail address signs in too where
    no other account has it; `email` is that of the person unless given.
    """
    person = person_for(actor, Permission.HELP_SIGN_IN, person_id)
    known = db.session.scalar(sa.select(Account).where(Account.person_id == person_id))
    if known is not None:
        return known
    if username is not None:
        _refuse_user_name(username)
    wish = username or rules.user_name(person.first_name, person.last_name, person.name_local)
    account = Account(
        person_id=person_id,
        username=rules.free_user_name(wish, _taken),
        email=free_email(email or person.email, person_id),
    )
    with _unique("username", N_("This user name was taken a moment ago. Try again.")):
        db.session.add(account)
        db.session.flush()
    audit.record(
        actor,
        "accounts.account_created",
        object_type="account",
        object_id=account.id,
        summary=N_("Account for %(name)s.", name=person.full_name),
        after={"username": account.username},
    )
    return account


def make_password_hash(*, account_id: uuid.UUID, password: str) -> str:
    """Check a new password and hash it. Raises Invalid at `password`.

    Apart from `set_password`, so that no lock is held during the slow hashing.
    """
    account = db.session.get_one(Account, account_id)
    person = person_row(account.person_id)
    settings: Settings = current_app.extensions["concord.settings"]
    words = (
        person.first_name,
        person.last_name,
        person.full_name,
        person.name_local,
        account.username,
        (account.email or "").partition("@")[0],
        settings.installation_name,
    )
    refusal = passwords.refusal(password, words)
    if refusal is not None:
        raise Invalid([FieldError("password", refusal)])
    return passwords.hash_password(password)


def set_password(
    *, actor: Identity, account_id: uuid.UUID, password_hash: str, token: str | None = None
) -> None:
    """Set one's own password: other sign-ins end, open links are void, the owner is told.

    `token` is this browser's sign-in, which goes on.
    """
    account = db.session.get(Account, account_id)
    if account is None or not (actor.is_system or account.id == actor.account_id):
        raise NotFound
    account.password_hash = password_hash
    end_sign_ins(account.id, but=token)
    void_links(account.id)
    person = person_row(account.person_id)
    audit.record(
        actor,
        "accounts.password_set",
        object_type="account",
        object_id=account.id,
        summary=N_("Password of %(name)s set.", name=person.full_name),
    )
    _tell(person, account, "accounts/password_changed")


def check_own_password(*, actor: Identity, token: str, password: str) -> bool:
    """Whether the actor may set a new password: by the old one, or just after entering by slip."""
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    if account is None:
        raise NotFound
    if needs_no_old_password(actor=actor, token=token):
        return True
    return passwords.matches(password[: passwords.MAX_SIGNS], account.password_hash)


def needs_no_old_password(*, actor: Identity, token: str) -> bool:
    """Who has entered by a slip within the last half hour need not know an old password."""
    row = db.session.scalar(
        sa.select(SignIn).where(
            SignIn.token_hash == hash_token(token), SignIn.account_id == actor.account_id
        )
    )
    if row is None or row.method != "slip":
        return False
    return timedelta(0) <= utcnow() - row.started_at <= rules.FRESH_SLIP


def disable_account(*, actor: Identity, person_id: uuid.UUID) -> None:
    """Close a person's way in: running sign-ins end at once. Raises Refused for oneself."""
    person = person_for(actor, Permission.HELP_SIGN_IN, person_id)
    if person_id == actor.person_id:
        raise Refused(N_("You cannot close your own account. Ask another administrator."))
    account = _account_of(person_id)
    if account.disabled_at is None:
        close_account(account)
        audit.record(
            actor,
            "accounts.account_disabled",
            object_type="account",
            object_id=account.id,
            summary=N_("Account of %(name)s closed.", name=person.full_name),
        )


def enable_account(*, actor: Identity, person_id: uuid.UUID) -> None:
    """Open a closed account again; the password is as before."""
    person = person_for(actor, Permission.HELP_SIGN_IN, person_id)
    account = _account_of(person_id)
    if account.disabled_at is not None:
        account.disabled_at = None
        db.session.flush()
        audit.record(
            actor,
            "accounts.account_enabled",
            object_type="account",
            object_id=account.id,
            summary=N_("Account of %(name)s opened again.", name=person.full_name),
        )


def close_account(account: Account) -> None:
    """Disable, end all sign-ins, void all links."""
    account.disabled_at = utcnow()
    db.session.flush()
    end_sign_ins(account.id)
    void_links(account.id)


def void_links(account_id: uuid.UUID) -> None:
    """Make every unused link and slip of an account useless (rule A4)."""
    db.session.execute(
        sa.update(AccessToken)
        .where(AccessToken.account_id == account_id, AccessToken.used_at.is_(None))
        .values(used_at=utcnow())
    )


def free_email(email: str | None, person_id: uuid.UUID) -> str | None:
    """The address for signing in, or None where another account has it (addresses are shared)."""
    if email is None:
        return None
    other = db.session.scalar(
        sa.select(Account.id).where(Account.email == email, Account.person_id != person_id)
    )
    return email if other is None else None


def _account_of(person_id: uuid.UUID) -> Account:
    account = db.session.scalar(sa.select(Account).where(Account.person_id == person_id))
    if account is None:
        raise NotFound
    return account


def _taken(name: str) -> bool:
    return db.session.scalar(sa.select(Account.id).where(Account.username == name)) is not None


def _refuse_user_name(name: str) -> None:
    refusal = rules.user_name_refusal(name)
    if refusal is None and _taken(name):
        refusal = N_("Another account has this user name. Choose another.")
    if refusal is not None:
        raise Invalid([FieldError("username", refusal)])


@contextmanager
def _unique(field: str, message: object) -> Iterator[None]:
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        raise Invalid([FieldError(field, message)]) from error  # type: ignore[arg-type]


def _tell(person: Person, account: Account, template: str) -> None:
    address = account.email or person.email
    if address:
        outbox.send(
            template=template,
            language=person.language or _language(),
            address=address,
            values={"name": person.full_name, "username": account.username},
            person_id=person.id,
        )


def _language() -> str:
    settings: Settings = current_app.extensions["concord.settings"]
    return settings.languages[0]
