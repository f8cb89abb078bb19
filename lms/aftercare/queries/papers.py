"""Where the papers of a session are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.aftercare.enums import Way
from lms.aftercare.models import PaperEvent, PaperHandover
from lms.aftercare.policies import Permission
from lms.aftercare.rows import HandoverRow, PaperRow, PapersPage
from lms.aftercare.rules import Marked, Step, Whereabouts, fold
from lms.agencies.models import Agency
from lms.ceremony.queries.handed import marked_papers
from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate
from lms.core.access import Identity, require
from lms.core.db import db, seen_by
from lms.core.errors import NotFound
from lms.courses.policies import organises
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.engines.credentials.payload import read_payload


def papers_page(slug: str, *, actor: Identity) -> PapersPage:
    """The papers in force that `actor` may see, by number, and the hand-overs, newest first."""
    head = session_head(slug, actor)
    require(actor, Permission.SEE_PAPERS, head)
    papers = _papers(head, actor)
    return PapersPage(head, papers, _handovers(head, papers, actor))


def paper(slug: str, certificate_id: UUID, *, actor: Identity) -> tuple[PapersPage, PaperRow]:
    """One paper in force, on the page of its session. Raises NotFound."""
    page = papers_page(slug, actor=actor)
    row = next((one for one in page.papers if one.id == certificate_id), None)
    if row is None:
        raise NotFound
    return page, row


def handover(slug: str, handover_id: UUID, *, actor: Identity) -> tuple[PapersPage, HandoverRow]:
    """One hand-over that `actor` may see. Raises NotFound."""
    page = papers_page(slug, actor=actor)
    row = next((one for one in page.handovers if one.id == handover_id), None)
    if row is None:
        raise NotFound
    return page, row


def _papers(head: SessionHead, actor: Identity) -> Sequence[PaperRow]:
    statement = (
        sa.select(Certificate)
        .where(
            Certificate.course_session_id == head.id,
            Certificate.state == CertificateState.VALID,
        )
        .order_by(Certificate.year, Certificate.prefix, Certificate.number)
    )
    if not organises(actor, head):  # a side: the own agency's, not one's own paper elsewhere
        statement = statement.where(Certificate.agency_id.in_(actor.focal_agencies))
    rows = db.session.scalars(seen_by(actor, statement)).all()
    places = whereabouts(head.id, rows)
    return [_row(row, places[row.id]) for row in rows]


def _row(row: Certificate, where: Whereabouts) -> PaperRow:
    payload = read_payload(row.payload.encode())
    holder = payload.holder
    return PaperRow(
        id=row.id,
        serial=row.serial,
        kind=row.kind,
        agency_id=row.agency_id,
        name=holder.name,
        local_name=holder.local_name,
        rank=holder.rank,
        agency=holder.agency,
        where=where,
        file_id=row.file_id,
    )


def whereabouts(
    course_session_id: UUID, rows: Collection[Certificate]
) -> Mapping[UUID, Whereabouts]:
    """Where the papers of these certificates of one session are. 3 queries.

    The ceremony's mark counts for the paper that it names: a newer one lies at the office.
    """
    by_serial: dict[str, Marked] = {}
    by_holder: dict[UUID, Marked] = {}
    for one in marked_papers(course_session_id):
        marked = Marked(one.mark, one.at)
        if one.serial:
            by_serial[one.serial] = marked
        else:
            by_holder[one.holder] = marked
    steps = steps_of([row.id for row in rows])
    return {
        row.id: fold(
            steps.get(row.id, ()),
            by_serial.get(row.serial) or by_holder.get(row.enrolment_id or row.thanks_id or row.id),
        )
        for row in rows
    }


def steps_of(certificate_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Step]]:
    """All events of these papers, by certificate, in their sequence."""
    rows = db.session.scalars(
        sa.select(PaperEvent)
        .where(PaperEvent.owner_id.in_(certificate_ids))
        .order_by(PaperEvent.owner_id, PaperEvent.sequence)
    )
    found: dict[UUID, list[Step]] = defaultdict(list)
    for row in rows:
        found[row.owner_id].append(
            Step(row.uuid, row.sequence, Way(row.kind), row.payload, row.server_at)
        )
    return found


def _handovers(
    head: SessionHead, papers: Sequence[PaperRow], actor: Identity
) -> Sequence[HandoverRow]:
    statement = (
        sa.select(PaperHandover, Agency.name)
        .join(Agency, Agency.id == PaperHandover.agency_id)
        .where(PaperHandover.course_session_id == head.id)
        .order_by(PaperHandover.given_at.desc(), PaperHandover.id)
    )
    rows = db.session.execute(seen_by(actor, statement, PaperHandover)).all()
    parts: dict[str, list[PaperRow]] = defaultdict(list)
    for one in papers:
        parts[one.where.handover].append(one)
    return [
        HandoverRow(
            id=row.id,
            agency_id=row.agency_id,
            agency=name,
            given_to=row.given_to,
            given_at=row.given_at,
            received_at=row.received_at,
            papers=parts.get(str(row.id), []),
        )
        for row, name in rows
    ]


def places_for(
    course_session_id: UUID, certificate_ids: Collection[UUID], actor: Identity
) -> Mapping[UUID, Whereabouts]:
    """Where these papers are, of those that `actor` sees."""
    statement = sa.select(Certificate).where(
        Certificate.id.in_(certificate_ids), Certificate.state == CertificateState.VALID
    )
    rows = db.session.scalars(seen_by(actor, statement)).all()
    return whereabouts(course_session_id, rows)
