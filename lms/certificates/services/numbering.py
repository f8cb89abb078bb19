"""Serials without a gap: the counter's row is locked until the certificates are written.

The seam for other ways of numbering is `Numbering`; a detached laptop counts under its own prefix.
"""

from collections.abc import Sequence
from typing import Protocol

import sqlalchemy as sa

from lms.certificates.freezing import next_serials
from lms.certificates.models import SerialCounter
from lms.core.db import db, locked_or_made
from lms.engines.credentials.serials import Serial


class Numbering(Protocol):
    """Gives out serials in the caller's transaction; rolled back, they were never given out."""

    def reserve(self, prefix: str, year: int, count: int) -> Sequence[Serial]:
        """The next `count` serials of a year, in order."""


class CountedInDatabase:
    """One counter row for each prefix and year."""

    def reserve(self, prefix: str, year: int, count: int) -> Sequence[Serial]:
        """See `Numbering.reserve`. The row stays locked until the transaction ends."""
        counter = self._locked(prefix, year)
        serials = next_serials(prefix, year, counter.last, count)
        counter.last += count
        db.session.flush()
        return serials

    def _locked(self, prefix: str, year: int) -> SerialCounter:
        mine = sa.and_(SerialCounter.prefix == prefix, SerialCounter.year == year)
        return locked_or_made(
            sa.select(SerialCounter).where(mine),
            lambda: SerialCounter(prefix=prefix, year=year, last=0),
        )
