"""The ledger as a table of agencies, for organisers whole and for focal points their own line."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from lms.agencies.models import Agency
from lms.core.access import Identity, require
from lms.core.db import LocalizedText, db
from lms.core.errors import NotFound
from lms.courses.policies import organises
from lms.courses.queries import session_agencies, session_head
from lms.courses.rows import SessionHead
from lms.seats.policies import Permission
from lms.seats.queries.ledger import balance
from lms.seats.rows import Balance, SeatRow, SeatTable


def seat_table(slug: str, *, actor: Identity, at: datetime | None = None) -> SeatTable:
    """The ledger now, or as it stood at a moment. Raises NotFound where `actor` may not see it.

    The agencies of the session in their order, then others that have seats. Focal points get the
    own agencies' rows alone, and no balance of the whole.
    """
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_SEATS, head)
    whole = balance(head, at)
    rows = _rows(head, whole)
    if organises(actor, head):
        return SeatTable(head, rows, whole, at)
    own = actor.focal_agencies & head.agency_ids
    return SeatTable(head, [row for row in rows if row.agency_id in own], None, at)


def seat_row(slug: str, agency_id: UUID, *, actor: Identity) -> tuple[SeatTable, SeatRow]:
    """One agency's line. Raises NotFound for one that `actor` may not see."""
    table = seat_table(slug, actor=actor)
    row = next((row for row in table.rows if row.agency_id == agency_id), None)
    if row is None:
        raise NotFound
    return table, row


def _rows(head: SessionHead, whole: Balance) -> list[SeatRow]:
    partners = session_agencies(head.id)
    known: dict[UUID, LocalizedText] = {one.agency_id: one.name for one in partners}
    others = {key for key, side in whole.agencies.items() if key not in known and side.quota}
    known |= _names(others)
    return [SeatRow(key, name, whole.of(key)) for key, name in known.items()]


def _names(agency_ids: Collection[UUID]) -> Mapping[UUID, LocalizedText]:
    """Names of agencies that take part without being partners, such as those of walk-ins."""
    rows = db.session.execute(
        sa.select(Agency.id, Agency.name)
        .where(Agency.id.in_(agency_ids))
        .order_by(Agency.precedence, Agency.slug)
    )
    return {row.id: row.name for row in rows}
