"""Issuing again and revoking: honest records, nothing deleted, nothing changed in place."""

from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.certificates import queries, services
from lms.certificates.enums import CertificateState, RevocationCode, Verdict
from lms.certificates.jobs import run_batch
from lms.certificates.models import Certificate, CertificateEvent
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession
from lms.engines.credentials.payload import read_payload
from lms.enrolments.models import Enrolment
from tests.factories.accounts import acting, make_focal_point, make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import certificates_of, issue_all, make_earned_session


def again(row: Certificate, name: str = "Corrected Name") -> None:
    with transaction():
        db.session.execute(
            sa.update(Enrolment)
            .where(Enrolment.id == row.enrolment_id)
            .values(certificate_name=name)
        )
    with transaction():
        batch_id = services.issue_again(actor=SYSTEM, certificate_id=row.id, reason="Misspelt.")
    run_batch(batch_id, progress=lambda _done, _of: None, actor=SYSTEM)


def test_issuing_again_supersedes_and_keeps_the_old_record(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    (old,) = issue_all(course_session)
    kept = (old.payload, old.file_hash, old.file_id, old.serial)
    again(old)
    old, new = certificates_of(course_session.id)
    assert (old.payload, old.file_hash, old.file_id, old.serial) == kept
    assert (old.state, new.state) == (CertificateState.SUPERSEDED, CertificateState.VALID)
    assert old.superseded_by_id == new.id
    before, after = (read_payload(row.payload.encode()) for row in (old, new))
    assert (after.serial, after.supersedes) == ("DGTR-2026-0002", "DGTR-2026-0001")
    assert after.holder.name == "Corrected Name"
    assert after.training == before.training
    events = db.session.scalars(
        sa.select(CertificateEvent.kind)
        .where(CertificateEvent.owner_id == old.id)
        .order_by(CertificateEvent.sequence)
    ).all()
    assert events == ["issued", "filed", "superseded"]
    assert [row.serial for row in queries.in_calling_order(course_session.id)] == [new.serial]
    assert queries.verify.by_token(old.token).verdict is Verdict.SUPERSEDED
    assert queries.verify.by_token(new.token).verdict is Verdict.VALID


def test_a_revoked_certificate_says_why_and_is_not_silently_issued_again(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 2)
    first, _ = issue_all(course_session)
    with transaction():
        services.revoke(
            actor=SYSTEM,
            certificate_id=first.id,
            code=RevocationCode.OTHER,
            sentence="  Issued\n in error. ",
        )
    first, second = issue_all(course_session)
    assert (first.state, first.revocation_reason) == (
        CertificateState.REVOKED,
        "Issued in error.",
    )
    assert second.state is CertificateState.VALID
    answer = queries.verify.by_token(first.token)
    assert (answer.verdict, answer.reason) == (Verdict.REVOKED, "Issued in error.")


def test_after_a_revocation_a_new_one_may_be_issued_and_the_old_stays_revoked(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    (old,) = issue_all(course_session)
    with transaction():
        services.revoke(
            actor=SYSTEM,
            certificate_id=old.id,
            code=RevocationCode.OTHER,
            sentence="Issued in error.",
        )
    again(old, "Person Number 1")
    old, new = certificates_of(course_session.id)
    assert (old.state, new.state) == (CertificateState.REVOKED, CertificateState.VALID)
    assert read_payload(new.payload.encode()).supersedes is None


def test_what_is_not_in_force_cannot_be_revoked_or_replaced(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    (old,) = issue_all(course_session)
    again(old)
    with transaction(), pytest.raises(Refused, match="not in force"):
        services.revoke(
            actor=SYSTEM, certificate_id=old.id, code=RevocationCode.OTHER, sentence="x"
        )
    with transaction(), pytest.raises(Refused, match="not in force"):
        services.issue_again(actor=SYSTEM, certificate_id=old.id, reason="x")


@pytest.mark.parametrize(("reason", "said"), [("", "one sentence"), ("x" * 301, "Shorten it")])
def test_a_reason_is_needed_and_fits(app: Flask, reason: str, said: str) -> None:
    course_session = make_earned_session([make_agency()], 1)
    (row,) = issue_all(course_session)
    ways = (
        partial(services.revoke, code=RevocationCode.OTHER, sentence=reason),
        partial(services.issue_again, reason=reason),
    )
    for act in ways:
        with transaction(), pytest.raises(Invalid) as caught:
            act(actor=SYSTEM, certificate_id=row.id)
        assert said in caught.value.errors[0].message.english()


def test_an_unapproved_correction_waits(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    (row,) = issue_all(course_session)
    with transaction():
        db.session.execute(sa.update(Enrolment).values(name_approved_at=None))
    with transaction(), pytest.raises(Refused, match="not approved"):
        services.issue_again(actor=SYSTEM, certificate_id=row.id, reason="x")


def test_who_may_correct(app: Flask) -> None:
    agency = make_agency()
    organiser = make_person("Omar", "Organiser")
    course_session = make_earned_session([agency], 1, organiser=organiser)
    (row,) = issue_all(course_session)
    focal, stranger = make_focal_point(agency), make_person("Some", "Body")
    for nobody in (focal, stranger):
        with transaction(), pytest.raises(NotFound):
            services.revoke(
                actor=acting(nobody), certificate_id=row.id, code=RevocationCode.OTHER, sentence="x"
            )
    with transaction():
        db.session.get_one(CourseSession, course_session.id).state = SessionState.CLOSED
    with transaction():
        services.revoke(
            actor=acting(organiser),
            certificate_id=row.id,
            code=RevocationCode.OTHER,
            sentence="Issued in error.",
        )
