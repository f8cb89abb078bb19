"""The lock after a restore (rule C10): what was witnessed has to be entered, and to match.

Where entries are gone for good, the register goes on in a new log that names the witnessed head,
and no serial up to the witnessed one is given out again.
"""

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_, Message
from lms.core.settings import settings
from lms.engines.register.checkpoints import Checkpoint, open_checkpoint, verifier_of
from lms.engines.register.notes import NotANote, Verifier
from lms.register import keys, mark, queries
from lms.register.models import RegisterLock, RegisterLog, RegisterState
from lms.register.policies import Permission
from lms.register.services.appending import hold, open_log
from lms.register.services.heads import mark_after_commit, sign_log
from lms.register.services.witnessing import serials

LONGEST_REASON = 300


def lock(*, actor: Identity, reason: str) -> None:
    """Let nothing be issued from now on, for example because a backup was put back."""
    require(actor, Permission.UNLOCK)
    clean = " ".join(reason.split())
    if not clean or len(clean) > LONGEST_REASON:
        raise Invalid([FieldError("reason", N_("Write the reason in one sentence."))])
    hold()
    db.session.add(RegisterLock(at=utcnow(), reason=clean))
    db.session.flush()
    _record(actor, "register.locked", N_("Locked the register: %(reason)s", reason=clean), "")


def unlock(*, actor: Identity, note: str, serial: str, lost: bool = False) -> Checkpoint:
    """End the lock by the last witnessed head and the last witnessed serial.

    Both have to match this database: its register has the head as its beginning, and it has given
    out that serial. With `lost` a head beyond this database is accepted: the register goes on
    in a new log, and serials after the witnessed one. Returns the head. Raises Refused where
    nothing is locked or the head does not match, Invalid (at `note` or `serial`) for what is
    entered wrongly.
    """
    require(actor, Permission.UNLOCK)
    state = hold()
    if queries.locked() is None:
        raise Refused(N_("The register is not locked."))
    head = _opened(note)
    _newest(head)
    if _matches(head):
        _has_serial(serial)
        _mark_again(head)
        said = N_("Unlocked the register: head %(n)s and serial %(serial)s match.",
                  n=head.size, serial=serial)  # fmt: skip
    elif lost:
        said = _go_on(state, head, serial, actor)
    else:
        raise Refused(
            N_(
                "This database does not have the head over %(n)s entries. Put a newer backup "
                "back; where there is none, say that entries are lost.",
                n=head.size,
            )
        )
    _end_locks(actor, note, lost=lost)
    _record(actor, "register.unlocked", said, head.origin)
    return head


def _opened(note: str) -> Checkpoint:
    """The witnessed head, once our own key was found under it."""
    text = note.strip("\n") + "\n"
    try:
        return open_checkpoint(text, _known_keys())
    except NotANote as error:
        why = N_("This is not a head that this register signed: %(why)s", why=str(error))
        raise Invalid([FieldError("note", why)]) from error


def _known_keys() -> list[Verifier]:
    """The keys in the database and those in the key folder, which may know a later year."""
    lines = {line for one in queries.log_keys() for line in (one.ed25519, one.mldsa44)}
    folder = keys.files_of(settings(), 0, 0).folder.parent
    for file in sorted(folder.glob("*/log.pub")):
        lines.update(keys.KeyFiles(file.parent).vkeys())
    return [verifier_of(line) for line in sorted(lines)]


def _newest(head: Checkpoint) -> None:
    """Refuse a head that is older than what this server itself remembers."""
    known = mark.read(settings())
    if known is not None and known.origin == head.origin and known.size > head.size:
        raise Invalid(
            [FieldError("note", N_("There is a later head, over %(n)s entries.", n=known.size))]
        )


def _matches(head: Checkpoint) -> bool:
    log = queries.log_named(head.origin)
    return log is not None and queries.root_at(log, head.size) == head.root


def _has_serial(serial: str) -> None:
    """Refuse a witnessed serial that this database has not given out."""
    if not serials().has(serial):
        why = N_("This database has not given out this serial.")
        raise Invalid([FieldError("serial", why)])


def _mark_again(head: Checkpoint) -> None:
    """The mark is a head that somebody may hold: the newest signed one, never more than that."""
    newest = queries.head()
    if newest is not None and (newest.origin != head.origin or newest.size >= head.size):
        head = newest.checkpoint
    mark_after_commit(mark.Mark(head.origin, head.size, head.root.hex()))


def _go_on(state: RegisterState, head: Checkpoint, serial: str, actor: Identity) -> Message:
    """Begin a new log after the lost one, and pass over the serials that may be on paper.

    Its first head is signed at once: the witnesses are told, and the mark knows the new log.
    """
    serials().raise_to(serial)
    year = utcnow().year
    used = db.session.scalars(sa.select(RegisterLog.number).where(RegisterLog.year == year)).all()
    named = queries.origin_year(head.origin)
    number = max([1, *used, named[1] if named and named[0] == year else 1]) + 1
    log = open_log(state, year, number, head)
    sign_log(log, actor)
    return N_(
        "Entries after a restore are lost. The register goes on as %(log)s after the witnessed "
        "head over %(n)s entries and serial %(serial)s.",
        log=log.origin,
        n=head.size,
        serial=serial,
    )


def _end_locks(actor: Identity, note: str, *, lost: bool) -> None:
    now = utcnow()
    still = db.session.scalars(sa.select(RegisterLock).where(RegisterLock.ended_at.is_(None))).all()
    for row in still or [RegisterLock(at=now, reason=N_("Put back or moved.").text)]:
        row.ended_at, row.ended_by = now, actor.person_id
        row.witnessed, row.lost = note, lost
        db.session.add(row)
    db.session.flush()


def _record(actor: Identity, act: str, said: Message, origin: str) -> None:
    record(actor, act, object_type="register_log", object_id=origin, summary=said)
