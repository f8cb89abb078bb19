"""`flask certificates revoke`: out of force for good, with a code of the closed list."""

from typing import Any

import click
from flask.cli import AppGroup

from lms.certificates import queries, services
from lms.certificates.cli_common import as_json, plainly, say
from lms.certificates.enums import RevocationCode
from lms.certificates.revocation import crl_reason
from lms.core.access import SYSTEM
from lms.core.db import transaction

CODES = click.Choice([code.value for code in RevocationCode])


@click.command("revoke")
@click.argument("serial")
@click.option("--reason", "code", required=True, type=CODES, help="Why: its sentence is public.")
@click.option("--sentence", default="", help="The public sentence, for the reason «other» alone.")
@click.option("--note", default="", help="For the organisers alone; verifiers never read it.")
@as_json
def revoke(serial: str, code: str, sentence: str, note: str, machine: bool) -> None:
    """Take the certificate SERIAL out of force for good.

    Exit status 0: revoked. 1: it is not in force, or unknown. 2: wrong use.
    """
    if sentence and code != RevocationCode.OTHER:
        raise click.UsageError("A sentence of your own goes with --reason other alone.")
    with plainly(), transaction():
        row = services.revoke(
            actor=SYSTEM,
            certificate_id=queries.id_of(serial),
            code=RevocationCode(code),
            sentence=sentence,
            note=note,
        )
    said = {
        "serial": row.serial,
        "state": row.state.value,
        "code": code,
        "crl_reason": crl_reason(row.revocation_code),
        "reason": row.revocation_reason,
    }
    say(said, machine, _text)


def _text(said: dict[str, Any]) -> str:
    return f"{said['serial']} is revoked. Verifiers read: {said['reason']}"


def add_to(group: AppGroup) -> None:
    """Hang the command into `flask certificates`."""
    group.add_command(revoke)
