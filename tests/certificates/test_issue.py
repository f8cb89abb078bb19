"""Issuing: serials, frozen records, files, print order; again and again without doubles."""

import hashlib
import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from unittest.mock import MagicMock
from uuid import UUID

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask

from lms.audit.models import AuditEntry
from lms.certificates import queries, services
from lms.certificates.enums import BatchState, CertificateKind, CertificateState
from lms.certificates.jobs import run_batch
from lms.certificates.models import Certificate, CertificateBatch, CertificateEvent
from lms.certificates.printing import fast
from lms.certificates.services import batches, making, sealing
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.errors import NotFound, Refused
from lms.core.files import StoredFile
from lms.core.jobs import run_pending
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession, SessionAgency
from lms.designs import queries as designs
from lms.designs import shipped
from lms.designs.formats import read_source
from lms.designs.models import TemplateVersion
from lms.engines.credentials import codes, commitment
from lms.engines.credentials.payload import read_payload
from lms.enrolments.models import Enrolment
from lms.signing.validate import check_seal
from tests.factories.accounts import acting, make_account, make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import (
    certificates_of,
    issue_all,
    make_deserving,
    make_earned_session,
    make_seal,
)
from tests.factories.courses import make_session


def quiet(_done: int, _of: int) -> None:
    """No progress is shown."""


@pytest.mark.both
def test_everybody_gets_one_certificate_in_calling_order(app: Flask) -> None:
    agencies = [make_agency("First"), make_agency("Second")]
    course_session = make_earned_session(agencies, 5)
    rows = issue_all(course_session)
    assert [row.serial for row in rows] == [f"DGTR-2026-000{n}" for n in range(1, 6)]
    names = [read_payload(row.payload.encode()).holder.name for row in rows]
    assert names == [f"Person Number {n}" for n in (1, 3, 5, 2, 4)]
    assert {row.state for row in rows} == {CertificateState.VALID}
    assert len({row.code for row in rows}) == len({row.token for row in rows}) == 5
    assert all(codes.is_valid(row.code) for row in rows)


def test_what_papers_share_is_looked_up_and_laid_out_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out = MagicMock(wraps=fast.design_of)
    looked_up = MagicMock(wraps=designs.by_hash)
    monkeypatch.setattr(fast, "design_of", laid_out)
    monkeypatch.setattr(designs, "by_hash", looked_up)
    monkeypatch.setattr(making, "_presses", threading.local())
    rows = issue_all(make_earned_session([make_agency()], 4))
    assert laid_out.call_count == 1, "the check and the papers have one fixed part"
    looked_up.assert_called_once_with(rows[0].template_hash)


