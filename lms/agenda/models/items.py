"""The agenda of a session: its items, steps of editing, releases, trainers and hand-outs."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.agenda.enums import ItemKind, TrainerMode, TrainerState
from lms.core.db import Identified, Json, LocalizedText, Model, Stamped, enum_column


class SessionAgenda(Model):
    """The draft of a session's agenda: where it is held, and how often it was changed."""

    __tablename__ = "session_agenda"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), primary_key=True
    )
    venue_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("venue.id"), index=True)
    revision: Mapped[int] = mapped_column(default=0)
    released_revision: Mapped[int | None]
    changed_at: Mapped[datetime]


class AgendaItem(Identified, Stamped, Model):
    """One item of the draft. `track` is empty for the whole room, else a syndicate's letter.

    `content` links to the course: "module:<key>", "exercise:<key>", "test:<key>".
    """

    __tablename__ = "agenda_item"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="times_in_order"),
        sa.Index("ix_agenda_item_session", "course_session_id", "starts_at"),
        sa.Index("ix_agenda_item_room", "room_id", "starts_at"),
        sa.Index("ix_agenda_item_when", "starts_at", "ends_at"),
    )

    course_session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_session.id"))
    kind: Mapped[ItemKind] = mapped_column(enum_column(ItemKind))
    title: Mapped[LocalizedText]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    track: Mapped[str] = mapped_column(sa.String(8), default="")
    room_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("venue_room.id"))
    content: Mapped[str] = mapped_column(sa.String(120), default="")
    guests: Mapped[str] = mapped_column(sa.String(300), default="")
    materials: Mapped[str] = mapped_column(sa.String(2000), default="")
    notes: Mapped[str] = mapped_column(sa.String(2000), default="")
    locked: Mapped[bool] = mapped_column(default=False)


class AgendaItemTrainer(Identified, Model):
    """That a person teaches an item."""

    __tablename__ = "agenda_item_trainer"
    __table_args__ = (sa.UniqueConstraint("item_id", "person_id"),)

    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agenda_item.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)


class SessionTrainer(Identified, Model):
    """How a trainer takes part in a session, and whether the trainer has said yes."""

    __tablename__ = "session_trainer"
    __table_args__ = (sa.UniqueConstraint("course_session_id", "person_id"),)

    course_session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_session.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    mode: Mapped[TrainerMode] = mapped_column(enum_column(TrainerMode))
    state: Mapped[TrainerState] = mapped_column(
        enum_column(TrainerState), default=TrainerState.ASKED
    )
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class AgendaStep(Identified, Model):
    """One step of editing, append-only: the items it touched as they were and as they became.

    `before` and `after` hold {schema, items: {id: item or null}}; undoing writes another step.
    """

    __tablename__ = "agenda_step"
    __table_args__ = (sa.UniqueConstraint("course_session_id", "sequence"),)

    course_session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_session.id"))
    sequence: Mapped[int]
    act: Mapped[str] = mapped_column(sa.String(40))
    before: Mapped[Json]
    after: Mapped[Json]
    actor_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    undoes_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("agenda_step.id"))


class AgendaRelease(Identified, Model):
    """A released agenda, frozen: {schema, items: [...]} with each item's calendar sequence."""

    __tablename__ = "agenda_release"
    __table_args__ = (sa.UniqueConstraint("course_session_id", "number"),)

    course_session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("course_session.id"))
    number: Mapped[int]
    revision: Mapped[int]
    body: Mapped[Json]
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    released_at: Mapped[datetime]
    released_by: Mapped[uuid.UUID | None]


class Handout(Identified, Stamped, Model):
    """A file or a link for an item. The token stands in the code on the door sheet.

    `item_id` has no foreign key: hand-outs of an item that was taken out wait for its return.
    """

    __tablename__ = "handout"
    __table_args__ = (sa.CheckConstraint("(file_id IS NULL) != (url = '')", name="file_or_link"),)

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    item_id: Mapped[uuid.UUID] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    url: Mapped[str] = mapped_column(sa.String(500), default="")
    token: Mapped[str] = mapped_column(sa.String(32), unique=True)
