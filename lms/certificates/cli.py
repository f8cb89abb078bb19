"""`flask certificates`: render, issue, export, verify and the seal, without a browser.

Exit codes: 0 done and all well; 1 something is not as it should be (an invalid file, a refusal);
2 wrong use (click's own); 3 nothing was exported, because certificates are still being made. The
commands of the register have a module, and codes, of their own, see `cli_register`, and so has
`verify`, see lms/verification/cli.py.
"""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from lms.certificates import cli_register, cli_revoke, cli_stamps, queries, services
from lms.certificates.cli_common import as_json
from lms.certificates.cli_common import plainly as _plainly
from lms.certificates.cli_common import say as _say
from lms.certificates.enums import Mend
from lms.certificates.jobs import draw, make_print, run_batch
from lms.certificates.services import papers, sealing
from lms.certificates.services.faults import Fault
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.messages import Message
from lms.courses.queries import session_head
from lms.signing import paper_keys

cli = AppGroup(
    "certificates",
    help="Draw, issue, export and verify certificates.\n\n"
    "Exit status 0: all is well. 1: it is not.\n\n"
    "3: nothing was exported, because certificates are still being made; or no signed head has "
    "the entry yet.\n\n"
    "4: an older head is not the beginning of this register.",
)


class StillMaking(click.ClickException):
    """The export has to wait."""

    exit_code = 3


_MENDED = {
    Mend.ROLL: "on the session's roll",
    Mend.THANKS: "on the session's page Certificates of appreciation",
    Mend.SESSION: "in the session's settings",
    Mend.DESIGN: "in the certificate's design",
    Mend.SERVER: "on this server",
}


for_session = click.option("--session", "slug", required=True, help="The session's slug.")


@cli.command("render")
@for_session
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The PDF to write, one paper after the other.",
)
@as_json
def render(slug: str, out: Path, machine: bool) -> None:
    """Draw every paper that issuing would make now, and say which ones cannot be printed.

    The papers are marked as previews. Nothing is issued, numbered or kept. Exit status 1: a paper
    cannot be printed, and those that can are in OUT; or none is due, and nothing was written.
    """
    with _plainly():
        head = session_head(slug, SYSTEM)
        show = _show(machine)
        made = draw(head, progress=show)
        if not made.planned:
            raise click.ClickException("No paper is due. Nothing was written.")
        show(len(made.planned), len(made.planned))
        if made.papers:
            out.write_bytes(papers.merged(made.papers, head.code))
    said = {
        "session": slug,
        "file": str(out) if made.papers else None,
        "papers": [
            {
                "name": one.candidate.name,
                "kind": one.kind.value,
                "paper": made.pages.get(one.candidate.enrolment_id),
                **_told(made.problems.get(one.candidate.enrolment_id)),
            }
            for one in made.planned
        ],
    }
    _say(said, machine, _render_text)
    if made.problems:
        raise SystemExit(1)


def _told(fault: Fault | None) -> dict[str, str | None]:
    if fault is None:
        return {"problem": None, "mend": None}
    return {"problem": fault.message.english(), "mend": fault.mend}


def _mended(mend: str | None) -> str:
    """Where a fault is mended, as the end of a sentence's line."""
    return f" Mend it {_MENDED[Mend(mend)]}." if mend else ""


def _render_text(said: dict[str, Any]) -> str:
    drawn = [one for one in said["papers"] if one["problem"] is None]
    faults = [one for one in said["papers"] if one["problem"] is not None]
    where = f" in {said['file']}" if said["file"] else ""
    return "\n".join(
        [
            f"{said['session']}: {len(drawn)} of {len(said['papers'])} papers{where}.",
            *(f"None for {one['name']}: {one['problem']}{_mended(one['mend'])}" for one in faults),
        ]
    )


@cli.command("issue")
@for_session
@click.option("--ask-passphrase", is_flag=True, help="Ask for the passphrase of the keys.")
@as_json
def issue(slug: str, ask_passphrase: bool, machine: bool) -> None:
    """Issue every certificate that is due in a session, sign it, and make the print file.

    A second run finds nothing to do; a run that was killed is taken up where it ended. Without a
    running signer the keys are opened in this process, for this action alone.
    """
    given = click.prompt("Passphrase", hide_input=True, err=True) if ask_passphrase else None
    with _plainly():
        head = session_head(slug, SYSTEM)
        with transaction():
            begun = services.issue(actor=SYSTEM, course_session_id=head.id)
        if begun.batch_id is not None:
            run_batch(
                begun.batch_id,
                progress=_show(machine),
                actor=SYSTEM,
                keys_of=sealing.keys_at_a_terminal(given),
            )
        page = queries.session_certificates(slug, actor=SYSTEM)
        if queries.waiting_in(head.id) is not None:
            raise click.ClickException(
                "The list waits for people: they approve and sign it on the session's page."
            )
    problems = page.batch.problems if page.batch else []
    said = {
        "session": slug,
        "issued": begun.due if not problems else 0,
        "valid": page.valid,
        "problems": [
            {
                "name": name,
                "message": Message(kept["text"], kept["values"]).english(),
                "mend": kept.get("mend"),
            }
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
            *(
                f"Nothing was issued. {one['name']}: {one['message']}{_mended(one['mend'])}"
                for one in said["problems"]
            ),
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
        print_file_id = queries.session_certificates(slug, actor=SYSTEM).papers.print_file_id
        out.mkdir(parents=True, exist_ok=True)
        for row in rows:
            (out / f"{row.serial}.pdf").write_bytes(files.read(row.file_id))
        if print_file_id is not None:
            (out / "print.pdf").write_bytes(files.read(print_file_id))
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


@cli.command("make-seal")
@click.option("--organisation", required=True, help="The name that the seal bears.")
@click.option("--second", is_flag=True, help="Make the second office's, which approves.")
def make_seal(organisation: str, second: bool) -> None:
    """Make the key and certificate that an office of this installation signs with (once each).

    Without --second it is the issuing office's, which certifies the files. With
    CONCORD_SIGNING_PASSPHRASE set, the key is encrypted under it.
    """
    with _plainly():
        folder = services.make_own_seal(organisation, second=second)
        if not services.statements.keys().current.is_file():
            services.statements.make_key()
        paper_keys.make_credential_key()
    click.echo(f"Made the seal of {organisation} in {folder}. Keep a copy of root.pem elsewhere.")


@cli.command("make-statement-key")
def make_statement_key() -> None:
    """Make a new key for the statements in QR codes; it signs from now on.

    Statements of older keys stay good: their public halves stay pinned. Hand out the offline
    verifier anew afterwards, because the one handed out does not know the new key.
    """
    with _plainly():
        made = services.statements.make_key()
    click.echo(f"Statements are signed by the key {made} from now on.")


def _show(machine: bool) -> Any:
    def progress(done: int, total: int) -> None:
        if not machine:
            click.echo(f"\r{done} of {total}", nl=done == total, err=True)

    return progress


cli_register.add_to(cli)
cli_revoke.add_to(cli)
cli_stamps.add_to(cli)
