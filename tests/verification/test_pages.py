"""Pages and commands of verification, on certificates that the kept register holds."""

import json
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from lms.certificates.enums import RevocationCode
from lms.certificates.models import Certificate
from lms.certificates.services import revoke, statements
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import transaction
from lms.engines.credentials import statement
from lms.engines.credentials.payload import Payload, read_payload
from lms.verification import services
from lms.verification.formats import pack_moment
from tests.support import before
from tests.verification.support import LOOK_ALIKE, judged

EXIT = {before.VALID: 0, before.REVOKED: 5, before.SUPERSEDED: 4, before.NEWER: 0}


@pytest.fixture
def register(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, Certificate]:
    """The kept register, with a key for statements in a folder of the test's own."""
    settings = app.extensions["concord.settings"]
    folder = settings.data / f"of-{id(monkeypatch)}"
    own = settings.model_copy(update={"trusted_roots": before.ROOT_FILE, "data": folder})
    monkeypatch.setitem(app.extensions, "concord.settings", own)
    statements.make_key()
    return before.put_register()


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["certificates", *arguments])


def payload_of(row: Certificate) -> Payload:
    return read_payload(row.payload.encode())


def stated(row: Certificate) -> str:
    key = statements.keys().private()
    assert key is not None
    return statement.statement_for(payload_of(row), key)


def link(row: Certificate) -> str:
    return f"https://concord.example/v/{row.token}"


def test_each_verdict_has_its_exit_status(app: Flask, register: dict[str, Certificate]) -> None:
    for serial, row in register.items():
        digits = stated(row)
        for thing in (str(before.file_of(serial)), link(row), f"{link(row)}#{digits}", digits):
            assert run(app, "verify", thing).exit_code == EXIT[serial], (serial, thing[:60])
        typed = ("verify", "--serial", serial, "--code", row.code)
        assert run(app, *typed).exit_code == EXIT[serial]
    both = [str(before.file_of(serial)) for serial in (before.REVOKED, before.SUPERSEDED)]
    assert run(app, "verify", *both).exit_code == 1
    assert run(app, "verify", before.VALID, "--serial", before.VALID).exit_code == 2


def test_what_is_false_or_foreign_at_the_terminal(
    app: Flask, register: dict[str, Certificate]
) -> None:
    one, other = register[before.VALID], register[before.NEWER]
    payload = payload_of(one)
    foreign = statement.statement_for(payload, LOOK_ALIKE)
    key = statements.keys().private()
    assert key is not None
    renamed = payload.holder.model_copy(update={"name": "Somebody Else"})
    never = statement.statement_for(payload.model_copy(update={"serial": "DGTR-2026-9999"}), key)
    lying = statement.statement_for(payload.model_copy(update={"holder": renamed}), key)
    tried = {
        foreign: (7, "is not pinned here"),
        f"{link(other)}#{stated(one)}": (1, "do not belong together"),
        lying: (1, "another name"),
        f"https://concord.example.org/v/{one.token}": (1, "do not open it"),
        stated(one)[:-1] + str((int(stated(one)[-1]) + 1) % 10): (1, ""),
        "https://concord.example/v/unknown": (7, "no such certificate"),
        f"{link(one)}#{never}": (7, "no such certificate"),
        f" {foreign}\n": (7, "is not pinned here"),
    }
    for thing, (status, words) in tried.items():
        said = run(app, "verify", thing)
        assert (said.exit_code, words in said.stdout) == (status, True), (said.stdout, words)


def test_an_expired_certificate_is_told_so(
    app: Flask, client: FlaskClient, register: dict[str, Certificate]
) -> None:
    from lms.certificates.queries import verify as queries

    row = register[before.VALID]

    def expiring(data: bytes) -> Payload:
        return read_payload(data).model_copy(
            update={"expires_on": app.extensions["concord.clock"].now().date() - timedelta(days=1)}
        )

    with mock.patch.object(queries, "read_payload", expiring):
        page = client.get(f"/v/{row.token}").text
        assert "<h1>Expired</h1>" in page and "Its validity ended on" in page
        assert run(app, "verify", link(row)).exit_code == 6


