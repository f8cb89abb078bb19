import io
import json
import os
import random
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from lms.certificates.printing.render import to_pdf
from lms.certificates.signing.reason import claimed_serial, reason_for
from lms.engines.credentials import commitment
from lms.engines.credentials.payload import canonical
from lms.signing import authority, validate
from lms.signing.keys import open_key
from lms.signing.port import KeyUnavailable, OfficeKey
from lms.signing.reference import ReferenceSeal
from tests.factories.papers import make_paper


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> authority.Authority:
    return authority.demonstration(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def second(made: authority.Authority) -> authority.Authority:
    return authority.demonstration_second(made.folder.parents[1])


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    paper = make_paper()
    return to_pdf(paper, commitment.Opening(canonical(paper.payload), commitment.new_salt()))


@pytest.fixture(scope="module")
def sealed(made: authority.Authority, unsigned: bytes) -> bytes:
    """As the issuing office alone signed it: the shape of files from before."""
    return seal_of(made).sign(unsigned, reason=reason_for("DGTR-2026-0017"))


@pytest.fixture(scope="module")
def both(made: authority.Authority, second: authority.Authority, unsigned: bytes) -> bytes:
    return seal_of(made, second).sign(unsigned, reason=reason_for("DGTR-2026-0017"))


def seal_of(*offices: authority.Authority, passphrase: bytes | None = None) -> ReferenceSeal:
    return ReferenceSeal([open_key(office, passphrase) for office in offices])


def check(data: bytes, *offices: authority.Authority, **when: datetime) -> validate.SealReport:
    return validate.check_seal(
        data, validate.read_roots([office.root for office in offices]), **when
    )


def changed_places(data: bytes, seed: int, count: int) -> list[int]:
    """Places to flip a bit in: the edges of every gap that a signature fills, and some more."""
    places = {0, 9, len(data) - 1, *random.Random(seed).sample(range(len(data)), count)}
    gap = data.find(b"/Contents <")
    while gap >= 0:
        start = gap + len("/Contents ")
        places |= {start, start + 1, start + 40, start + 3000, start + 8000, start + 8193}
        gap = data.find(b"/Contents <", start)
    return sorted(place for place in places if place < len(data))


def test_demonstration_authority_is_named_as_such_and_private(made: authority.Authority) -> None:
    for file in (made.root, made.seal):
        name = x509.load_pem_x509_certificate(file.read_bytes()).subject.rfc4514_string()
        assert "not valid" in name
        assert "DEMONSTRATION ONLY" in name
    for file in (made.root, made.seal, made.key):
        assert file.stat().st_mode & 0o777 == 0o600
    assert made.folder.stat().st_mode & 0o777 == 0o700
    assert sorted(file.name for file in made.folder.parent.iterdir()) == ["demonstration"]


def test_a_sealed_file_is_valid_over_the_whole_document(
    sealed: bytes, made: authority.Authority
) -> None:
    report = check(sealed, made)
    assert report.valid
    assert report.sealed_by == "Demonstration seal, not valid"
    assert claimed_serial(sealed) == "DGTR-2026-0017"


def test_poppler_agrees(sealed: bytes, tmp_path: Path) -> None:
    pdfsig = shutil.which("pdfsig")
    assert pdfsig, "poppler-utils is missing: run make setup-test."
    (tmp_path / "a.pdf").write_bytes(sealed)
    said = subprocess.run(
        [pdfsig, "-nocert", tmp_path / "a.pdf"], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_any_changed_byte_is_refused(sealed: bytes, made: authority.Authority) -> None:
    for place in changed_places(sealed, 7, 30):
        for bit in (0x01, 0x20):
            changed = bytearray(sealed)
            changed[place] ^= bit
            assert not check(bytes(changed), made).valid, (place, bit)


def test_an_added_revision_and_a_cut_file_are_refused(
    sealed: bytes, made: authority.Authority
) -> None:
    assert not check(sealed + b"\n", made).valid
    assert not check(sealed[:-1], made).valid
    assert not check(sealed[: len(sealed) // 2], made).valid


def test_a_second_seal_cannot_be_added(sealed: bytes, made: authority.Authority) -> None:
    from pyhanko.sign.general import SigningError

    with pytest.raises(SigningError):
        seal_of(made).sign(sealed, reason="again")


def test_a_look_alike_authority_is_refused(
    unsigned: bytes, made: authority.Authority, tmp_path: Path
) -> None:
    other = authority.demonstration(tmp_path)
    forged = seal_of(other).sign(unsigned, reason=reason_for("DGTR-2026-0017"))
    report = check(forged, made)
    assert report.fault is not None
    assert report.fault.text == "The file was sealed by somebody else: %(name)s."
    assert check(forged, other).valid


def test_unsealed_and_foreign_files_are_refused(unsigned: bytes, made: authority.Authority) -> None:
    for data in (unsigned, b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x00" * 100):
        assert not check(data, made).valid


def test_the_seal_counts_at_its_time_of_issue(sealed: bytes, made: authority.Authority) -> None:
    now = datetime.now(UTC)
    assert check(sealed, made, at=now + timedelta(days=365 * 9)).valid
    assert not check(sealed, made, at=now + timedelta(days=365 * 12)).valid


def test_many_first_starts_make_one_authority(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: authority.demonstration(tmp_path), range(8)))
    found = authority.demonstration(tmp_path)
    assert [file.name for file in found.folder.parent.iterdir()] == ["demonstration"]
    seal_of(found)


def test_a_key_under_passphrase_opens_with_it_only(tmp_path: Path, unsigned: bytes) -> None:
    own = authority.own(tmp_path)
    authority.make(
        own, organisation="DGTR", root_name="DGTR root", seal_name="DGTR", passphrase=b"open"
    )
    signed = seal_of(own, passphrase=b"open").sign(unsigned, reason="x")
    assert check(signed, own).sealed_by == "DGTR"
    for wrong in (None, b"wrong"):
        with pytest.raises(KeyUnavailable, match="passphrase"):
            open_key(own, wrong)


def test_no_key_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match="cannot be read"):
        open_key(authority.own(tmp_path))


@pytest.mark.parametrize("data", [b"", b"/Reason (Certificate )", b"/Reason (Certificate \\999)"])
def test_a_file_without_the_line_claims_nothing(data: bytes) -> None:
    assert claimed_serial(data) is None


# --- two offices on one file ---


def test_two_offices_sign_one_file(
    both: bytes, made: authority.Authority, second: authority.Authority
) -> None:
    report = check(both, made, second)
    assert report == validate.SealReport(
        None, "Demonstration seal, not valid", "Demonstration second office, not valid"
    )
    assert claimed_serial(both) == "DGTR-2026-0017"


def test_any_changed_byte_of_a_file_with_two_is_refused(
    both: bytes, made: authority.Authority, second: authority.Authority
) -> None:
    for place in changed_places(both, 11, 12):
        changed = bytearray(both)
        changed[place] ^= 0x01
        assert not check(bytes(changed), made, second).valid, place


def test_two_signatures_must_be_of_two_known_offices(
    both: bytes, unsigned: bytes, made: authority.Authority, second: authority.Authority
) -> None:
    stranger = check(both, made)
    assert stranger.fault is not None
    assert stranger.fault.values == {"name": "Demonstration second office, not valid"}
    one_key = check(seal_of(made, made).sign(unsigned, reason="x"), made)
    assert one_key.fault is not None
    assert one_key.fault.text == "Both signatures are of one key, so only one office signed."


def test_a_file_that_waits_for_the_second_office_is_not_complete(
    both: bytes, made: authority.Authority, second: authority.Authority
) -> None:
    ends = both.index(b"%%EOF", both.index(b"/Type /Sig ") if b"/Type /Sig " in both else 0)
    cuts = [both[: place + 5] for place in _ends(both) if place >= ends]
    faults = [check(cut + b"\n", made, second).fault for cut in cuts[:-1]]
    faults += [check(cut, made, second).fault for cut in cuts[:-1]]
    assert faults
    assert all(faults)
    assert "The signature of the second office is missing." in {f.text for f in faults if f}


def _ends(data: bytes) -> list[int]:
    found, place = [], data.find(b"%%EOF")
    while place >= 0:
        found.append(place)
        place = data.find(b"%%EOF", place + 1)
    return found


def test_a_third_signature_is_refused(
    both: bytes, made: authority.Authority, second: authority.Authority, tmp_path: Path
) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    from lms.signing.reference import _OfficeSigner

    third = authority.demonstration(tmp_path)
    signer = PdfSigner(
        PdfSignatureMetadata(field_name="More"),
        _OfficeSigner(open_key(third)),
        new_field_spec=SigFieldSpec("More"),
    )
    added = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(both)))
    assert not check(added.getvalue(), made, second, third).valid


# --- keys in PKCS#12 and in a token ---


def as_p12(office: authority.Authority, folder: Path, passphrase: bytes) -> authority.Authority:
    moved = authority.Authority(folder)
    folder.mkdir()
    for name in ("root.pem", "seal.pem"):
        shutil.copyfile(office.folder / name, folder / name)
    key = serialization.load_pem_private_key(office.key.read_bytes(), None)
    certificate = x509.load_pem_x509_certificate(office.seal.read_bytes())
    moved.p12.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal",
            key,  # type: ignore[arg-type]
            certificate,
            None,
            serialization.BestAvailableEncryption(passphrase),
        )
    )
    return moved


