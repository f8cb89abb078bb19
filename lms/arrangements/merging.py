"""What moves when two records of one person are made one."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.merging import Mover
from lms.arrangements.models import Stay
from lms.core.db import db, unscoped
from lms.core.messages import N_
from lms.enrolments.models import Enrolment


def _with_their_enrolment(kept_id: UUID, merged_id: UUID) -> Sequence[UUID]:
    """A stay stays behind with its withdrawn enrolment, where both are on one roll."""
    return list(
        db.session.scalars(
            unscoped(
                sa.select(Stay.id)
                .join(Enrolment, Enrolment.course_session_id == Stay.course_session_id)
                .where(
                    Stay.person_id == merged_id,
                    Enrolment.person_id == kept_id,
                    Enrolment.id != Stay.enrolment_id,
                ),
                because="administrators merge whole records",
            )
        )
    )


MOVERS = (
    Mover("stay", N_("Travel, rooms and allowances"), Stay.person_id, stays=_with_their_enrolment),
)
