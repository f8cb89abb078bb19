"""Judges from outside look at random files of the fast batch, of each kind and design.

The short form takes twenty papers of four designs, in which each kind is once; the long form every
kind in every design, five papers of each.
"""

import random
import re
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from lms.certificates.enums import CertificateKind
from lms.certificates.printing.compose import Paper
from lms.certificates.printing.fast import Press
from lms.core import pdf
from lms.designs import shipped
from lms.engines.credentials import commitment, qr, statement
from lms.engines.credentials.payload import canonical
from lms.signing import authority, validate
from lms.signing.keys import open_key
from tests.certificates.test_fast import NAMES
from tests.factories.papers import make_payload
from tests.verification.support import BASE, KEY

KINDS = tuple(kind.value for kind in CertificateKind)
EACH_ONCE = tuple(zip(shipped.NAMES, (*KINDS, KINDS[0]), strict=True))
EVERY = tuple((design, kind) for design in shipped.NAMES for kind in KINDS)
MOMENT = datetime.now(UTC).replace(microsecond=0)
CREDENTIAL = pdf.Attachment("credential.json", b'{"type": []}', "application/vc+ld+json", "C")
SIDE_BY_SIDE = 2
Judge = Callable[[Path], str]


def papers(pairs: Sequence[tuple[str, str]], each: int) -> list[Paper]:
    """Papers with names by chance, all different."""
    chance, made = random.Random(20), []
    names = chance.sample(NAMES, len(pairs) * each)
    for number, (name, local) in enumerate(names):
        design, kind = pairs[number % len(pairs)]
        payload = make_payload(
            name=name, local=local, kind=kind, serial=f"DGTR-2026-{number + 1:04d}"
        )
        digits = statement.statement_for(payload, KEY)
        link = qr.verification_url(BASE, f"{number:022d}", digits)
        made.append(replace(Paper(payload, "7K3MQ2XA9FTD000H", link), design=shipped.drawn(design)))
    return made


def said(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def poppler(file: Path) -> str:
    text = said("pdfsig", "-nocert", file)
    good = text.count("Signature is Valid.") == 2 and text.count("Total document signed") == 1
    return "" if good else text


def mupdf(file: Path) -> str:
    text = said("mutool", "sign", "-v", file)
    first = "The signature is valid but there have been edits since signing."
    good = first in text and "The document is unchanged since signing." in text
    return "" if good else text


def qpdf(file: Path) -> str:
    text = said("qpdf", "--check", file)
    return "" if "No syntax or stream encoding errors found" in text else text


def fonts(file: Path) -> str:
    rows = said("pdffonts", file).splitlines()[2:]
    return "" if rows and all(" yes yes yes " in row for row in rows) else "\n".join(rows)


def code_in(file: Path) -> str:
    """What zxing reads from the page at 150 dpi with noise of 5 % on each pixel."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", "150", "-gray", "-singlefile", file, file.with_suffix("")], check=True
    )
    assert drawn.returncode == 0
    page = np.asarray(Image.open(file.with_suffix(".pgm")), dtype=float)
    noise = np.random.default_rng(5).normal(0, 0.05 * 255, page.shape)
    found = zxingcpp.read_barcodes(np.clip(page + noise, 0, 255).astype(np.uint8))
    return " and ".join(one.text for one in found)


@pytest.mark.parametrize(
    ("pairs", "each"), [(EACH_ONCE, 5), pytest.param(EVERY, 5, marks=pytest.mark.faults_long)]
)
def test_every_judge_agrees_on_random_files(
    tmp_path: Path, pairs: Sequence[tuple[str, str]], each: int
) -> None:
    offices = authority.demonstration(tmp_path), authority.demonstration_second(tmp_path)
    keys, press = [open_key(office) for office in offices], Press()
    roots = validate.read_roots([office.root for office in offices])
    made = papers(pairs, each)
    files = []
    for paper in made:
        opening = commitment.Opening(canonical(paper.payload), commitment.new_salt())
        data = press.make(paper, opening, [CREDENTIAL], keys, moment=MOMENT)
        files.append(tmp_path / f"{paper.payload.serial}.pdf")
        files[-1].write_bytes(data)
        assert validate.check_seal(data, roots).fault is None, paper.payload.serial
    assert len({paper.design.source.name for paper in made if paper.design}) == 4
    judges: tuple[Judge, ...] = (poppler, mupdf, qpdf, fonts)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for judge in judges:
            assert [text for text in pool.map(judge, files) if text] == [], judge.__name__
        read = list(pool.map(code_in, files))
    assert read == [paper.address for paper in made]
    changed = bytearray(files[0].read_bytes())
    changed[len(changed) // 2] ^= 1
    files[0].write_bytes(changed)
    assert re.search("invalid|Mismatch", said("pdfsig", "-nocert", files[0]))
