"""The place at a table passes from who leaves to who comes instead."""

from uuid import UUID

import sqlalchemy as sa

from lms.core.db import db, unscoped
from lms.enrolments.models import Enrolment


def take_over(enrolment: Enrolment, replaced_id: UUID) -> None:
    """Seat a substitute where the replaced person sat, locked as that place was. Somebody who has
    a table keeps it."""
    replaced = db.session.scalar(
        unscoped(
            sa.select(Enrolment).where(
                Enrolment.id == replaced_id,
                Enrolment.course_session_id == enrolment.course_session_id,
            ),
            because="the place of the one who is replaced, by those who may replace",
        )
    )
    if replaced is None or replaced.syndicate_id is None or enrolment.syndicate_id is not None:
        return
    enrolment.syndicate_id = replaced.syndicate_id
    enrolment.syndicate_locked = replaced.syndicate_locked
    replaced.syndicate_id, replaced.syndicate_locked = None, False
