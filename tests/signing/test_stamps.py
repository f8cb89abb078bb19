"""Time stamps: tokens that others accept, on both signatures of a file, from inside or outside."""

import hashlib
import http.server
import io
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms, tsp
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader

from lms.certificates.printing.fast import Press
from lms.certificates.printing.render import to_pdf
from lms.certificates.services import sealing
from lms.core.errors import Refused, Unavailable
from lms.engines.press import Tokens, WrongContainer
from lms.engines.press.cms import signature_in
from lms.signing import authority, stamping
from lms.signing.keys import open_key
from lms.signing.port import KeyUnavailable, OfficeKey
from lms.signing.reference import ReferenceSeal
from lms.signing.signer import client, wire
from lms.signing.signer.box import KeyBox, Other
from lms.signing.signer.problems import Failure, SignerProblem
from lms.signing.signer.server import Signer
from lms.signing.signer.stamps import STAMPS, StampAuthority
from tests.factories.certificates import make_seal
from tests.factories.papers import make_paper
from tests.factories.stamps import TERMS, Direct, check, opening, says
from tests.support.http_server import QuietServer, serving

DIGEST = hashlib.sha256(b"something").digest()


@pytest.fixture(scope="module")
def tokens(place: authority.Authority) -> Tokens:
    return Tokens([open_key(place).certificate.dump()], TERMS)


def openssl(*arguments: str | Path) -> str:
    program = shutil.which("openssl")
    assert program, "openssl is missing: run make setup-test."
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


# --- tokens ---


def test_openssl_accepts_answers_and_refusals(
    app: Flask, place: authority.Authority, tmp_path: Path
) -> None:
    stamps = StampAuthority(open_key(place), TERMS)
    question, answer, file = tmp_path / "q", tmp_path / "a", tmp_path / "file"
    file.write_bytes(b"something")
    openssl("ts", "-query", "-data", file, "-sha256", "-cert", "-out", question)
    answer.write_bytes(stamps.answer(question.read_bytes())[1])
    asked = ("ts", "-verify", "-queryfile", question, "-in", answer, "-CAfile", place.root)
    assert "Verification: OK" in openssl(*asked)
    changed = bytearray(answer.read_bytes())
    changed[-3] ^= 1
    answer.write_bytes(changed)
    assert "Verification: OK" not in openssl(*asked)
    openssl("ts", "-query", "-data", file, "-sha256", "-out", question)
    answer.write_bytes(stamps.answer(question.read_bytes())[1])
    more = ("-untrusted", place.seal)
    assert "Verification: OK" in openssl(*asked, *more), "without a certificate inside"
    for wish, why in (
        (["-sha512"], "unrecognized or unsupported algorithm identifier"),
        (["-sha256", "-tspolicy", "1.2.3"], "the requested TSA policy is not supported"),
    ):
        openssl("ts", "-query", "-data", file, *wish, "-out", question)
        answer.write_bytes(stamps.answer(question.read_bytes())[1])
        assert f"Failure info: {why}" in openssl("ts", "-reply", "-in", answer, "-text")
    for nonsense in (b"", b"\x30\x80", b"\x30\x03\x02\x01\x01", question.read_bytes()[:-1]):
        answer.write_bytes(stamps.answer(nonsense)[1])
        assert "Status: Rejected" in openssl("ts", "-reply", "-in", answer, "-text")


def test_a_token_is_of_its_digest_and_its_authority(
    app: Flask, place: authority.Authority, tokens: Tokens, keys: list[OfficeKey]
) -> None:
    stamps = StampAuthority(open_key(place), TERMS)
    serials = []
    for _ in range(5):
        serial, token = stamps.stamp(DIGEST)
        serials.append(serial)
        tokens.check(token, DIGEST)
    assert serials == sorted(set(serials)), "none twice, and they rise"
    with pytest.raises(WrongContainer):
        tokens.check(token, hashlib.sha256(b"other").digest())
    for at in range(len(token)):
        changed = bytearray(token)
        changed[at] ^= 0x10
        with pytest.raises(WrongContainer):
            tokens.check(bytes(changed), DIGEST)
    with pytest.raises(WrongContainer):
        Tokens([keys[0].certificate.dump()], TERMS).check(token, DIGEST)
    assert len(token) <= tokens.most


