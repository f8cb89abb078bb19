"""`flask certificates register-…`, and the stranger's program of docs/register.md on its proofs."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from lms.certificates import services
from lms.certificates.enums import RevocationCode
from lms.certificates.models import Certificate, CertificateEvent
from lms.certificates.queries.entered import differences, entries_of
from lms.certificates.services import batches, filing
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.settings import ROOT
from lms.register import services as register
from tests.factories.agencies import make_agency
from tests.factories.certificates import certificates_of, make_earned_session


@pytest.fixture
def two(app: Flask) -> list[Certificate]:
    """Two certificates with stand-ins for files, and a head over their serials alone."""
    course_session = make_earned_session([make_agency()], 2)
    with transaction():
        begun = services.issue(actor=SYSTEM, course_session_id=course_session.id)
    assert begun.batch_id is not None
    work = batches.open_work(begun.batch_id)
    assert work is not None
    checked = frozenset(one.candidate.enrolment_id for one in work.planned)
    with transaction():
        unfiled = batches.reserve(batch_id=begun.batch_id, checked=checked)
        register.sign_head(actor=SYSTEM)
    for number in unfiled:
        with transaction():
            filing.file({number: b"%PDF " + number.bytes}, actor=SYSTEM)
    return certificates_of(course_session.id)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["certificates", *arguments])


def stranger(folder: Path, proof: str, entry: bytes, vkey: str) -> subprocess.CompletedProcess[str]:
    """Run the program that the documents print, with nothing of ours on its path."""
    text = (ROOT / "docs" / "register.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    for name, data in (("check.py", program.encode()), ("p", proof.encode()), ("e", entry)):
        (folder / name).write_bytes(data)
    command = [sys.executable, "check.py", "p", "e", vkey]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_heads_proofs_and_keys_as_a_stranger_checks_them(
    app: Flask, two: list[Certificate], tmp_path: Path
) -> None:
    first, second = two
    assert run(app, "register-prove", first.serial, "--of", "filed").exit_code == 3
    old = run(app, "register-head")
    assert old.exit_code == 0
    (tmp_path / "old.txt").write_text(old.stdout, "utf-8")
    told = json.loads(run(app, "register-head", "--sign", "--json").stdout)
    assert (told["size"], told["origin"]) == (4, "concord.example/register/2026")
    said = json.loads(run(app, "register-prove", second.serial, "--json").stdout)
    assert said["leaf"] == second.commitment.hex() and said["index"] == 1
    assert run(app, "register-prove", "1").stdout.strip() == said["proof"].strip()
    vkey = json.loads(run(app, "register-keys", "--json").stdout)[0]["ed25519"]
    entry = second.salt + second.payload.encode()
    done = stranger(tmp_path, said["proof"], entry, vkey)
    assert "in the register, under the head over 4 entries" in done.stdout, done.stderr
    assert stranger(tmp_path, said["proof"], entry + b" ", vkey).returncode != 0
    assert stranger(tmp_path, said["proof"].replace("\n4\n", "\n5\n"), entry, vkey).returncode
    both = run(app, "register-prove", first.serial, "--from", str(tmp_path / "old.txt"))
    assert both.exit_code == 0
    assert "\n---\n\nconcord/register-consistency@v1\nold 2\n" in both.stdout


def test_what_cannot_be_proved_has_its_exit_code(
    app: Flask, two: list[Certificate], tmp_path: Path
) -> None:
    assert run(app, "register-prove").exit_code == 2
    assert run(app, "register-prove", "DGTR-2026-0099").exit_code == 1
    assert run(app, "register-prove", "99").exit_code == 1
    assert run(app, "register-prove", "3").exit_code == 3
    for data in (b"nothing", bytes(range(256))):
        (tmp_path / "no.txt").write_bytes(data)
        said = run(app, "register-prove", "--from", str(tmp_path / "no.txt"))
        assert said.exit_code == 1 and "is not a head that this register signed" in said.output
    with transaction() as session:  # a head that this database forgets again
        register.append(entries=[b"x"], kind="voided")
        note = register.sign_head(actor=SYSTEM).note
        session.rollback()
        session.connection(execution_options={"concord_write": True})
    (tmp_path / "later.txt").write_text(note, "utf-8")
    assert run(app, "register-prove", "--from", str(tmp_path / "later.txt")).exit_code == 4


def test_acts_and_entries_are_the_same_or_it_shows(app: Flask, two: list[Certificate]) -> None:
    with transaction():
        services.revoke(
            actor=SYSTEM,
            certificate_id=two[0].id,
            code=RevocationCode.OTHER,
            sentence="By mistake.",
        )
    assert [one.kind for one in entries_of(two[0].serial)] == ["issued", "filed", "revoked"]
    whole = json.loads(run(app, "register-check", "--json").stdout)
    assert (whole["whole"], whole["entries"]) == (True, 5)
    with transaction() as session:  # as the owner of the database might
        for table in ("certificate_event", "certificate_entry"):
            for act in ("update", "delete"):
                session.execute(sa.text(f"DROP TRIGGER {table}_no_{act}"))
    for change in (
        sa.update(Certificate).values(payload=Certificate.payload + " "),
        sa.update(CertificateEvent).where(CertificateEvent.kind == "revoked").values(
            payload={"schema": 1, "reason": "Another reason."}
        ),
        sa.update(CertificateEvent).where(CertificateEvent.kind == "filed").values(
            payload={"schema": 1, "sha256": "00"}
        ),
        sa.text("DELETE FROM certificate_entry WHERE entry_index = 3"),
    ):  # fmt: skip
        with transaction():
            kept = db.session.begin_nested()
            db.session.execute(change, execution_options={"synchronize_session": False})
            db.session.expire_all()
            assert list(differences()) != []
            kept.rollback()
    broken = run(app, "register-check", "--witnessed", __file__)
    assert broken.exit_code == 1 and broken.stdout.startswith("BROKEN")


def test_locked_and_unlocked_on_the_command_line(
    app: Flask, two: list[Certificate], tmp_path: Path
) -> None:
    (tmp_path / "head.txt").write_text(run(app, "register-head", "--sign").stdout, "utf-8")
    head = ("--head", str(tmp_path / "head.txt"))
    assert run(app, "register-unlock", *head, "--serial", two[1].serial).exit_code == 1
    assert run(app, "register-lock", "--reason", "Put back.").exit_code == 0
    slug = make_earned_session([make_agency()], 1).slug
    locked = run(app, "issue", "--session", slug)
    assert locked.exit_code == 1 and "The register is locked: Put back." in locked.output
    wrong = run(app, "register-unlock", *head, "--serial", "DGTR-2026-0003")
    assert wrong.exit_code == 1 and "has not given out this serial" in wrong.output
    assert run(app, "register-unlock", *head, "--serial", two[1].serial).exit_code == 0
    assert run(app, "register-head", "--sign").exit_code == 0
