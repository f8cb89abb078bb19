"""Papers of appreciation for trainers and guests; completion beside an earlier participation."""

import contextlib
import functools

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.identity import identity_of
from lms.certificates import queries
from lms.certificates.enums import CertificateKind, CertificateState
from lms.certificates.overview import certificate_counts
from lms.certificates.rules import next_paper
from lms.certificates.services import thanking
from lms.certificates.services.plans import plan
from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.courses.enums import StaffRole
from lms.courses.queries import session_head_by_id
from lms.engines.credentials.payload import read_payload
from tests.factories.accounts import make_account, make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import (
    attend,
    issue_all,
    make_deserving,
    make_earned_session,
)
from tests.factories.courses import make_staff

FULL, PART, THANKS = CertificateKind


@pytest.mark.parametrize(
    ("outcome", "held", "due"),
    [
        (FULL, (), FULL),
        (PART, (), PART),
        (None, (), None),
        (FULL, (PART,), FULL),
        (FULL, (FULL,), None),
        (PART, (FULL,), None),
        (PART, (PART,), None),
        (FULL, (PART, FULL), None),
        (None, (PART,), None),
    ],
)
def test_completion_may_follow_participation_and_nothing_else(
    outcome: CertificateKind | None, held: tuple[CertificateKind, ...], due: CertificateKind | None
) -> None:
    assert next_paper(outcome, held) is due


def test_late_completion_and_thanks_in_one_session(
    app: Flask, client: FlaskClient, signed_in: object
) -> None:
    organiser = make_person("Omar", "Organiser")
    make_account(organiser)
    agency = make_agency()
    course_session = make_earned_session([agency], 0, organiser=organiser)
    slug = course_session.slug
    late = make_deserving(course_session, agency, "Late Finisher", half_days=3)
    trainer = make_person("Tahira", "Trainer")
    make_staff(course_session, trainer, StaffRole.TRAINER)
    actor = identity_of(organiser.id)
    with transaction():
        assert thanking.thank_trainers(actor=actor, slug=slug) == 1
        assert thanking.thank_trainers(actor=actor, slug=slug) == 0
    signed_in(client, organiser)  # type: ignore[operator]
    address = f"/sessions/{slug}/certificates/thanks"
    again = client.post(address, data={"act": "trainers"}, follow_redirects=True)
    assert "No trainer is missing on the list." in again.text
    assert f'href="{address}"' in client.get(f"/sessions/{slug}/certificates").text
    assert client.post(address, data={"name": "\u202eevil"}).status_code == 422
    guest = {"name": "Guest Speaker", "capacity_en": "guest of honour", "organisation_en": "UNODC"}
    assert client.post(address, data=guest).status_code == 302
    page = client.get(address).text
    assert "Tahira Trainer" in page and "guest of honour" in page
    said = "0 of completion, 1 of participation and 2 of appreciation."
    tab = client.get(f"/sessions/{slug}/certificates").text
    assert said in tab
    assert "0 valid, 3 due · " in tab and "of these in appreciation: 0 valid, 2 due" in tab
    papers = issue_all(course_session)
    tab = client.get(f"/sessions/{slug}/certificates").text
    assert "3 valid, 0 due · " in tab and "of these in appreciation: 2 valid, 0 due" in tab
    counts = certificate_counts([course_session.id], actor)[course_session.id]
    assert (counts.participation, counts.appreciation, counts.in_force) == (1, 2, 1)
    assert "Certificates of appreciation</dt><dd>2</dd>" in client.get("/desk").text
    kinds = [row.kind for row in papers]
    assert kinds == [PART, THANKS, THANKS]
    payload = read_payload(papers[2].payload.encode())
    assert payload.holder.capacity == {"en": "guest of honour"}
    assert papers[2].enrolment_id is None and papers[1].person_id == trainer.id
    assert all(row.state is CertificateState.VALID for row in papers)
    assert [one.serial for one in queries.in_calling_order(course_session.id)] == [
        row.serial for row in papers
    ]
    detail = queries.detail(papers[2].id, actor=actor)
    assert detail.says_the_same and detail.name == "Guest Speaker"
    with pytest.raises(Refused), transaction():
        thanking.unthank(actor=actor, slug=slug, thanks_id=papers[1].thanks_id)
    head = session_head_by_id(course_session.id, SYSTEM)
    assert plan(head, issued_at=None) == []
    _attend_all(late)
    (due,) = plan(head, issued_at=None)
    assert (due.kind, due.candidate.enrolment_id) == (FULL, late.id)
    shown = queries.session_certificates(slug, actor=actor)
    assert shown.due == 1 and shown.people[0].held is not None
    assert "due: Completion" in client.get(f"/sessions/{slug}/certificates").text
    later = issue_all(course_session)
    assert [row.state for row in later] == [CertificateState.VALID] * 4


def _attend_all(enrolment: object) -> None:
    """The half-days that were missed are made up for."""
    from lms.attendance.models import AttendanceMark
    from lms.core.db import db

    with transaction():
        db.session.query(AttendanceMark).filter_by(enrolment_id=enrolment.id).delete()
    attend(enrolment, 6)


def test_a_line_without_a_name_or_sent_twice_is_refused(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 0)
    guest = {"en": "Customs"}
    for _ in range(2):
        with contextlib.suppress(Invalid), transaction():
            thank = functools.partial(thanking.thank, actor=SYSTEM, slug=course_session.slug)
            thank(name="Gul Khan", post={}, organisation=guest, capacity={"en": "guest"})
    with transaction():
        thank(name="Gul Khan", post={}, organisation={}, capacity={"en": "guest"})
    assert len(queries.evidence.thanked(course_session.id)) == 2
    with pytest.raises(Invalid), transaction():
        thanking.thank(
            actor=SYSTEM,
            slug=course_session.slug,
            name=" ",
            post={},
            organisation={},
            capacity={},
        )
