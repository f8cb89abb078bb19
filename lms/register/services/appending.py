"""Adding entries, in the transaction of the act that they stand for."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import sqlalchemy as sa

from lms.core.clock import utcnow
from lms.core.db import db, locked_or_made
from lms.core.settings import settings
from lms.engines.register import tree
from lms.engines.register.checkpoints import Checkpoint
from lms.engines.register.hashing import leaf_hash
from lms.register import queries, storage
from lms.register.models import RegisterEntry, RegisterLog, RegisterNode, RegisterState

CONTINUED = "continued"  # the first entry of a log names the last head of the log before


def hold() -> RegisterState:
    """Lock the register until the transaction ends.

    Whoever writes other locked rows as well takes them in the same order each time: the
    certificate first, the register next, the audit trail last.
    """
    mine = sa.select(RegisterState).where(RegisterState.id == 1)
    return locked_or_made(mine, lambda: RegisterState(id=1, log_id=None, size=0))


def append(*, entries: Sequence[bytes], kind: str) -> Sequence[int]:
    """Add entries in the caller's transaction and return their indices, in order, without a gap.

    Of an entry only its hash is kept, SHA-256 over 0x00 and the entry (RFC 9162). Rolled back,
    they were never there. Raises Refused while the register is locked.
    """
    if not entries:
        return []
    state = hold()
    queries.require_unlocked()
    log = current_log(state)
    return _add(state, log, kind, entries)


def current_log(state: RegisterState) -> RegisterLog:
    """The log in use; that of a new year is opened now. A clock that was set back opens none."""
    year = utcnow().year
    log = db.session.get(RegisterLog, state.log_id) if state.log_id else None
    if log is not None and log.year >= year:
        return log
    return open_log(state, year, 1, queries.head_now(log) if log is not None else None)


def open_log(
    state: RegisterState, year: int, number: int, before: Checkpoint | None
) -> RegisterLog:
    """Begin a tree; its first entry is the text of the head `before`, which ends that log."""
    log = RegisterLog(
        id=(state.log_id or 0) + 1,
        year=year,
        number=number,
        origin=origin_of(year, number),
        first=state.size,
        opened_at=utcnow(),
    )
    db.session.add(log)
    state.log_id = log.id
    db.session.flush()
    if before is not None:
        _add(state, log, CONTINUED, [before.text.encode()])
    return log


def origin_of(year: int, number: int) -> str:
    """The name of a log: the installation's address without its scheme, and the year."""
    here = settings()
    address = urlsplit(here.base_url)
    place = (address.netloc + address.path).rstrip("/")
    kind = "demonstration-register" if here.demo else "register"
    return f"{place}/{kind}/{year}" + (f"-{number}" if number > 1 else "")


def _add(
    state: RegisterState, log: RegisterLog, kind: str, entries: Sequence[bytes]
) -> Sequence[int]:
    begin = state.size
    size = begin - log.first
    leaves = [leaf_hash(entry) for entry in entries]
    made = tree.grown(size, leaves, tree.fetch_from(storage.nodes(log, tree.edge(size))))
    indices = range(begin, begin + len(leaves))
    db.session.execute(
        sa.insert(RegisterEntry),
        [
            {"index": index, "log_id": log.id, "kind": kind, "leaf": leaf}
            for index, leaf in zip(indices, leaves, strict=True)
        ],
    )
    inner = [
        {"log_id": log.id, "level": node.level, "position": node.position, "hash": value}
        for node, value in made.items()
        if node.level
    ]
    if inner:
        db.session.execute(sa.insert(RegisterNode), inner)
    state.size = begin + len(leaves)
    db.session.flush()
    return indices
