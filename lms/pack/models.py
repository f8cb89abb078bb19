"""When papers were mailed to their holders."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Model


class PaperMail(Identified, Model):
    """One mail with one paper. The first has number 1; each sending again the next one.

    `message_id` is the message in the outbox, which knows whether it left.
    """

    __tablename__ = "paper_mail"
    __table_args__ = (sa.UniqueConstraint("certificate_id", "number"),)

    certificate_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("certificate.id"), index=True)
    number: Mapped[int]
    message_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("outbox_message.id"))
    with_file: Mapped[bool]
    asked_at: Mapped[datetime]
    asked_by: Mapped[uuid.UUID | None]
