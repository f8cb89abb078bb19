"""People, their agencies by date, their ways to sign in, and their appointments."""

import uuid
from collections.abc import Callable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.enums import AppointmentRole, Gender, TokenPurpose
from lms.core.access import Identity, Role
from lms.core.clock import utcnow
from lms.core.db import (
    Identified,
    Json,
    Model,
    Stamped,
    Travelling,
    VisibleRows,
    enum_column,
)
from lms.core.names import joined_name

PeopleSource = Callable[[Identity], sa.Select[uuid.UUID]]
_people_sources: list[PeopleSource] = []


def register_people_source(source: PeopleSource) -> None:
    """Let a higher room say whom an organiser knows by it: a select of ids of people."""
    if source not in _people_sources:
        _people_sources.append(source)


def _known_to(actor: Identity) -> list[sa.Select[uuid.UUID]]:
    """Selects of the ids of people whom a focal point or an organiser knows."""
    today = utcnow().date()
    members = sa.select(Membership.person_id).where(in_force(Membership, today))
    known = []
    if actor.focal_agencies:
        known.append(members.where(Membership.agency_id.in_(actor.focal_agencies)))
    if Role.ORGANISER in actor.roles:
        mine = sa.select(Membership.agency_id).where(
            Membership.person_id == actor.person_id, in_force(Membership, today)
        )
        known.append(members.where(Membership.agency_id.in_(mine)))
        known += [source(actor) for source in _people_sources]
    return known


class Person(Identified, Stamped, Travelling, VisibleRows, Model):
    """A human being, known once. Names stand in Latin and local script, as officials write them.

    Which agency a person belongs to is in `Membership`, by date.
    """

    __tablename__ = "person"

    first_name: Mapped[str] = mapped_column(sa.String(120))
    last_name: Mapped[str] = mapped_column(sa.String(120), default="")
    name_local: Mapped[str] = mapped_column(sa.String(160), default="")
    certificate_name: Mapped[str] = mapped_column(sa.String(160), default="")
    gender: Mapped[Gender] = mapped_column(enum_column(Gender), default=Gender.NOT_SAID)
    email: Mapped[str | None] = mapped_column(sa.String(254))
    mobile: Mapped[str | None] = mapped_column(sa.String(32))
    language: Mapped[str | None] = mapped_column(sa.String(8))
    invented: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[uuid.UUID | None]
    archived_at: Mapped[datetime | None]
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)

    @property
    def full_name(self) -> str:
        return joined_name(self.first_name, self.last_name)

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Administrators: all. Focal points: people of the own agency today. Organisers: people
        of the own agency, of the own sessions, and whom they added themselves."""
        if actor.is_administrator:
            return sa.true()
        known: list[sa.ColumnElement[bool]] = [cls.id.in_(ids) for ids in _known_to(actor)]
        if Role.ORGANISER in actor.roles:
            known.append(cls.created_by == actor.person_id)
        return sa.or_(cls.id == actor.person_id, *known)


class Membership(Identified, Stamped, VisibleRows, Model):
    """That a person serves in an agency, from one day to another (None: still)."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.Index(
            "uq_membership_service_no",
            "agency_id",
            "service_no",
            unique=True,
            sqlite_where=sa.text("service_no IS NOT NULL AND ends_on IS NULL"),
            postgresql_where=sa.text("service_no IS NOT NULL AND ends_on IS NULL"),
        ),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"))
    service_no: Mapped[str | None] = mapped_column(sa.String(40))
    rank: Mapped[str] = mapped_column(sa.String(80), default="")
    designation: Mapped[str] = mapped_column(sa.String(120), default="")
    posting: Mapped[str] = mapped_column(sa.String(120), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    @classmethod
    def visible_to(cls, actor: Identity) -> sa.ColumnElement[bool]:
        """Focal points see the service in the own agency only; organisers that of people whom
        they see."""
        if actor.is_administrator:
            return sa.true()
        seen = [cls.person_id == actor.person_id, cls.agency_id.in_(actor.focal_agencies)]
        if Role.ORGANISER in actor.roles:
            people = sa.select(Person.id).where(Person.visible_to(actor))
            seen.append(cls.person_id.in_(people))
        return sa.or_(*seen)


class Account(Identified, Stamped, Model):
    """A way to sign in. Users may be known by e-mail or by a user name."""

    __tablename__ = "account"

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    username: Mapped[str] = mapped_column(sa.String(80), unique=True)
    email: Mapped[str | None] = mapped_column(sa.String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(sa.String(255))
    second_factor: Mapped[str | None] = mapped_column(sa.String(20))
    disabled_at: Mapped[datetime | None]


class Appointment(Identified, Stamped, Model):
    """A role with dates: administrator of the installation, or focal point of an agency."""

    __tablename__ = "appointment"
    __table_args__ = (
        sa.CheckConstraint(
            "(role = 'focal_point') = (agency_id IS NOT NULL)", name="agency_of_focal_point"
        ),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[AppointmentRole] = mapped_column(enum_column(AppointmentRole))
    agency_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class AccessToken(Model):
    """A single-use link or printed code. Only its hash is stored."""

    __tablename__ = "access_token"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    purpose: Mapped[TokenPurpose] = mapped_column(enum_column(TokenPurpose))
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    code_hash: Mapped[str | None] = mapped_column(sa.String(255))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Model):
    """One signed-in browser. The cookie carries the token; ending the row ends the sign-in."""

    __tablename__ = "sign_in"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    method: Mapped[str] = mapped_column(sa.String(20), default="password")


class PersonMerge(Identified, Model):
    """Two records of one person made one. `moved` lists what moved, so that it can go back."""

    __tablename__ = "person_merge"

    kept_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    merged_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    merged_at: Mapped[datetime]
    merged_by: Mapped[uuid.UUID | None]
    unmerged_at: Mapped[datetime | None]
    moved: Mapped[Json]


def in_force(table: type[Membership] | type[Appointment], day: date) -> sa.ColumnElement[bool]:
    """The rows of a dated table that hold on `day` (both ends included)."""
    return (table.starts_on <= day) & (table.ends_on.is_(None) | (table.ends_on >= day))
