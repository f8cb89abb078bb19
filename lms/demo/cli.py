"""`flask demo load`: the demonstration into an empty database."""

import json
import sys
from dataclasses import asdict

import click
from flask.cli import AppGroup

from lms.core.errors import DomainError
from lms.demo import services

cli = AppGroup("demo", help="The demonstration: a training with invented people.")


@cli.command("load")
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")
def load(as_json: bool) -> None:
    """Fill an empty installation with the demonstration. Exit status 1: refused, nothing done."""
    try:
        done = services.load()
    except DomainError as error:
        refused = error.message.english()
        click.echo(json.dumps({"error": refused}) if as_json else refused, err=not as_json)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
    else:
        click.echo(
            f"Loaded {done.agencies} agencies, {done.people} people and the sessions "
            f"{', '.join(done.sessions)}."
        )
