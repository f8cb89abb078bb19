"""Whose seat it is in the ledger, for those who may see the nomination."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db, seen_by
from lms.core.names import joined_name
from lms.nominations.models import Nomination
from lms.seats.rows import Holder


def nominee_names(actor: Identity, holder_ids: Collection[UUID]) -> Mapping[UUID, Holder]:
    """The nominated people among these holders whom `actor` may see. The factory hands it to
    seats."""
    columns = (Nomination.id, Nomination.first_name, Nomination.last_name)
    rows = db.session.execute(
        seen_by(actor, sa.select(*columns).where(Nomination.id.in_(holder_ids)))
    )
    return {
        key: Holder(joined_name(first, last), f"nominations/{key}") for key, first, last in rows
    }
