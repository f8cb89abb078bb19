"""`flask certificates register-…`: heads, proofs, keys, checks, and the lock after a restore.

Exit codes: 0 done, and all is well; 1 it is not (a fault was found, the register is locked, what
was asked for is not there); 2 wrong use (click's own); 3 no signed head has the entry yet; 4 an
older head is not the beginning of this register: somebody has seen another one.
"""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from lms.certificates.cli_common import as_json, plainly, say
from lms.certificates.queries import entered
from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.errors import NotFound, Refused
from lms.engines.credentials.serials import parse_serial
from lms.engines.register.checkpoints import Checkpoint, open_checkpoint
from lms.engines.register.hashing import leaf_hash
from lms.engines.register.notes import NotANote
from lms.register import queries, services
from lms.register.checking import check

GAP = "\n---\n\n"
text_file = click.Path(exists=True, dir_okay=False, path_type=Path)


class NotYet(click.ClickException):
    """No signed head has the entry."""

    exit_code = 3


class AnotherRegister(click.ClickException):
    """The older head is of another history."""

    exit_code = 4


def add_to(group: AppGroup) -> None:
    """Add the commands to `flask certificates`."""
    for command in (head, prove, keys, check_all, lock, unlock):
        group.add_command(command)


@click.command("register-head")
@click.option("--sign", is_flag=True, help="Sign the entries that no head has yet, first.")
@as_json
def head(sign: bool, machine: bool) -> None:
    """Write the register's newest signed head (C2SP tlog-checkpoint)."""
    with plainly():
        if sign and queries.size():
            with transaction():
                services.sign_head(actor=SYSTEM)
        found = queries.head()
    if found is None:
        raise NotYet("No head is signed yet.")
    said = {
        "origin": found.origin,
        "size": found.size,
        "root": found.root.hex(),
        "at": found.at.isoformat(),
        "witnesses": found.witnesses,
        "note": found.note,
    }
    say(said, machine, lambda value: str(value["note"]).rstrip("\n"))


@click.command("register-prove")
@click.argument("entry", metavar="SERIAL|INDEX", required=False)
@click.option("--from", "older", type=text_file, help="A file with an older signed head.")
@click.option(
    "--of",
    "kind",
    default="issued",
    show_default=True,
    help="Which entry of a serial: issued, filed, superseded, revoked.",
)
@as_json
def prove(entry: str | None, older: Path | None, kind: str, machine: bool) -> None:
    """Write the proof that an entry is in the register (C2SP tlog-proof).

    With --from, write the proof that the newest head has the older one as its beginning, too or
    instead; where both are asked for, a line of three dashes stands between them.
    """
    if entry is None and older is None:
        raise click.UsageError("Say which entry to prove, or give an older head with --from.")
    said: dict[str, Any] = {}
    with plainly():
        if entry is not None:
            said |= _inclusion(entry, kind)
        if older is not None:
            said |= _consistency(older)
    proofs = [said[name] for name in ("proof", "consistency") if name in said]
    say(said, machine, lambda _: GAP.join(proofs).rstrip("\n"))


def _inclusion(entry: str, kind: str) -> dict[str, Any]:
    said: dict[str, Any]
    if entry.isascii() and entry.isdigit():
        said = {"index": int(entry)}
    else:
        serial = parse_serial(entry)
        found = [one for one in entered.entries_of(str(serial)) if one.kind == kind]
        if not found:
            raise click.ClickException(f"The register has no entry «{kind}» of {entry}.")
        said = {
            "serial": str(serial),
            "kind": kind,
            "index": found[-1].index,
            "leaf": leaf_hash(found[-1].entry).hex(),
        }
    if said["index"] >= queries.size():
        raise click.ClickException(f"The register has no entry {said['index']}.")
    try:
        said["proof"] = queries.proof(said["index"])
    except NotFound as error:
        raise NotYet("No signed head has this entry yet. Sign one: register-head --sign") from error
    return said


def _consistency(older: Path) -> dict[str, Any]:
    before = _opened(older)
    try:
        return {"older": before.size, "consistency": queries.consistency(before)}
    except NotFound as error:
        raise AnotherRegister(
            f"The register does not reach this head over {before.size} entries."
        ) from error
    except Refused as error:
        raise AnotherRegister(error.message.english()) from error


def _opened(file: Path) -> Checkpoint:
    try:
        return open_checkpoint(_note(file), queries.verifiers())
    except NotANote as error:
        raise click.ClickException(
            f"{file.name} is not a head that this register signed: {error}"
        ) from error


def _note(file: Path) -> str:
    """What a file holds, as a note; bytes that are no text make it none that anybody has signed."""
    return file.read_text("utf-8", errors="replace").replace("\r\n", "\n").strip("\n") + "\n"


@click.command("register-keys")
@as_json
def keys(machine: bool) -> None:
    """Write the public keys of the register's logs, for verifiers to pin."""
    said = [
        {"origin": one.origin, "ed25519": one.ed25519, "mldsa44": one.mldsa44}
        for one in queries.log_keys()
    ]
    say(said, machine, lambda rows: "\n".join(f"{r['ed25519']}\n{r['mldsa44']}" for r in rows))


@click.command("register-check")
@click.option(
    "--witnessed", "heads", type=text_file, multiple=True, help="A head that a witness holds."
)
@as_json
def check_all(heads: tuple[Path, ...], machine: bool) -> None:
    """Compute the whole register anew and compare: entries, heads, signatures, certificates."""
    report = check(witnessed=[_note(file) for file in heads])
    faults = [*report.faults, *entered.differences()]
    said = {
        "whole": not faults,
        "logs": report.logs,
        "entries": report.entries,
        "heads": report.heads,
        "faults": faults,
    }
    say(said, machine, _check_text)
    if faults:
        raise SystemExit(1)


def _check_text(said: dict[str, Any]) -> str:
    size = f"{said['entries']} entries in {said['logs']} logs, {said['heads']} signed heads"
    if said["whole"]:
        return f"WHOLE    {size}"
    return "\n".join([f"BROKEN   {size}", *said["faults"]])


@click.command("register-lock")
@click.option("--reason", required=True, help="Why: one sentence.")
def lock(reason: str) -> None:
    """Let nothing be issued until the last witnessed head is entered: do this after a restore."""
    with plainly(), transaction():
        services.lock(actor=SYSTEM, reason=reason)
    click.echo("The register is locked. Nothing is issued until register-unlock.")


@click.command("register-unlock")
@click.option("--head", "file", required=True, type=text_file, help="The last head in the mail.")
@click.option("--serial", required=True, help="The last serial in the same mail.")
@click.option(
    "--lost",
    is_flag=True,
    help="No backup has these entries: go on in a new log, after this serial.",
)
def unlock(file: Path, serial: str, lost: bool) -> None:
    """End the lock by the last witnessed head and serial, where they match this database."""
    with plainly(), transaction():
        found = services.unlock(actor=SYSTEM, note=_note(file), serial=serial, lost=lost)
    click.echo(f"Unlocked by the head over {found.size} entries of {found.origin}.")
