"""People, memberships, accounts and appointments, straight into the tables."""

import itertools
from datetime import date, timedelta

from lms.accounts.enums import AppointmentRole
from lms.accounts.identity import identity_of
from lms.accounts.models import Account, Appointment, Membership, Person
from lms.accounts.passwords import hash_password
from lms.agencies.models import Agency
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, transaction

_number = itertools.count(1)
PASSWORD = "seven grey herons at dusk"


def make_person(
    first_name: str = "Ayesha",
    last_name: str = "Khan",
    *,
    agency: Agency | None = None,
    service_no: str | None = None,
    **values: object,
) -> Person:
    """A person, with a membership since a year ago where an agency is given."""
    given: dict[str, object] = {"first_name": first_name, "last_name": last_name, "invented": True}
    with transaction():
        person = Person(**(given | values))
        db.session.add(person)
        db.session.flush()
        if agency is not None:
            db.session.add(
                Membership(
                    person_id=person.id,
                    agency_id=agency.id,
                    service_no=service_no,
                    starts_on=today() - timedelta(days=365),
                )
            )
            db.session.flush()
    return person


def make_account(person: Person, *, password: str | None = None, **values: object) -> Account:
    """An account; `password` is hashed as the program does it (slow on purpose: only if needed)."""
    given: dict[str, object] = {
        "person_id": person.id,
        "username": f"person.{next(_number)}",
        "password_hash": hash_password(password) if password else None,
    }
    with transaction():
        account = Account(**(given | values))
        db.session.add(account)
        db.session.flush()
    return account


def appoint(
    person: Person,
    role: AppointmentRole,
    *,
    agency: Agency | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Appointment:
    """An appointment, in force since a year ago unless dates are given."""
    with transaction():
        row = Appointment(
            person_id=person.id,
            role=role,
            agency_id=agency.id if agency else None,
            starts_on=starts_on or today() - timedelta(days=365),
            ends_on=ends_on,
        )
        db.session.add(row)
        db.session.flush()
    return row


def make_administrator(first_name: str = "Adil", **values: object) -> Person:
    """A person appointed administrator, with an account."""
    person = make_person(first_name, **values)  # type: ignore[arg-type]
    appoint(person, AppointmentRole.ADMINISTRATOR)
    make_account(person)
    return person


def make_focal_point(agency: Agency, first_name: str = "Farah", **values: object) -> Person:
    """A member of an agency who is its focal point, with an account."""
    person = make_person(first_name, agency=agency, **values)  # type: ignore[arg-type]
    appoint(person, AppointmentRole.FOCAL_POINT, agency=agency)
    make_account(person)
    return person


def acting(person: Person) -> Identity:
    """The identity of a person with the grants in force now, for calling services."""
    return identity_of(person.id)


def today() -> date:
    """The day of the app's clock."""
    return utcnow().date()
