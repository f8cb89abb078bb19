"""What happens to one paper: noted, taken back, printed again for a lost one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from lms.aftercare import queries
from lms.aftercare.enums import Way
from lms.aftercare.models import PaperEvent
from lms.aftercare.policies import Permission
from lms.aftercare.queries.papers import whereabouts
from lms.aftercare.rows import PaperRow
from lms.aftercare.rules import SCHEMA, Whereabouts
from lms.audit.services import record
from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, seen_by
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import new_id
from lms.core.lines import one_line
from lms.core.messages import N_, Message
from lms.courses.rows import SessionHead

LONGEST = 120
BY_HAND = (Way.COLLECTED, Way.BEARER, Way.POSTED, Way.RETURNED)
WORDS: Mapping[Way, Message] = {
    Way.COLLECTED: N_("collected in person"),
    Way.BEARER: N_("collected by a bearer"),
    Way.POSTED: N_("posted"),
    Way.RETURNED: N_("came back undelivered"),
    Way.AGENCY: N_("handed to the agency"),
    Way.RECEIVED: N_("received by the agency"),
    Way.HANDED_ON: N_("handed on by the agency"),
    Way.REPLACED: N_("printed again, because it was lost"),
    Way.UNDONE: N_("last step taken back"),
}


@dataclass(frozen=True)
class Noted:
    """What is noted with a way: the bearer and the letter's reference, or the tracking number."""

    bearer: str = ""
    letter: str = ""
    tracking: str = ""
    note: str = ""


def note(
    *, actor: Identity, slug: str, certificate_id: UUID, way: Way | None, given: Noted
) -> None:
    """Note that a paper went its way. Raises Invalid where something is missing, Refused where
    the paper is not at the office (or, for what came back, was not posted)."""
    page, row = queries.paper(slug, certificate_id, actor=actor)
    require(actor, Permission.NOTE_PAPERS, page.head)
    if way not in BY_HAND:
        raise Invalid([FieldError("way", N_("Choose what became of the paper."))])
    append(actor, page.head, [row], way, _details(way, given))


def _details(way: Way, given: Noted) -> dict[str, str]:
    wanted = {Way.BEARER: ("bearer", "letter"), Way.POSTED: ("tracking",)}.get(way, ())
    missing = {
        "bearer": N_("Write who collected it."),
        "letter": N_("Write the reference of the authority letter."),
        "tracking": N_("Write the tracking number, or how it was sent."),
    }
    said, errors = {}, []
    for key in (*wanted, "note"):
        try:
            said[key] = one_line(getattr(given, key), key, most=LONGEST, missing=missing.get(key))
        except Invalid as invalid:
            errors += invalid.errors
    if errors:
        raise Invalid(errors)
    return {key: value for key, value in said.items() if value}


def undo(*, actor: Identity, slug: str, certificate_id: UUID) -> None:
    """Take back the last that was noted of a paper after the ceremony. The copy of a lost paper
    stays counted: it was printed. Raises Refused where there is nothing to take back."""
    page, row = queries.paper(slug, certificate_id, actor=actor)
    require(actor, Permission.NOTE_PAPERS, page.head)
    where = locked(page.head, [row.id], actor)[row.id]
    if where.last is None:
        raise Refused(N_("Nothing was noted after the ceremony. Its marks are on its own page."))
    if where.last.way is Way.REPLACED:
        raise Refused(N_("A copy was printed: that stays on record."))
    append(actor, page.head, [row], Way.UNDONE, {"undoes": str(where.last.uuid)})


def replace_lost(*, actor: Identity, slug: str, certificate_id: UUID, reason: str) -> int:
    """Put on record that the very same file is printed again for a lost paper; returns the how
    manieth copy it is. Number and file stay as they are: other content is issued anew instead."""
    page, row = queries.paper(slug, certificate_id, actor=actor)
    require(actor, Permission.NOTE_PAPERS, page.head)
    missing = N_("Write how the paper was lost, in one sentence.")
    clean = one_line(reason, "reason", most=LONGEST, missing=missing)
    copy = locked(page.head, [row.id], actor)[row.id].copies + 1
    append(actor, page.head, [row], Way.REPLACED, {"reason": clean, "copy": str(copy)})
    return copy


def locked(head: SessionHead, ids: Sequence[UUID], actor: Identity) -> Mapping[UUID, Whereabouts]:
    """Where these papers are, their certificates locked in the order of their ids. Raises
    NotFound where one is not in force any more, or not the actor's to see."""
    statement = seen_by(actor, sa.select(Certificate)).where(
        Certificate.id.in_(ids),
        Certificate.course_session_id == head.id,
        Certificate.state == CertificateState.VALID,
    )
    rows = db.session.scalars(
        lock_row(statement.order_by(Certificate.id)).execution_options(populate_existing=True)
    ).all()
    if len(rows) < len(set(ids)):
        raise NotFound
    return whereabouts(head.id, rows)


def append(
    actor: Identity,
    head: SessionHead,
    papers: Sequence[PaperRow],
    way: Way,
    details: Mapping[str, str],
) -> None:
    """Append one event to each of these papers. Raises Refused where a paper is elsewhere by now.

    The caller has asked for the permission.
    """
    places = locked(head, [one.id for one in papers], actor)
    last = _last([one.id for one in papers])
    for one in papers:
        if way is not Way.UNDONE and not places[one.id].allows(way):
            raise Refused(
                N_("The paper %(serial)s is elsewhere by now. Look again.", serial=one.serial)
            )
        db.session.add(
            PaperEvent(
                id=new_id(),
                uuid=new_id(),
                owner_id=one.id,
                sequence=last.get(one.id, 0) + 1,
                kind=way.value,
                payload={"schema": SCHEMA, **details},
                server_at=utcnow(),
                actor_id=actor.person_id,
            )
        )
        _record(actor, head, one, way, details)
    db.session.flush()


def _last(ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = db.session.execute(
        sa.select(PaperEvent.owner_id, sa.func.max(PaperEvent.sequence))
        .where(PaperEvent.owner_id.in_(ids))
        .group_by(PaperEvent.owner_id)
    )
    return {row[0]: row[1] for row in rows}


def _record(
    actor: Identity, head: SessionHead, one: PaperRow, way: Way, details: Mapping[str, str]
) -> None:
    record(
        actor,
        f"aftercare.{way.value}",
        object_type="certificate",
        object_id=one.id,
        course_session_id=head.id,
        summary=N_("Paper %(serial)s: %(what)s", serial=one.serial, what=WORDS[way].text),
        after=dict(details),
    )
