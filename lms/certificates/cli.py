"""`flask certificates`: issue, export, verify and the seal, without a browser.

Exit codes: 0 done and all well; 1 something is not as it should be (an invalid file, a refusal);
2 wrong use (click's own); 3 nothing was exported, because certificates are still being made.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from lms.certificates import queries, services
from lms.certificates.jobs import make_print, run_batch
from lms.certificates.queries.verify import by_file
from lms.certificates.rows import Answer
from lms.certificates.services import sealing
from lms.certificates.signing.validate import check_seal
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.errors import DomainError
from lms.core.messages import Message
from lms.courses.queries import session_head

cli = AppGroup(
    "certificates",
    help="Issue, export and verify certificates.\n\n"
    "Exit status 0: all is well. 1: it is not.\n\n"
    "3: nothing was exported, because certificates are still being made.",
)


class StillMaking(click.ClickException):
    """The export has to wait."""

    exit_code = 3


as_json = click.option("--json", "machine", is_flag=True, help="Write one JSON value.")
for_session = click.option("--session", "slug", required=True, help="The session's slug.")


@cli.command("issue")
@for_session
@as_json
def issue(slug: str, machine: bool) -> None:
    """Issue every certificate that is due in a session, sign it, and make the print file.

    A second run finds nothing to do; a run that was killed is taken up where it ended.
    """
    with _plainly():
        head = session_head(slug, SYSTEM)
        with transaction():
            begun = services.issue(actor=SYSTEM, course_session_id=head.id)
        if begun.batch_id is not None:
            run_batch(begun.batch_id, progress=_show(machine), actor=SYSTEM)
        page = queries.session_certificates(slug, actor=SYSTEM)
    problems = page.batch.problems if page.batch else []
    said = {
        "session": slug,
        "issued": begun.due if not problems else 0,
        "valid": page.valid,
        "problems": [
            {"name": name, "message": Message(kept["text"], kept["values"]).english()}
            for name, kept in problems
        ],
        "left_out": [
            {
                "name": row.candidate.name,
                "reasons": [
                    line.message.english() for line in row.eligibility.lines if not line.met
                ],
            }
            for row in page.people
            if row.held is None
        ],
    }
    _say(said, machine, _issue_text)
    if problems:
        raise SystemExit(1)


def _issue_text(said: dict[str, Any]) -> str:
    return "\n".join(
        [
            f"{said['session']}: {said['issued']} issued, {said['valid']} valid in all.",
            *(f"Nothing was issued. {one['name']}: {one['message']}" for one in said["problems"]),
            *(f"None for {one['name']}: {' '.join(one['reasons'])}" for one in said["left_out"]),
        ]
    )


@cli.command("export")
@for_session
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into; it is made if it is missing.",
)
@as_json
def export(slug: str, out: Path, machine: bool) -> None:
    """Write SERIAL.pdf for each valid certificate of a session, and print.pdf in calling order.

    While certificates are still being made nothing is written, and the exit status is 3.
    """
    with _plainly():
        head = session_head(slug, SYSTEM)
        _wait_for_all(queries.making(head.id))
        rows = queries.in_calling_order(head.id)
        if not rows:
            raise click.ClickException("There is no certificate yet. Issue certificates first.")
        make_print(head.id, actor=SYSTEM)
        papers = queries.session_certificates(slug, actor=SYSTEM).papers
        out.mkdir(parents=True, exist_ok=True)
        for row in rows:
            (out / f"{row.serial}.pdf").write_bytes(files.read(row.file_id))
        if papers.print_file_id is not None:
            (out / "print.pdf").write_bytes(files.read(papers.print_file_id))
    said = {
        "session": slug,
        "folder": str(out),
        "files": [f"{row.serial}.pdf" for row in rows],
        "print": "print.pdf",
    }
    _say(said, machine, lambda s: f"{len(s['files'])} certificates and print.pdf in {s['folder']}.")


def _wait_for_all(now: queries.Making) -> None:
    """Some of the files are not an export: say how far they are, and end with status 3."""
    if now.complete:
        return
    if now.unfiled:
        far = f"{now.made} of {now.issued}, {now.unfiled} are still being made."
    else:
        far = f"{now.made} are made, and the issue action is not at its end."
    raise StillMaking(f"{far} Nothing was written. Export again when all are made.")


@cli.command("verify")
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@as_json
def verify(paths: tuple[Path, ...], machine: bool) -> None:
    """Check PDF files: the recorded hash, the register's state, and the digital seal.

    The exit status is 0 only if all of them are valid.
    """
    said = [_verified(path) for path in paths]
    _say(said, machine, lambda rows: "\n".join(_verify_text(row) for row in rows))
    if not all(row["valid"] for row in said):
        raise SystemExit(1)


def _verified(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except OSError as error:
        return {"file": str(path), "valid": False, "verdict": "unreadable", "why": str(error)}
    answer = by_file(data)
    report = check_seal(data, sealing.roots(), at=answer.issued_at)
    valid = answer.verdict == "valid" and report.valid
    return {
        "file": str(path),
        "valid": valid,
        "verdict": answer.verdict.value,
        "serial": answer.serial,
        "name": answer.name,
        "sealed_by": report.sealed_by,
        "demonstration": answer.demonstration,
        "why": "" if valid else _why(answer, report.fault),
    }


def _why(answer: Answer, fault: Message | None) -> str:
    if answer.verdict == "changed":
        return f"The file is not the one issued as {answer.serial}: it was changed."
    if answer.verdict == "revoked":
        return f"Revoked: {answer.reason}"
    if answer.verdict == "superseded":
        return "Superseded by a newer certificate."
    if answer.verdict == "unknown":
        return "This register does not know the file: it was changed, or issued elsewhere."
    return fault.english() if fault else ""


def _verify_text(row: dict[str, Any]) -> str:
    if row["valid"]:
        mark = " (demonstration, not valid as a certificate)" if row["demonstration"] else ""
        return f"VALID    {row['file']}  {row['serial']}  {row['name']}{mark}"
    return f"INVALID  {row['file']}  {row['why']}"


@cli.command("make-seal")
@click.option("--organisation", required=True, help="The name that the seal bears.")
def make_seal(organisation: str) -> None:
    """Make the key and certificate that this installation signs with (once).

    With CONCORD_SIGNING_PASSPHRASE set, the key is encrypted under it.
    """
    with _plainly():
        folder = services.make_own_seal(organisation)
    click.echo(f"Made the seal of {organisation} in {folder}. Keep a copy of root.pem elsewhere.")


@contextmanager
def _plainly() -> Iterator[None]:
    """Domain errors as one line and exit status 1."""
    try:
        yield
    except DomainError as error:
        raise click.ClickException(error.message.english()) from error


def _show(machine: bool) -> Any:
    def progress(done: int, total: int) -> None:
        if not machine:
            click.echo(f"\r{done} of {total}", nl=done == total, err=True)

    return progress


def _say(value: Any, machine: bool, text: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1) if machine else text(value))
