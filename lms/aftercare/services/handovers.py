"""All papers of an agency to its focal point in one act, confirmed there, and handed on."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.aftercare import queries
from lms.aftercare.enums import Place, Way
from lms.aftercare.models import PaperHandover
from lms.aftercare.policies import Permission
from lms.aftercare.services.papers import LONGEST, append
from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, seen_by
from lms.core.errors import NotFound, Refused
from lms.core.lines import one_line
from lms.core.messages import N_
from lms.courses.queries import session_head


def hand_over(*, actor: Identity, slug: str, agency_id: UUID, given_to: str) -> UUID:
    """Hand all papers of an agency that lie at the office to its focal point; returns the
    hand-over's id. Raises Invalid without a name, Refused where no paper of it lies there."""
    require(actor, Permission.NOTE_PAPERS, session_head(slug, actor))
    page = queries.papers_page(slug, actor=actor)
    missing = N_("Write who takes the papers, in at most %(n)s signs.", n=LONGEST)
    clean = one_line(given_to, "given_to", most=LONGEST, missing=missing)
    papers = page.waiting.get(agency_id, [])
    if not papers:
        raise Refused(N_("No paper of this agency lies at the office."))
    row = PaperHandover(
        course_session_id=page.head.id,
        agency_id=agency_id,
        given_to=clean,
        given_at=utcnow(),
        given_by=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    append(actor, page.head, papers, Way.AGENCY, {"handover": str(row.id)})
    record(
        actor,
        "aftercare.handed_over",
        object_type="paper_handover",
        object_id=row.id,
        course_session_id=page.head.id,
        summary=N_("Handed %(n)s papers to %(name)s.", n=len(papers), name=clean),
        after={"serials": [one.serial for one in papers], "given_to": clean},
    )
    return row.id


def take_back(*, actor: Identity, slug: str, handover_id: UUID) -> None:
    """Take a hand-over back that nobody has confirmed: its papers lie at the office again.
    Raises Refused once the focal point has the papers."""
    page, found = queries.handover(slug, handover_id, actor=actor)
    require(actor, Permission.NOTE_PAPERS, page.head)
    row = _locked(actor, handover_id)
    if row.received_at is not None:
        raise Refused(N_("The agency has confirmed it: take single papers back on their own page."))
    for one in found.papers:
        assert one.where.last is not None
        append(actor, page.head, [one], Way.UNDONE, {"undoes": str(one.where.last.uuid)})


def receive(*, actor: Identity, slug: str, handover_id: UUID) -> None:
    """The focal point confirms that the papers of a hand-over have arrived. Once."""
    page, found = queries.handover(slug, handover_id, actor=actor)
    _require_own(actor, slug, found.agency_id)
    row = _locked(actor, handover_id)
    papers = [one for one in found.papers if one.where.place is Place.TO_AGENCY]
    if row.received_at is not None or not papers:
        raise Refused(N_("There is nothing to confirm (any more)."))
    row.received_at, row.received_by = utcnow(), actor.person_id
    append(actor, page.head, papers, Way.RECEIVED, {"handover": str(row.id)})
    record(
        actor,
        "aftercare.receipt",
        object_type="paper_handover",
        object_id=row.id,
        course_session_id=page.head.id,
        summary=N_("Confirmed the receipt of %(n)s papers.", n=len(papers)),
        after={"serials": [one.serial for one in papers]},
    )


def hand_on(
    *, actor: Identity, slug: str, handover_id: UUID, certificate_ids: Sequence[UUID]
) -> int:
    """The focal point marks papers of a confirmed hand-over as handed on; returns how many."""
    page, found = queries.handover(slug, handover_id, actor=actor)
    _require_own(actor, slug, found.agency_id)
    wanted = set(certificate_ids)
    papers = [one for one in found.papers if one.id in wanted]
    if not papers:
        raise Refused(N_("Choose the papers that were handed on."))
    append(actor, page.head, papers, Way.HANDED_ON, {"handover": str(handover_id)})
    return len(papers)


def _require_own(actor: Identity, slug: str, agency_id: UUID) -> None:
    require(actor, Permission.TAKE_PAPERS, session_head(slug, actor))
    if agency_id not in actor.focal_agencies:
        raise NotFound


def _locked(actor: Identity, handover_id: UUID) -> PaperHandover:
    statement = seen_by(actor, sa.select(PaperHandover)).where(PaperHandover.id == handover_id)
    row = db.session.scalar(lock_row(statement).execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row
