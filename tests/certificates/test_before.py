"""Certificates issued by earlier code verify for ever: by link, number, file and command line."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.certificates.models import Certificate
from lms.signing.validate import check_seal, read_roots
from tests.support import before

STATES = {
    before.VALID: "Valid",
    before.REVOKED: "Revoked",
    before.SUPERSEDED: "Superseded",
    before.NEWER: "Valid",
}
FORM = "multipart/form-data; boundary=edge"


@pytest.fixture
def register(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, Certificate]:
    settings = app.extensions["concord.settings"]
    trusting = settings.model_copy(update={"trusted_roots": before.ROOT_FILE})
    monkeypatch.setitem(app.extensions, "concord.settings", trusting)
    return before.put_register()


def post_file(client: FlaskClient, data: bytes) -> str:
    head = b'Content-Disposition: form-data; name="file"; filename="a.pdf"'
    body = b"--edge\r\n" + head + b"\r\n\r\n" + data + b"\r\n--edge--\r\n"
    return client.post("/verify/file", data=body, content_type=FORM).text


def test_web_pages_know_them(client: FlaskClient, register: dict[str, Certificate]) -> None:
    for serial, fact in before.facts().items():
        heading = f"<h1>{STATES[serial]}</h1>"
        name = json.loads(fact["payload"])["holder"]["name"]
        by_link = client.get(f"/v/{fact['token']}").text
        by_file = post_file(client, before.file_of(serial).read_bytes())
        assert heading in by_link and heading in by_file
        assert name in by_link and name in by_file
        typed = {"serial": serial, "code": fact["code"]}
        assert heading in client.post("/verify", data=typed).text
    assert before.REASON in client.get(f"/v/{before.facts()[before.REVOKED]['token']}").text


def test_the_command_line_knows_them(app: Flask, register: dict[str, Certificate]) -> None:
    runner = app.test_cli_runner()
    for serial, state in STATES.items():
        said = runner.invoke(args=["certificates", "verify", "--json", str(before.file_of(serial))])
        (told,) = json.loads(said.stdout)
        assert (told["verdict"], told["serial"]) == (state.lower(), serial)
        assert (said.exit_code == 0) is (state == "Valid")
        assert told["sealed_by"] == "Test seal"


def test_their_seals_hold_and_a_changed_byte_is_seen(client: FlaskClient, app: Flask) -> None:
    roots = read_roots([before.ROOT_FILE])
    before.put_register()
    for serial in STATES:
        data = before.file_of(serial).read_bytes()
        assert check_seal(data, roots).valid
        changed = bytearray(data)
        changed[len(data) // 3] ^= 1
        assert not check_seal(bytes(changed), roots).valid
        assert "<h1>Changed</h1>" in post_file(client, bytes(changed))