def test_the_offline_verifier_is_one_file_with_keys_and_pack(
    app: Flask, register: dict[str, Certificate], tmp_path: Path, clock: FixedClock
) -> None:
    out = tmp_path / "verifier.html"
    said = run(app, "offline-verifier", str(out))
    assert said.exit_code == 0 and "SHA-256" in said.stdout, said.output
    page = out.read_text("utf-8")
    assert "default-src 'none'" in page and 'src="' not in page and "connect-src" not in page
    told = json.loads(page.partition('id="trust">')[2].partition("</script>")[0])
    assert pack_moment(told["pack"]) == clock.now()
    for row in register.values():  # the pack names nobody
        assert payload_of(row).holder.name not in page
    texts = [f"{link(row)}#{stated(row)}" for row in register.values()]
    answers = judged(texts=texts, trust=told, now="2026-03-05T00:00:00Z")["texts"]
    assert [one["verdict"] for one in answers] == ["valid", "revoked", "superseded", "valid"]
    assert answers[1]["out"] == {
        "serial": before.REVOKED,
        "state": "revoked",
        "on": "2026-03-02",
        "reason": before.REASON,
        "by": "",
        "code": "",
        "place": "",
    }


def test_the_site_hands_out_what_the_worker_signed(
    client: FlaskClient, register: dict[str, Certificate]
) -> None:
    assert client.get("/verify/offline/revocations.txt").status_code == 404
    assert "No list yet" in client.get("/verify/offline").text
    signed = services.sign_pack()
    given = client.get("/verify/offline/revocations.txt")
    assert given.text == signed and "attachment" in given.headers["Content-Disposition"]
    page = client.get("/verify/offline/certificate-verifier.html")
    assert page.headers["Content-Disposition"].endswith('"certificate-verifier.html"')
    assert "SHA-256" in client.get("/verify/offline").text


def test_the_pack_follows_a_revocation_and_is_signed_anew_each_hour(
    register: dict[str, Certificate], clock: FixedClock
) -> None:
    assert not services.is_current()
    services.sign_pack()
    assert services.is_current()
    with transaction():
        revoke(
            actor=SYSTEM,
            certificate_id=register[before.VALID].id,
            code=RevocationCode.ISSUED_IN_ERROR,
        )
    assert not services.is_current()
    assert f'"{before.VALID}"' in services.sign_pack()
    assert services.is_current()
    clock.advance(timedelta(hours=1, seconds=1))
    assert not services.is_current()


def test_the_page_of_a_link_carries_the_pinned_keys(
    client: FlaskClient, register: dict[str, Certificate]
) -> None:
    page = client.get(f"/v/{register[before.VALID].token}").text
    (key,) = statements.pinned().keys
    assert f'{{"{key.hex()}":' in page
    assert "verification/online.js" in page
    typed = {"serial": before.VALID, "code": register[before.VALID].code}
    assert "online.js" not in client.post("/verify", data=typed).text


def test_who_holds_the_paper_goes_on_where_a_guesser_waits(
    client: FlaskClient, register: dict[str, Certificate]
) -> None:
    row = register[before.VALID]
    for number in range(31):
        client.get(f"/v/{number:022d}")
    held = client.get(f"/v/{row.token}")
    unknown = client.get("/v/" + "A" * 22)
    assert held.status_code == unknown.status_code == 429
    assert "Surname on the paper" in held.text and "Chandio" not in held.text
    main = [
        page.text.partition("<main")[2].partition("</main>")[0].replace(row.token, "A" * 22)
        for page in (held, unknown)
    ]
    assert main[0] == main[1]
    holding = {"token": row.token, "serial": row.serial.lower(), "surname": " chandio "}
    assert "<h1>Valid</h1>" in client.post("/verify/holding", data=holding).text
    local = holding | {"surname": "چانڈیو"}
    assert "<h1>Valid</h1>" in client.post("/verify/holding", data=local).text
    by_code = {"code": row.code, "serial": row.serial, "surname": "Tabassum"}
    page = client.post("/verify/holding", data=by_code).text
    assert "<h1>Valid</h1>" in page and "Chandio" not in page
    wrong = [{"surname": "Abro"}, {"serial": before.NEWER}, {"token": "A" * 22}, {"surname": ""}]
    for change in wrong:
        answer = client.post("/verify/holding", data=holding | change)
        assert "<h1>Unknown</h1>" in answer.text
    client.post("/verify/holding", data=holding | {"surname": "x"})
    assert client.post("/verify/holding", data=holding).status_code == 429
