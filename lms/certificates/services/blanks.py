"""Spare blanks: numbered papers without a name, for what goes wrong on the day of the ceremony.

A blank takes the next number of the one gapless count, so it can never be slipped in later. It has
no seal and is no certificate: what is written on it by hand is entered here, or it is destroyed.
"""

from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.certificates.enums import BlankAct, BlankState, CertificateKind
from lms.certificates.freezing import Frame, payload_for
from lms.certificates.models import BlankEntry, SpareBlank
from lms.certificates.policies import Permission
from lms.certificates.queries.blanks import entry_of
from lms.certificates.rows import Candidate
from lms.certificates.rules import Evidence
from lms.certificates.services.batches import checked_reason
from lms.certificates.services.numbering import CountedInDatabase
from lms.certificates.services.plans import frame_of, numbering_of
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import hash_token, new_id, new_token
from lms.core.lines import name_or_fault
from lms.core.messages import N_
from lms.courses.queries import session_head, session_head_by_id
from lms.designs.services import freeze
from lms.engines.credentials import codes, commitment
from lms.engines.credentials.payload import Payload, canonical
from lms.engines.credentials.serials import Serial
from lms.register import services as register
from lms.register.queries import require_unlocked

MOST = 50
"""Blanks in one act."""
_NOBODY = UUID(int=0)


def number_blanks(
    *, actor: Identity, slug: str, kind: CertificateKind, count: int, more: bool = False
) -> list[str]:
    """Number so many blanks of one kind; their serials, in order.

    Raises Invalid for a count out of bounds, and where blanks of this kind lie unused and `more`
    does not say that they are known; Refused where no office is named or the register is locked.
    """
    head = session_head(slug, actor)
    require(actor, Permission.ISSUE, head)
    require_unlocked()
    if not 1 <= count <= MOST:
        raise Invalid([FieldError("count", N_("Write a whole number from 1 to %(n)s.", n=MOST))])
    if not more:
        _require_none_unused(head.id, kind)
    now = utcnow()
    frame = frame_of(head, now)
    freeze(frame.chosen(kind).design.source)
    prefix, year = numbering_of(now)
    serials = CountedInDatabase().reserve(prefix, year, count)
    register.hold()  # before the audit trail, always
    rows = [_numbered(frame, kind, serial, actor) for serial in serials]
    db.session.add_all(rows)
    db.session.flush()
    _enter(rows, BlankAct.MADE)
    record(
        actor,
        "certificates.blanks_numbered",
        object_type="course_session",
        object_id=head.id,
        summary=N_(
            "Numbered %(n)s spare blanks, %(first)s to %(last)s.",
            n=count,
            first=str(serials[0]),
            last=str(serials[-1]),
        ),
        course_session_id=head.id,
    )
    return [str(serial) for serial in serials]


def fill_in(*, actor: Identity, blank_id: UUID, name: str, local_name: str = "") -> SpareBlank:
    """Note for whom a blank was filled in by hand. It stays what it is: no sealed certificate.

    Raises Invalid with the fault at its field, Refused where the blank is settled already.
    """
    row = _open(actor, blank_id)
    faults: list[FieldError] = []
    latin = name_or_fault(name, "name", faults)
    local = name_or_fault(local_name, "local_name", faults) if local_name.strip() else ""
    if faults:
        raise Invalid(faults)
    row.name, row.local_name = latin, local
    _settle(row, BlankState.FILLED, BlankAct.FILLED, actor)
    record(
        actor,
        "certificates.blank_filled",
        object_type="spare_blank",
        object_id=row.id,
        summary=N_("Spare blank %(serial)s was filled in by hand.", serial=row.serial),
        course_session_id=row.course_session_id,
        after={"name": latin, "local_name": local},
    )
    return row


