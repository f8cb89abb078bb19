"""A certificate shown in parts: asked for, made, chosen from, and checked by a stranger."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from unittest import mock
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.certificates import services
from lms.certificates.enums import RevocationCode
from lms.certificates.jobs import run_batch
from lms.certificates.models import Certificate, CertificateBatch, CertificateParts
from lms.certificates.queries import parts as queries
from lms.certificates.queries import verify as verify_queries
from lms.certificates.services import parts as making
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.errors import Unavailable
from lms.core.jobs import run_pending
from lms.core.messages import N_
from lms.engines.credentials import parts, sdjwt
from lms.engines.credentials.payload import Payload, read_payload
from lms.signing import paper_keys
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import certificates_of, issue_all, make_earned_session
from tests.factories.papers import URDU_NAME

SignIn = Callable[[FlaskClient, Person | UUID], FlaskClient]
NAME = "Person Number 1"


@pytest.fixture
def row(app: Flask) -> Certificate:
    """One certificate, as it was issued."""
    (made,) = issue_all(make_earned_session([make_agency("Coast Guards")], 1))
    return made


def address(row: Certificate) -> str:
    return f"/me/certificates/{row.id}/parts"


def made(row: Certificate) -> str:
    """The whole text of a certificate, as its holder has it after asking."""
    with transaction():
        if db.session.get(CertificateParts, row.id) is None:
            db.session.add(CertificateParts(certificate_id=row.id, asked_at=row.issued_at))
    ready = making.make(row.id)
    with transaction():
        making.keep(ready)
    kept = db.session.get_one(CertificateParts, row.id, populate_existing=True)
    assert kept.text is not None
    return kept.text


def checked(client: FlaskClient, text: str) -> str:
    """The page of a verifier who pastes this."""
    answer = client.post("/verify/parts", data={"text": text})
    assert answer.status_code == 200
    return answer.text


def word(page: str) -> str:
    return re.findall(r"<h1>(.*?)</h1>", page)[0]


@pytest.mark.both
def test_the_holder_asks_chooses_and_hands_over(
    client: FlaskClient, signed_in: SignIn, row: Certificate
) -> None:
    assert row.person_id is not None
    signed_in(client, row.person_id)
    assert address(row) in client.get("/me/certificates").text
    first = client.get(address(row)).text
    assert "Make it ready" in first and NAME not in first
    for _ in range(2):  # a second click changes nothing
        waiting = client.post(address(row), follow_redirects=True).text
    assert "It is being made ready" in waiting
    assert client.get(f"{address(row)}/progress").json == {
        "state": "waiting",
        "done": 0,
        "total": 0,
    }
    run_pending()
    assert client.get(f"{address(row)}/progress").json["state"] == "done"
    page = client.get(address(row)).text
    offered = set(re.findall(r'name="show" value="(\w+)"', page))
    assert offered == {
        "name", "local_name", "rank", "agency", "serial", "place", "contact_minutes", "attendance",
        "organiser", "donor", "project",
    } & set(queries.to_choose(db.session.get_one(CertificateParts, row.id).text or ""))  # fmt: skip
    assert {"name", "local_name", "rank", "agency", "serial"} <= offered
    assert "checked" not in page and "eyJ" not in page, "nothing is chosen for them"

    chosen = client.get(f"{address(row)}?show=rank&show=agency&made=1").text
    text = re.findall(r"<textarea[^>]*>(.*?)</textarea>", chosen)[0]
    assert "and: Rank, Agency. Everything else is hidden." in chosen
    taken = client.get(f"{address(row)}?show=rank&show=agency&file=1")
    assert taken.text == text and taken.headers["Cache-Control"] == "private, no-store"
    assert row.serial not in taken.headers["Content-Disposition"]
    found = sdjwt.read(text, queries.keys())
    assert set(found.names) == {"rank", "agency"}

    seen = checked(client, text)
    assert word(seen) == "Valid" and "Inspector" in seen and "Coast Guards" in seen
    assert "The name was withheld" in seen and "The register was asked at" in seen
    for hidden in (NAME, URDU_NAME, row.serial, row.token, str(row.person_id), str(row.id)):
        assert hidden not in seen and hidden not in text
    by_file = client.post("/verify/parts", data={"file": (io.BytesIO(text.encode()), "x.txt")})
    assert word(by_file.text) == "Valid"


def test_it_is_nobody_elses(client: FlaskClient, signed_in: SignIn, row: Certificate) -> None:
    made(row)
    signed_in(client, make_person("Other", "Person"))
    for path in (address(row), f"{address(row)}?made=1&show=name", f"{address(row)}/progress"):
        assert client.get(path).status_code == 404
    assert client.post(address(row)).status_code == 404


def test_every_choice_is_told_as_it_is(client: FlaskClient, row: Certificate) -> None:
    text = made(row)
    everything = queries.to_choose(text)
    payload = read_payload(row.payload.encode())
    assert everything == parts.hidden(payload)
    for names in ([], ["name"], ["local_name", "serial"], [*everything]):
        page = checked(client, queries.presented(text, names))
        assert word(page) == "Valid"
        assert (NAME in page) is ("name" in names)
        assert (URDU_NAME in page) is ("local_name" in names)
        assert (row.serial in page) is ("serial" in names)
        assert payload.training.code in page and "Completion" in page
        assert ("document of the person" in page) is bool({"name", "local_name"} & set(names))


def test_without_a_local_name_there_are_as_many_digests(row: Certificate) -> None:
    before = sdjwt.parsed(made(row)).payload["_sd"]
    payload = read_payload(row.payload.encode())
    nameless = payload.model_copy(
        update={"holder": payload.holder.model_copy(update={"local_name": "", "rank": {}})}
    )
    place = parts.Where("i", "k", "s", 1)
    other = parts.unsigned(nameless, place, key_id="x", made_at=row.issued_at)
    after = sdjwt.parsed(other.signed(bytes(64))).payload["_sd"]
    assert len(before) == len(after) == parts.DIGESTS
    assert len(other.disclosures) == len(parts.hidden(payload)) - 2


def test_revoked_superseded_and_expired_are_told(
    app: Flask, client: FlaskClient, clock: FixedClock
) -> None:
    course_session = make_earned_session([make_agency()], 3)
    revoked, replaced, ended = issue_all(course_session)
    texts = {one.id: queries.presented(made(one), ["rank"]) for one in (revoked, replaced, ended)}
    assert {word(checked(client, text)) for text in texts.values()} == {"Valid"}
    with transaction():
        services.revoke(
            actor=SYSTEM,
            certificate_id=revoked.id,
            code=RevocationCode.OTHER,
            sentence="Issued by mistake.",
        )
        batch = services.issue_again(actor=SYSTEM, certificate_id=replaced.id, reason="Other rank.")
    run_batch(batch, progress=lambda _done, _of: None, actor=SYSTEM)
    page = checked(client, texts[revoked.id])
    assert word(page) == "Revoked" and "Issued by mistake." in page
    assert revoked.serial not in page and "Inspector" in page
    assert word(checked(client, texts[replaced.id])) == "Superseded"
    newer = certificates_of(course_session.id)[3]
    assert word(checked(client, queries.presented(made(newer), []))) == "Valid"

    def expiring(data: bytes) -> Payload:
        day = clock.now().date() - timedelta(days=1)
        return read_payload(data).model_copy(update={"expires_on": day})

    with mock.patch.object(making, "read_payload", expiring), transaction():
        db.session.get_one(CertificateParts, ended.id).text = None
    with mock.patch.object(making, "read_payload", expiring):
        text = queries.presented(made(ended), [])
    with mock.patch.object(verify_queries, "read_payload", expiring):
        assert word(checked(client, text)) == "Expired"
    assert sdjwt.parsed(text).payload["exp"] < clock.now().timestamp()


def test_what_proves_nothing_is_told_apart(client: FlaskClient, row: Certificate) -> None:
    text = made(row)
    (other,) = issue_all(make_earned_session([make_agency()], 1))
    of_other = queries.presented(made(other), ["name"]).partition("~")[2]
    jwt, _, rest = queries.presented(text, ["name"]).partition("~")
    flipped = jwt[:-9] + ("A" if jwt[-9] != "A" else "B") + jwt[-8:]
    signed_rank = queries.presented(text, ["rank"])
    for given, verdict, why in (
        ("eyJhello", "Unknown", "no text that shows a certificate in parts"),
        (f"{jwt}~{of_other}", "Changed", "does not belong to this certificate"),
        (f"{jwt}~{rest}{rest}", "Changed", "does not belong to this certificate"),
        (f"{flipped}~{rest}", "Changed", "has not signed it"),
        (signed_rank.rstrip("~"), "Unknown", "a piece of it is missing"),
    ):
        page = checked(client, given)
        assert word(page) == verdict and why in page, given[:40]
        assert NAME not in page and "Inspector" not in page
    with mock.patch.object(queries, "keys", dict):
        page = checked(client, signed_rank)
    assert word(page) == "Unknown" and "No key of this register" in page


def test_a_text_outlives_a_move_of_the_installation(
    app: Flask, client: FlaskClient, row: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = queries.presented(made(row), ["rank"])
    settings = app.extensions["concord.settings"]
    moved = settings.model_copy(update={"base_url": "https://elsewhere.example"})
    monkeypatch.setitem(app.extensions, "concord.settings", moved)
    assert word(checked(client, text)) == "Valid"


def test_the_register_has_the_last_word(client: FlaskClient, row: Certificate) -> None:
    """Where the signed text and the frozen record differ, the text proves nothing."""
    text = queries.presented(made(row), ["rank"])
    with transaction():
        changed = db.session.get_one(Certificate, row.id)
        changed.payload = row.payload.replace("Inspector", "Director")
    page = checked(client, text)
    assert word(page) == "Changed" and "does not say what this text says" in page
    with transaction():
        gone = db.session.get_one(Certificate, row.id)
        gone.status_index = (row.status_index or 0) + 1
    assert word(checked(client, text)) == "Unknown"


def test_nothing_typed_and_far_too_much(client: FlaskClient, app: Flask) -> None:
    empty = client.post("/verify/parts", data={"text": " "})
    assert empty.status_code == 422 and "Paste the text" in empty.text
    assert re.search(r'<textarea[^>]* id="text"[^>]* data-focus', empty.text), "the page goes there"
    long = client.post("/verify/parts", data={"text": "x" * 60_000})
    assert long.status_code == 413 and "longer than that of any certificate" in long.text
    file = client.post("/verify/parts", data={"file": (io.BytesIO(b"\xff\x00" * 4_000), "x.txt")})
    assert word(file.text) == "Unknown"
    large = client.post("/verify/parts", data={"file": (io.BytesIO(b"a" * 90_000), "x.txt")})
    assert large.status_code == 413
    assert client.get("/verify/parts").headers["Location"].endswith("/verify#parts")


def test_a_guesser_waits(client: FlaskClient, app: Flask) -> None:
    codes = [client.post("/verify/parts", data={"text": "eyJ"}).status_code for _ in range(33)]
    assert codes[0] == 200 and codes[-1] == 429


def test_a_locked_signer_makes_nobody_ask_again(
    client: FlaskClient, signed_in: SignIn, row: Certificate, clock: FixedClock
) -> None:
    assert row.person_id is not None
    signed_in(client, row.person_id)
    client.post(address(row))

    def locked(*_: object) -> bytes:
        raise Unavailable(N_("The signing keys are locked."))

    with mock.patch.object(paper_keys, "sign_parts", locked):
        run_pending()
    assert "It is being made ready" in client.get(address(row)).text
    clock.advance(timedelta(hours=1))
    run_pending()
    signed_in(client, row.person_id)
    assert "Shown only if you tick it" in client.get(address(row)).text


def test_what_is_not_in_force_or_too_old_says_so(
    client: FlaskClient, signed_in: SignIn, row: Certificate
) -> None:
    assert row.person_id is not None
    signed_in(client, row.person_id)
    with transaction():
        db.session.get_one(CertificateBatch, row.batch_id).list_id = None
    assert "can be shown only as a whole" in client.get(address(row)).text
    assert client.post(address(row)).status_code == 409
    with transaction():
        services.revoke(
            actor=SYSTEM, certificate_id=row.id, code=RevocationCode.OTHER, sentence="A mistake."
        )
    page = client.get(f"{address(row)}?made=1&show=name").text
    assert "not in force" in page and "eyJ" not in page
    assert client.post(address(row)).status_code == 409
    assert address(row) not in client.get("/me/certificates").text
    with transaction():
        db.session.add(CertificateParts(certificate_id=row.id, asked_at=row.issued_at))
    assert making.asked() == [], "one that fell is not made any more"


def test_what_texts_name_is_open_to_everybody(client: FlaskClient, row: Certificate) -> None:
    payload = sdjwt.parsed(made(row)).payload
    kind = client.get(payload["vct"].removeprefix("https://concord.example"))
    assert kind.json["vct"] == payload["vct"]
    told = {one["path"][0]: one["sd"] for one in kind.json["claims"]}
    assert told["name"] == "always" and told["kind"] == "never"
    assert set(payload) - {"_sd", "_sd_alg"} <= {
        name for name, how in told.items() if how == "never"
    }
    issuer = payload["iss"].removeprefix("https://concord.example")
    keys = client.get(f"/.well-known/jwt-vc-issuer{issuer}")
    assert keys.json["issuer"] == payload["iss"]
    assert keys.headers["Access-Control-Allow-Origin"] == "*"
    from jwcrypto.jwk import JWK
    from sd_jwt.verifier import SDJWTVerifier

    def key_of(_issuer: str, header: dict[str, str]) -> JWK:
        (found,) = [one for one in keys.json["jwks"]["keys"] if one["kid"] == header["kid"]]
        return JWK(**found)

    text = queries.presented(made(row), ["rank", "name"])
    said = SDJWTVerifier(text, key_of).get_verified_payload()
    assert (said["name"], said["iss"]) == (NAME, payload["iss"])