# --- both signatures of a file ---


def test_both_signatures_bear_a_time_stamp(stamped: bytes, data: Path, tmp_path: Path) -> None:
    report = check(stamped, data)
    assert report.fault is None
    assert report.stamped_at is not None
    assert abs((datetime.now(UTC) - report.stamped_at).total_seconds()) < 600
    unknown = check(stamped, data, stamps=False).fault
    assert unknown is not None
    assert unknown.text == "The time stamp is of an authority unknown here: %(name)s."
    (tmp_path / "a.pdf").write_bytes(stamped)
    assert says("pdfsig", "-nocert", tmp_path / "a.pdf").count("Signature is Valid.") == 2
    assert "No syntax or stream encoding errors found" in says(
        "qpdf", "--check", tmp_path / "a.pdf"
    )
    seals = PdfFileReader(io.BytesIO(stamped), strict=True).embedded_signatures
    containers = [cms.ContentInfo.load(seal.pkcs7_content).dump() for seal in seals]
    assert [bool(signature_in(one)[1]) for one in containers] == [True, True]


def test_any_changed_byte_of_a_token_is_refused(stamped: bytes, data: Path) -> None:
    gap = stamped.rindex(b"/Contents <") + len("/Contents <")
    end = stamped.index(b">", gap)
    container = bytes.fromhex(stamped[gap:end].decode())
    size = 4 + int.from_bytes(container[2:4])
    _, token = signature_in(container[:size])
    start = gap + 2 * container.index(token)
    for at in range(start + 5, start + 2 * len(token), 307):
        changed = bytearray(stamped)
        changed[at] = ord("5") if changed[at] != ord("5") else ord("6")
        assert not check(bytes(changed), data).valid, at


def test_the_plain_way_stamps_too(
    place: authority.Authority, keys: list[OfficeKey], data: Path
) -> None:
    seal = ReferenceSeal(keys, Direct(open_key(place)))
    report = check(seal.sign(to_pdf(make_paper(), opening()), reason="x"), data)
    assert (report.fault, report.stamped_at is not None) == (None, True)


# --- an authority outside ---