def destroy(*, actor: Identity, blank_id: UUID, reason: str) -> SpareBlank:
    """Note that a blank was destroyed, and why. Raises Invalid without a reason, Refused where the
    blank is settled already."""
    row = _open(actor, blank_id)
    row.reason = checked_reason(reason)
    _settle(row, BlankState.DESTROYED, BlankAct.DESTROYED, actor)
    record(
        actor,
        "certificates.blank_destroyed",
        object_type="spare_blank",
        object_id=row.id,
        summary=N_("Spare blank %(serial)s was destroyed: %(reason)s", serial=row.serial,
                   reason=row.reason),
        course_session_id=row.course_session_id,
    )  # fmt: skip
    return row


def _settle(row: SpareBlank, state: BlankState, act: BlankAct, actor: Identity) -> None:
    row.state, row.settled_at, row.settled_by = state, utcnow(), actor.person_id
    db.session.flush()
    _enter([row], act)


def _enter(rows: list[SpareBlank], act: BlankAct) -> None:
    """Enter an act on blanks in the register."""
    made = [BlankEntry(blank_id=row.id, act=act, at=utcnow()) for row in rows]
    entries = [entry_of(row, one) for row, one in zip(rows, made, strict=True)]
    for one, index in zip(made, register.append(entries=entries, kind=act.value), strict=True):
        one.index = index
    db.session.add_all(made)
    db.session.flush()


def _numbered(frame: Frame, kind: CertificateKind, serial: Serial, actor: Identity) -> SpareBlank:
    seen = Evidence(half_days=len(frame.half_days))
    payload = payload_for(frame, _nobody(), seen, kind, str(serial))
    token, salt = new_token(), commitment.new_salt()
    written = canonical(_in_ink(payload))
    return SpareBlank(
        id=new_id(),
        course_session_id=frame.head.id,
        kind=kind,
        prefix=serial.prefix,
        year=serial.year,
        number=serial.number,
        serial=str(serial),
        code=codes.new_code(),
        token_hash=hash_token(token),
        token=token,
        payload=written.decode(),
        salt=salt,
        commitment=commitment.commit(written, salt),
        template_hash=frame.chosen(kind).design.hash,
        made_at=frame.issued_at,
        made_by=actor.person_id,
    )


def _require_none_unused(course_session_id: UUID, kind: CertificateKind) -> None:
    """Sent again after going back, a form looks like a new wish; its numbers are gone for good."""
    chosen = sa.select(sa.func.count()).where(
        SpareBlank.course_session_id == course_session_id,
        SpareBlank.kind == kind,
        SpareBlank.state == BlankState.BLANK,
    )
    unused = db.session.scalar(chosen)
    if unused:
        message = N_(
            "Blanks of this kind that are not used yet: %(n)s. "
            "Tick this to number others besides, or print those.",
            n=unused,
        )
        raise Invalid([FieldError("more", message)])


def _open(actor: Identity, blank_id: UUID) -> SpareBlank:
    statement = lock_row(sa.select(SpareBlank).where(SpareBlank.id == blank_id))
    marked = unscoped(statement, because="its session's policy is asked next")
    row = db.session.scalars(marked.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound
    require(actor, Permission.CORRECT, session_head_by_id(row.course_session_id, actor))
    require_unlocked()
    if row.state is not BlankState.BLANK:
        raise Refused(N_("%(serial)s is settled already.", serial=row.serial))
    return row


def _nobody() -> Candidate:
    return Candidate(
        enrolment_id=_NOBODY,
        person_id=None,
        agency_id=None,
        withdrawn=False,
        name="",
        local_name="",
        name_approved_at=None,
        rank="",
        rank_local="",
        agency={},
        agency_short={},
    )


def _in_ink(payload: Payload) -> Payload:
    """All offices sign in ink alone: no file of a blank is ever sealed. And it has no last day,
    which would count from the day of numbering and not from that of its use."""
    offices = tuple(one.model_copy(update={"sealed": False}) for one in payload.signatories)
    return payload.model_copy(update={"signatories": offices, "expires_on": None})
