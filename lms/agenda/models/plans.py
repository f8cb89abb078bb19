"""Templates of agendas, and what the solver was asked and answered."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.agenda.enums import ProposalState
from lms.core.db import Identified, Json, LocalizedText, Model, Stamped, enum_column


class AgendaTemplate(Identified, Stamped, Model):
    """An agenda without dates: {schema, days, roles, items: [...]}; days count from 0."""

    __tablename__ = "agenda_template"

    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title: Mapped[LocalizedText]
    summary: Mapped[LocalizedText]
    body: Mapped[Json]
    shipped: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[uuid.UUID | None]
    archived_at: Mapped[datetime | None]


class AgendaProposal(Identified, Stamped, Model):
    """A timetable that the solver was asked for; `result` holds up to three or the contradiction.

    `revision` is the draft it was made for.
    """

    __tablename__ = "agenda_proposal"

    course_session_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("course_session.id"), index=True
    )
    state: Mapped[ProposalState] = mapped_column(
        enum_column(ProposalState), default=ProposalState.WAITING
    )
    revision: Mapped[int]
    request: Mapped[Json]
    result: Mapped[Json]
    stop_asked: Mapped[bool] = mapped_column(default=False)
    accepted: Mapped[int | None]
    requested_by: Mapped[uuid.UUID | None]


class YearPlan(Identified, Stamped, Model):
    """Dates, venues and trainers for several sessions, as asked for and as proposed."""

    __tablename__ = "year_plan"

    title: Mapped[str] = mapped_column(sa.String(160))
    first_day: Mapped[date]
    last_day: Mapped[date]
    state: Mapped[ProposalState] = mapped_column(
        enum_column(ProposalState), default=ProposalState.WAITING
    )
    request: Mapped[Json]
    result: Mapped[Json]
    stop_asked: Mapped[bool] = mapped_column(default=False)
    accepted: Mapped[int | None]
    created_by: Mapped[uuid.UUID | None] = mapped_column(index=True)
