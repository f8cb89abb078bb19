"""`flask certificates`: the same work without a browser, with exit codes."""

import io
import json
from pathlib import Path

import pikepdf
import pytest
from click.testing import Result
from flask import Flask

from lms.certificates import services
from lms.certificates.enums import RevocationCode
from lms.certificates.models import Certificate
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.db import transaction
from tests.factories.agencies import make_agency
from tests.factories.certificates import (
    certificates_of,
    issue_all,
    make_deserving,
    make_earned_session,
)


def run(app: Flask, *arguments: str) -> Result:
    """Run the command as the shell would."""
    return app.test_cli_runner().invoke(args=["certificates", *arguments])


def test_issue_and_export(app: Flask, tmp_path: Path) -> None:
    agency = make_agency()
    course_session = make_earned_session([agency], 2)
    make_deserving(course_session, agency, "Seldom Here", half_days=1)
    slug = course_session.slug
    said = run(app, "issue", "--session", slug, "--json")
    assert said.exit_code == 0
    told = json.loads(said.stdout)
    assert (told["issued"], told["valid"], told["problems"]) == (2, 2, [])
    assert told["left_out"][0]["name"] == "Seldom Here"
    assert "Attended 1 of 6 half-days: 16 %, needed 80 %." in told["left_out"][0]["reasons"]
    again = json.loads(run(app, "issue", "--session", slug, "--json").stdout)
    assert (again["issued"], again["valid"]) == (0, 2)
    out = tmp_path / "new" / "folder"
    done = run(app, "export", "--session", slug, "--out", str(out))
    assert done.exit_code == 0
    assert sorted(file.name for file in out.iterdir()) == [
        "DGTR-2026-0001.pdf",
        "DGTR-2026-0002.pdf",
        "print.pdf",
    ]
    for row in certificates_of(course_session.id):
        assert row.file_id is not None
        assert (out / f"{row.serial}.pdf").read_bytes() == files.read(row.file_id)
    with pikepdf.open(out / "print.pdf") as document:
        assert len(document.pages) == 2


def test_papers_are_drawn_before_anything_is_issued(app: Flask, tmp_path: Path) -> None:
    agency = make_agency()
    course_session = make_earned_session([agency], 1)
    make_deserving(course_session, agency, "Kenji กข")
    out = tmp_path / "drawn.pdf"
    asked = ("render", "--session", course_session.slug, "--out", str(out))
    said = run(app, *asked)
    assert said.exit_code == 1
    assert "1 of 2 papers" in said.stdout and "None for Kenji กข: " in said.stdout
    assert [one["paper"] for one in json.loads(run(app, *asked, "--json").stdout)["papers"]] == [
        1,
        None,
    ]
    with pikepdf.open(out) as document:
        assert len(document.pages) == 1
        assert not document.attachments
    assert certificates_of(course_session.id) == []
    empty = make_earned_session([agency], 0)
    nothing = run(app, "render", "--session", empty.slug, "--out", str(tmp_path / "no.pdf"))
    assert nothing.exit_code == 1 and "No paper is due" in nothing.output
    assert not (tmp_path / "no.pdf").exists()


@pytest.fixture
def exported(app: Flask, tmp_path: Path) -> tuple[Path, Certificate]:
    """One valid certificate in a folder, and its row."""
    course_session = make_earned_session([make_agency()], 1)
    (row,) = issue_all(course_session)
    assert row.file_id is not None
    file = tmp_path / f"{row.serial}.pdf"
    file.write_bytes(files.read(row.file_id))
    return file, row


def test_verify_a_valid_file(app: Flask, exported: tuple[Path, Certificate]) -> None:
    file, row = exported
    said = run(app, "verify", str(file))
    assert said.exit_code == 0
    assert said.stdout.startswith("VALID")
    assert row.serial in said.stdout
    (told,) = json.loads(run(app, "verify", str(file), "--json").stdout)
    assert (told["valid"], told["verdict"], told["sealed_by"]) == (True, "valid", "Test seal")


def test_one_bad_file_among_good_ones_fails(
    app: Flask, exported: tuple[Path, Certificate], tmp_path: Path
) -> None:
    file, row = exported
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    bad = tmp_path / "changed.pdf"
    bad.write_bytes(bytes(changed))
    said = run(app, "verify", str(file), str(bad), str(tmp_path / "absent.pdf"))
    assert said.exit_code == 1
    first, second, third = said.stdout.splitlines()
    assert first.startswith("VALID")
    assert f"is not the one issued as {row.serial}: it was changed." in second
    assert third.startswith("INVALID")


def test_a_revoked_file_fails_with_its_reason(
    app: Flask, exported: tuple[Path, Certificate]
) -> None:
    file, row = exported
    with transaction():
        services.revoke(
            actor=SYSTEM,
            certificate_id=row.id,
            code=RevocationCode.OTHER,
            sentence="Issued in error.",
        )
    said = run(app, "verify", str(file))
    assert said.exit_code == 5
    assert "Revoked: Issued in error." in said.stdout


def test_a_foreign_file_fails(app: Flask, tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    foreign = tmp_path / "foreign.pdf"
    foreign.write_bytes(out.getvalue())
    said = run(app, "verify", str(foreign))
    assert said.exit_code == 7
    assert "This register does not know the file" in said.stdout


def test_wrong_use_and_unknown_sessions(app: Flask, tmp_path: Path) -> None:
    assert run(app, "issue").exit_code == 2
    assert run(app, "verify").exit_code == 2
    unknown = run(app, "issue", "--session", "nowhere")
    assert (unknown.exit_code, "Not found." in unknown.output) == (1, True)
    empty = make_earned_session([make_agency()], 0)
    nothing = run(app, "export", "--session", empty.slug, "--out", str(tmp_path / "x"))
    assert nothing.exit_code == 1
    assert "Issue certificates first" in nothing.output


def test_a_file_that_cannot_be_written_is_told_in_one_line(app: Flask) -> None:
    said = run(app, "offline-verifier", "/nowhere/at/all")
    assert said.exit_code == 1
    assert said.stderr.startswith("Error: ") and "/nowhere/at/all" in said.stderr


def test_a_paper_that_cannot_be_printed_fails_by_name(app: Flask) -> None:
    agency = make_agency()
    course_session = make_earned_session([agency], 1)
    make_deserving(course_session, agency, "Kenji กข")
    said = run(app, "issue", "--session", course_session.slug)
    assert said.exit_code == 1
    assert "Nothing was issued. Kenji กข:" in said.stdout


def test_help_names_commands_and_exit_status(app: Flask) -> None:
    said = run(app, "--help").stdout
    for word in ("render", "issue", "export", "verify", "make-seal", "Exit status"):
        assert word in said
