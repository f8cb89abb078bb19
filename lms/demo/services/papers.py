"""Certificates of the demonstration's past session: issued, one corrected, one revoked."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.certificates import services as certificates
from lms.certificates.enums import CertificateState
from lms.certificates.jobs import run_batch
from lms.certificates.models import Certificate
from lms.certificates.services.sealing import keys_at_a_terminal
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, seen_by
from lms.demo.plans import ParticipantPlan, SessionPlan
from lms.demo.services.aftercare import bring_into_hands
from lms.demo.services.ceremonies import hold_ceremony
from lms.demo.services.people import Cast
from lms.enrolments import services as enrolments
from lms.enrolments.formats import Field
from lms.enrolments.services import EnrolmentInput


def issue_and_correct(
    cast: Cast,
    plan: SessionPlan,
    course_session_id: UUID,
    rows: Mapping[str, UUID],
    clock: FixedClock,
) -> None:
    """Issue what is due; weeks later correct a name and revoke a paper, as the plan says."""
    organiser = cast.acting("organiser")
    begun = certificates.issue(actor=organiser, course_session_id=course_session_id)
    assert begun.batch_id is not None
    run_batch(begun.batch_id, progress=_silent, actor=organiser, keys_of=keys_at_a_terminal(None))
    absent = {rows[str(person.service_no)] for person in plan.participants if person.away}
    hold_ceremony(cast, plan, clock, absent)
    clock.advance(timedelta(days=18))
    for person in plan.participants:
        if person.correct is not None:
            _correct(cast, plan, person, rows[str(person.service_no)])
        if person.revoke is not None:
            certificates.revoke(
                actor=cast.acting("organiser"),
                certificate_id=_in_force(rows[str(person.service_no)]),
                code=person.revoke.code,
                note=person.revoke.note,
            )
    bring_into_hands(cast, plan, rows, clock)


def _correct(cast: Cast, plan: SessionPlan, person: ParticipantPlan, enrolment_id: UUID) -> None:
    assert person.correct is not None
    organiser = cast.acting("organiser")
    cells = {
        Field.FIRST_NAME: person.correct.first,
        Field.LAST_NAME: person.last,
        Field.NAME_LOCAL: person.correct.local,
        Field.GENDER: person.gender.value,
        Field.DESIGNATION: person.designation,
        Field.RANK: person.rank,
        Field.SERVICE_NO: str(person.service_no),
    }
    enrolments.edit(
        actor=organiser, slug=plan.slug, enrolment_id=enrolment_id, given=EnrolmentInput(cells)
    )
    enrolments.approve_names(actor=organiser, slug=plan.slug, enrolment_ids=[enrolment_id])
    batch_id = certificates.issue_again(
        actor=organiser,
        certificate_id=_in_force(enrolment_id),
        reason=person.correct.reason,
    )
    run_batch(batch_id, progress=_silent, actor=organiser, keys_of=keys_at_a_terminal(None))


def _in_force(enrolment_id: UUID) -> UUID:
    return db.session.scalars(
        seen_by(
            SYSTEM,
            sa.select(Certificate.id).where(
                Certificate.enrolment_id == enrolment_id,
                Certificate.state == CertificateState.VALID,
            ),
        )
    ).one()


def _silent(done: int, of: int) -> None:
    """Nobody watches."""
