"""Who is called in which place, who stands apart and why, and what happened so far."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.agencies.models import Agency
from lms.audit.queries import acted_since
from lms.ceremony.enums import Happening
from lms.ceremony.formats import plan as plans
from lms.ceremony.formats.plan import Plan
from lms.ceremony.models import CeremonyEvent
from lms.ceremony.policies import Permission
from lms.ceremony.queries.page import ceremony_row
from lms.ceremony.rows import Apart, Called, CallList, Fallen, Ranked
from lms.ceremony.rules.handing import givers
from lms.ceremony.rules.marks import Happened, Sheet, fold, tally
from lms.ceremony.rules.ranks import grade_of, rank_key
from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate, SessionPapers, Thanks
from lms.certificates.queries import evidence, session_certificates
from lms.core.access import Identity, require
from lms.core.db import db, unscoped
from lms.core.errors import NotFound
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.queries.roll import in_called_order

_WHOLE = "the call of a whole session, by staff who may name people"
# acts of the rooms whose rows the order is read from: what a print file was made before of
_ORDERING = ("enrolments.room_ordered", "enrolments.ordered", "courses.agencies_ordered")


def call_list(
    slug: str, *, actor: Identity, may: Permission = Permission.VIEW_CEREMONY
) -> CallList:
    """The call list of a session for somebody with the permission `may`. Raises NotFound, also
    before the ceremony is set up."""
    head = session_head(slug, actor)
    require(actor, may, head)
    row = ceremony_row(head.id)
    if row is None:
        raise NotFound
    plan = plans.read(row.plan)
    papers = db.session.get(SessionPapers, head.id)
    printed_at = papers.printed_at if papers is not None and papers.print_file_id else None
    people = called(head, plan)
    happened = events_of(row.id)
    hall = fold(happened)
    sheets = [Sheet(one.enrolment_id, one.serial, one.printed) for one in people]
    return CallList(
        head=head,
        ceremony_id=row.id,
        starts_at=row.starts_at,
        plan=plan,
        called=people,
        events=happened,
        hall=hall,
        tally=tally(sheets, hall),
        print_made=printed_at is not None,
        print_is_older=printed_at is not None and acted_since(head.id, _ORDERING, printed_at),
        others=_names(set(hall.marks) - {one.enrolment_id for one in people}),
    )


def _names(keys: set[UUID]) -> dict[UUID, str]:
    if not keys:
        return {}
    people = sa.select(Enrolment.id, Enrolment.certificate_name).where(Enrolment.id.in_(keys))
    thanked = sa.select(Thanks.id, Thanks.name).where(Thanks.id.in_(keys))
    because = "people of this session whose papers were marked, for staff who may name them"
    return {
        key: name
        for statement in (people, thanked)
        for key, name in db.session.execute(unscoped(statement, because=because))
    }


def called(head: SessionHead, plan: Plan) -> list[Called]:
    """The holders of certificates in force in the order of calling, then whom the session thanks,
    as the print file holds them. 3 queries."""
    people = [*_participants(head), *_thanked(head)]
    hands = givers(
        [(one.enrolment_id, one.agency_id) for one in people],
        [guest.key for guest in plan.hands],
        way=plan.handing,
        by_agency=plan.by_agency,
        by_hand=plan.by_hand,
    )
    return [
        replace(one, number=number, hands=hands[one.enrolment_id])
        for number, one in enumerate(people, start=1)
    ]


def _participants(head: SessionHead) -> list[Called]:
    """Participants with a paper in force. Who holds two papers, of participation and of a later
    completion, is called once, with the newer one."""
    local = sa.func.nullif(Enrolment.certificate_name_local, "")
    statement = in_called_order(
        _in_force(
            head,
            Enrolment.id,
            Enrolment.agency_id,
            Enrolment.certificate_name,
            sa.func.coalesce(local, Enrolment.name_local).label("local"),
            Enrolment.rank,
            Enrolment.rank_local,
            Agency.name,
            Agency.short_name,
            Enrolment.spoken,
            Enrolment.spoken_local,
        ).join(Enrolment, Enrolment.id == Certificate.enrolment_id)
    )
    rows = db.session.execute(unscoped(statement, because=_WHOLE)).all()
    newest = {row.id: row for row in sorted(rows, key=lambda row: row.issued_at)}
    return [
        Called(
            enrolment_id=row.id,
            agency_id=row.agency_id,
            number=0,
            name=row.certificate_name,
            local=row.local or "",
            rank=row.rank,
            rank_local=row.rank_local,
            agency=row.name,
            short=row.short_name,
            serial=row.serial,
            kind=row.kind.value,
            printed=row.printed,
            spoken=row.spoken,
            spoken_local=row.spoken_local,
        )
        for row in rows
        if newest[row.id] is row
    ]


def _thanked(head: SessionHead) -> list[Called]:
    """Whom the session thanks, as far as their paper is in force; the capacity in which they are
    thanked stands for a post that nobody wrote."""
    statement = _in_force(head, Certificate.thanks_id).where(Certificate.thanks_id.is_not(None))
    papers = {row.thanks_id: row for row in db.session.execute(unscoped(statement, because=_WHOLE))}
    found = []
    for one in evidence.thanked(head.id) if papers else ():
        paper = papers.get(one.enrolment_id)
        if paper is None:
            continue
        post = {"en": one.rank, "ur": one.rank_local}
        said = post if any(post.values()) else one.capacity or {}
        found.append(
            Called(
                enrolment_id=one.enrolment_id,
                agency_id=None,
                number=0,
                name=one.name,
                local=one.local_name,
                rank=said.get("en", ""),
                rank_local=said.get("ur", ""),
                agency=one.agency,
                short=one.agency_short,
                serial=paper.serial,
                kind=paper.kind.value,
                printed=paper.printed,
                spoken="",
                spoken_local="",
                thanked=True,
            )
        )
    return found


def _in_force(head: SessionHead, *columns: Any) -> sa.Select[Any]:
    """The certificates of a session that are in force, each with whether its print file held it;
    all of them where there is none."""
    held = sa.or_(
        SessionPapers.print_file_id.is_(None), Certificate.issued_at <= SessionPapers.printed_at
    )
    return (
        sa.select(
            *columns,
            Certificate.serial,
            Certificate.kind,
            Certificate.issued_at,
            sa.func.coalesce(held, sa.true()).label("printed"),
        )
        .select_from(Certificate)
        .outerjoin(SessionPapers, SessionPapers.course_session_id == Certificate.course_session_id)
        .where(
            Certificate.course_session_id == head.id, Certificate.state == CertificateState.VALID
        )
    )


def apart(slug: str, *, actor: Identity) -> list[Apart]:
    """Who is on the roll or thanked and not called, each with the first reason."""
    page = session_certificates(slug, actor=actor)
    found = []
    for row in (*page.people, *page.thanked):
        one = row.candidate
        if one.withdrawn or CertificateState.VALID in row.states:
            continue
        if row.held and row.held.state is CertificateState.REVOKED:
            reason = N_("The certificate was revoked.")
        elif row.held and row.held.state is CertificateState.RESERVED:
            reason = N_("The certificate is being made.")
        elif row.due is not None:
            reason = N_("The certificate is not issued yet.")
        else:
            reason = row.eligibility.first_open or N_("No certificate is in force.")
        found.append(
            Apart(one.enrolment_id, one.name, one.local_name, one.rank, one.agency, reason)
        )
    return found


def revoked(course_session_id: UUID) -> list[Fallen]:
    """The papers of a session that were revoked, by serial: for its minutes."""
    statement = (
        sa.select(
            Certificate.serial,
            Certificate.revoked_at,
            Certificate.revocation_code,
            Certificate.revocation_reason,
        )
        .where(
            Certificate.course_session_id == course_session_id,
            Certificate.state == CertificateState.REVOKED,
        )
        .order_by(Certificate.year, Certificate.number)
    )
    rows = db.session.execute(unscoped(statement, because=_WHOLE))
    return [Fallen(*row) for row in rows]


def events_of(ceremony_id: UUID) -> list[Happened]:
    """What happened, in its sequence."""
    rows = db.session.execute(
        sa.select(
            CeremonyEvent.uuid,
            CeremonyEvent.sequence,
            CeremonyEvent.kind,
            CeremonyEvent.payload,
            sa.func.coalesce(CeremonyEvent.client_at, CeremonyEvent.server_at),
        )
        .where(CeremonyEvent.owner_id == ceremony_id)
        .order_by(CeremonyEvent.sequence)
    )
    return [Happened(row[0], row[1], Happening(row[2]), row[3], row[4]) for row in rows]


def ranks(head: SessionHead, plan: Plan) -> Sequence[Ranked]:
    """The ranks of the session with their grades, highest first, unknown ones before all."""
    statement = sa.select(Enrolment.rank).where(
        Enrolment.course_session_id == head.id,
        Enrolment.state != EnrolmentState.WITHDRAWN,
        Enrolment.rank != "",
    )
    found = Counter(
        db.session.scalars(unscoped(statement, because="the ranks of a whole session, no names"))
    )
    rows = [
        Ranked(rank, rank_key(rank), grade_of(rank, plan.grades), people)
        for rank, people in found.items()
    ]
    return sorted(rows, key=lambda row: (row.grade is not None, -(row.grade or 0), row.rank))
