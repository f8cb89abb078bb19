"""The signer: one clear failure each, and signatures for approved names alone."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from flask import Flask

from lms.core.db import db, transaction
from lms.core.errors import Unavailable
from lms.engines.credentials import statement
from lms.signing import authority, paper_keys, statement_keys
from lms.signing.keys import open_key
from lms.signing.models import SigningList
from lms.signing.offices import box_of, credential_file
from lms.signing.port import KeyUnavailable
from lms.signing.signer import client, papers, wire
from lms.signing.signer.box import KeyBox, Other
from lms.signing.signer.papers import MOST_TRIES
from lms.signing.signer.problems import Failure, SignerProblem
from lms.signing.signer.server import JOURNAL, Signer
from lms.signing.statement_keys import StatementKeys
from tests.factories.papers import make_payload
from tests.signing.test_lists import NAMES, Scene

PASSPHRASE = b"open sesame"


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> list[authority.Authority]:
    folder = tmp_path_factory.mktemp("offices")
    made = [authority.own(folder), authority.second(folder)]
    for office, name in zip(made, ("First", "Second"), strict=True):
        authority.make(
            office, organisation=name, root_name=name, seal_name=name, passphrase=PASSPHRASE
        )
    return made


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock_of_box() -> Clock:
    return Clock()


@pytest.fixture
def signer(
    app: Flask, offices: list[authority.Authority], tmp_path: Path, clock_of_box: Clock
) -> Iterator[Path]:
    """A signer that listens; gives the data folder by which it is found."""
    data = tmp_path / ("long-" * 20)  # longer than the address of a Unix socket may be
    box = KeyBox(lambda: offices, None, clock_of_box)
    serving = Signer(app, box, wire.folder_of(data))
    thread = threading.Thread(target=serving.serve, daemon=True)
    thread.start()
    yield data
    serving.close()


def unlock(data: Path, **more: object) -> None:
    assert client.ask(data, ask="unlock", passphrase=PASSPHRASE.decode(), **more)["all"]


def attributes() -> bytes:
    """Signed attributes as a CMS has them."""
    return bytes(
        cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [b"\x07" * 32]}),
                cms.CMSAttribute(
                    {
                        "type": "signing_certificate_v2",
                        "values": [{"certs": [{"cert_hash": b"\x01" * 32}]}],
                    }
                ),
            ]
        ).dump()
    )


def sign(data: Path, list_id: UUID, entry: str, what: bytes | None = None) -> list[bytes]:
    with client.opened(data, list_id) as session:
        return [key.sign(what or attributes()) for key in session.keys(entry)]


def failure_of(data: Path, list_id: UUID, entry: str) -> Failure:
    with pytest.raises(SignerProblem) as caught:
        sign(data, list_id, entry)
    return caught.value.failure


def test_it_signs_for_names_on_a_signed_list_and_for_nothing_else(
    app: Flask, signer: Path, offices: list[authority.Authority]
) -> None:
    made = Scene().prepare()
    waiting = Scene().prepare(approvals=2)
    entry = str(NAMES[0]["key"])
    assert failure_of(signer, made.id, entry) is Failure.LOCKED
    with pytest.raises(KeyUnavailable, match="passphrase"):
        client.ask(signer, ask="unlock", passphrase="wrong")
    unlock(signer)
    assert len(sign(signer, made.id, entry)) == 2
    for list_id, name in ((waiting.id, entry), (uuid4(), entry), (made.id, str(uuid4()))):
        assert failure_of(signer, list_id, name) is Failure.NOT_APPROVED
    for nonsense in (b"", b"pay 100", attributes()[:-1]):
        with client.opened(signer, made.id) as session, pytest.raises(SignerProblem):
            session.sign(0, [(entry, attributes()), (entry, nonsense)])
    journal = (signer / "signing" / JOURNAL).read_text().splitlines()
    assert [json.loads(line)["office"] for line in journal] == [0, 1]
    assert json.loads(journal[0])["entries"] == [entry]
    assert json.loads(journal[0])["documents"] == ["07" * 32]
    assert (signer / "signing" / wire.NAME).stat().st_mode & 0o777 == 0o600
    with transaction():
        db.session.execute(sa.update(SigningList).values(digest="0" * 64))
    assert failure_of(signer, made.id, entry) is Failure.NOT_APPROVED


def test_the_unlocking_ends_by_time_by_number_and_by_hand(
    app: Flask, signer: Path, clock_of_box: Clock
) -> None:
    made = Scene().prepare()
    first, second, third = (str(one["key"]) for one in NAMES)
    unlock(signer, certificates=2)
    for entry in (first, first, second):  # the same name again is no further certificate
        sign(signer, made.id, entry)
    assert failure_of(signer, made.id, third) is Failure.LOCKED
    unlock(signer)
    clock_of_box.now += 29 * 60
    assert client.ask(signer, ask="status")["open"]
    clock_of_box.now += 2 * 60
    assert failure_of(signer, made.id, third) is Failure.LOCKED
    unlock(signer)
    assert not client.ask(signer, ask="lock")["open"]
    assert failure_of(signer, made.id, third) is Failure.LOCKED


def test_many_are_signed_at_once_all_or_none(app: Flask, signer: Path) -> None:
    made = Scene().prepare()
    names = [str(one["key"]) for one in NAMES]
    unlock(signer, certificates=len(names))
    wanted = [(name, attributes()) for name in names]
    with client.opened(signer, made.id) as session:
        with pytest.raises(SignerProblem):
            session.sign(0, [*wanted, (str(uuid4()), attributes())])
        with pytest.raises(SignerProblem):
            session.sign(2, wanted)
        assert client.ask(signer, ask="status")["certificates"] == len(names)
        signatures = session.sign(1, wanted)
        public = session.offices[1][0].public_key
    key = load_der_public_key(public.dump())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    for one in signatures:
        key.verify(one, attributes(), ec.ECDSA(hashes.SHA256()))
    (line,) = (signer / "signing" / JOURNAL).read_text().splitlines()
    assert json.loads(line)["entries"] == names


def test_one_name_is_not_signed_for_without_end(app: Flask, signer: Path) -> None:
    made = Scene().prepare()
    entry = str(NAMES[0]["key"])
    unlock(signer)
    with client.opened(signer, made.id) as session:
        session.sign(0, [(entry, attributes())] * MOST_TRIES)
        with pytest.raises(SignerProblem, match="too often"):
            session.sign(0, [(entry, attributes())])
        assert session.sign(1, [(entry, attributes())])


def test_nobody_there_is_said_so(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(SignerProblem, match="does not answer") as caught:
        client.ask(tmp_path, ask="status")
    assert caught.value.failure is Failure.GONE
    assert not client.answers(tmp_path)


def test_the_fifth_caller_waits_for_a_place(
    app: Flask, signer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "WAIT_SECONDS", 0.3)
    held = [client._connect(signer) for _ in range(4)]
    assert not client.answers(signer)
    held.pop().close()
    monkeypatch.setattr(client, "WAIT_SECONDS", 10.0)
    assert client.answers(signer)
    for line in held:
        line.close()


def test_keys_without_passphrase_open_by_themselves_until_locked(tmp_path: Path) -> None:
    office = authority.demonstration(tmp_path)
    box = KeyBox(lambda: [office])
    assert len(box.keys()) == 1
    box.lock()
    with pytest.raises(SignerProblem, match="locked"):
        box.keys()
    assert box.unlock(None)
    assert len(box.keys()) == 1


def test_two_offices_with_passphrases_of_their_own(tmp_path: Path) -> None:
    made = [authority.own(tmp_path), authority.second(tmp_path)]
    for office, secret in zip(made, (b"one", b"two"), strict=True):
        authority.make(office, organisation="X", root_name="X", seal_name="X", passphrase=secret)
    box = KeyBox(lambda: made)
    assert not box.unlock(b"one")
    with pytest.raises(SignerProblem):
        box.keys()
    assert box.unlock(b"two")
    assert len(box.keys()) == 2
    assert open_key(made[0], b"one").sign(b"x")


# --- the keys of statements and credentials ---


def test_papers_are_signed_by_the_signer_for_approved_names_many_at_once(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["concord.settings"]
    own = settings.model_copy(update={"data": tmp_path, "signer": "process"})
    monkeypatch.setitem(app.extensions, "concord.settings", own)
    authority.make(
        authority.own(tmp_path),
        organisation="A",
        root_name="A",
        seal_name="A",
        passphrase=PASSPHRASE,
    )
    statement_keys.make(statement_keys.of(tmp_path, demo=False), passphrase=PASSPHRASE)
    made, waiting = Scene().prepare(), Scene().prepare(approvals=2)
    first, second = (str(one["key"]) for one in NAMES[:2])
    serving = Signer(app, box_of(own), wire.folder_of(tmp_path))
    threading.Thread(target=serving.serve, daemon=True).start()
    try:
        with pytest.raises(SignerProblem, match="locked"):
            client.public_half(tmp_path, papers.CREDENTIALS)
        assert not credential_file(own).exists(), "it is never made under nothing"
        unlock(tmp_path)
        public = client.public_half(tmp_path, papers.STATEMENTS)
        assert public is not None
        stated = statement.Unsigned.of(statement.statement_of(make_payload()), public)
        with client.opened(tmp_path, made.id) as session:
            asked = [(first, stated.data), (second, stated.data)]
            digits = [stated.digits(one) for one in session.sign_papers(papers.STATEMENTS, asked)]
            assert statement.read(digits[1], statement.Pinned([public])).serial == "DGTR-2026-0017"
            both = session.sign_papers(
                papers.CREDENTIALS, [(first, bytes(64)), (second, bytes(64))]
            )
            issuer = session.public_half(papers.CREDENTIALS)
            assert issuer is not None
            issuer.verify(both[0], bytes(64))
            for kind, wrong in (
                (papers.STATEMENTS, [(first, bytes(64))]),
                (papers.STATEMENTS, [(first, stated.body)]),
                (papers.CREDENTIALS, [(first, b"pay 100")]),
                (papers.CREDENTIALS, [(first, bytes(64)), (str(uuid4()), bytes(64))]),
                ("offices", [(first, bytes(64))]),
            ):
                with pytest.raises(SignerProblem):
                    session.sign_papers(kind, wrong)
        for list_id in (waiting.id, None):
            with pytest.raises(SignerProblem), client.opened(tmp_path, list_id) as session:
                session.sign_papers(papers.CREDENTIALS, [(first, bytes(64))])
        key = paper_keys.pack_key()
        assert key is not None
        pack = b"concord/revocation-pack@v1\n"
        key.public_key().verify(key.sign(pack), pack)
        for asked_for in ({"ask": "sign_pack", "text": "Signature1"}, no_list(made.id)):
            with pytest.raises(SignerProblem):
                client.ask(tmp_path, **asked_for)
        assert b"ENCRYPTED" in credential_file(own).read_bytes()
        client.ask(tmp_path, ask="lock")
        with pytest.raises(Unavailable, match="locked"):
            key.sign(pack)
    finally:
        serving.close()


def no_list(list_id: UUID) -> dict[str, object]:
    """A credential in place of a list of what no longer stands."""
    document = {"type": ["VerifiableCredential", "OpenBadgeCredential"], "id": str(list_id)}
    moment = "2026-03-02T08:00:00+00:00"
    return {"ask": "sign_list", "document": document, "method": "x#y", "created": moment}


def test_the_keys_of_papers_stay_open_when_the_offices_time_is_over(
    app: Flask, tmp_path: Path, clock_of_box: Clock
) -> None:
    """Lists of what no longer stands are signed each hour, and are no papers."""
    office = authority.own(tmp_path)
    authority.make(office, organisation="A", root_name="A", seal_name="A", passphrase=PASSPHRASE)
    keys = StatementKeys(tmp_path / "statements")
    statement_keys.make(keys, passphrase=PASSPHRASE)
    others = {
        name: Other(keys.private, lambda: 1, stays=stays)
        for name, stays in (("statements", True), ("stamps", False))
    }
    box = KeyBox(lambda: [office], None, clock_of_box, others)
    box.unlock(PASSPHRASE)
    clock_of_box.now += 31 * 60
    assert box.other("statements") is not None
    for locked in (box.keys, lambda: box.other("stamps")):
        with pytest.raises(SignerProblem, match="locked"):
            locked()
    box.lock()
    with pytest.raises(SignerProblem, match="locked"):
        box.other("statements")
