"""`flask roll ...`: the roll without a browser."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup

from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.errors import DomainError, NotFound
from lms.core.spreadsheet import SheetFault, SheetRefused
from lms.courses.queries import session_head
from lms.enrolments import services
from lms.enrolments.formats import RollDraft, RollFault, RollUnreadable
from lms.enrolments.queries.imports import judge
from lms.enrolments.rows import Match

cli = AppGroup("roll", help="The roll of a course session.")

FAULTS, ABSENT, REFUSED = 1, 3, 4
_SAME = "Say --same-name same or new, or write the service number."
_Told = tuple[int | None, str | None, str | None, str]


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--session", "slug", required=True, help="The session's slug, as in its address.")
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
def import_roll(file: Path, slug: str, dry_run: bool, as_json: bool, same_name: str) -> None:
    """Put the people of FILE (.xlsx or .csv) on the roll: all rows, or none.

    Exit status: 0 done (or, with --dry-run, without fault); 1 the file or a row has faults; 2 wrong
    use; 3 no such session; 4 refused by the state of the session or its seats.
    """
    told = Teller(as_json)
    try:
        head = session_head(slug, SYSTEM)
        draft = services.read_file(
            actor=SYSTEM, slug=slug, file_name=file.name, data=file.read_bytes()
        )
        seen = judge(head, draft, file_name=file.name)
        draft = answered(draft, seen.open_questions, same_name)
        seen = judge(head, draft, file_name=file.name)
        if seen.check.faults or seen.open_questions:
            told.row_faults(seen.check.faults, seen.open_questions)
        if dry_run:
            told.done(len(seen.check.rows), dry_run=True)
            return
        with transaction():
            key = services.upload_roll(actor=SYSTEM, slug=slug, file_name=file.name, draft=draft)
            count = services.confirm_import(actor=SYSTEM, slug=slug, import_id=key)
        told.done(count, dry_run=False)
    except (SheetRefused, RollUnreadable) as refused:
        told.file_faults(refused.faults)
    except NotFound:
        told.stop(ABSENT, f"There is no session {slug}.")
    except DomainError as error:
        told.stop(REFUSED, error.message.english())


def answered(draft: RollDraft, questions: Sequence[Match], same_name: str) -> RollDraft:
    """Answer "the same person?" as the option says; two of one name are never chosen between."""
    for match in questions:
        if same_name == "new":
            draft = draft.with_person(match.row, "new")
        elif same_name == "same" and len(match.candidates) == 1:
            draft = draft.with_person(match.row, str(match.candidates[0].person_id))
    return draft


class Teller:
    """Says what happened, for people or for machines."""

    def __init__(
        self,
        as_json: bool,
        *,
        done: str = "%s people are on the roll.",
        nothing: str = "Nothing was put on the roll.",
    ) -> None:
        self._as_json, self._done, self._nothing = as_json, done, nothing

    def done(self, count: int, *, dry_run: bool) -> None:
        if self._as_json:
            click.echo(json.dumps({"people": count, "dry_run": dry_run, "faults": []}))
        elif dry_run:
            click.echo(f"{count} rows without fault. Nothing was changed (--dry-run).")
        else:
            click.echo(self._done % count)

    def row_faults(self, faults: Sequence[RollFault], questions: Sequence[Match]) -> NoReturn:
        found: list[_Told] = [
            (fault.row, fault.letter, fault.field.value, fault.message.english())
            for fault in faults
        ]
        found += [
            (
                match.row,
                None,
                "person",
                f"{match.candidates[0].name} is known in the agency. {_SAME}",
            )
            for match in questions
        ]
        self._faults(found)

    def file_faults(self, faults: tuple[SheetFault, ...]) -> NoReturn:
        self._faults([(f.row, f.column, None, f.message.english()) for f in faults])

    def _faults(self, found: list[tuple[int | None, str | None, str | None, str]]) -> NoReturn:
        if self._as_json:
            faults = [
                {"row": row, "column": letter, "field": field, "message": text}
                for row, letter, field, text in found
            ]
            click.echo(json.dumps({"people": 0, "faults": faults}, ensure_ascii=False))
            raise SystemExit(FAULTS)
        for row, letter, field, text in found:
            place = f"Row {row}" if row else "File"
            place += f", column {letter}" if letter else ""
            place += f" ({field})" if field else ""
            click.echo(f"{place}: {text}", err=True)
        click.echo(self._nothing, err=True)
        raise SystemExit(FAULTS)

    def stop(self, status: int, text: str) -> NoReturn:
        if self._as_json:
            click.echo(json.dumps({"people": 0, "error": text}, ensure_ascii=False))
        else:
            click.echo(text, err=True)
        raise SystemExit(status)
