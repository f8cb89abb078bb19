"""Who of a group is there while it draws one chart together."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class MemberPresence(Model):
    """When a member's page was last heard of, and which item of the chart was chosen on it.

    One row for each member, written over again and again; it is no record of anything.
    """

    __tablename__ = "member_presence"

    attempt_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attempt.id"), primary_key=True)
    enrolment_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("enrolment.id"), primary_key=True, index=True
    )
    seen_at: Mapped[datetime]
    # the id of an entity, link or box; empty where nothing is chosen
    chosen: Mapped[str] = mapped_column(sa.String(40), default="")
