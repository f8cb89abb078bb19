"""Verification: what strangers are told, and what they are never told."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.certificates import queries, services
from lms.certificates.enums import RevocationCode, Verdict
from lms.certificates.models import Certificate
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import transaction
from lms.engines.credentials import codes
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_deserving, make_earned_session
from tests.support.apps import QueryCount

FORM = "multipart/form-data; boundary=edge"
NAME = "Tabassum Rani Chandio"


@pytest.fixture
def issued(app: Flask) -> Certificate:
    agency = make_agency()
    course_session = make_earned_session([agency], 0)
    person = make_person("Tabassum", "Chandio", agency=agency, email="tabassum@example.org")
    make_deserving(course_session, agency, NAME, person=person, designation="Desk Officer")
    (row,) = issue_all(course_session)
    return row


def data_of(row: Certificate) -> bytes:
    assert row.file_id is not None
    return files.read(row.file_id)


def post_file(client: FlaskClient, data: bytes) -> str:
    return client.post("/verify/file", data=multipart(data), content_type=FORM).text


def multipart(data: bytes) -> bytes:
    """A form with one file, as bytes: the test client would leave its temporary file open."""
    head = b'Content-Disposition: form-data; name="file"; filename="a.pdf"'
    return b"--edge\r\n" + head + b"\r\n\r\n" + data + b"\r\n--edge--\r\n"


def test_the_link_shows_the_name(client: FlaskClient, issued: Certificate) -> None:
    page = client.get(f"/v/{issued.token}").text
    assert "<h1>Valid</h1>" in page
    assert NAME in page
    assert issued.serial in page


def test_a_typed_number_shows_no_name(client: FlaskClient, issued: Certificate) -> None:
    typed = {"serial": f" {issued.serial.lower()} ", "code": codes.grouped(issued.code).lower()}
    page = client.post("/verify", data=typed).text
    assert "<h1>Valid</h1>" in page
    assert NAME not in page
    assert "Link charts in practice" in page


def test_the_file_itself_shows_the_name(client: FlaskClient, issued: Certificate) -> None:
    page = post_file(client, data_of(issued))
    assert "<h1>Valid</h1>" in page
    assert NAME in page


@pytest.mark.parametrize("where", [10, 5_000, -3_000, -1])
def test_any_changed_byte_of_a_file_is_refused(
    client: FlaskClient, issued: Certificate, where: int
) -> None:
    data = bytearray(data_of(issued))
    data[where] ^= 1
    page = post_file(client, bytes(data))
    assert "<h1>Changed</h1>" in page
    (serial,) = re.findall(r"issued as <[^>]+>([^<]+)<", page)
    assert serial == issued.serial
    assert NAME not in page


def test_foreign_files_are_unknown(client: FlaskClient, issued: Certificate) -> None:
    for data in (b"%PDF-1.7 something", b"PK\x03\x04", data_of(issued)[:2000]):
        page = post_file(client, data)
        assert "<h1>Unknown</h1>" in page
        assert "Do not accept it" in page


def test_no_answer_holds_mail_post_or_marks(client: FlaskClient, issued: Certificate) -> None:
    pages = [client.get(f"/v/{issued.token}").text, post_file(client, data_of(issued))]
    for page in pages:
        for hidden in ("example.org", "Desk Officer", "%</"):
            assert hidden not in page


def test_unknown_and_malformed_get_one_answer(client: FlaskClient, issued: Certificate) -> None:
    good = codes.new_code()
    links = [client.get(f"/v/{token}") for token in ("A" * 22, "x", "%F0%9F%92%A9")]
    typed = [
        client.post("/verify", data={"serial": issued.serial, "code": good}),
        client.post("/verify", data={"serial": "DGTR-2026-9999", "code": issued.code}),
        client.post("/verify", data={"serial": "nonsense", "code": "nonsense"}),
        client.post("/verify", data={"serial": issued.serial, "code": "é" * 16}),
    ]
    for tries in (links, typed):  # a link's page can also judge the statement in its fragment
        # outside <main> the page names its own address, for the change of language
        bodies = {answer.text.partition("<main")[2].partition("</main>")[0] for answer in tries}
        assert len(bodies) == 1
        assert {answer.status_code for answer in tries} == {200}
        assert "<h1>Unknown</h1>" in bodies.pop()


def test_unknown_and_malformed_do_the_same_work(app: Flask, issued: Certificate) -> None:
    from lms.core.db import db

    counts = set()
    for token in ("A" * 22, "x", issued.token[:-1]):
        with QueryCount(db.engine) as count:
            assert queries.verify.by_token(token).verdict is Verdict.UNKNOWN
        counts.add(int(count))
    for serial, code in (
        ("DGTR-2026-9999", issued.code),
        ("nonsense", "nonsense"),
        (issued.serial, codes.new_code()),
    ):
        with QueryCount(db.engine) as count:
            assert queries.verify.by_number(serial, code).verdict is Verdict.UNKNOWN
        counts.add(int(count))
    assert counts == {2}  # certificates and spare blanks are asked, whatever is typed


def test_superseded_and_revoked_are_told_apart(client: FlaskClient, issued: Certificate) -> None:
    with transaction():
        services.revoke(
            actor=SYSTEM,
            certificate_id=issued.id,
            code=RevocationCode.OTHER,
            sentence="Issued in error.",
        )
    page = client.get(f"/v/{issued.token}").text
    assert "<h1>Revoked</h1>" in page
    assert "Issued in error." in page
    assert "<h1>Revoked</h1>" in post_file(client, data_of(issued))


def test_guessing_is_throttled_by_address(
    client: FlaskClient, issued: Certificate, clock: FixedClock
) -> None:
    statuses = [client.get(f"/v/{number:022d}").status_code for number in range(32)]
    assert statuses[:30] == [200] * 30
    assert statuses[-1] == 429
    held = client.get(f"/v/{issued.token}")
    assert held.status_code == 429
    assert int(held.headers["Retry-After"]) >= 1
    other = client.get(f"/v/{issued.token}", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert "<h1>Valid</h1>" in other.text
    clock.advance(timedelta(minutes=12))
    assert client.get(f"/v/{issued.token}").status_code == 200


def test_no_minute_has_more_than_thirty_wrong_tries(
    app: Flask, client: FlaskClient, clock: FixedClock
) -> None:
    answered = []
    for minute in range(5):
        tries = [client.get(f"/v/{minute}{number:021d}").status_code for number in range(33)]
        assert set(tries) <= {200, 429}
        answered.append(tries.count(200))
        clock.advance(timedelta(minutes=1))
    assert answered[0] == max(answered) == 30
    assert sum(answered[1:]) < 30, "the waiting grows"


def test_right_answers_are_not_counted(client: FlaskClient, issued: Certificate) -> None:
    for _ in range(40):
        assert client.get(f"/v/{issued.token}").status_code == 200


def test_the_form_says_what_is_missing(client: FlaskClient, app: Flask) -> None:
    answer = client.post("/verify", data={"serial": "DGTR-2026-0001", "code": ""})
    assert answer.status_code == 422
    assert "Type the 16 signs" in answer.text
    assert 'value="DGTR-2026-0001"' in answer.text
    assert client.post("/verify/file", data={}).status_code == 422


def test_a_large_file_is_refused(client: FlaskClient, app: Flask) -> None:
    answer = client.post(
        "/verify/file", data=multipart(b"%PDF" + b"0" * (5 * 1024 * 1024 + 10)), content_type=FORM
    )
    assert answer.status_code == 413
    assert "larger than 5 MB" in answer.text


def test_serial_of_another_certificate_does_not_fit_the_code(
    client: FlaskClient, app: Flask
) -> None:
    course_session = make_earned_session([make_agency()], 2)
    one, two = issue_all(course_session)
    page = client.post("/verify", data={"serial": one.serial, "code": two.code}).text
    assert "<h1>Unknown</h1>" in page
