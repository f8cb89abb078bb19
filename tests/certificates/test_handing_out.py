"""What is handed out for a whole session is never a dead paper and never only some of them."""

import io
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.certificates import services
from lms.certificates.enums import RevocationCode
from lms.certificates.jobs import run_batch
from lms.certificates.models import Certificate
from lms.certificates.services import batches, lists
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.jobs import Job, JobRun, run_pending
from lms.courses.models import CourseSession
from lms.enrolments.models import Enrolment
from tests.factories.accounts import make_account, make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import certificates_of, issue_all, make_earned_session

SignIn = Callable[[FlaskClient, Person], FlaskClient]


class Killed(Exception):
    """The worker ends here."""


def organised(people: int) -> tuple[Person, CourseSession]:
    organiser = make_person("Omar", "Organiser")
    make_account(organiser)
    return organiser, make_earned_session([make_agency()], people, organiser=organiser)


def tab(course_session: CourseSession, rest: str = "") -> str:
    return f"/sessions/{course_session.slug}/certificates{rest}"


def pages_of(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as document:
        return len(document.pages)


def revoke(row: Certificate) -> None:
    with transaction():
        services.revoke(
            actor=SYSTEM,
            certificate_id=row.id,
            code=RevocationCode.OTHER,
            sentence="Issued in error.",
        )


def die_after(steps: int) -> Callable[[int, int], None]:
    def progress(done: int, _of: int) -> None:
        if done == steps:
            raise Killed

    return progress


def half_made(course_session: CourseSession, *, made: int) -> UUID:
    """An issue action whose worker ended after so many papers; gives its batch."""
    people = db.session.scalar(sa.select(sa.func.count()).select_from(Enrolment)) or 0
    with transaction():
        begun = services.issue(actor=SYSTEM, course_session_id=course_session.id)
    assert begun.batch_id is not None
    with pytest.raises(Killed):
        run_batch(begun.batch_id, progress=die_after(people + made), actor=SYSTEM)
    return begun.batch_id


def test_after_a_revocation_the_print_file_is_withheld_until_it_is_made_anew(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    organiser, course_session = organised(2)
    first, _second = issue_all(course_session)
    signed_in(client, organiser)
    assert pages_of(client.get(tab(course_session, "/print.pdf")).data) == 2
    revoke(first)
    refused = client.get(tab(course_session, "/print.pdf"))
    assert refused.status_code == 409
    assert "made before the last change" in refused.text
    page = client.get(tab(course_session)).text
    assert "the print file is being made anew" in page
    assert "/print.pdf" not in page
    run_pending()
    assert pages_of(client.get(tab(course_session, "/print.pdf")).data) == 1
    assert "/print.pdf" in client.get(tab(course_session)).text


def test_when_the_last_one_is_revoked_nothing_is_printed(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    organiser, course_session = organised(1)
    (row,) = issue_all(course_session)
    revoke(row)
    run_pending()
    signed_in(client, organiser)
    assert client.get(tab(course_session, "/print.pdf")).status_code == 404
    refused = client.get(tab(course_session, "/pack.zip"))
    assert refused.status_code == 409
    assert "There is no certificate to print yet." in refused.text
    assert "/print.pdf" not in client.get(tab(course_session)).text


def test_a_superseded_paper_leaves_the_print_file_at_once(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    organiser, course_session = organised(2)
    first, _second = issue_all(course_session)
    with transaction():
        batch_id = services.issue_again(actor=SYSTEM, certificate_id=first.id, reason="Misspelt.")
    with pytest.raises(Killed):
        run_batch(batch_id, progress=die_after(1), actor=SYSTEM)
    signed_in(client, organiser)
    assert client.get(tab(course_session, "/print.pdf")).status_code == 409
    run_batch(batch_id, progress=lambda _done, _of: None, actor=SYSTEM)
    assert pages_of(client.get(tab(course_session, "/print.pdf")).data) == 2


def test_some_of_the_files_are_not_handed_out_as_all(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    organiser, course_session = organised(3)
    batch_id = half_made(course_session, made=1)
    signed_in(client, organiser)
    for rest in ("/pack.zip", "/print.pdf"):
        refused = client.get(tab(course_session, rest))
        assert refused.status_code == 409
        assert "1 of 3 certificates are made, 2 are still being made." in refused.text
    page = client.get(tab(course_session)).text
    assert "/pack.zip" not in page
    run_batch(batch_id, progress=lambda _done, _of: None, actor=SYSTEM)
    assert client.get(tab(course_session, "/pack.zip")).status_code == 200
    assert "/pack.zip" in client.get(tab(course_session)).text


def test_the_page_says_how_many_are_being_made(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    organiser, course_session = organised(3)
    signed_in(client, organiser)
    client.post(tab(course_session))
    assert "Making 3 certificates" in client.get(tab(course_session)).text
    job = db.session.scalars(sa.select(Job).where(Job.kind == lists.JOB)).one()
    JobRun(job.id, None).progress(4, 6)
    page = client.get(tab(course_session)).text
    assert "Making 3 certificates" in page
    assert "4 of 6" in page


def test_an_export_waits_until_all_are_made(app: Flask, tmp_path: Path) -> None:
    _organiser, course_session = organised(3)
    batch_id = half_made(course_session, made=1)
    out = tmp_path / "out"
    call = ["certificates", "export", "--session", course_session.slug, "--out", str(out)]
    said = app.test_cli_runner().invoke(args=call)
    assert said.exit_code == 3
    assert "1 of 3, 2 are still being made." in said.output
    assert not out.exists()
    run_batch(batch_id, progress=lambda _done, _of: None, actor=SYSTEM)
    assert app.test_cli_runner().invoke(args=call).exit_code == 0


def test_the_progress_of_a_batch_never_runs_back(app: Flask) -> None:
    _organiser, course_session = organised(3)
    with transaction():
        begun = services.issue(actor=SYSTEM, course_session_id=course_session.id)
    assert begun.batch_id is not None
    shown: list[tuple[int, int]] = []

    def show(done: int, of: int) -> None:
        shown.append((done, of))
        if shown == [(n, 6) for n in range(5)]:
            raise Killed

    with pytest.raises(Killed):
        run_batch(begun.batch_id, progress=show, actor=SYSTEM)
    run_batch(begun.batch_id, progress=show, actor=SYSTEM)
    assert shown == [(n, 6) for n in (0, 1, 2, 3, 4, 4, 5, 6)]
    assert batches.open_work(begun.batch_id) is None
    assert len(certificates_of(course_session.id)) == 3


def test_issuing_again_shows_what_the_new_paper_says(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    organiser, course_session = organised(1)
    (row,) = issue_all(course_session)
    with transaction():
        db.session.execute(
            sa.update(Person)
            .where(Person.id == row.person_id)
            .values(certificate_name="Person Number 1")
        )
    signed_in(client, organiser)
    page = client.get(f"/register/{row.id}").text
    assert "The new paper would say the same." in page
    assert "The record says" not in page
    with transaction():
        db.session.execute(
            sa.update(Enrolment).values(certificate_name="Person Numbered", rank="Superintendent")
        )
    page = client.get(f"/register/{row.id}").text
    correct = page.partition('id="correct"')[2]
    assert "Person Numbered" in correct
    assert "Superintendent" in correct
    assert "The new paper would say the same." not in page


def test_a_record_that_differs_from_the_roll_is_pointed_out(
    client: FlaskClient, signed_in: SignIn, app: Flask
) -> None:
    organiser, course_session = organised(1)
    (row,) = issue_all(course_session)
    with transaction():
        db.session.execute(
            sa.update(Person)
            .where(Person.id == row.person_id)
            .values(certificate_name="Person <b>Renamed")
        )
    signed_in(client, organiser)
    page = client.get(f"/register/{row.id}").text
    assert "The record says Person &lt;b&gt;Renamed; the roll says Person Number 1" in page
    assert "Change and approve the name on the roll first." in page
    assert f"/sessions/{course_session.slug}/roll/{row.enrolment_id}" in page
