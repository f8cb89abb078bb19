"""The code on a paper that came through the whole pipeline, as a fair scanner sees it; and what
its file proves to the offline verifier."""

import base64
import io
import subprocess
from pathlib import Path

import numpy as np
import zxingcpp
from flask import Flask
from PIL import Image

from lms.certificates.services import statements
from lms.core import files
from lms.engines.credentials import statement
from lms.verification import queries
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session
from tests.verification.support import judged


def test_the_issued_paper_states_its_name_in_the_code(app: Flask, tmp_path: Path) -> None:
    statements.make_key()
    (row,) = issue_all(make_earned_session([make_agency()], 1))
    assert row.file_id is not None
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(files.read(row.file_id))
    drawn = subprocess.run(
        ["pdftoppm", "-r", "150", "-gray", "-f", "1", "-l", "1", str(paper)],
        capture_output=True,
        check=True,
    ).stdout
    picture = np.array(Image.open(io.BytesIO(drawn)), dtype=float)
    noisy = picture + np.random.default_rng(5).normal(0, 0.05 * 255, picture.shape)
    (found,) = zxingcpp.read_barcodes(np.clip(noisy, 0, 255).astype(np.uint8))
    address, _, digits = found.text.partition("#")
    assert address == f"https://concord.example/v/{row.token}"
    stated = statement.read(digits, statements.pinned())
    assert (stated.serial, stated.name) == (row.serial, "Person Number 1")
    assert stated.local_name
    told = queries.trust("").told()
    data = base64.b64encode(paper.read_bytes()).decode()
    (judgement,) = judged(files=[data], trust=told)["files"]
    assert judgement["verdict"] == "valid"
    assert judgement["stated"]["serial"] == row.serial
    assert judgement["head"]["origin"] == told["logKeys"][0].partition("+")[0]