def test_a_key_in_pkcs12_signs(second: authority.Authority, tmp_path: Path) -> None:
    office = as_p12(second, tmp_path / "p12", b"open")
    assert office.exists
    assert open_key(office, b"open").sign(b"x")
    with pytest.raises(KeyUnavailable, match="passphrase"):
        open_key(office, b"wrong")


def test_a_key_of_another_certificate_is_found_at_once(
    made: authority.Authority, second: authority.Authority, tmp_path: Path
) -> None:
    office = authority.Authority(tmp_path / "mixed")
    shutil.copytree(made.folder, office.folder)
    shutil.copyfile(second.key, office.key)
    with pytest.raises(KeyUnavailable, match="not the one of"):
        open_key(office)


SOFTHSM = next(
    (
        path
        for path in (
            Path("/usr/lib/softhsm/libsofthsm2.so"),
            Path("/usr/lib64/pkcs11/libsofthsm2.so"),
            Path("/opt/homebrew/lib/softhsm/libsofthsm2.so"),
        )
        if path.exists()
    ),
    None,
)


@pytest.fixture(scope="module")
def token_key(second: authority.Authority, tmp_path_factory: pytest.TempPathFactory) -> OfficeKey:
    """The second office's key, in a software token that this module makes for itself."""
    if SOFTHSM is None:
        pytest.skip("The library of SoftHSM is missing: run make setup-test.")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    key = serialization.load_pem_private_key(second.key.read_bytes(), None)
    pem = folder / "key.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    given = ["--token", "office", "--pin", "1234"]
    for act in (
        ["--init-token", "--free", "--label", "office", "--pin", "1234", "--so-pin", "5678"],
        ["--import", str(pem), "--label", "seal", "--id", "01", *given],
    ):
        subprocess.run(["softhsm2-util", *act], check=True, capture_output=True)
    office = authority.Authority(folder / "office")
    office.folder.mkdir()
    for name in ("root.pem", "seal.pem"):
        shutil.copyfile(second.folder / name, office.folder / name)
    place = {"library": str(SOFTHSM), "token": "office", "key": "seal"}
    office.token.write_text(json.dumps(place))
    with pytest.raises(KeyUnavailable):
        open_key(office, b"0000")
    return open_key(office, b"1234")


def test_a_token_signs_the_second_signature(
    token_key: OfficeKey,
    unsigned: bytes,
    made: authority.Authority,
    second: authority.Authority,
) -> None:
    data = ReferenceSeal([open_key(made), token_key]).sign(unsigned, reason="x")
    assert check(data, made, second).valid
