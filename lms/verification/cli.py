"""`flask certificates verify` and what else a verifier needs at a terminal.

Exit codes of `verify`: 0 valid; 1 changed, unreadable, or of several different faults; 2 wrong use
(click's own); 4 superseded; 5 revoked; 6 expired; 7 unknown.
"""

import json
from codecs import BOM_UTF8
from pathlib import Path

import click

from lms.certificates.cli import cli
from lms.certificates.cli_common import as_json, plainly, say
from lms.verification import checking, services
from lms.verification.checking import Checked

EXIT_CODES = {"valid": 0, "superseded": 4, "revoked": 5, "expired": 6, "unknown": 7}
OTHER = 1
_INSIDE = {"iss", "vct", "iat", "exp", "credentialStatus"}  # what machines read


@cli.command("verify")
@click.argument("things", metavar="[FILE|ADDRESS|STATEMENT|TEXT]...", nargs=-1)
@click.option("--serial", default="", help="A certificate's number, with --code.")
@click.option("--code", default="", help="The 16 signs that stand under the number.")
@as_json
def verify(things: tuple[str, ...], serial: str, code: str, machine: bool) -> None:
    """Check PDF files, QR addresses, statements, texts that show a certificate in parts (SD-JWT, as
    an argument or in a file), or a typed number with its code.

    A file: its recorded hash, the register's state, and its signatures. An address or the digits
    behind its #: the statement's signature by a pinned key, and the register's state. A text in
    parts: signature, every part that is shown, and the register's state.

    Exit status 0: valid. 1: changed, unreadable, or of several faults. 4: superseded. 5: revoked.
    6: expired. 7: unknown.
    """
    if bool(serial) != bool(code) or not (things or serial):
        raise click.UsageError("Give files, addresses or statements, or --serial with --code.")
    said = [_checked(thing) for thing in things]
    if serial:
        said.append(checking.number(serial, code))
    told = [one.told() for one in said]
    say(told, machine, lambda _: "\n".join(_line(one) for one in said))
    raise SystemExit(_status(said))


def _checked(thing: str) -> Checked:
    text = thing.strip()
    if checking.is_text_of_parts(text):
        return checking.parts_text(f"{text[:40]}...", text)
    if checking.is_text_of_code(text):
        return checking.code_text(text)
    if not text:
        return Checked(thing, "unreadable", why="Name a file, or paste a code or a text.")
    try:
        data = Path(thing).read_bytes()
    except OSError as error:
        return Checked(thing, "unreadable", why=str(error))
    if data.removeprefix(BOM_UTF8)[:3] == b"eyJ":  # as each SD-JWT begins, and no PDF
        return checking.parts_text(thing, data.decode("utf-8", "replace"))
    return checking.file(thing, data)


def _status(said: list[Checked]) -> int:
    found = {EXIT_CODES.get(one.verdict, OTHER) for one in said} - {0}
    return 0 if not found else found.pop() if len(found) == 1 else OTHER


def _line(one: Checked) -> str:
    shown = one.what if len(one.what) < 100 else f"{one.what[:60]}..."
    if one.shown:
        return _parts_line(one, shown)
    if one.verdict == "valid":
        mark = " (demonstration, not valid as a certificate)" if one.demonstration else ""
        return f"VALID    {shown}  {one.serial}  {one.name}{mark}"
    return f"INVALID  {shown}  {one.why}"


def _parts_line(one: Checked, what: str) -> str:
    mark = "VALID    " if one.verdict == "valid" else "INVALID  "
    demo = " (demonstration, not valid as a certificate)" if one.demonstration else ""
    lines = [f"{mark}{what}  {one.why}".rstrip() + demo]
    lines += [
        f"  {name}: {_plain(value)}" for name, value in one.shown.items() if name not in _INSIDE
    ]
    lines.append(f"  All else was withheld. The register was asked at {one.as_of}.")
    return "\n".join(lines)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@cli.command("offline-verifier")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def offline_verifier(out: Path) -> None:
    """Write the offline verifier into OUT: one HTML file with keys and a fresh revocation pack.

    Without a key for statements the file holds no pack, and says so.
    """
    with plainly():
        if services.can_sign():
            services.sign_pack()
        out.write_bytes(services.offline_verifier())
    click.echo(f"Wrote {out}. SHA-256 {checking.sha256_of(out.read_bytes())}")


@cli.command("revocation-pack")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def revocation_pack(out: Path) -> None:
    """Sign a list of what no longer stands, as of now, and write it into OUT."""
    with plainly():
        out.write_text(services.sign_pack(), encoding="utf-8")
    click.echo(f"Wrote {out}.")
