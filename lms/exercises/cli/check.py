"""`flask linkchart check`: faults, broken promises and weaknesses of a case."""

import sys
from pathlib import Path
from typing import Any

import click

from lms.courses.services.content import content_kinds
from lms.engines.linkchart.checker import MOST_PERCENT, Checked, check_case
from lms.engines.linkchart.key import Case
from lms.engines.linkchart.weakness import Weakness
from lms.exercises.cli.group import as_json, cli, existing, refuse, say
from lms.exercises.formats.case_files import CaseFile, read_case


@cli.command("check")
@click.argument("case", type=existing)
@as_json
def check(case: Path, machine: bool) -> None:
    """Check a case: a folder with case.yaml, or one file.

    Exit status 1 with faults, and with a broken promise: a link of the key that no cited report's
    text states, or an agency that supports more than 45 % of the links. Weaknesses are told and
    leave it at 0.
    """
    found = read_case(case, content_kinds())
    if found.case is None:
        refuse(found.problems, machine)
    checked = check_case(found.case)
    say(_facts(found.case, found, checked), _told(found.case, found, checked), machine)
    sys.exit(1 if checked.broken else 0)


def _facts(case: Case, found: CaseFile, checked: Checked) -> dict[str, Any]:
    return {
        "schema": 1,
        "case": case.key_name,
        "faults": [],
        "errors": [_weakness(found, one) for one in checked.broken],
        "weaknesses": [_weakness(found, one) for one in checked.weaknesses if not one.kind.promise],
        "agencies": [
            {
                "key": share.agency,
                "alone": list(share.alone),
                "part": list(share.part),
                "percent": round(100 * len(share.alone) / checked.links, 1),
            }
            for share in checked.shares
        ],
        "entities": len([one for one in case.key.entities.values() if not one.distractor]),
        "distractors": len([one for one in case.key.entities.values() if one.distractor]),
        "links": checked.links,
        "reports": len(case.reports),
        "words": checked.words,
    }


def _weakness(found: CaseFile, one: Weakness) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "about": one.about,
        "at": found.place(one.where),
        "message": one.message.english(),
    }


def _told(case: Case, found: CaseFile, checked: Checked) -> list[str]:
    facts = _facts(case, found, checked)
    words = checked.words.values()
    things = f"{facts['entities']} entities, {facts['distractors']} distractors"
    sheets = f"{facts['reports']} reports of {min(words)} to {max(words)} words"
    lines = [f"{case.key_name}: {things}, {facts['links']} links, {sheets}."]
    for title, rows in (("Errors", facts["errors"]), ("Weaknesses", facts["weaknesses"])):
        lines.append(f"{title}: {len(rows) or 'none'}.")
        lines += [f"  {row['at']}: {row['kind']}: {row['message']}" for row in rows]
    lines.append(f"Links that one agency supports alone (at most {MOST_PERCENT} %):")
    lines += [
        f"  {row['key']}: {len(row['alone'])} of {checked.links}, {row['percent']} %; "
        f"a part in {len(row['part'])}"
        for row in facts["agencies"]
    ]
    return lines
