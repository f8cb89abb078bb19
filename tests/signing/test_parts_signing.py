"""Certificates to be shown in parts, signed on demand: approved names alone, no name in clear."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from lms.core.errors import Unavailable
from lms.core.settings import Settings
from lms.engines.credentials import parts, sdjwt
from lms.engines.credentials.parts import Where
from lms.signing import authority, paper_keys
from lms.signing.offices import box_of
from lms.signing.signer import client, wire
from lms.signing.signer.server import JOURNAL, Signer
from tests.factories.papers import make_payload
from tests.signing.test_lists import NAMES, Scene
from tests.signing.test_signer import PASSPHRASE, unlock

BASE = "https://concord.example/credentials"
WHERE = Where(f"{BASE}/issuer", f"{BASE}/types/certificate", f"{BASE}/status/1", 7)
AT = datetime(2026, 11, 26, tzinfo=UTC)
FIRST = str(NAMES[0]["key"])


def unsigned(**changes: object) -> sdjwt.Unsigned:
    return parts.unsigned(make_payload(**changes), WHERE, key_id="zKey", made_at=AT)


@pytest.fixture
def own(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An installation whose keys stand under a passphrase, with its signer."""
    settings = app.extensions["concord.settings"]
    made = settings.model_copy(update={"data": tmp_path, "signer": "process"})
    monkeypatch.setitem(app.extensions, "concord.settings", made)
    office = authority.own(tmp_path)
    authority.make(office, organisation="A", root_name="A", seal_name="A", passphrase=PASSPHRASE)
    serving = Signer(app, box_of(made), wire.folder_of(tmp_path))
    threading.Thread(target=serving.serve, daemon=True).start()
    yield made
    serving.close()


def test_it_is_signed_for_an_approved_name_and_for_nobody_else(own: Settings) -> None:
    approved, waiting = Scene().prepare(), Scene().prepare(approvals=2)
    data = unsigned().data
    with pytest.raises(Unavailable, match="locked"):
        paper_keys.sign_parts(approved.id, FIRST, data)
    unlock(own.data)
    signature = paper_keys.sign_parts(approved.id, FIRST, data)
    paper_keys.credential_public().verify(signature, data)
    journal = (wire.folder_of(own.data) / JOURNAL).read_text().splitlines()
    line = json.loads(journal[-1])
    assert (line["list"], line["key"], line["entries"]) == (str(approved.id), "parts", [FIRST])
    for list_id, entry in ((waiting.id, FIRST), (approved.id, str(uuid4())), (uuid4(), FIRST)):
        with pytest.raises(Unavailable):
            paper_keys.sign_parts(list_id, entry, data)
    client.ask(own.data, ask="lock")
    with pytest.raises(Unavailable, match="locked"):
        paper_keys.sign_parts(approved.id, FIRST, data)


def test_the_key_signs_no_other_bytes(own: Settings) -> None:
    approved = Scene().prepare()
    unlock(own.data)
    said = parts.always(make_payload(), WHERE, iat=1)
    few = sdjwt.Unsigned.of(said, {}, key_id="zKey", digests=3)
    clear = sdjwt.Unsigned.of({**said, "name": "Somebody"}, {}, key_id="zKey", digests=16)
    bare = sdjwt.Unsigned.of({"iss": "x"}, {}, key_id="zKey", digests=16)
    for data in (bytes(64), b"pay 100", few.data, clear.data, bare.data, unsigned().data + b"."):
        with pytest.raises(Unavailable):
            paper_keys.sign_parts(approved.id, FIRST, data)


def test_each_form_is_told_apart() -> None:
    assert parts.is_to_be_signed(unsigned().data)
    assert parts.is_to_be_signed(unsigned(local="", expires_on=AT.date()).data)
    header, payload = unsigned().data.split(b".")
    for data in (payload, header + b"." + header, header + b"..", b"\xff" * 64, payload * 9):
        assert not parts.is_to_be_signed(data)
