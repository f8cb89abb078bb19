"""People: adding, changing, archiving."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from lms.accounts import rules
from lms.accounts.enums import Gender
from lms.accounts.models import Account, Person
from lms.accounts.policies import Permission
from lms.accounts.services.appointments import refuse_last_administrator
from lms.accounts.services.logins import free_email, void_links
from lms.accounts.services.memberships import add_membership
from lms.accounts.services.sign_in import end_sign_ins
from lms.accounts.services.standing import person_for, person_row
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_, Message
from lms.core.names import clean_name

NAMES = ("first_name", "last_name", "name_local", "certificate_name")
CONTACT = ("email", "mobile")
FIELDS = (*NAMES, *CONTACT, "gender", "language")


def create_person(
    *,
    actor: Identity,
    first_name: str,
    last_name: str = "",
    name_local: str = "",
    certificate_name: str = "",
    gender: Gender = Gender.NOT_SAID,
    email: str | None = None,
    mobile: str | None = None,
    language: str | None = None,
    invented: bool = False,
    agency_id: uuid.UUID | None = None,
    unit_id: uuid.UUID | None = None,
    service_no: str | None = None,
    rank: str = "",
    designation: str = "",
    posting: str = "",
    member_since: date | None = None,
) -> Person:
    """Add a person and, where an agency is given, the membership from `member_since` (today).

    Raises Invalid with every fault at its field.
    """
    require(actor, Permission.CREATE_PERSON)
    given = {
        "first_name": first_name,
        "last_name": last_name,
        "name_local": name_local,
        "certificate_name": certificate_name,
        "email": email,
        "mobile": mobile,
        "gender": gender,
        "language": language,
    }
    person = Person(invented=invented, created_by=actor.person_id, **clean_person(given))
    db.session.add(person)
    db.session.flush()
    if agency_id is not None:
        add_membership(
            person_id=person.id,
            agency_id=agency_id,
            unit_id=unit_id,
            service_no=service_no,
            rank=rank,
            designation=designation,
            posting=posting,
            starts_on=member_since or utcnow().date(),
        )
    audit.record(
        actor,
        "accounts.person_created",
        object_type="person",
        object_id=person.id,
        summary=N_("%(name)s added.", name=person.full_name),
        after=_values(person) | {"agency_id": agency_id, "service_no": service_no},
    )
    return person


def update_person(*, actor: Identity, person_id: uuid.UUID, **changes: Any) -> Person:
    """Change names, gender, language or contact of a person; fields not named stay.

    A changed address voids open links. Raises Invalid with every fault at its field, Refused where
    the address signs in and the actor may not help this person sign in.
    """
    person = person_for(actor, Permission.EDIT_PERSON, person_id)
    return _change(actor, person, changes)


def update_own_details(
    *,
    actor: Identity,
    email: str | None,
    mobile: str | None,
    language: str | None,
) -> Person:
    """Change one's own contact and language. Names are the organiser's to change."""
    person = _own(actor)
    return _change(actor, person, {"email": email, "mobile": mobile, "language": language})


def set_language(*, actor: Identity, language: str) -> None:
    """Keep the language in which a person reads."""
    _own(actor).language = language


def archive_person(*, actor: Identity, person_id: uuid.UUID) -> None:
    """Put a record away: it leaves the lists, and its account signs in no more.

    Raises Refused for oneself and for the last administrator.
    """
    person = person_for(actor, Permission.EDIT_PERSON, person_id)
    if person_id == actor.person_id:
        raise Refused(N_("You cannot archive your own record."))
    if person.archived_at is not None:
        return
    account = _account(person_id)
    if account is not None:
        person_for(actor, Permission.HELP_SIGN_IN, person_id)
    refuse_last_administrator(but_person=person_id)
    person.archived_at = utcnow()
    if account is not None:
        end_sign_ins(account.id)
        void_links(account.id)
    _record(actor, person, "accounts.person_archived", N_("%(name)s archived.", **_name(person)))


def restore_person(*, actor: Identity, person_id: uuid.UUID) -> None:
    """Bring an archived record back. Raises Refused where it was merged into another."""
    person = person_for(actor, Permission.EDIT_PERSON, person_id)
    if person.merged_into_id is not None:
        raise Refused(N_("This record was merged into another. Undo the merge there."))
    if _account(person_id) is not None:
        person_for(actor, Permission.HELP_SIGN_IN, person_id)
    person.archived_at = None
    _record(actor, person, "accounts.person_restored", N_("%(name)s restored.", **_name(person)))


def note_reading(*, actor: Identity, person_id: uuid.UUID) -> None:
    """Write down that somebody opened another's record (rule L3)."""
    if actor.person_id != person_id:
        audit.record(
            actor,
            "accounts.person_read",
            object_type="person",
            object_id=person_id,
            summary=N_("Record opened."),
        )


def clean_person(given: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields in their stored form. Raises Invalid with every fault at its field."""
    clean: dict[str, Any] = {}
    errors: list[FieldError] = []
    for field, value in given.items():
        found = _clean(field, value)
        if isinstance(found, Message):
            errors.append(FieldError(field, found))
        else:
            clean[field] = found
    if errors:
        raise Invalid(errors)
    return clean


def _clean(field: str, value: Any) -> Any:
    if field in NAMES:
        if field != "first_name" and not (value or "").strip():
            return ""
        return clean_name(value or "")
    if field == "email":
        return rules.clean_email(value)
    if field == "mobile":
        return rules.clean_mobile(value)
    if field == "gender":
        return Gender(value or Gender.NOT_SAID)
    return value or None


def _change(actor: Identity, person: Person, changes: Mapping[str, Any]) -> Person:
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise TypeError(f"A person has no {', '.join(sorted(unknown))}.")
    clean = clean_person(changes)
    before = {name: value for name, value in _values(person).items() if name in clean}
    changed = {name for name, value in clean.items() if value != getattr(person, name)}
    if not changed:
        return person
    if "email" in changed:
        _change_address(actor, person, clean["email"])
    for name in changed:
        setattr(person, name, clean[name])
    person.version += 1
    _record(
        actor,
        person,
        "accounts.person_changed",
        N_("%(name)s changed.", **_name(person)),
        before={name: before[name] for name in changed},
        after={name: _values(person)[name] for name in changed},
    )
    return person


def _change_address(actor: Identity, person: Person, email: str | None) -> None:
    """The address may sign in and receives resets: whoever changes it can enter as the person."""
    account = _account(person.id)
    if account is None:
        return
    if actor.person_id != person.id:
        person_for(actor, Permission.HELP_SIGN_IN, person.id)
    account.email = free_email(email, person.id)
    void_links(account.id)


def _own(actor: Identity) -> Person:
    if actor.person_id is None:
        raise NotFound
    return person_row(actor.person_id)


def _account(person_id: uuid.UUID) -> Account | None:
    return db.session.scalar(sa.select(Account).where(Account.person_id == person_id))


def _record(
    actor: Identity,
    person: Person,
    act: str,
    summary: Message,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    db.session.flush()
    audit.record(
        actor,
        act,
        object_type="person",
        object_id=person.id,
        summary=summary,
        before=before,
        after=after,
    )


def _name(person: Person) -> dict[str, str]:
    return {"name": person.full_name}


def _values(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in FIELDS}
