"""The list of an issue action on its pages, and what becomes of its numbers."""

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.certificates import queries, services
from lms.certificates.enums import BatchState, CertificateState, Hold
from lms.certificates.jobs import run_batch
from lms.certificates.models import Certificate, CertificateBatch, CertificateEvent
from lms.certificates.services import batches, lists, sealing, thanking
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Refused, Unavailable
from lms.core.jobs import Job, run_pending
from lms.core.settings import Settings
from lms.courses.enums import StaffRole
from lms.courses.models import CourseSession, Signatory
from lms.designs.enums import Paper
from lms.designs.services import choose
from lms.enrolments.models import Enrolment
from lms.signing.enums import ListState
from lms.signing.models import SigningList
from lms.signing.offices import Keys, box_of
from lms.signing.signer import wire
from lms.signing.signer.problems import locked
from lms.signing.signer.server import JOURNAL, Signer
from lms.signing.validate import check_seal
from tests.factories.accounts import acting, make_administrator, make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import certificates_of, make_earned_session
from tests.factories.courses import make_staff
from tests.support.signing_in import sign_in_directly


def make_signed_for(people: int = 2) -> tuple[CourseSession, Person, Person]:
    """A session with its organiser and the person behind its office, of two agencies."""
    one, two = make_agency("One"), make_agency("Two")
    organiser = make_person("Omar", "Organiser", agency=one)
    signatory = make_person("Salma", "Signatory", agency=two)
    course_session = make_earned_session([one, two], people, organiser=organiser)
    make_staff(course_session, signatory, StaffRole.SIGNATORY)
    with transaction():
        db.session.execute(sa.update(Signatory).values(person_id=signatory.id))
    return course_session, organiser, signatory


def the_list() -> SigningList:
    return db.session.scalars(
        sa.select(SigningList).execution_options(populate_existing=True)
    ).one()


