"""One person's page: facts, service by date, appointments, account, merges."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa

from lms.accounts.enums import AppointmentRole, Gender
from lms.accounts.models import Account, Appointment, Membership, Person, PersonMerge, in_force
from lms.accounts.policies import Permission
from lms.accounts.services.standing import standing_of
from lms.agencies.models import Agency, Unit
from lms.core.access import Decision, Identity, Role, can, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, seen_by, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name


class PersonFacts(NamedTuple):
    id: uuid.UUID
    first_name: str
    last_name: str
    name_local: str
    certificate_name: str
    gender: Gender
    email: str | None
    mobile: str | None
    language: str | None
    invented: bool
    archived_at: datetime | None
    merged_into_id: uuid.UUID | None

    @property
    def full_name(self) -> str:
        return joined_name(self.first_name, self.last_name)


class MembershipRow(NamedTuple):
    id: uuid.UUID
    agency_id: uuid.UUID
    agency: LocalizedText
    unit_id: uuid.UUID | None
    unit: LocalizedText | None
    service_no: str | None
    rank: str
    designation: str
    posting: str
    starts_on: date
    ends_on: date | None


class AppointmentRow(NamedTuple):
    id: uuid.UUID
    role: AppointmentRole
    agency: LocalizedText | None
    starts_on: date
    ends_on: date | None
    in_force: bool


class AccountRow(NamedTuple):
    username: str
    email: str | None
    has_password: bool
    disabled_at: datetime | None


class MergeRow(NamedTuple):
    id: uuid.UUID
    merged_id: uuid.UUID
    name: str
    merged_at: datetime


@dataclass(frozen=True)
class PersonPage:
    """`account`, `appointments` and `merges` are empty for readers who are not to see them."""

    facts: PersonFacts
    memberships: list[MembershipRow]
    present: MembershipRow | None
    staff_view: bool
    appointments: list[AppointmentRow]
    account: AccountRow | None
    merges: list[MergeRow]
    may_help: Decision


def person_page(*, actor: Identity, person_id: uuid.UUID) -> PersonPage:
    """All that `actor` may see of a person. Raises NotFound."""
    facts = person_facts(actor=actor, person_id=person_id)
    standing = standing_of(person_id)
    require(actor, Permission.VIEW_PERSON, standing)
    memberships = _memberships(actor, person_id)
    staff = actor.is_administrator or actor.has(Role.ORGANISER)
    return PersonPage(
        facts,
        memberships,
        next((row for row in memberships if row.ends_on is None), None),
        staff,
        _appointments(person_id) if staff else [],
        _account(person_id) if staff else None,
        _merges(person_id) if can(actor, Permission.MERGE_PEOPLE) else [],
        can(actor, Permission.HELP_SIGN_IN, standing),
    )


def person_facts(*, actor: Identity, person_id: uuid.UUID) -> PersonFacts:
    """The names and contact of a person whom `actor` may see. Raises NotFound."""
    row = db.session.execute(
        seen_by(
            actor,
            sa.select(*(getattr(Person, name) for name in PersonFacts._fields)).where(
                Person.id == person_id
            ),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return PersonFacts(*row)


def has_administrator() -> bool:
    """Whether somebody is administrator today and can sign in (for the first start)."""
    return bool(
        db.session.scalar(
            unscoped(
                sa.select(
                    sa.exists()
                    .where(
                        Appointment.role == AppointmentRole.ADMINISTRATOR,
                        in_force(Appointment, utcnow().date()),
                        Account.person_id == Appointment.person_id,
                        Account.disabled_at.is_(None),
                        Person.id == Appointment.person_id,
                        Person.archived_at.is_(None),
                    )
                    .correlate(None)
                ),
                because="the first start asks for the first administrator",
            )
        )
    )


def _memberships(actor: Identity, person_id: uuid.UUID) -> list[MembershipRow]:
    rows = db.session.execute(
        seen_by(
            actor,
            sa.select(
                Membership.id,
                Membership.agency_id,
                Agency.name,
                Membership.unit_id,
                Unit.name,
                Membership.service_no,
                Membership.rank,
                Membership.designation,
                Membership.posting,
                Membership.starts_on,
                Membership.ends_on,
            )
            .join(Agency, Agency.id == Membership.agency_id)
            .outerjoin(Unit, Unit.id == Membership.unit_id)
            .where(Membership.person_id == person_id)
            .order_by(Membership.starts_on.desc(), Membership.id.desc()),
        )
    )
    return [MembershipRow(*row) for row in rows]


def _appointments(person_id: uuid.UUID) -> list[AppointmentRow]:
    rows = db.session.execute(
        sa.select(
            Appointment.id,
            Appointment.role,
            Agency.name,
            Appointment.starts_on,
            Appointment.ends_on,
            in_force(Appointment, utcnow().date()),
        )
        .outerjoin(Agency, Agency.id == Appointment.agency_id)
        .where(Appointment.person_id == person_id)
        .order_by(Appointment.starts_on.desc(), Appointment.id.desc())
    )
    return [AppointmentRow(*row) for row in rows]


def _account(person_id: uuid.UUID) -> AccountRow | None:
    row = db.session.execute(
        sa.select(
            Account.username,
            Account.email,
            Account.password_hash.is_not(None),
            Account.disabled_at,
        ).where(Account.person_id == person_id)
    ).one_or_none()
    return AccountRow(*row) if row else None


def _merges(person_id: uuid.UUID) -> list[MergeRow]:
    rows = db.session.execute(
        unscoped(
            sa.select(
                PersonMerge.id,
                PersonMerge.merged_id,
                Person.first_name,
                Person.last_name,
                PersonMerge.merged_at,
            )
            .join(Person, Person.id == PersonMerge.merged_id)
            .where(PersonMerge.kept_id == person_id, PersonMerge.unmerged_at.is_(None))
            .order_by(PersonMerge.merged_at.desc()),
            because="only administrators come here",
        )
    )
    return [
        MergeRow(merge_id, merged_id, joined_name(first, last), at)
        for merge_id, merged_id, first, last, at in rows
    ]
