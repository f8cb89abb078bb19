"""Whose seat it is in the ledger, for those who may see the person."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db, seen_by
from lms.core.names import joined_name
from lms.enrolments.models import Enrolment
from lms.seats.rows import Holder


def seat_holder_names(actor: Identity, holder_ids: Collection[UUID]) -> Mapping[UUID, Holder]:
    """The participants among these holders whom `actor` may see. The factory hands it to seats."""
    rows = db.session.execute(
        seen_by(
            actor,
            sa.select(Enrolment.id, Enrolment.first_name, Enrolment.last_name).where(
                Enrolment.id.in_(holder_ids)
            ),
        )
    )
    return {key: Holder(joined_name(first, last), f"roll/{key}") for key, first, last in rows}
