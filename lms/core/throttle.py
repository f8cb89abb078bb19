"""Limits on tries, kept in the database so that all processes share them.

Failures delay further tries of the same account *from the same address* and of the address as
a whole; nobody can lock a stranger out, because the stranger's tries come from elsewhere.
"""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.clock import utcnow
from lms.core.db import Model, db
from lms.core.errors import Throttled


class ThrottleBucket(Model):
    """Failures seen under one key within its window. Keys are hashed: no addresses at rest."""

    __tablename__ = "throttle_bucket"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int]
    blocked_until: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


def check(*keys: str) -> None:
    """Raise Throttled (with the seconds to wait) if one of the keys is blocked now."""
    now = utcnow()
    until = db.session.scalar(
        sa.select(sa.func.max(ThrottleBucket.blocked_until)).where(
            ThrottleBucket.key.in_([_hash(key) for key in keys])
        )
    )
    if until is not None and until > now:
        raise Throttled(max(1, int((until - now).total_seconds())))


def failed(key: str, *, free: int, window: timedelta, longest: timedelta) -> None:
    """Count a failure. After `free` failures each further one doubles the wait, from one second
    up to `longest`; the count is forgotten `window` after the last failure."""
    now = utcnow()
    row = db.session.get(ThrottleBucket, _hash(key), with_for_update=True)
    if row is None:
        row = ThrottleBucket(key=_hash(key), failures=0, expires_at=now)
        db.session.add(row)
    if row.expires_at < now:
        row.failures = 0
    row.failures += 1
    row.expires_at = now + window
    over = row.failures - free
    if over >= 0:
        row.blocked_until = now + min(longest, timedelta(seconds=2 ** min(over, 20)))
    db.session.flush()


def forget(key: str) -> None:
    """Forget the failures under a key, after a success."""
    db.session.execute(sa.delete(ThrottleBucket).where(ThrottleBucket.key == _hash(key)))


def sweep() -> None:
    """Delete what has expired."""
    db.session.execute(sa.delete(ThrottleBucket).where(ThrottleBucket.expires_at < utcnow()))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
