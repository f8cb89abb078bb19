"""`flask signing`: the signer process, and unlocking its keys. Exit codes: 0 done, 1 not."""

import base64
from typing import IO

import click
from flask import current_app
from flask.cli import AppGroup

from lms.core.settings import settings
from lms.signing.offices import box_of, stamp_authority
from lms.signing.port import KeyUnavailable
from lms.signing.signer import client, wire
from lms.signing.signer.box import CERTIFICATES, MINUTES
from lms.signing.signer.server import Signer

LONGEST_QUESTION = 4096
cli = AppGroup("signing", help="The signer: it holds the offices' keys. Exit status 1: not done.")


@cli.command("serve")
def serve() -> None:
    """Run the signer in this process until stopped. Starting Concord does so by itself."""
    run_signer()


def run_signer() -> None:
    """Serve the installation's signer in this process."""
    given = settings()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    Signer(app, box_of(given), wire.folder_of(given.data)).serve()


@cli.command("unlock")
@click.option("--minutes", default=MINUTES, show_default=True, help="For how long.")
@click.option("--certificates", default=CERTIFICATES, show_default=True, help="For how many.")
def unlock(minutes: int, certificates: int) -> None:
    """Unlock the offices' keys, for a time and a number of certificates.

    Where the offices have passphrases of their own, each is asked for in turn: run it twice.
    """
    passphrase = click.prompt("Passphrase", hide_input=True, default="", show_default=False)
    told = _ask(ask="unlock", passphrase=passphrase, minutes=minutes, certificates=certificates)
    if not told["all"]:
        click.echo("One office's key is open. The other office's passphrase is still needed.")
    else:
        click.echo(_words(told))


@cli.command("lock")
def lock() -> None:
    """Lock the keys now; nothing is signed until somebody unlocks them."""
    click.echo(_words(_ask(ask="lock")))


@cli.command("status")
def status() -> None:
    """Whether the keys are open, for how long and for how many certificates; and who gives time
    stamps."""
    click.echo(_stamps())
    click.echo(_words(_ask(ask="status")))


@cli.command("stamp")
@click.argument("question", type=click.File("rb"))
@click.argument("answer", type=click.File("wb"))
def stamp(question: IO[bytes], answer: IO[bytes]) -> None:
    """Have the own time-stamp authority answer a TimeStampReq (RFC 3161); - is standard input.

    For whoever wants a moment on record with other tools: openssl ts -query, then openssl ts
    -verify.
    """
    asked = question.read()
    if len(asked) > LONGEST_QUESTION:
        raise click.ClickException("This is no TimeStampReq: it is too long.")
    told = _ask(ask="timestamp", request=base64.b64encode(asked).decode())
    answer.write(base64.b64decode(str(told["made"])))


def _words(told: dict[str, object]) -> str:
    if not told["open"]:
        return "The keys are locked."
    minutes = int(str(told["seconds"])) // 60
    return f"The keys are open for {minutes} minutes and {told['certificates']} certificates."


def _stamps() -> str:
    """Which level signatures have, and who gives time stamps, in one line."""
    here = settings()
    if here.time_stamp_url is not None:
        who = f"Time stamps come from {here.time_stamp_url}."
    elif stamp_authority(here).root.is_file():
        who = "Time stamps come from the signer's own authority."
    else:
        who = "Nobody gives time stamps: there is no own authority, and no address is set."
    return f"Certificates are signed at level {here.signature_level}. {who}"


def _ask(**request: object) -> dict[str, object]:
    try:
        return client.ask(settings().data, **request)
    except KeyUnavailable as error:
        raise click.ClickException(str(error)) from error
