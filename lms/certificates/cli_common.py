"""What all commands of `flask certificates` share."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from lms.core.errors import DomainError, Invalid

as_json = click.option("--json", "machine", is_flag=True, help="Write one JSON value.")


@contextmanager
def plainly() -> Iterator[None]:
    """Domain errors, and files that cannot be read or written, as one line and exit status 1."""
    try:
        yield
    except Invalid as error:
        faults = "\n".join(one.message.english() for one in error.errors)
        raise click.ClickException(faults) from error
    except DomainError as error:
        raise click.ClickException(error.message.english()) from error
    except OSError as error:
        said = f"{error.filename}: {error.strerror}." if error.filename else str(error)
        raise click.ClickException(said) from error


def say(value: Any, machine: bool, text: Callable[[Any], str]) -> None:
    """Write a value as JSON, or in words."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1) if machine else text(value))