def test_the_record_is_frozen_with_all_its_parts(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    (row,) = issue_all(course_session)
    payload = read_payload(row.payload.encode())
    assert (payload.serial, payload.kind.value) == ("DGTR-2026-0001", "completion")
    assert payload.holder.local_name
    assert payload.training.contact_minutes == 990
    assert payload.training.half_days_attended == 6
    assert commitment.opens(row.commitment, row.payload.encode(), row.salt)
    version = db.session.get_one(TemplateVersion, row.template_hash)
    assert read_source(version.source).hash == row.template_hash
    assert row.file_id is not None
    data = files.read(row.file_id)
    assert hashlib.sha256(data).hexdigest() == row.file_hash
    assert check_seal(data, sealing.roots()).valid
    with pikepdf.open(io.BytesIO(data)) as document:
        inside = document.attachments[commitment.ATTACHMENT_NAME].get_file().read_bytes()
    assert commitment.read_opening(inside) == commitment.Opening(row.payload.encode(), row.salt)
    kinds = db.session.scalars(
        sa.select(CertificateEvent.kind)
        .where(CertificateEvent.owner_id == row.id)
        .order_by(CertificateEvent.sequence)
    ).all()
    assert kinds == ["issued", "filed"]


def test_no_e_mail_address_is_anywhere_in_it(app: Flask) -> None:
    agency = make_agency()
    course_session = make_earned_session([agency], 0)
    person = make_person("Sana", "Mir", agency=agency, email="sana.mir@example.org")
    make_deserving(course_session, agency, "Sana Mir", person=person, designation="Preventive Desk")
    (row,) = issue_all(course_session)
    assert "example.org" not in row.payload
    assert "Preventive Desk" not in row.payload


def test_issuing_again_changes_nothing(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 2)
    before = [(row.serial, row.file_hash) for row in issue_all(course_session)]
    with transaction():
        assert services.issue(actor=SYSTEM, course_session_id=course_session.id).batch_id is None
    assert [(row.serial, row.file_hash) for row in issue_all(course_session)] == before


def test_late_comers_get_the_next_serials(app: Flask) -> None:
    agency = make_agency()
    course_session = make_earned_session([agency], 2)
    issue_all(course_session)
    make_deserving(course_session, agency, "Late Comer")
    assert [row.number for row in issue_all(course_session)] == [1, 2, 3]


def test_only_what_is_earned_is_issued(app: Flask) -> None:
    agency = make_agency()
    make_seal()
    course_session = make_session(agencies=[agency])
    make_deserving(course_session, agency, "Full Time", half_days=6)
    make_deserving(course_session, agency, "Half Time", half_days=3)
    make_deserving(course_session, agency, "Seldom Here", half_days=1)
    make_deserving(course_session, agency, "No Approval", approved=False)
    make_deserving(course_session, agency, "Gone Home", state="withdrawn")
    rows = issue_all(course_session)
    assert [(read_payload(row.payload.encode()).holder.name, row.kind) for row in rows] == [
        ("Full Time", CertificateKind.COMPLETION),
        ("Half Time", CertificateKind.PARTICIPATION),
    ]


def test_serials_begin_anew_each_year_of_the_installation(app: Flask, clock: FixedClock) -> None:
    agency = make_agency()
    first = make_earned_session([agency], 2)
    issue_all(first)
    clock.set(datetime(2026, 12, 31, 20, 0, tzinfo=UTC))  # already 2027 in Karachi
    second = make_earned_session([agency], 1)
    assert [row.serial for row in issue_all(second)] == ["DGTR-2027-0001"]


def test_a_renamed_person_keeps_file_and_hash(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    (before,) = issue_all(course_session)
    data = files.read(before.file_id)  # type: ignore[arg-type]
    with transaction():
        db.session.execute(sa.update(Enrolment).values(certificate_name="Quite Different"))
    (after,) = issue_all(course_session)
    assert (after.file_hash, after.payload) == (before.file_hash, before.payload)
    assert files.read(after.file_id) == data  # type: ignore[arg-type]
    assert queries.detail(after.id, actor=SYSTEM).name == "Person Number 1"


def test_a_changed_template_changes_no_issued_file(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = make_agency()
    course_session = make_earned_session([agency], 1)
    (before,) = issue_all(course_session)
    shown = shipped.source(shipped.OFFICIAL)
    changed = shown.model_copy(update={"css": shown.css + ".rule { opacity: .5 }"})
    monkeypatch.setattr(shipped, "source", lambda _name: changed)
    make_deserving(course_session, agency, "Late Comer")
    first, second = issue_all(course_session)
    assert (first.file_hash, first.template_hash) == (before.file_hash, before.template_hash)
    assert second.template_hash == changed.hash


def test_print_file_holds_every_page_in_calling_order(app: Flask) -> None:
    agencies = [make_agency("First"), make_agency("Second")]
    course_session = make_earned_session(agencies, 4)
    issue_all(course_session)
    papers = queries.session_certificates(course_session.slug, actor=SYSTEM).papers
    assert papers.print_file_id is not None
    assert papers.print_count == 4
    with pikepdf.open(io.BytesIO(files.read(papers.print_file_id))) as document:
        assert len(document.pages) == 4
        assert "/AcroForm" not in document.Root
        assert all("/Annots" not in page for page in document.pages)
    with transaction():
        places = {agencies[0].id: 2, agencies[1].id: 1}
        for agency_id, place in places.items():
            db.session.execute(
                sa.update(SessionAgency)
                .where(SessionAgency.agency_id == agency_id)
                .values(precedence=place)
            )
    order = [row.serial[-1] for row in queries.in_calling_order(course_session.id)]
    assert order == ["3", "4", "1", "2"]


def test_a_paper_that_cannot_be_printed_stops_all(app: Flask) -> None:
    agency = make_agency()
    course_session = make_earned_session([agency], 1)
    make_deserving(course_session, agency, "Kenji กข")
    assert issue_all(course_session) == []
    page = queries.session_certificates(course_session.slug, actor=SYSTEM)
    assert page.batch is not None
    assert page.batch.state is BatchState.REFUSED
    ((name, problem),) = page.batch.problems
    assert name == "Kenji กข"
    assert "ก (U+0E01) ข" in problem["values"]["signs"]
    with transaction():
        db.session.execute(
            sa.update(Enrolment)
            .where(Enrolment.certificate_name == "Kenji กข")
            .values(certificate_name="Kenji Tanaka")
        )
    assert [row.number for row in issue_all(course_session)] == [1, 2]


@pytest.mark.parametrize("state", [SessionState.CONFIRMED, SessionState.CLOSED])
def test_the_state_of_the_session_decides(app: Flask, state: SessionState) -> None:
    organiser = make_person()
    make_account(organiser)
    course_session = make_earned_session([make_agency()], 1, organiser=organiser)
    with transaction():
        db.session.get_one(type(course_session), course_session.id).state = state
    with transaction(), pytest.raises(Refused):
        services.issue(actor=acting(organiser), course_session_id=course_session.id)


def test_strangers_find_no_session_to_issue_for(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    stranger = make_person("Some", "Body")
    with transaction(), pytest.raises(NotFound):
        services.issue(actor=acting(stranger), course_session_id=course_session.id)


def test_a_session_without_offices_says_so(app: Flask) -> None:
    from lms.courses.models import Signatory

    course_session = make_earned_session([make_agency()], 1)
    with transaction():
        db.session.execute(sa.delete(Signatory))
    with transaction(), pytest.raises(Refused, match="No office is named"):
        services.issue(actor=SYSTEM, course_session_id=course_session.id)


def test_the_organiser_stands_in_the_log(app: Flask) -> None:
    organiser = make_person("Omar", "Organiser")
    course_session = make_earned_session([make_agency()], 2, organiser=organiser)
    with transaction():
        services.issue(actor=acting(organiser), course_session_id=course_session.id)
    run_pending()
    entry = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.act == "certificates.issued")
    ).one()
    assert entry.actor_id == organiser.id
    assert [row.state for row in certificates_of(course_session.id)] == [CertificateState.VALID] * 2


@pytest.mark.both
def test_a_worker_that_dies_between_papers_is_taken_over(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 3)
    with transaction():
        begun = services.issue(actor=SYSTEM, course_session_id=course_session.id)
    assert begun.batch_id is not None
    calls = 0

    def die(_done: int, _of: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 5:  # three checks, then before the second paper
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(begun.batch_id, progress=die, actor=SYSTEM)
    states = [row.state for row in certificates_of(course_session.id)]
    assert states == [CertificateState.VALID] + [CertificateState.RESERVED] * 2
    first = certificates_of(course_session.id)[0].file_hash
    run_batch(begun.batch_id, progress=quiet, actor=SYSTEM)
    rows = certificates_of(course_session.id)
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.state for row in rows] == [CertificateState.VALID] * 3
    assert rows[0].file_hash == first


def test_a_reserved_number_is_unknown_to_verifiers(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    with transaction():
        begun = services.issue(actor=SYSTEM, course_session_id=course_session.id)
    assert begun.batch_id is not None
    work = batches.open_work(begun.batch_id)
    assert work is not None
    with transaction():
        batches.reserve(
            batch_id=begun.batch_id,
            checked=frozenset(one.candidate.enrolment_id for one in work.planned),
        )
    (row,) = certificates_of(course_session.id)
    assert row.state is CertificateState.RESERVED
    assert queries.verify.by_token(row.token).verdict == "unknown"


def at_once(app: Flask, count: int, act: Callable[[], object]) -> list[object]:
    """What `act` gives in so many threads that begin together; a fault in one is raised."""
    barrier = Barrier(count)

    def run() -> object:
        with app.app_context():
            barrier.wait()
            return act()

    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(count)]]


@pytest.mark.postgres
def test_five_issue_actions_and_two_workers_at_once(app: Flask) -> None:
    session_id = make_earned_session([make_agency("A"), make_agency("B")], 6).id

    def issue() -> UUID | None:
        with transaction():
            return services.issue(actor=SYSTEM, course_session_id=session_id).batch_id

    (batch_id,) = set(at_once(app, 5, issue))
    at_once(app, 2, lambda: run_batch(batch_id, progress=quiet, actor=SYSTEM))  # type: ignore[arg-type]
    rows = certificates_of(session_id)
    assert [row.number for row in rows] == list(range(1, 7))
    assert len({row.enrolment_id for row in rows}) == 6
    assert {row.state for row in rows} == {CertificateState.VALID}
    assert len({row.file_hash for row in rows}) == 6
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CertificateBatch)) == 1
    events = sa.select(CertificateEvent.kind, sa.func.count()).group_by(CertificateEvent.kind)
    assert dict(db.session.execute(events).all()) == {"issued": 6, "filed": 6}  # type: ignore[arg-type]
    papers = sa.select(sa.func.count()).where(StoredFile.owner.startswith("certificates:"))
    assert db.session.scalar(papers) == 6
    made = queries.session_certificates(
        db.session.scalar(sa.select(CourseSession.slug)) or "", actor=SYSTEM
    )
    assert made.papers.print_count == 6


def test_the_database_itself_refuses_a_second_paper_in_force(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    (row,) = issue_all(course_session)
    values = {
        column.key: getattr(row, column.key)
        for column in sa.inspect(Certificate).column_attrs
        if column.key != "id"
    }
    twin = values | {
        "number": 9,
        "serial": "DGTR-2026-0009",
        "code": codes.new_code(),
        "token_hash": b"x" * 32,
    }
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Certificate(**twin))
        db.session.flush()
