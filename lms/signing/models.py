"""Lists of people whose papers are to be signed, and what people did with them: on record for good.

Nothing here is deleted. A list's entries and digest are never changed after they are written; a
struck name is a row beside them.
"""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Json, LocalizedText, Model, Stamped, enum_column
from lms.signing.enums import ListState


class SigningList(Identified, Stamped, Model):
    """What is to be signed: names in order, under one digest.

    `entries` is `{schema, people: [{key, name, ...}]}`; the digest is over it and the list's id,
    see `rules.digest_of`. `approvals` says how many the installation asked for at that time.
    """

    __tablename__ = "signing_list"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    state: Mapped[ListState] = mapped_column(enum_column(ListState), default=ListState.PREPARED)
    entries: Mapped[Json]
    digest: Mapped[str] = mapped_column(sa.String(64))
    approvals: Mapped[int]
    # [{position, office, person_id}] as the session's offices stood: who has to sign
    offices: Mapped[Json]
    prepared_by: Mapped[uuid.UUID | None]


class ListApproval(Identified, Model):
    """A person of an agency has read the list under this digest and approves it."""

    __tablename__ = "signing_approval"
    __table_args__ = (sa.UniqueConstraint("list_id", "person_id"),)

    list_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("signing_list.id"), index=True)
    # empty where the command line prepared the list: no person stands behind that approval
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    agency_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    approved_at: Mapped[datetime]


class StruckName(Identified, Model):
    """A name that a signatory will not sign for, with the reason."""

    __tablename__ = "signing_strike"
    __table_args__ = (sa.UniqueConstraint("list_id", "entry"),)

    list_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("signing_list.id"), index=True)
    entry: Mapped[str] = mapped_column(sa.String(36))
    reason: Mapped[str] = mapped_column(sa.String(300))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    struck_at: Mapped[datetime]


class OfficeSignature(Identified, Model):
    """The person behind an office, or the delegate, has signed the list under this digest."""

    __tablename__ = "signing_signature"
    __table_args__ = (sa.UniqueConstraint("list_id", "position"),)

    list_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("signing_list.id"), index=True)
    position: Mapped[int]
    office: Mapped[LocalizedText]
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    # the person named behind the office, where a delegate signed
    for_person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    struck: Mapped[int]
    signed_at: Mapped[datetime]


class Delegation(Identified, Model):
    """The person behind an office lets somebody else sign, until a moment, on record."""

    __tablename__ = "signing_delegation"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    from_person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    to_person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    given_at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
