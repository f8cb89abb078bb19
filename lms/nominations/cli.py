"""`flask nominations ...`: an agency's list without a browser."""

from pathlib import Path

import click
from flask.cli import AppGroup

from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.errors import DomainError, NotFound
from lms.core.spreadsheet import SheetRefused
from lms.courses.queries import session_agencies, session_head
from lms.courses.rows import AgencyRow, SessionHead
from lms.enrolments.cli import ABSENT, REFUSED, Teller, answered
from lms.enrolments.formats import RollUnreadable
from lms.enrolments.queries.imports import agency_choices
from lms.nominations.queries.judging import judge
from lms.nominations.services import imports

cli = AppGroup("nominations", help="The people whom agencies put forward for a course session.")


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--session", "slug", required=True, help="The session's slug, as in its address.")
@click.option("--agency", "code", required=True, help="The agency's slug or short name.")
@click.option("--sheet", default="", help="Which sheet; else the one that has the columns.")
@click.option("--dry-run", is_flag=True, help="Check the file and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--same-name",
    type=click.Choice(["ask", "same", "new"]),
    default="ask",
    show_default=True,
    help="Rows whose name is known in the agency: refuse and list them, take the one known "
    "person, or make a new person.",
)
def import_list(  # one option after another, as the command has them
    file: Path, slug: str, code: str, sheet: str, *, dry_run: bool, as_json: bool, same_name: str
) -> None:
    """Nominate the people of FILE (.xlsx or .csv) for one agency: all rows, or none.

    Exit status: 0 done (or, with --dry-run, without fault); 1 the file or a row has faults; 2 wrong
    use; 3 no such session, or no such agency in it; 4 refused by the state of the session.
    """
    told = Teller(as_json, done="%s people are nominated.", nothing="Nobody was nominated.")
    try:
        head = session_head(slug, SYSTEM)
    except NotFound:
        told.stop(ABSENT, f"There is no session {slug}.")
    agency = find_agency(head, code)
    if agency is None:
        told.stop(ABSENT, f"The session has no agency {code}.")
    try:
        count = _import(told, head, agency, file, sheet, dry_run=dry_run, same_name=same_name)
        told.done(count, dry_run=dry_run)
    except (SheetRefused, RollUnreadable) as refused:
        told.file_faults(refused.faults)
    except DomainError as error:
        told.stop(REFUSED, error.message.english())


def _import(
    told: Teller,
    head: SessionHead,
    agency: AgencyRow,
    file: Path,
    sheet: str,
    *,
    dry_run: bool,
    same_name: str,
) -> int:
    key, slug, name = agency.agency_id, head.slug, file.name
    draft = imports.read_file(
        actor=SYSTEM, slug=slug, agency_id=key, file_name=name, data=file.read_bytes(), sheet=sheet
    )
    seen = judge(head, key, draft, file_name=name)
    if seen.open_questions and same_name != "ask":
        draft = answered(draft, seen.open_questions, same_name)
        seen = judge(head, key, draft, file_name=name)
    if seen.check.faults or seen.open_questions:
        told.row_faults(seen.check.faults, seen.open_questions)
    if dry_run:
        return len(seen.check.rows)
    with transaction():
        kept = imports.upload(actor=SYSTEM, slug=slug, agency_id=key, file_name=name, draft=draft)
        return imports.confirm_import(actor=SYSTEM, slug=slug, agency_id=key, import_id=kept)


def find_agency(head: SessionHead, code: str) -> AgencyRow | None:
    """The session's agency with this slug, short name or name, in any language and case."""
    wanted = code.strip().casefold()
    for agency in session_agencies(head.id):
        [choice] = agency_choices([agency])
        if wanted in {choice.slug.casefold(), *(name.casefold() for name in choice.names)}:
            return agency
    return None
