"""Spare blanks: those of a session, what a verifier is told of one, and their register entries."""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import rfc8785
import sqlalchemy as sa

from lms.accounts.models import Person
from lms.certificates.enums import BlankAct, BlankState, Verdict
from lms.certificates.models import BlankEntry, SpareBlank
from lms.certificates.rows import UNKNOWN, Answer
from lms.core.db import db, unscoped
from lms.core.ids import hash_token
from lms.engines.credentials.commitment import Opening, commit
from lms.engines.credentials.entries import issued_entry, statement_entry
from lms.engines.credentials.payload import read_payload
from lms.engines.register.hashing import leaf_hash
from lms.register.models import RegisterEntry

_VERDICTS = {
    BlankState.BLANK: Verdict.BLANK,
    BlankState.FILLED: Verdict.FILLED,
    BlankState.DESTROYED: Verdict.SPOILED,
}
_BECAUSE = "verification is open to everybody who holds the paper or its number"


def blanks_of(course_session_id: UUID) -> Sequence[SpareBlank]:
    """The blanks of a session by number. The caller has asked whether the actor may see them."""
    statement = (
        sa.select(SpareBlank)
        .where(SpareBlank.course_session_id == course_session_id)
        .order_by(SpareBlank.year, SpareBlank.prefix, SpareBlank.number)
    )
    return db.session.scalars(unscoped(statement, because="all blanks of one session")).all()


def who_settled(blanks: Sequence[SpareBlank]) -> Mapping[UUID, str]:
    """The names of those who filled blanks in or destroyed them, by their ids."""
    ids = {one.settled_by for one in blanks if one.settled_by}
    statement = sa.select(Person).where(Person.id.in_(ids))
    people = db.session.scalars(unscoped(statement, because="organisers who settled a blank"))
    return {one.id: one.full_name for one in people}


def by_token(token: str) -> Answer:
    """The answer to the bearer of a blank's QR link; UNKNOWN where it is no blank's."""
    return _answer(_find(SpareBlank.token_hash == hash_token(token)), named=True)


def by_number(serial: str, typed: str) -> Answer:
    """The answer to typed serial and code of a blank; the name stays out."""
    found = _find(SpareBlank.serial == serial)
    if found is None or not hmac.compare_digest(found.code.encode(), typed.encode()):
        return UNKNOWN
    return _answer(found, named=False)


def _find(criterion: sa.ColumnElement[bool]) -> SpareBlank | None:
    statement = sa.select(SpareBlank).where(criterion)
    return db.session.scalar(unscoped(statement, because=_BECAUSE))


def _answer(found: SpareBlank | None, *, named: bool) -> Answer:
    """Never VALID: a blank is no certificate, whatever is written on it."""
    if found is None:
        return UNKNOWN
    payload = read_payload(found.payload.encode())
    return Answer(
        verdict=_VERDICTS[found.state],
        serial=found.serial,
        kind=found.kind,
        title=payload.training.title,
        place=payload.training.place,
        issuer=payload.issuer.name,
        starts_on=payload.training.starts_on,
        ends_on=payload.training.ends_on,
        issued_at=found.made_at,
        demonstration=payload.demonstration,
        name=found.name if named else "",
        local_name=found.local_name if named else "",
        settled_at=found.settled_at,
    )


def entry_of(row: SpareBlank, entry: BlankEntry) -> bytes:
    """What stands in the register for an act on a blank, as it can be rebuilt at any time.

    The first entry is the blank's commitment. What befalls it later is a statement with the hash of
    salt and words, so that nobody is named.
    """
    if entry.act is BlankAct.MADE:
        return issued_entry(Opening(row.payload.encode(), row.salt))
    words = {"name": row.name, "local_name": row.local_name, "reason": row.reason}
    said = {"sha256": commit(rfc8785.dumps(words), row.salt).hex()}
    return statement_entry(entry.act.value, row.commitment, entry.at, said)


def differences() -> Iterator[str]:
    """Where blanks and register differ, each as a sentence in English."""
    statement = (
        sa.select(SpareBlank, BlankEntry, RegisterEntry)
        .outerjoin(BlankEntry, BlankEntry.blank_id == SpareBlank.id)
        .outerjoin(RegisterEntry, RegisterEntry.index == BlankEntry.index)
        .order_by(BlankEntry.index)
    )
    acts: dict[str, set[BlankAct]] = {}
    states: dict[str, BlankState] = {}
    rows: Iterator[Any] = iter(
        db.session.execute(unscoped(statement, because="the whole register is checked"))
    )
    for row, entry, kept in rows:
        states[row.serial] = row.state
        if entry is None:
            continue
        acts.setdefault(row.serial, set()).add(entry.act)
        if kept is None or (kept.kind, kept.leaf) != (
            entry.act.value,
            leaf_hash(entry_of(row, entry)),
        ):
            yield f"{row.serial}: entry {entry.index} is not what the register has."
    for serial, state in states.items():
        if acts.get(serial, set()) != _ACTS[state]:
            yield f"{serial}: the state of the blank is not what the register has."


_ACTS = {
    BlankState.BLANK: {BlankAct.MADE},
    BlankState.FILLED: {BlankAct.MADE, BlankAct.FILLED},
    BlankState.DESTROYED: {BlankAct.MADE, BlankAct.DESTROYED},
}
