"""Judges from outside look at a file with two signatures; none of them shares code with ours."""

import re
import subprocess
from pathlib import Path

import pytest

from lms.certificates.printing.render import to_pdf
from lms.certificates.signing.reason import reason_for
from lms.engines.credentials import commitment
from lms.engines.credentials.payload import canonical
from lms.signing import authority
from lms.signing.keys import open_key
from lms.signing.reference import ReferenceSeal
from tests.factories.papers import make_paper


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judged")
    paper = make_paper()
    opening = commitment.Opening(canonical(paper.payload), commitment.new_salt())
    offices = authority.demonstration(folder), authority.demonstration_second(folder)
    data = ReferenceSeal([open_key(office) for office in offices]).sign(
        to_pdf(paper, opening), reason=reason_for(paper.payload.serial), location="Karachi"
    )
    (folder / "signed.pdf").write_bytes(data)
    changed = bytearray(data)
    changed[len(data) // 2] ^= 1
    (folder / "changed.pdf").write_bytes(changed)
    return folder / "signed.pdf"


def say(*command: str | Path) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


def test_poppler_finds_both_valid(signed: Path) -> None:
    said = say("pdfsig", "-nocert", signed)
    assert said.count("Signature is Valid.") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert said.count("Total document signed") >= 1
    assert re.search(r"Signature Field Name: Seal", said)
    assert re.search(r"Signature Field Name: Approval", said)
    assert say("pdfsig", "-nocert", signed.with_name("changed.pdf")).count("is Valid.") < 2


def test_mupdf_finds_both_unchanged(signed: Path) -> None:
    said = say("mutool", "sign", "-v", signed)
    assert said.count("The document is unchanged since signing") + said.count("valid") >= 2, said
    assert "Demonstration second office, not valid" in said


def test_qpdf_finds_nothing_wrong(signed: Path) -> None:
    said = say("qpdf", "--check", signed)
    assert "No syntax or stream encoding errors found" in said, said
