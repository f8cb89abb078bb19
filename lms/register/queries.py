"""Reading the register: heads, proofs, keys, and whether it is locked."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from lms.core.db import db
from lms.core.errors import NotFound, Refused
from lms.core.messages import N_, Message
from lms.core.settings import settings
from lms.engines.register import tree
from lms.engines.register.checkpoints import Checkpoint, verifier_of
from lms.engines.register.notes import Verifier
from lms.engines.register.prooftext import ConsistencyText, InclusionText
from lms.register import mark, storage
from lms.register.models import (
    RegisterEntry,
    RegisterHead,
    RegisterLock,
    RegisterLog,
    RegisterState,
    RegisterWitness,
)
from lms.register.rows import Head, Lock, LogKeys


def head() -> Head | None:
    """The newest signed head, None before the first."""
    found = heads(limit=1)
    return found[0] if found else None


def heads(*, limit: int, skip: int = 0) -> Sequence[Head]:
    """Signed heads, the newest first, with how many witnesses were told of each."""
    told = (
        sa.select(sa.func.count())
        .where(
            RegisterWitness.log_id == RegisterHead.log_id,
            RegisterWitness.size == RegisterHead.size,
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(RegisterHead, RegisterLog.origin, told)
        .join(RegisterLog, RegisterLog.id == RegisterHead.log_id)
        .order_by(RegisterHead.log_id.desc(), RegisterHead.size.desc())
        .limit(limit)
        .offset(skip)
    )
    return [as_head(row, origin, count) for row, origin, count in rows]


def as_head(row: RegisterHead, origin: str, witnesses: int = 0) -> Head:
    """A row as it is handed out."""
    return Head(row.log_id, origin, row.size, row.root, row.note, row.at, witnesses)


def size() -> int:
    """How many entries there are, in all logs."""
    return db.session.scalar(sa.select(RegisterState.size)) or 0


def size_of(log: RegisterLog) -> int:
    """How many entries a log has, by its last one: there are no gaps (`checking` looks)."""
    newest = sa.select(sa.func.max(RegisterEntry.index)).where(RegisterEntry.log_id == log.id)
    last = db.session.scalar(newest)
    return 0 if last is None else last + 1 - log.first


def head_now(log: RegisterLog) -> Checkpoint:
    """The head of a log as it stands, signed or not."""
    leaves = size_of(log)
    root = storage.computed(log, lambda fetch: tree.root(leaves, fetch))
    return Checkpoint(log.origin, leaves, root)


def root_at(log: RegisterLog, leaves: int) -> bytes | None:
    """The root of a log when it had so many entries, None where it never had (or lost some)."""
    if leaves > size_of(log):
        return None
    try:
        return storage.computed(log, lambda fetch: tree.root(leaves, fetch))
    except KeyError:
        return None


def log_named(origin: str) -> RegisterLog | None:
    """The log with this origin."""
    return db.session.scalar(sa.select(RegisterLog).where(RegisterLog.origin == origin))


# --- proofs ---


def proof(index: int, size: int | None = None) -> str:
    """The entry's tlog-proof (C2SP) under the newest signed head of its log, or under the one of
    `size` entries of that log. Raises NotFound where no signed head has the entry yet."""
    return proofs([index], size)[index]


def proofs(indices: Sequence[int], size: int | None = None) -> Mapping[int, str]:
    """Such proofs for many entries of one log at once, by index."""
    if not indices:
        return {}
    log = _log_of(indices)
    row = _head_over(log, max(indices) - log.first, size)
    places = {index: index - log.first for index in indices}
    paths = storage.computed(
        log,
        lambda fetch: {
            index: tree.inclusion(place, row.size, fetch) for index, place in places.items()
        },
    )
    return {
        index: str(InclusionText(places[index], tuple(path), row.note))
        for index, path in paths.items()
    }


def consistency(old: Checkpoint) -> str:
    """The proof that the newest signed head of a log has this older head as its beginning.

    Raises NotFound for another log's head or one beyond the newest, Refused where the older head
    is not the beginning: then somebody has seen another register than this one.
    """
    log = log_named(old.origin)
    if log is None or old.size == 0:
        raise NotFound
    row = _head_over(log, old.size - 1, None)
    if root_at(log, old.size) != old.root:
        raise Refused(N_("This head is not one of this register."))
    path = storage.computed(log, lambda fetch: tree.consistency(old.size, row.size, fetch))
    return str(ConsistencyText(old.size, tuple(path), row.note))


def _log_of(indices: Sequence[int]) -> RegisterLog:
    statement = sa.select(RegisterLog).where(RegisterLog.first <= min(indices))
    log = db.session.scalars(statement.order_by(RegisterLog.id.desc()).limit(1)).one_or_none()
    if log is None or max(indices) >= log.first + size_of(log):
        raise NotFound
    return log


def _head_over(log: RegisterLog, place: int, size: int | None) -> RegisterHead:
    """The newest head of a log, or that of `size`, if it has the entry at `place`."""
    statement = sa.select(RegisterHead).where(
        RegisterHead.log_id == log.id, RegisterHead.size > place
    )
    if size is not None:
        statement = statement.where(RegisterHead.size == size)
    row = db.session.scalar(statement.order_by(RegisterHead.size.desc()).limit(1))
    if row is None:
        raise NotFound
    return row


# --- keys ---


def log_keys() -> Sequence[LogKeys]:
    """The public keys of all logs that have signed, the oldest first."""
    rows = db.session.scalars(sa.select(RegisterLog).order_by(RegisterLog.id))
    return [
        LogKeys(row.origin, row.ed25519_key, row.mldsa44_key)
        for row in rows
        if row.ed25519_key and row.mldsa44_key
    ]


def verifiers() -> Sequence[Verifier]:
    """The same keys, able to check signatures."""
    return [verifier_of(line) for one in log_keys() for line in (one.ed25519, one.mldsa44)]


# --- the lock (rule C10) ---


def locked() -> Lock | None:
    """Why nothing may be issued, None where it may.

    Locked is a register that somebody locked, one that is behind the mark beside the database or
    contradicts it, and one without its mark: that database was put back or brought here.
    """
    reason = db.session.scalar(
        sa.select(RegisterLock.reason).where(RegisterLock.ended_at.is_(None)).limit(1)
    )
    if reason is not None:
        return Lock(Message(reason))
    here = settings()
    known = mark.read(here)
    if known is None:
        missing = not here.demo and head() is not None
        return (
            Lock(N_("This database has signed heads, but not on this server.")) if missing else None
        )
    if known.size == 0 or _fits(known):
        return None
    return Lock(N_("This database is behind the last head that was signed here."))


def require_unlocked() -> None:
    """Raise Refused, saying why and what to do, while the register is locked."""
    lock = locked()
    if lock is not None:
        raise Refused(
            N_(
                "The register is locked: %(why)s On the server run: "
                "flask certificates register-unlock",
                why=lock.reason,
            )
        )


def _fits(known: mark.Mark) -> bool:
    log = log_named(known.origin)
    if log is None:
        return False
    found = root_at(log, known.size)
    return found is not None and found.hex() == known.root


def origin_year(origin: str) -> tuple[int, int] | None:
    """Year and number in an origin of ours, None where there are none."""
    year, _, number = origin.rpartition("/")[2].partition("-")
    if not year.isdigit() or (number and not number.isdigit()):
        return None
    return int(year), int(number or 1)
