import random
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lms.certificates.printing.render import to_pdf
from lms.certificates.signing import authority, validate
from lms.certificates.signing.port import SealUnavailable
from lms.certificates.signing.pyhanko_seal import PyhankoSeal
from lms.certificates.signing.reason import claimed_serial, reason_for
from lms.engines.credentials import commitment
from lms.engines.credentials.payload import canonical
from tests.factories.papers import make_paper


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> authority.Authority:
    return authority.demonstration(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    paper = make_paper()
    return to_pdf(paper, commitment.Opening(canonical(paper.payload), commitment.new_salt()))


@pytest.fixture(scope="module")
def sealed(made: authority.Authority, unsigned: bytes) -> bytes:
    return PyhankoSeal(made).sign(unsigned, reason=reason_for("DGTR-2026-0017"))


def check(data: bytes, made: authority.Authority, **when: datetime) -> validate.SealReport:
    return validate.check_seal(data, validate.read_roots([made.root]), **when)


def test_demonstration_authority_is_named_as_such_and_private(made: authority.Authority) -> None:
    from cryptography import x509

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
    gap = sealed.index(b"/Contents <") + len("/Contents ")
    places = {0, 9, gap, gap + 1, gap + 40, gap + 3000, gap + 8000, gap + 8193, len(sealed) - 1}
    places |= set(random.Random(7).sample(range(len(sealed)), 40))
    for place in sorted(places):
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
        PyhankoSeal(made).sign(sealed, reason="again")


def test_a_look_alike_authority_is_refused(
    unsigned: bytes, made: authority.Authority, tmp_path: Path
) -> None:
    other = authority.demonstration(tmp_path)
    forged = PyhankoSeal(other).sign(unsigned, reason=reason_for("DGTR-2026-0017"))
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
    PyhankoSeal(found)


def test_a_key_under_passphrase_opens_with_it_only(tmp_path: Path, unsigned: bytes) -> None:
    own = authority.own(tmp_path)
    authority.make(
        own, organisation="DGTR", root_name="DGTR root", seal_name="DGTR", passphrase=b"open"
    )
    assert check(PyhankoSeal(own, b"open").sign(unsigned, reason="x"), own).sealed_by == "DGTR"
    for wrong in (None, b"wrong"):
        with pytest.raises(SealUnavailable, match="passphrase"):
            PyhankoSeal(own, wrong)


def test_no_key_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SealUnavailable, match="cannot be read"):
        PyhankoSeal(authority.own(tmp_path))


@pytest.mark.parametrize("data", [b"", b"/Reason (Certificate )", b"/Reason (Certificate \\999)"])
def test_a_file_without_the_line_claims_nothing(data: bytes) -> None:
    assert claimed_serial(data) is None
