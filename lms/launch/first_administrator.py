"""Ask at the terminal for the first administrator of an empty installation."""

import sys
from getpass import getpass

import sqlalchemy as sa

from lms.accounts.enums import AppointmentRole
from lms.accounts.models import Appointment
from lms.accounts.services import (
    appoint,
    create_account,
    create_person,
    make_password_hash,
    set_password,
)
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import DomainError, Invalid
from lms.launch.options import CannotStart


def is_missing() -> bool:
    """Whether nobody was ever appointed administrator here."""
    kept = sa.select(Appointment.id).where(Appointment.role == AppointmentRole.ADMINISTRATOR)
    return db.session.scalar(kept.limit(1)) is None


def ask() -> None:
    """Ask until a person, an account and a password are accepted, then appoint that person."""
    if not sys.stdin.isatty():
        raise CannotStart(
            "This installation has no administrator yet: start it once at a terminal with "
            "make run DEMO=0, and answer its questions."
        )
    print("This installation is empty. Who is its first administrator?")
    while True:
        given = {
            "first_name": _line("First name: "),
            "last_name": _line("Last name (may stay empty): "),
            "email": _line("E-mail address (may stay empty): ") or None,
        }
        username = _line("User name (empty: made from the names): ") or None
        try:
            print(f"Signs in as: {create(given, username, _new_password())}")
        except DomainError as error:
            _explain(error)
        else:
            return


def create(given: dict[str, str | None], username: str | None, password: str) -> str:
    """Make person, account, password and appointment, all or none; returns the user name."""
    with transaction():
        person = create_person(actor=SYSTEM, **given)  # type: ignore[arg-type]
        account = create_account(actor=SYSTEM, person_id=person.id, username=username)
        hashed = make_password_hash(account_id=account.id, password=password)
        set_password(actor=SYSTEM, account_id=account.id, password_hash=hashed)
        appoint(actor=SYSTEM, person_id=person.id, role=AppointmentRole.ADMINISTRATOR)
        return account.username


def _line(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError as error:
        raise CannotStart("No administrator was named; nothing was changed.") from error


def _new_password() -> str:
    while True:
        first = getpass("Password: ")
        if first == getpass("The same password again: "):
            return first
        print("The two differ. Type it again.")


def _explain(error: DomainError) -> None:
    if isinstance(error, Invalid):
        for item in error.errors:
            print(f"{item.field}: {item.message.english()}")
    else:
        print(error.message.english())