def the_batch() -> CertificateBatch:
    return db.session.scalars(
        sa.select(CertificateBatch)
        .order_by(CertificateBatch.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one()


def begin_list(course_session: CourseSession, organiser: Person) -> None:
    with transaction():
        services.issue(actor=acting(organiser), course_session_id=course_session.id)
    run_pending()


def test_from_issuing_to_signed_files_through_the_pages(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Settings = app.extensions["concord.settings"]
    monkeypatch.setattr(settings, "certificate_approvals", 2)
    course_session, organiser, signatory = make_signed_for()
    tab = f"/sessions/{course_session.slug}/certificates"

    def browser(person: Person) -> FlaskClient:
        return sign_in_directly(app.test_client(), person.id)

    begun = browser(organiser).post(tab, follow_redirects=True)
    assert "The papers are being checked." in begun.text
    run_pending()
    assert "waits for approval" in browser(organiser).get(tab).text
    assert the_batch().state is BatchState.WAITING
    assert certificates_of(course_session.id) == []
    digest = the_list().digest
    hers = browser(signatory)
    assert course_session.title["en"] in hers.get("/signing").text
    assert "Open the list for signing" in hers.get(tab).text
    early = hers.post(
        f"{tab}/list/sign", data={"digest": digest, "struck": "0"}, follow_redirects=True
    )
    assert "waits for approval" in early.text
    hers.post(f"{tab}/list/approve", data={"digest": digest})
    page = hers.get(f"{tab}/list").text
    assert "Sign 2 certificates" in page
    entry = the_list().entries["people"][0]
    nameless = hers.post(f"{tab}/list/strike", data={"entry": entry["key"], "reason": ""})
    assert nameless.status_code == 422
    hers.post(f"{tab}/list/strike", data={"entry": entry["key"], "reason": "Left early"})
    assert "Left early" in browser(organiser).get(f"{tab}/list").text
    signed = hers.post(
        f"{tab}/list/sign", data={"digest": digest, "struck": "1"}, follow_redirects=True
    )
    assert "are being made" in signed.text
    run_pending()
    (row,) = certificates_of(course_session.id)
    assert row.state is CertificateState.VALID
    assert str(row.enrolment_id) == the_list().entries["people"][1]["key"]
    report = check_seal(files.read(row.file_id), sealing.roots())  # type: ignore[arg-type]
    assert (report.sealed_by, report.approved_by) == ("Test seal", "Second seal")
    with pikepdf.open(io.BytesIO(files.read(row.file_id))) as document:  # type: ignore[arg-type]
        assert len(document.Root.AcroForm.Fields) == 2
    assert the_list().state is ListState.FILED
    late = hers.post(
        f"{tab}/list/delegate", data={"to": str(organiser.id), "days": "3"}, follow_redirects=True
    )
    assert "Omar Organiser" in late.text
    again = browser(organiser).post(
        f"/register/{row.id}/again", data={"reason": "Misspelt"}, follow_redirects=True
    )
    assert "The papers are being checked." in again.text and "is being made" not in again.text
    run_pending()
    assert "The list waits for approval" in browser(organiser).get(tab).text


def test_the_organiser_withdraws_a_list_and_makes_another(app: Flask) -> None:
    course_session, organiser, _ = make_signed_for(1)
    actor = acting(organiser)
    with transaction():
        assert services.issue(actor=actor, course_session_id=course_session.id).waiting
    run_pending()
    with transaction():
        again = services.issue(actor=actor, course_session_id=course_session.id)
    assert (again.due, again.waiting) == (0, True)
    page = sign_in_directly(app.test_client(), organiser.id)
    where = f"/sessions/{course_session.slug}/certificates/list/withdraw"
    assert "withdrawn" in page.post(where, follow_redirects=True).text
    assert the_batch().state is BatchState.WITHDRAWN
    with transaction():
        assert services.issue(actor=actor, course_session_id=course_session.id).waiting


def test_a_guest_who_came_after_the_list_was_made_is_named_on_it(app: Flask) -> None:
    course_session, organiser, signatory = make_signed_for(1)
    slug = course_session.slug
    begin_list(course_session, organiser)
    hers = sign_in_directly(app.test_client(), signatory.id)
    address = f"/sessions/{slug}/certificates/list"
    assert "not on this list" not in hers.get(address).text
    with transaction():
        thanking.thank(
            actor=acting(organiser),
            slug=slug,
            name="Gul Guest",
            post={},
            organisation={},
            capacity={"en": "guest"},
        )
    page = hers.get(address).text
    assert "1 person is due a certificate and is not on this list" in page
    assert "<bdi>Gul Guest</bdi>" in page
    with transaction():
        lists.withdraw(actor=acting(organiser), slug=slug)
    assert "not on this list" not in hers.get(address).text
    begin_list(course_session, organiser)
    page = hers.get(address).text
    assert "Gul Guest" in page
    assert "not on this list" not in page


def test_what_changed_since_the_list_was_made_stands_on_it(app: Flask) -> None:
    course_session, organiser, signatory = make_signed_for(1)
    begin_list(course_session, organiser)
    (entry,) = the_list().entries["people"]
    hers = sign_in_directly(app.test_client(), signatory.id)
    address = f"/sessions/{course_session.slug}/certificates/list"
    assert "not as it would be printed now" not in hers.get(address).text
    with transaction():
        db.session.execute(
            sa.update(Enrolment)
            .where(Enrolment.id == UUID(entry["key"]))
            .values(certificate_name="Quite Another")
        )
    page = hers.get(address).text
    assert "1 line is not as it would be printed now" in page
    assert f"<bdi>{entry['name']}</bdi>: now Quite Another" in page


def test_who_was_struck_is_shown_as_struck_afterwards(app: Flask) -> None:
    course_session, organiser, signatory = make_signed_for(2)
    begin_list(course_session, organiser)
    slug, digest, people = course_session.slug, the_list().digest, the_list().entries["people"]
    with transaction():
        lists.strike(
            actor=acting(signatory), slug=slug, entry=people[0]["key"], reason="Left early"
        )
    with transaction():
        lists.sign(actor=acting(signatory), slug=slug, digest=digest, struck=1)
    run_pending()
    tab = f"/sessions/{slug}/certificates"
    page = sign_in_directly(app.test_client(), organiser.id).get(tab).text
    assert page.count("Struck by Salma Signatory: Left early") == 1
    assert f"Struck from the last list, and due again: {people[0]['name']}." in page
    assert "Left early" not in sign_in_directly(app.test_client(), signatory.id).get(tab).text


def test_what_differs_from_the_list_is_not_issued(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 2)
    with transaction():
        services.issue(actor=SYSTEM, course_session_id=course_session.id)
        db.session.execute(
            sa.update(Enrolment)
            .where(Enrolment.certificate_name == "Person Number 2")
            .values(certificate_name="Somebody Else")
        )
    run_pending()
    assert certificates_of(course_session.id) == []
    page = queries.session_certificates(course_session.slug, actor=SYSTEM)
    assert page.batch is not None and page.batch.state is BatchState.REFUSED
    ((name, problem),) = page.batch.problems
    assert name == "Somebody Else"
    assert "not as it was" in problem["text"]


@pytest.mark.parametrize("what", ["name", "design"])
def test_nobody_signs_what_would_not_be_issued_as_it_stands(app: Flask, what: str) -> None:
    course_session, organiser, signatory = make_signed_for()
    with transaction():
        services.issue(actor=acting(organiser), course_session_id=course_session.id)
    run_pending()
    before = the_list()
    with transaction():
        if what == "design":
            choose(
                actor=acting(organiser), slug=course_session.slug, paper=Paper.COMPLETION,
                key="plain",
            )  # fmt: skip
        else:
            db.session.execute(sa.update(Enrolment).values(certificate_name="Somebody Else"))
    page = sign_in_directly(app.test_client(), signatory.id)
    where = f"/sessions/{course_session.slug}/certificates/list"
    for act, more in (("approve", {}), ("sign", {"struck": "0"})):
        told = page.post(
            f"{where}/{act}", data={"digest": before.digest, **more}, follow_redirects=True
        )
        assert "were changed after this list was made" in told.text
    run_pending()
    assert (the_list().state, certificates_of(course_session.id)) == (before.state, [])


@contextmanager
def no_keys(_list_id: UUID) -> Iterator[Keys]:
    raise locked()
    yield


def begin(course_session: CourseSession) -> UUID:
    with transaction():
        batch_id = services.issue(actor=SYSTEM, course_session_id=course_session.id).batch_id
    assert batch_id is not None
    return batch_id


def run(batch_id: UUID, **how: object) -> None:
    run_batch(batch_id, progress=lambda _done, _of: None, actor=SYSTEM, **how)  # type: ignore[arg-type]


def test_locked_keys_hold_the_batch_and_giving_up_makes_its_numbers_void(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 2)
    batch_id = begin(course_session)
    with pytest.raises(Unavailable, match="flask signing unlock"):
        run(batch_id, keys_of=no_keys)
    assert the_batch().hold is Hold.LOCKED
    with transaction(), pytest.raises(Refused, match="being made"):
        services.give_up(actor=SYSTEM, slug=course_session.slug)
    with transaction():
        db.session.execute(sa.update(Job).values(state="failed"))
        assert services.give_up(actor=SYSTEM, slug=course_session.slug) == 2
    assert {row.state for row in certificates_of(course_session.id)} == {CertificateState.VOID}
    run(begin(course_session))
    rows = certificates_of(course_session.id)
    assert [(row.number, row.state.value) for row in rows] == [
        (1, "void"),
        (2, "void"),
        (3, "valid"),
        (4, "valid"),
    ]
    kinds = sa.select(CertificateEvent.kind).where(CertificateEvent.owner_id == rows[0].id)
    assert set(db.session.scalars(kinds)) == {"issued", "voided"}
    assert queries.verify.by_token(rows[0].token).verdict == "unknown"


def test_a_changed_record_is_void_and_the_others_are_made(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 2)
    batch_id = begin(course_session)
    work = batches.open_work(batch_id)
    assert work is not None
    with transaction():
        batches.reserve(
            batch_id=batch_id,
            checked=frozenset(one.candidate.enrolment_id for one in work.planned),
        )
        db.session.execute(
            sa.update(Certificate).where(Certificate.number == 1).values(salt=bytes(32))
        )
    run(batch_id)
    states = [row.state.value for row in certificates_of(course_session.id)]
    assert states == ["void", "valid"]
    assert the_batch().state is BatchState.DONE
    assert len(the_batch().problems) == 1
    void = certificates_of(course_session.id)[0]
    client = sign_in_directly(app.test_client(), make_administrator().id)
    assert "Void" in client.get("/register/?state=void").text
    assert "Void: its paper could not be made" in client.get(f"/register/{void.id}").text


def test_the_worker_holds_no_key_and_asks_the_signer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Settings = app.extensions["concord.settings"]
    monkeypatch.setattr(settings, "signer", "process")
    course_session = make_earned_session([make_agency()], 2)
    batch_id = begin(course_session)
    with pytest.raises(Unavailable, match="does not answer"):
        run(batch_id)
    assert the_batch().hold is Hold.GONE
    serving = Signer(app, box_of(settings), wire.folder_of(settings.data))
    threading.Thread(target=serving.serve, daemon=True).start()
    try:
        run(batch_id)
    finally:
        serving.close()
    rows = certificates_of(course_session.id)
    assert [(row.number, row.state.value) for row in rows] == [(1, "valid"), (2, "valid")]
    lines = (settings.data / "signing" / JOURNAL).read_text().splitlines()
    journal = [json.loads(line) for line in lines]
    people = {str(row.enrolment_id) for row in rows}
    by_offices = [one for line in journal if "office" in line for one in line["entries"]]
    assert (set(by_offices), len(by_offices)) == (people, 4)
    credentials = [line["entries"] for line in journal if line.get("key") == "credentials"]
    assert {one for chunk in credentials for one in chunk} == people
