"""Tools on files run on a machine where nothing is set; whatever signs or links still asks."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CASE = "tests/data/cases/tallow-mill"


def flask(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CONCORD_", "FLASK_"))}
    return subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT,
        env=kept | {"CONCORD_DATA": str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_case_is_checked_without_a_secret(tmp_path):
    found = flask("--app", "app", "linkchart", "check", CASE, folder=tmp_path)
    assert "tallow-mill:" in found.stdout
    assert found.returncode in (0, 1)


def test_certificates_are_not_issued_without_a_secret(tmp_path):
    found = flask("certificates", "issue", "--session", "x", folder=tmp_path)
    assert found.returncode != 0
    assert "Set CONCORD_SECRET_KEY" in found.stderr
