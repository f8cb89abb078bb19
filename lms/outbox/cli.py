"""`flask outbox`: reports of mail servers, handed in by a mail program or by hand.

Exit codes: 0 a message was marked as come back; 1 it was not, with the reason; 2 wrong use.
"""

import json
from typing import BinaryIO

import click
from flask.cli import AppGroup

from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.errors import Refused
from lms.outbox.formats import MOST_BYTES
from lms.outbox.services import bounces

cli = AppGroup("outbox", help="Mail that leaves, and mail that comes back.")


@cli.command("bounced")
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--json", "machine", is_flag=True, help="Write one JSON value.")
def bounced(file: BinaryIO, machine: bool) -> None:
    """Read a delivery report from FILE (- for standard input) and mark its message.

    A mail server can hand each report to this command as it comes in.
    """
    data = file.read(MOST_BYTES)
    while file.read(MOST_BYTES):  # whoever writes to us must be able to finish
        pass
    try:
        with transaction():
            found = bounces.take_report(actor=SYSTEM, data=data)
    except Refused as refused:
        raise click.ClickException(refused.message.english()) from refused
    if machine:
        click.echo(json.dumps({"messages": found.messages, "reason": found.reason}))
    else:
        click.echo(f"Messages marked as come back: {found.messages}")
