"""What moves when two records of one person are made one."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.accounts.merging import Mover
from lms.core.db import db, unscoped
from lms.core.messages import N_
from lms.nominations.models import Approver, Nomination, NominationDouble


def _twice(kept_id: uuid.UUID, merged_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Nominations of the merged record for sessions to which the kept one is nominated too."""
    kept, merged = aliased(Nomination), aliased(Nomination)
    return list(
        db.session.scalars(
            unscoped(
                sa.select(merged.id)
                .join(kept, kept.course_session_id == merged.course_session_id)
                .where(merged.person_id == merged_id, kept.person_id == kept_id),
                because="administrators merge whole records",
            )
        )
    )


def _same_suspicion(kept_id: uuid.UUID, merged_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Suspicions that the kept record is named in already."""
    other = aliased(NominationDouble)
    return list(
        db.session.scalars(
            sa.select(NominationDouble.id)
            .join(other, other.nomination_id == NominationDouble.nomination_id)
            .where(NominationDouble.other_person_id == merged_id, other.other_person_id == kept_id)
        )
    )


MOVERS = (
    Mover("nomination", N_("Nominations"), Nomination.person_id, stays=_twice),
    Mover(
        "nomination_double",
        N_("Suspected doubles"),
        NominationDouble.other_person_id,
        stays=_same_suspicion,
    ),
    Mover("approver", N_("Approvals for an agency"), Approver.person_id),
)
