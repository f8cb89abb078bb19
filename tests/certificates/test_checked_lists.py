"""Before a list opens for approval and signatures, each of its papers was found printable."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.certificates import queries, services
from lms.certificates.enums import BatchState, Mend
from lms.certificates.services import lists, thanking
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Refused
from lms.core.jobs import Job, run_pending
from lms.core.settings import Settings
from lms.courses.enums import StaffRole
from lms.courses.models import CourseSession, Signatory
from lms.enrolments.models import Enrolment
from lms.signing.models import SigningList
from tests.factories.accounts import acting, make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import certificates_of, issue_all, make_earned_session
from tests.factories.courses import make_staff
from tests.support.signing_in import sign_in_directly

TOO_LONG = {"en": "a very long name " * 12 + "Office", "ur": "مہمان خصوصی " * 20 + "دفتر"}


def make_two_offices(people: int = 1) -> tuple[CourseSession, Person]:
    """A session whose list a person behind an office has to sign, and its organiser."""
    agency = make_agency()
    organiser = make_person("Omar", "Organiser", agency=agency)
    signatory = make_person("Salma", "Signatory", agency=make_agency("Two"))
    course_session = make_earned_session([agency], people, organiser=organiser)
    make_staff(course_session, signatory, StaffRole.SIGNATORY)
    with transaction():
        db.session.execute(sa.update(Signatory).values(person_id=signatory.id))
    return course_session, organiser


def begin(course_session: CourseSession, organiser: Person) -> services.Begun:
    with transaction():
        return services.issue(actor=acting(organiser), course_session_id=course_session.id)


def lists_of(course_session: CourseSession) -> int:
    count = sa.select(sa.func.count()).where(SigningList.course_session_id == course_session.id)
    return db.session.scalar(count) or 0


def state_of(course_session: CourseSession) -> BatchState:
    page = queries.session_certificates(course_session.slug, actor=SYSTEM)
    assert page.batch is not None
    return page.batch.state


def test_thanks_that_do_not_fit_are_told_before_anybody_signs(app: Flask) -> None:
    course_session, organiser = make_two_offices()
    slug, actor = course_session.slug, acting(organiser)
    with transaction():
        guest = thanking.thank(
            actor=actor,
            slug=slug,
            name="Guest Of Honour",
            post={},
            local_name="مہمان",
            organisation=TOO_LONG,
            capacity={"en": "guest of honour"},
        )
    begun = begin(course_session, organiser)
    assert begun.waiting and begun.checking
    with transaction(), pytest.raises(Refused, match="No list of this session waits"):
        lists.approve(actor=actor, slug=slug, digest="")
    run_pending()
    assert lists_of(course_session) == 0
    assert state_of(course_session) is BatchState.REFUSED
    client = sign_in_directly(app.test_client(), organiser.id)
    page = client.get(f"/sessions/{slug}/certificates").text
    assert "Nothing was issued: some papers cannot be printed" in page
    assert "<bdi>Guest Of Honour</bdi></b>: Rank and agency of Guest Of Honour are too long" in page
    assert f'/sessions/{slug}/certificates/thanks#thanks-{guest}">Mend it in the list of' in page
    assert "names on the roll" not in page
    with transaction():
        thanking.unthank(actor=actor, slug=slug, thanks_id=guest)
    assert begin(course_session, organiser).checking
    run_pending()
    assert (lists_of(course_session), state_of(course_session)) == (1, BatchState.WAITING)
    (row,) = queries.waiting_lists(actor=actor)
    assert row.slug == slug
    assert "Nothing was issued" not in client.get(f"/sessions/{slug}/certificates").text


def test_a_name_that_cannot_be_printed_leads_to_its_line_of_the_roll(app: Flask) -> None:
    course_session, organiser = make_two_offices()
    with transaction():
        db.session.execute(sa.update(Enrolment).values(certificate_name="Kenji กข"))
    key = db.session.scalar(sa.select(Enrolment.id).execution_options(concord_scope="a test"))
    client = sign_in_directly(app.test_client(), organiser.id)
    tab = f"/sessions/{course_session.slug}/certificates"
    told = client.post(tab, follow_redirects=True)
    assert told.request.path == tab
    assert "The papers are being checked." in told.text
    assert "Checking every paper before the list opens for signing" in told.text
    run_pending()
    page = client.get(tab).text
    assert f'/sessions/{course_session.slug}/roll/{key}">Mend it on the roll</a>' in page
    assert lists_of(course_session) == 0


def test_what_changed_while_papers_were_checked_is_checked_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lms.certificates import jobs

    course_session, organiser = make_two_offices()
    checks = []

    def check(planned: object, progress: object, *, steps: int) -> dict[object, object]:
        checks.append([one.candidate.name for one in planned])  # type: ignore[attr-defined]
        if len(checks) == 1:
            with transaction():
                db.session.execute(sa.update(Enrolment).values(certificate_name="Renamed"))
        return {}

    monkeypatch.setattr(jobs, "_check", check)
    begin(course_session, organiser)
    run_pending()
    assert checks == [["Person Number 1"], ["Renamed"]]
    made = db.session.scalars(sa.select(SigningList)).one()
    assert [one["name"] for one in made.entries["people"]] == ["Renamed"]
    assert made.prepared_by == organiser.id


def test_one_certificate_again_is_checked_too(app: Flask) -> None:
    course_session = make_earned_session([make_agency()], 1)
    (paper,) = issue_all(course_session)
    signatory = make_person("Salma", "Signatory")
    with transaction():
        db.session.execute(sa.update(Signatory).values(person_id=signatory.id))
        db.session.execute(sa.update(Enrolment).values(certificate_name="Kenji กข"))
        services.issue_again(actor=SYSTEM, certificate_id=paper.id, reason="Misspelt")
    run_pending()
    assert lists_of(course_session) == 1  # that of the first issue
    page = queries.session_certificates(course_session.slug, actor=SYSTEM)
    assert page.batch is not None and page.batch.state is BatchState.REFUSED
    assert page.batch.again and page.batch.problems[0][1]["mend"] == "roll"
    assert len(certificates_of(course_session.id)) == 1


def test_a_check_that_stands_still_goes_on_or_is_given_up(app: Flask) -> None:
    course_session, organiser = make_two_offices()
    begin(course_session, organiser)
    with transaction():
        db.session.execute(sa.update(Job).values(state="failed"))
    client: FlaskClient = sign_in_directly(app.test_client(), organiser.id)
    tab = f"/sessions/{course_session.slug}/certificates"
    page = client.get(tab).text
    assert "The check of the papers stands still" in page and "Go on checking the papers" in page
    client.post(f"{tab}/give-up")
    assert state_of(course_session) is BatchState.REFUSED
    begin(course_session, organiser)
    with transaction():
        db.session.execute(sa.update(Job).values(state="failed"))
    assert begin(course_session, organiser).checking
    run_pending()
    assert state_of(course_session) is BatchState.WAITING


def test_the_command_line_checks_by_itself(app: Flask, tmp_path: Path) -> None:
    settings: Settings = app.extensions["concord.settings"]
    assert settings.certificate_approvals == 1
    course_session, organiser = make_two_offices()
    runner = app.test_cli_runner()
    with transaction():
        guest = thanking.thank(
            actor=acting(organiser),
            slug=course_session.slug,
            name="Guest Of Honour",
            post={},
            local_name="مہمان",
            organisation=TOO_LONG,
            capacity={"en": "guest of honour"},
        )
    where = "Mend it on the session's page Certificates of appreciation."
    told = runner.invoke(args=["certificates", "issue", "--session", course_session.slug])
    assert told.exit_code == 1
    assert "Nothing was issued. Guest Of Honour: Rank and agency of Guest" in told.stdout
    assert where in told.stdout
    out = str(tmp_path / "drawn.pdf")
    drawn = runner.invoke(
        args=["certificates", "render", "--session", course_session.slug, "--out", out]
    )
    assert drawn.exit_code == 1
    assert "None for Guest Of Honour: Rank and agency of Guest" in drawn.stdout
    assert where in drawn.stdout
    with transaction():
        thanking.unthank(actor=SYSTEM, slug=course_session.slug, thanks_id=guest)
    opened = runner.invoke(args=["certificates", "issue", "--session", course_session.slug])
    assert opened.exit_code == 1 and "The list waits for people" in opened.output
    assert lists_of(course_session) == 1


@pytest.mark.parametrize(("title", "mend"), [("Analysis", Mend.THANKS), ("A" * 299, Mend.SESSION)])
def test_a_sentence_that_does_not_fit_names_its_longest_text(
    app: Flask, title: str, mend: Mend
) -> None:
    course_session, organiser = make_two_offices(0)
    with transaction():
        thanking.thank(
            actor=acting(organiser),
            slug=course_session.slug,
            name="Guest Of Honour",
            post={},
            organisation={},
            capacity={"en": "W" * 295},
        )
        db.session.execute(sa.update(CourseSession).values(title={"en": title}))
    begin(course_session, organiser)
    run_pending()
    page = queries.session_certificates(course_session.slug, actor=SYSTEM)
    assert page.batch is not None
    ((name, kept),) = page.batch.problems
    assert (name, kept["mend"]) == ("Guest Of Honour", mend)
    assert ("W" * 295 in kept["values"].values()) is (mend is Mend.THANKS)
