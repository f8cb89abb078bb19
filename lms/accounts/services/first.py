"""For the command line: the first administrator, and help when nobody can sign in."""

import sqlalchemy as sa

from lms.accounts.enums import AppointmentRole
from lms.accounts.models import Account
from lms.accounts.services.appointments import appoint
from lms.accounts.services.entry import EntryLink, invite
from lms.accounts.services.logins import create_account, make_password_hash, set_password
from lms.accounts.services.people import create_person
from lms.core.access import SYSTEM, Identity
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.messages import N_


def create_administrator(
    *,
    first_name: str,
    password: str,
    last_name: str = "",
    username: str | None = None,
    email: str | None = None,
) -> Account:
    """A person with account, password and appointment as administrator.

    Raises Invalid at first_name, username, email or password.
    """
    person = create_person(actor=SYSTEM, first_name=first_name, last_name=last_name, email=email)
    account = create_account(actor=SYSTEM, person_id=person.id, username=username)
    hashed = make_password_hash(account_id=account.id, password=password)
    set_password(actor=SYSTEM, account_id=account.id, password_hash=hashed)
    appoint(actor=SYSTEM, person_id=person.id, role=AppointmentRole.ADMINISTRATOR)
    return account


def invite_by_username(*, actor: Identity, username: str) -> EntryLink:
    """A link for the account with this user name. Raises NotFound."""
    return invite(actor=actor, person_id=_named(username).person_id, by_mail=False)


def appoint_by_username(*, actor: Identity, username: str, role: AppointmentRole) -> None:
    """Appoint the person behind a user name. Raises NotFound."""
    appoint(actor=actor, person_id=_named(username).person_id, role=role)


def _named(username: str) -> Account:
    account = db.session.scalar(
        sa.select(Account).where(Account.username == username.strip().casefold())
    )
    if account is None:
        raise NotFound(N_("No account has the user name %(name)s.", name=username))
    return account
