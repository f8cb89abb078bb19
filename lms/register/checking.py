"""Checking the whole register: everything is computed anew from the leaves and compared.

Whoever owns the database can change rows, but not the signatures, nor the heads that others hold:
a changed, moved, lost or inserted entry shows in the rows or against the next signed head. A tail
that was cut off together with its heads shows against the mark beside the database, or against a
head that a witness holds (rule L4).
"""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from lms.core.db import db
from lms.core.settings import Settings, settings
from lms.engines.register import tree
from lms.engines.register.checkpoints import Checkpoint, open_checkpoint, verifier_of
from lms.engines.register.hashing import leaf_hash
from lms.engines.register.notes import NotANote, Verifier
from lms.register import keys, mark
from lms.register.models import (
    RegisterEntry,
    RegisterHead,
    RegisterLog,
    RegisterNode,
    RegisterState,
)
from lms.register.rows import Report
from lms.register.services.appending import CONTINUED

MOST_FAULTS = 50


def check(*, witnessed: Sequence[str] = ()) -> Report:
    """Check all logs, and that each `witnessed` head (a signed note) is one of theirs.

    Each fault is a sentence in English, for the command line and the log; at most fifty are told.
    """
    logs = list(db.session.scalars(sa.select(RegisterLog).order_by(RegisterLog.id)))
    faults = list(_chain(logs))
    known: dict[str, tuple[tree.Fetch, int]] = {}
    entries = heads = 0
    for log in logs:
        leaves = _leaves(log)
        nodes = tree.tree_of(leaves)
        fetch = tree.fetch_from(nodes)
        known[log.origin] = (fetch, len(leaves))
        faults += _entries(log)
        faults += _nodes(log, nodes)
        faults += _keys(log, settings())
        signed = db.session.scalars(
            sa.select(RegisterHead).where(RegisterHead.log_id == log.id).order_by(RegisterHead.size)
        ).all()
        faults += [fault for row in signed for fault in _head(log, row, fetch, len(leaves))]
        entries, heads = entries + len(leaves), heads + len(signed)
    faults += _ends(logs, entries)
    faults += [fault for note in witnessed for fault in _witnessed(note, logs, known)]
    return Report(len(logs), entries, heads, tuple(faults[:MOST_FAULTS]))


def _leaves(log: RegisterLog) -> list[bytes]:
    rows = sa.select(RegisterEntry.leaf).where(RegisterEntry.log_id == log.id)
    return list(db.session.scalars(rows.order_by(RegisterEntry.index)))


def _entries(log: RegisterLog) -> Iterator[str]:
    rows = sa.select(RegisterEntry.index).where(RegisterEntry.log_id == log.id)
    for place, index in enumerate(db.session.scalars(rows.order_by(RegisterEntry.index))):
        if index != log.first + place:
            yield f"{log.origin}: entry {log.first + place} is missing."
            return


def _nodes(log: RegisterLog, nodes: dict[tree.Node, bytes]) -> Iterator[str]:
    stored = {
        tree.Node(level, position): value
        for level, position, value in db.session.execute(
            sa.select(RegisterNode.level, RegisterNode.position, RegisterNode.hash).where(
                RegisterNode.log_id == log.id
            )
        )
    }
    for node in sorted({node for node in nodes if node.level} | set(stored)):
        if stored.get(node) != nodes.get(node):
            first = log.first + (node.position << node.level)
            last = first + (1 << node.level) - 1
            yield f"{log.origin}: entries {first} to {last} do not give the hash that is kept."


def _head(log: RegisterLog, row: RegisterHead, fetch: tree.Fetch, leaves: int) -> Iterator[str]:
    what = f"{log.origin}: the head over {row.size} entries"
    if row.size > leaves:
        yield f"{what} has more entries than there are."
        return
    if tree.root(row.size, fetch) != row.root:
        yield f"{what} is not that of its entries."
    try:
        found = open_checkpoint(row.note, _verifiers(log), origin=log.origin)
    except NotANote as error:
        yield f"{what} is not signed: {error}"
        return
    if (found.size, found.root) != (row.size, row.root):
        yield f"{what} is not the one that is signed."


def _keys(log: RegisterLog, here: Settings) -> Iterator[str]:
    kept = keys.files_of(here, log.year, log.number).vkeys()
    if log.ed25519_key is not None and kept and kept != (log.ed25519_key, log.mldsa44_key):
        yield f"{log.origin}: the keys in the database are not those in the key folder."


def _verifiers(log: RegisterLog) -> list[Verifier]:
    return [verifier_of(line) for line in (log.ed25519_key, log.mldsa44_key) if line]


def _chain(logs: Sequence[RegisterLog]) -> Iterator[str]:
    """Logs follow each other, and each names the end of the one before."""
    for place, log in enumerate(logs):
        if log.id != place + 1:
            yield f"{log.origin}: a log before it is missing."
        if place == 0:
            continue
        before = logs[place - 1]
        first = db.session.get(RegisterEntry, log.first)
        kept = first is not None and first.log_id == log.id and first.kind == CONTINUED
        if not kept:
            yield f"{log.origin}: its first entry does not name the log before."
        elif log.number == 1:  # after a loss the head that is named is not in this database
            leaves = _leaves(before)
            root = tree.root(len(leaves), tree.fetch_from(tree.tree_of(leaves)))
            text = Checkpoint(before.origin, len(leaves), root).text
            if first is not None and first.leaf != leaf_hash(text.encode()):
                yield f"{log.origin}: its first entry is not the end of {before.origin}."


def _ends(logs: Sequence[RegisterLog], entries: int) -> Iterator[str]:
    state = db.session.get(RegisterState, 1)
    last = (logs[-1].id, entries) if logs else (None, 0)
    if state is None:
        if logs:
            yield "The register's state is missing."
    elif (state.log_id, state.size) != last:
        yield f"The register says that it has {state.size} entries, and has {entries}."
    everything = db.session.scalar(sa.select(sa.func.count()).select_from(RegisterEntry)) or 0
    if everything != entries:
        yield f"{everything - entries} entries belong to no log."
    known = mark.read(settings())
    if known is not None and known.size:
        yield from _marked(known, logs)


def _marked(known: mark.Mark, logs: Sequence[RegisterLog]) -> Iterator[str]:
    found = [log for log in logs if log.origin == known.origin]
    leaves = _leaves(found[0]) if found else []
    nodes = tree.tree_of(leaves[: known.size])
    if len(leaves) < known.size or (
        tree.root(known.size, tree.fetch_from(nodes)).hex() != known.root
    ):
        yield f"The last head signed here, over {known.size} entries, is not of these entries."


def _witnessed(
    note: str, logs: Sequence[RegisterLog], known: dict[str, tuple[tree.Fetch, int]]
) -> Iterator[str]:
    try:
        head = open_checkpoint(note, [key for log in logs for key in _verifiers(log)])
    except NotANote as error:
        yield f"The witnessed head is not signed by this register: {error}"
        return
    if head.origin not in known:
        yield f"The witnessed head is of {head.origin}, which is not here."
        return
    fetch, leaves = known[head.origin]
    if head.size > leaves or tree.root(head.size, fetch) != head.root:
        yield f"The witnessed head over {head.size} entries is not of these entries."
