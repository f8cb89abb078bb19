"""Agencies and their units."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, LocalizedText, Model, Stamped, Travelling


class Agency(Identified, Stamped, Travelling, Model):
    """A partner of the training. Its name is public within the installation; its people are not."""

    __tablename__ = "agency"

    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[LocalizedText]
    short_name: Mapped[LocalizedText]
    country: Mapped[str] = mapped_column(sa.String(2))
    precedence: Mapped[int] = mapped_column(default=100)
    archived_at: Mapped[datetime | None]


class Unit(Identified, Model):
    """A part of an agency (collectorate, district, station)."""

    __tablename__ = "unit"
    __table_args__ = (sa.UniqueConstraint("agency_id", "slug"),)

    agency_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[LocalizedText]
