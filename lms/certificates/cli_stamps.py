"""`flask certificates make-time-stamp-key` and `archive`.

Exit codes: 0 done; 1 not; 2 wrong use (click's).
"""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from lms.certificates.cli_common import as_json, plainly, say
from lms.certificates.jobs import make_archive
from lms.certificates.queries.archive import archive_page, files_of
from lms.core import files
from lms.core.access import SYSTEM
from lms.core.errors import Refused
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.signing import stamping


def add_to(group: AppGroup) -> None:
    """Add the commands to `flask certificates`."""
    group.add_command(make_time_stamp_key)
    group.add_command(archive)


@click.command("make-time-stamp-key")
@click.option("--organisation", required=True, help="The name that its certificate bears.")
@click.option("--renew", is_flag=True, help="Replace the authority that is there.")
def make_time_stamp_key(organisation: str, renew: bool) -> None:
    """Make the key and certificate of this installation's own time-stamp authority.

    With --renew a new one takes its place: what the old one stamped stays good, and its key is
    destroyed. With CONCORD_SIGNING_PASSPHRASE set, the key is encrypted under it: take the
    passphrase of the issuing office, so that one unlocking opens both.
    """
    with plainly():
        folder = stamping.make_authority(organisation, renew=renew)
    click.echo(
        f"Made the time-stamp authority of {organisation} in {folder}. "
        "Keep a copy of root.pem elsewhere."
    )


@click.command("archive")
@click.option("--session", "slug", required=True, help="The session's slug.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write SERIAL-archive.pdf for each into this folder; it is made if it is missing.",
)
@as_json
def archive(slug: str, out: Path | None, machine: bool) -> None:
    """Make the archive files (PAdES B-LTA) of a session's valid certificates that are due.

    One is due for a certificate that has none, and anew where the certificate of its last time
    stamp ends within a year. The delivered files do not change. A run that was killed is taken up
    where it ended.
    """
    with plainly():
        head = session_head(slug, SYSTEM)
        if not archive_page(slug, actor=SYSTEM).valid:
            raise Refused(N_("There is no certificate yet. Issue certificates first."))
        made = make_archive(head.id, progress=_show(machine), actor=SYSTEM, at_terminal=True)
        rows = files_of(head.id)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            for row in rows:
                (out / f"{row.serial}.pdf").write_bytes(files.read(row.file_id))
        until = archive_page(slug, actor=SYSTEM).until
    said = {
        "session": slug,
        "made": made,
        "archived": len(rows),
        "stamps_good_until": until.date().isoformat() if until else None,
        "folder": str(out) if out else None,
    }
    say(said, machine, _archive_text)


def _archive_text(said: dict[str, Any]) -> str:
    where = f" They are in {said['folder']}." if said["folder"] else ""
    return (
        f"{said['session']}: {said['made']} archive files made, {said['archived']} in all, "
        f"their stamps are good until {said['stamps_good_until']}.{where}"
    )


def _show(machine: bool) -> Any:
    def progress(done: int, total: int) -> None:
        if not machine and total:
            click.echo(f"\r{done} of {total}", nl=done == total, err=True)

    return progress
