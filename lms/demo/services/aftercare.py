"""Papers of the demonstration's past session on their ways into hands."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.aftercare import queries, services
from lms.aftercare.enums import Way
from lms.aftercare.services import Noted
from lms.certificates.enums import CertificateState
from lms.certificates.models import Certificate
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock, utcnow
from lms.core.db import db, seen_by
from lms.demo.plans import SessionPlan
from lms.demo.services.people import Cast
from lms.designs import services as designs
from lms.designs.enums import Paper

AGENCY = "pakistan-customs"
LOST = "Lost when the holder was posted to another station."


def limit_validity(cast: Cast, plan: SessionPlan, end: datetime) -> None:
    """Let certificates of completion issued now end in the month of `end`."""
    now = utcnow()
    designs.choose(
        actor=cast.acting("organiser"),
        slug=plan.slug,
        paper=Paper.COMPLETION,
        key="official",
        expires_months=12 * (end.year - now.year) + end.month - now.month,
    )


def bring_into_hands(
    cast: Cast, plan: SessionPlan, rows: Mapping[str, UUID], clock: FixedClock
) -> None:
    """One agency takes all its papers and hands the first one on; one paper comes back from the
    post, a bearer collects one, and a lost one is printed again."""
    organiser, focal = cast.acting("organiser"), cast.acting(f"focal-{AGENCY}")
    handover = services.hand_over(
        actor=organiser,
        slug=plan.slug,
        agency_id=cast.agencies[AGENCY],
        given_to="Sarfaraz Mazari",
    )
    clock.advance(timedelta(days=1))
    services.receive(actor=focal, slug=plan.slug, handover_id=handover)
    _page, found = queries.handover(plan.slug, handover, actor=focal)
    services.hand_on(
        actor=focal,
        slug=plan.slug,
        handover_id=handover,
        certificate_ids=[found.papers[-1].id],
    )
    ways = {
        "bearer": [(Way.BEARER, Noted(bearer="Shabana Khosa", letter="PRP/HQ/2018/114"))],
        "returned": [
            (Way.POSTED, Noted(tracking="RL 204 118 552 PK")),
            (Way.RETURNED, Noted(note="The addressee had moved.")),
        ],
    }
    for person in plan.participants:
        if person.paper is None:
            continue
        key = _in_force(rows[str(person.service_no)])
        if person.paper == "lost":
            services.replace_lost(actor=organiser, slug=plan.slug, certificate_id=key, reason=LOST)
        for way, given in ways.get(person.paper, []):
            clock.advance(timedelta(days=2))
            services.note(actor=organiser, slug=plan.slug, certificate_id=key, way=way, given=given)


def _in_force(enrolment_id: UUID) -> UUID:
    chosen = sa.select(Certificate.id).where(
        Certificate.enrolment_id == enrolment_id, Certificate.state == CertificateState.VALID
    )
    return db.session.scalars(seen_by(SYSTEM, chosen)).one()
