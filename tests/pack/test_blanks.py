"""Spare blanks: numbered without a gap, never a certificate, settled once on record."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pikepdf
import pypdfium2
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.certificates import queries
from lms.certificates.enums import BlankState, CertificateKind, Verdict
from lms.certificates.models import BlankEntry, SerialCounter, SpareBlank
from lms.certificates.printing import picture
from lms.certificates.printing.fast import Press
from lms.certificates.queries import blanks as reading
from lms.certificates.services import blanks
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import Invalid, Refused
from lms.courses.models import CourseSession
from lms.designs import shipped
from lms.engines.credentials import codes
from lms.engines.credentials.payload import read_payload
from lms.pack.printing import blanks as drawing
from lms.pack.services.making import languages_of
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session
from tests.factories.papers import make_payload
from tests.support.apps import QueryCount

SignedIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture
def organiser(app: Flask) -> Person:
    return make_person("Rana", "Marwat")


@pytest.fixture
def course_session(organiser: Person) -> CourseSession:
    return make_earned_session([make_agency()], 1, organiser=organiser)


def numbered(course_session: CourseSession, count: int = 1) -> list[SpareBlank]:
    with transaction():
        blanks.number_blanks(
            actor=SYSTEM,
            slug=course_session.slug,
            kind=CertificateKind.COMPLETION,
            count=count,
            more=True,
        )
    return rows(course_session)


def rows(course_session: CourseSession) -> list[SpareBlank]:
    db.session.expire_all()
    return list(reading.blanks_of(course_session.id))


def test_blanks_take_the_next_numbers_of_the_one_count(course_session: CourseSession) -> None:
    first, second = numbered(course_session, 2)
    (issued,) = issue_all(course_session)
    (*_others, third) = numbered(course_session)
    assert [first.number, second.number, issued.number, third.number] == [1, 2, 3, 4]
    assert db.session.scalars(sa.select(SerialCounter.last)).all() == [4]
    assert list(reading.differences()) == []


@pytest.mark.both
def test_a_blank_is_never_a_valid_certificate(course_session: CourseSession) -> None:
    one, other, left = numbered(course_session, 3)
    assert queries.verify.by_token(one.token).verdict is Verdict.BLANK
    assert queries.verify.by_number(one.serial, codes.grouped(one.code)).verdict is Verdict.BLANK
    with QueryCount(db.engine) as count:
        assert queries.verify.by_number(one.serial, other.code).verdict is Verdict.UNKNOWN
    assert int(count) == 2  # as for every unknown number
    with transaction():
        blanks.fill_in(actor=SYSTEM, blank_id=one.id, name="Bano  Bibi", local_name="بانو بی بی")
        blanks.destroy(actor=SYSTEM, blank_id=other.id, reason="Coffee on it.")
    told = queries.verify.by_token(one.token)
    assert (told.verdict, told.name) == (Verdict.FILLED, "Bano Bibi")
    typed = queries.verify.by_number(one.serial, one.code)
    assert (typed.verdict, typed.name) == (Verdict.FILLED, "")
    spoiled = queries.verify.by_token(other.token)
    assert (spoiled.verdict, spoiled.name, spoiled.reason) == (Verdict.SPOILED, "", "")
    assert queries.verify.by_token(left.token).verdict is Verdict.BLANK
    entered = db.session.scalars(sa.select(BlankEntry.act).order_by(BlankEntry.index)).all()
    assert entered == ["blank_made"] * 3 + ["blank_filled", "blank_destroyed"]
    assert list(reading.differences()) == []


@pytest.mark.parametrize("key", ["official", "plain", "bilingual", "pocket"])
def test_the_label_stands_on_clear_paper_and_there_is_no_last_day(app: Flask, key: str) -> None:
    made = make_payload(local="تبسم", expires_on=date(2028, 3, 2))
    design = shipped.drawn(key)
    size, languages = design.source.options.size, languages_of(design.source.options)
    page = drawing.draw(
        Press(), made, codes.new_code(), "https://academy.example/v/" + "0" * 22, design
    )
    label = drawing.label(page, size, languages)
    assert label.at is not None
    with pikepdf.open(io.BytesIO(label.data)) as document:
        wide, high = (float(side) / 72 * 25.4 for side in document.pages[0].mediabox[2:])
    left, low = label.at
    assert left > 0 and left + wide < size[0] and low + high < size[1]
    assert low > 0.6 * size[1], "above the names, away from where offices sign"
    box = [left, size[1] - low - high, left + wide, size[1] - low]
    covered = picture.ink(page, 4).crop(tuple(round(side * 4) for side in box))
    assert covered.getbbox() is None, "no text, frame or code lies under it"
    assert "Valid until" not in text_of(page) and "Blank numbered" in text_of(page)


def test_a_blank_has_no_last_day_on_record(
    course_session: CourseSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = blanks.frame_of

    def dated(*given: object) -> object:
        frame = usual(*given)
        chosen = {kind: replace(one, expires_months=24) for kind, one in frame.designs.items()}
        return replace(frame, designs=chosen)

    monkeypatch.setattr(blanks, "frame_of", dated)
    (one,) = numbered(course_session)
    assert read_payload(one.payload.encode()).expires_on is None
    assert queries.verify.by_token(one.token).expires_on is None


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    text: str = document[0].get_textpage().get_text_bounded()
    document.close()
    return text


def test_a_blank_is_settled_once_and_changes_show(course_session: CourseSession) -> None:
    (one,) = numbered(course_session)
    with pytest.raises(Invalid), transaction():
        blanks.fill_in(actor=SYSTEM, blank_id=one.id, name="Bano\u202eBibi")
    with transaction():
        blanks.fill_in(actor=SYSTEM, blank_id=one.id, name="Bano Bibi")
    with pytest.raises(Refused), transaction():
        blanks.destroy(actor=SYSTEM, blank_id=one.id, reason="Second thought.")
    with transaction():
        db.session.execute(sa.update(SpareBlank).values(name="Somebody Else"))
    assert [fault[:14] for fault in reading.differences()] == [one.serial]
    with transaction():
        db.session.execute(sa.update(SpareBlank).values(name="Bano Bibi", state="blank"))
    assert "state of the blank" in "".join(reading.differences())


def test_the_pages_number_print_and_settle(
    course_session: CourseSession, organiser: Person, client: FlaskClient, signed_in: SignedIn
) -> None:
    page, url = signed_in(client, organiser), f"/sessions/{course_session.slug}/certificates/blanks"
    assert page.get(f"{url}.pdf").status_code == 409
    too_many = page.post(url, data={"kind": "completion", "count": "51"})
    assert too_many.status_code == 422
    unknown = page.post(url, data={"kind": "gift", "count": "1"})
    assert unknown.status_code == 422
    assert "Choose the kind of paper." in unknown.text
    page.post(url, data={"kind": "participation", "count": "2"})
    one, other = rows(course_session)
    assert one.kind is CertificateKind.PARTICIPATION
    data = page.get(f"{url}.pdf").data
    with pikepdf.open(io.BytesIO(data)) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == [one.serial, other.serial]
        assert all("/KxStamp" in one.Resources.XObject for one in document.pages)
    faulty = page.post(f"{url}/{one.id}", data={"act": "fill", "name": " "})
    assert faulty.status_code == 422
    page.post(f"{url}/{one.id}", data={"act": "fill", "name": "Bano Bibi"})
    page.post(f"{url}/{other.id}", data={"act": "destroy", "reason": "Torn."})
    text = page.get(url).text
    assert "Bano Bibi" in text
    assert "Torn." in text
    assert "Rana Marwat" in text
    verdict = page.get(f"/v/{one.token}").text
    assert "filled in by hand" in verdict
    assert "is in force" not in verdict
    assert "was destroyed" in page.get(f"/v/{other.token}").text
    assert [row.state for row in rows(course_session)] == [BlankState.FILLED, BlankState.DESTROYED]


def test_a_form_sent_again_after_going_back_takes_no_numbers_unawares(
    course_session: CourseSession, organiser: Person, client: FlaskClient, signed_in: SignedIn
) -> None:
    page, url = signed_in(client, organiser), f"/sessions/{course_session.slug}/certificates/blanks"
    wish = {"kind": "completion", "count": "2"}
    assert "Besides those" not in page.get(url).text
    assert page.post(url, data=wish).status_code == 302
    again = page.post(url, data=wish)
    assert again.status_code == 422
    assert "Blanks of this kind that are not used yet: 2." in again.text
    assert len(rows(course_session)) == 2
    assert page.post(url, data={"kind": "participation", "count": "1"}).status_code == 302
    assert page.post(url, data={**wish, "more": "on"}).status_code == 302
    assert len(rows(course_session)) == 5