@pytest.fixture
def outside(place: authority.Authority) -> Iterator[tuple[str, list[Callable[[bytes], object]]]]:
    """A server that gives what the test says: bytes as an answer, a number as a status."""
    answers: list[Callable[[bytes], object]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            found = answers[-1](asked)
            self.send_response(found if isinstance(found, int) else 200)
            self.send_header("Location", "/")
            self.end_headers()
            if isinstance(found, bytes):
                self.wfile.write(found)

        def log_message(self, *_args: object) -> None:
            pass

    with serving(QuietServer(("127.0.0.1", 0), Handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}/", answers


def test_an_authority_outside_is_asked_and_judged(
    app: Flask,
    outside: tuple[str, list[Callable[[bytes], object]]],
    place: authority.Authority,
    keys: list[OfficeKey],
    data: Path,
) -> None:
    url, answers = outside
    key = open_key(place)
    stamps, tokens = StampAuthority(key, TERMS), Tokens([key.certificate.dump()], TERMS)
    moment = datetime.now(UTC)
    answers.append(lambda asked: tokens.answer(asked, key.sign, serial=9, moment=moment))
    stamp = stamping.OutsideStamp(url, 5)
    file = Press().make(make_paper(), opening(), (), keys[:1], moment=moment, stamp=stamp)
    assert check(file, data).stamped_at == moment.replace(microsecond=0)
    other = DIGEST[::-1]
    replayed, swapped, refused = (
        stamps.answer(asked)[1] for asked in (request_of(DIGEST), request_of(other), b"")
    )
    for given, why in (
        (lambda _: replayed, "its time stamp is of something else"),
        (lambda _: swapped, "its time stamp is of something else"),
        (lambda _: refused, "it refuses, with status 2"),
        (lambda _: b"<html>", "its answer cannot be read"),
        (lambda _: b"", "its answer cannot be read"),
        (lambda _: bytes(100_000), "its answer does not end"),
        (lambda _: 500, "it answers 500"),
        (lambda _: 302, "it answers 302"),
        (lambda _: time.sleep(0.5) or b"", "it does not answer"),
    ):
        answers.append(given)
        with pytest.raises(Unavailable) as caught:
            stamping.OutsideStamp(url, 0.2).make(DIGEST)
        assert why in caught.value.message.english()
    with pytest.raises(Unavailable, match="does not answer"):
        stamping.OutsideStamp("http://127.0.0.1:1/", 1).make(DIGEST)


def request_of(digest: bytes) -> bytes:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    return bytes(tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": 1}).dump())


# --- by the signer, and by the settings ---


def test_the_signer_gives_time_stamps_under_a_key_of_their_own(
    app: Flask, place: authority.Authority, tokens: Tokens, tmp_path: Path
) -> None:
    office = authority.own(tmp_path)
    authority.make(office, organisation="X", root_name="X", seal_name="X", passphrase=b"open")
    found: list[authority.Authority] = []
    box = KeyBox(
        lambda: [office],
        others={
            STAMPS: Other(lambda secret: open_key(found[0], secret) if found else None, found.copy)
        },
    )
    serving = Signer(app, box, wire.folder_of(tmp_path))
    threading.Thread(target=serving.serve, daemon=True).start()
    try:
        with client.opened(tmp_path, None) as session:
            with pytest.raises(KeyUnavailable, match="make-time-stamp-key"):
                session.stamp(DIGEST)
            found.append(place)
            tokens.check(session.stamp(DIGEST), DIGEST)
            assert session.stamp_certificate() == open_key(place).certificate.dump()
            with pytest.raises(SignerProblem):
                session.stamp(b"short")
            client.ask(tmp_path, ask="lock")
            with pytest.raises(SignerProblem) as caught:
                session.stamp(DIGEST)
            assert caught.value.failure is Failure.LOCKED
            client.ask(tmp_path, ask="unlock", passphrase="open")
            tokens.check(session.stamp(DIGEST), DIGEST)
    finally:
        serving.close()


def test_an_installation_that_has_neither_says_so(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_seal()
    settings = app.extensions["concord.settings"]
    sealing.require_seal()
    monkeypatch.setattr(settings, "signature_level", "B-T")
    shutil.rmtree(authority.stamps(settings.data).folder, ignore_errors=True)
    with pytest.raises(Refused, match="make-time-stamp-key"):
        sealing.require_seal()
    run = app.test_cli_runner().invoke
    arguments = ["certificates", "make-time-stamp-key", "--organisation", "X"]
    assert run(args=arguments).exit_code == 0
    sealing.require_seal()
    assert "already" in run(args=arguments).output
    roots = {one.dump() for one in stamping.stamp_roots()}
    assert run(args=[*arguments, "--renew"]).exit_code == 0
    assert roots < {one.dump() for one in stamping.stamp_roots()}, "the old root stays pinned"
    kept = [one.parent for one in authority.stamps_before(settings.data)]
    assert [sorted(file.name for file in one.iterdir()) for one in kept] == [
        ["root.crl", "root.pem", "seal.pem"]
    ]
    shutil.rmtree(authority.stamps(settings.data).folder)
    monkeypatch.setattr(settings, "time_stamp_url", "https://stamps.example/")
    sealing.require_seal()
