"""The credential inside each certificate: judged by others, revoked, handed out."""

import io
import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from lms.certificates import services
from lms.certificates.enums import RevocationCode
from lms.certificates.jobs import run_batch
from lms.certificates.models import Certificate, CredentialStatusList
from lms.certificates.queries.credentials import inside
from lms.certificates.services import credentials
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.settings import settings
from lms.engines.credentials import badge, jsonld
from lms.engines.credentials.baking import unbake
from lms.engines.credentials.issuing import as_json
from lms.engines.credentials.payload import read_payload
from lms.signing.credential_key import open_or_make
from lms.signing.offices import credential_file
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import certificates_of, issue_all, make_earned_session
from tests.factories.papers import make_payload

SignIn = Callable[[FlaskClient, Person | UUID], FlaskClient]
JUDGE = Path(__file__).parents[1] / "support" / "judge_credentials.mjs"


def credential_in(row: Certificate) -> bytes:
    return inside(files.read(files.find(row.file_id)))


def fetched(client: FlaskClient, address: str) -> Any:
    response = client.get(urlsplit(address).path)
    assert response.status_code == 200 and response.headers["Access-Control-Allow-Origin"] == "*"
    return response.json if response.is_json else json.loads(response.data)


def judged(client: FlaskClient, cases: list[dict[str, Any]], now: str) -> list[dict[str, Any]]:
    """The reference libraries' answers, with the documents as this installation serves them."""
    documents = {url: json.loads(file.read_text()) for url, file in jsonld.CONTEXTS.items()}
    issuer, status = cases[0]["issuer"]["id"], cases[0]["credentialStatus"]["statusListCredential"]
    documents |= {address: fetched(client, address) for address in (issuer, status)}
    asked = json.dumps({"documents": documents, "cases": cases, "now": now})
    done = subprocess.run(["node", JUDGE], input=asked, text=True, capture_output=True, check=True)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def test_the_reference_libraries_accept_refuse_and_see_what_is_revoked(
    app: Flask, client: FlaskClient
) -> None:
    course_session = make_earned_session([make_agency()], 2)
    revoked, replaced = issue_all(course_session)
    with transaction():
        services.revoke(
            actor=SYSTEM,
            certificate_id=revoked.id,
            code=RevocationCode.OTHER,
            sentence="Issued by mistake.",
        )
        batch = services.issue_again(actor=SYSTEM, certificate_id=replaced.id, reason="Other rank.")
    run_batch(batch, progress=lambda _done, _of: None, actor=SYSTEM)
    with transaction():
        credentials.sign_lists()
    rows = certificates_of(course_session.id)
    good = rows[2]
    made = [credential_in(row) for row in rows]
    one_byte = made[2].replace(b"DGTR-2026-0003", b"DGTR-2026-0009", 1)
    cases = [json.loads(data) for data in (*made, one_byte)]
    answers = judged(client, cases, (utcnow() + timedelta(days=1)).isoformat())
    assert [one["verified"] for one in answers] == [True, True, True, False], answers
    assert [one["revoked"] for one in answers] == [True, True, False, False]
    assert "Invalid signature" in answers[3]["why"]
    assert all(one["checked"] == 1 for one in answers[:3])

    holder = read_payload(good.payload.encode()).holder
    assert holder.name.encode() not in made[2]
    assert badge.fits_name(cases[2], holder.name) and badge.fits_name(cases[2], holder.local_name)
    assert not badge.fits_name(cases[2], "Somebody Else")
    key = open_or_make(credential_file(settings()), None)
    method = credentials.method_of(key.public_key())
    again = credentials.unsigned_of(good, read_payload(good.payload.encode()), method)
    assert again is not None
    assert (
        as_json(again.signed(key.sign(again.data))) == made[2]
    )  # made again after a kill: the same bytes

    achievement = cases[2]["credentialSubject"]["achievement"]
    assert achievement["achievementType"] == "Certificate"
    path = urlsplit(achievement["id"]).path
    assert achievement["name"] in client.get(path, headers={"Accept": "text/html"}).text
    served = client.get(path, headers={"Accept": "application/ld+json"})
    assert {key: json.loads(served.data)[key] for key in achievement} == achievement


def test_one_certificate_from_its_list_to_its_holder(
    app: Flask, client: FlaskClient, signed_in: SignIn
) -> None:
    (row,) = issue_all(make_earned_session([make_agency()], 1))
    with transaction():
        assert credentials.sign_lists() == 1
        assert credentials.sign_lists() == 0
        services.revoke(
            actor=SYSTEM,
            certificate_id=row.id,
            code=RevocationCode.OTHER,
            sentence="Issued by mistake.",
        )
        assert credentials.sign_lists() == 1, "a bit has changed"
        kept = db.session.get_one(CredentialStatusList, 1)
        kept.signed_at -= credentials.FRESH_FOR
        db.session.flush()
        assert credentials.sign_lists() == 1, "the signature ages"

    signed_in(client, row.person_id)
    address = f"/me/certificates/{row.id}/credential.json"
    assert f'href="{address}"' in client.get("/me/certificates").text
    response = client.get(address)
    assert response.data == credential_in(row) and response.mimetype == badge.MEDIA_TYPE
    with pikepdf.open(io.BytesIO(files.read(files.find(row.file_id)))) as document:
        assert document.attachments["credential.json"].relationship == pikepdf.Name.Data
        assert len(document.Root.AF) >= 2
    assert f"{row.serial}.credential.json" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "private, no-store"
    picture = f"/me/certificates/{row.id}/badge.png"
    assert unbake(client.get(picture).data) == response.data
    signed_in(client, make_person("Other", "Person"))
    assert client.get(address).status_code == client.get(picture).status_code == 404

    with transaction():  # as a certificate from before there were credentials
        row.status_list = row.status_index = None
    signed_in(client, row.person_id)
    assert "/credential" not in client.get("/me/certificates").text
    assert client.get(address).status_code == 404


def test_places_are_drawn_by_chance_and_a_full_list_is_followed_by_the_next(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: dict[int, list[int]] = {}
    monkeypatch.setattr(credentials, "FULL", 3)
    monkeypatch.setattr(credentials, "_lists", lambda: sorted(taken))
    monkeypatch.setattr(credentials, "_indexes", lambda number: taken.get(number, []))
    for number, count in ((1, 2), (1, 1), (2, 1), (3, 5)):
        with transaction():
            places = credentials.prepare([make_payload()] * count, SYSTEM)
        assert {place.status_list for place in places} == {number}
        assert len({place.index for place in places}) == count
        taken.setdefault(number, []).extend(place.index for place in places)
    assert sorted(taken[3]) != list(range(5))


@pytest.mark.parametrize(
    "address", ["/credentials/status/7", "/credentials/achievements/unknown", "/credentials/x"]
)
def test_unknown_addresses_are_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404
