"""Accounts from the command line: the first administrator, and a link for who is locked out."""

import json
import sys
from typing import NoReturn

import click
from flask.cli import AppGroup

from lms.accounts import queries, services
from lms.accounts.enums import AppointmentRole
from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.errors import DomainError, Invalid

cli = AppGroup("accounts", help="People who sign in.")


@cli.command("create-administrator")
@click.option("--first-name", prompt=True, help="First name, in Latin letters.")
@click.option("--last-name", prompt=True, default="", help="Last name; may be empty.")
@click.option("--username", default=None, help="User name; made from the names unless given.")
@click.option("--email", default=None, help="E-mail address; also signs in.")
@click.option(
    "--password",
    envvar="CONCORD_ADMIN_PASSWORD",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="15 signs or more. Better asked, or in CONCORD_ADMIN_PASSWORD, than typed here.",
)
@click.option("--if-none", is_flag=True, help="Do nothing where an administrator exists.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def create_administrator(
    *,
    first_name: str,
    last_name: str,
    username: str | None,
    email: str | None,
    password: str,
    if_none: bool,
    as_json: bool,
) -> None:
    """Add a person who may do everything, with account and password."""
    if if_none and queries.has_administrator():
        _say({"created": False}, "An administrator exists.", as_json)
        return
    try:
        with transaction():
            account = services.create_administrator(
                first_name=first_name,
                last_name=last_name,
                username=username,
                email=email,
                password=password,
            )
    except DomainError as error:
        _fail(error)
    _say(
        {"created": True, "username": account.username},
        f"Administrator created. User name: {account.username}",
        as_json,
    )


@cli.command("has-administrator")
def has_administrator() -> None:
    """End with status 0 where somebody can administer, else with 1."""
    sys.exit(0 if queries.has_administrator() else 1)


@cli.command("link")
@click.argument("username")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def link(username: str, as_json: bool) -> None:
    """Print a single-use link that lets USERNAME choose a password."""
    try:
        with transaction():
            made = services.invite_by_username(actor=SYSTEM, username=username)
    except DomainError as error:
        _fail(error)
    _say(
        {"username": made.username, "url": made.url, "expires_at": made.expires_at.isoformat()},
        f"{made.url}\nGood once, until {made.expires_at:%Y-%m-%d %H:%M} UTC.",
        as_json,
    )


@cli.command("appoint")
@click.argument("username")
@click.argument("role", type=click.Choice([AppointmentRole.ADMINISTRATOR.value]))
def appoint(username: str, role: str) -> None:
    """Appoint the person behind USERNAME, when no administrator can."""
    try:
        with transaction():
            services.appoint_by_username(
                actor=SYSTEM, username=username, role=AppointmentRole(role)
            )
    except DomainError as error:
        _fail(error)
    click.echo(f"{username} is {role} from today.")


def _say(values: dict[str, object], text: str, as_json: bool) -> None:
    click.echo(json.dumps(values, ensure_ascii=False) if as_json else text)


def _fail(error: DomainError) -> NoReturn:
    lines = [error.message.english()]
    if isinstance(error, Invalid):
        lines += [f"  {item.field}: {item.message.english()}" for item in error.errors]
    click.echo("\n".join(lines), err=True)
    sys.exit(2)
