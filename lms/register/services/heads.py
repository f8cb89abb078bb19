"""Signing heads. The worker and the command line do this: the web process reads no key."""

from sqlalchemy import event
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import NotFound, Unavailable
from lms.core.jobs import enqueue
from lms.core.messages import N_
from lms.core.settings import settings
from lms.engines.register.checkpoints import sign_checkpoint
from lms.engines.register.notes import Signer
from lms.register import keys, mark, queries
from lms.register.models import RegisterHead, RegisterLog
from lms.register.rows import Head
from lms.register.services.appending import hold

SIGN, WITNESS = "register.sign", "register.witness"


def sign_head(*, actor: Identity) -> Head:
    """Sign the register as it stands, in the caller's transaction, and let the witnesses know.

    Where the newest head covers every entry already, that one is given. A log of an earlier year
    whose last entries are in no head yet is signed as well. Raises NotFound while there is no
    entry, Refused while the register is locked, Unavailable where the keys cannot be read.
    """
    state = hold()
    queries.require_unlocked()
    if state.log_id is None:
        raise NotFound
    log = db.session.get_one(RegisterLog, state.log_id)
    before = db.session.get(RegisterLog, state.log_id - 1)
    if before is not None and log.number == 1:  # a log that lost entries is signed no more
        sign_log(before, actor)
    return sign_log(log, actor)


def ask_to_sign(*, actor: Identity) -> None:
    """Let the worker sign a head of what this transaction adds."""
    enqueue(SIGN, requested_by=actor, key=f"{SIGN}:{queries.size()}")


def sign_log(log: RegisterLog, actor: Identity) -> Head:
    """Sign one log as it stands, whether the register is locked or not: the caller has looked."""
    found = queries.head_now(log)
    known = db.session.get(RegisterHead, (log.id, found.size))
    if known is not None:
        return queries.as_head(known, log.origin)
    now = utcnow()
    if mark.read(settings()) is None:  # from the first head on there is a mark, come what may
        mark.write(settings(), mark.Mark(log.origin, 0, ""))
    note = str(sign_checkpoint(found, _signers(log, int(now.timestamp()))))
    row = RegisterHead(log_id=log.id, size=found.size, root=found.root, note=note, at=now)
    db.session.add(row)
    db.session.flush()
    record(
        actor,
        "register.head_signed",
        object_type="register_log",
        object_id=log.origin,
        summary=N_("Signed the register's head over %(n)s entries.", n=found.size),
        after={"size": found.size, "root": found.root.hex()},
    )
    enqueue(WITNESS, requested_by=actor, key=f"{WITNESS}:{log.id}:{row.size}", log_id=log.id,
            size=row.size)  # fmt: skip
    mark_after_commit(mark.Mark(log.origin, found.size, found.root.hex()))
    return queries.as_head(row, log.origin)


def _signers(log: RegisterLog, at: int) -> tuple[Signer, Signer]:
    """The log's keys, made at its first head; later they have to be the same."""
    here = settings()
    files = keys.files_of(here, log.year, log.number)
    try:
        if log.ed25519_key is None and not files.exists:
            keys.make(here, files, log.origin)
        ed25519, mldsa44 = keys.signers(here, files, log.origin, at)
    except keys.KeyUnavailable as error:
        why = str(error)
        raise Unavailable(N_("The register's keys cannot be read: %(why)s", why=why)) from error
    found = (ed25519.verifier.vkey, mldsa44.verifier.vkey)
    if log.ed25519_key is None:
        log.ed25519_key, log.mldsa44_key = found
        db.session.flush()
    if (log.ed25519_key, log.mldsa44_key) != found:
        raise Unavailable(N_("The keys on this server are not those of %(log)s.", log=log.origin))
    return ed25519, mldsa44


def mark_after_commit(value: mark.Mark) -> None:
    """Write the mark beside the database once the caller's transaction is over."""
    db.session().info["register_mark"] = value


@event.listens_for(Session, "after_commit")
def _write_mark(session: Session) -> None:
    value = session.info.pop("register_mark", None)
    if value is not None:
        mark.write(settings(), value)


@event.listens_for(Session, "after_rollback")
def _forget_mark(session: Session) -> None:
    session.info.pop("register_mark", None)
