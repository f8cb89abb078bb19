"""`flask questions`: files of questions between systems, without a browser.

Exit status: 0 done; 1 something could not be read, has faults or was left out; 2 wrong use.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from lms.authoring.formats.exchange import candidates, questions_of, told_lines
from lms.authoring.formats.texts import document_of, value_of, yaml_text
from lms.engines.exchange import Imported, Item, Told, read_questions, write_questions

cli = AppGroup("questions", help="Questions of Moodle XML, GIFT, QTI and of banks here.")
as_json = click.option("--json", "machine", is_flag=True, help="Write one JSON value.")
_YAML = (".yaml", ".yml")
_FORMS = {".xml": "moodle", ".txt": "gift", ".gift": "gift", ".zip": "qti"}
_PICTURE = re.compile(r"media/[A-Za-z0-9._-]+")


@cli.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def check(file: Path, machine: bool) -> None:
    """Name every question of a file that cannot come in, and what is lost or to mend of others."""
    found = _read(file)
    faults = _faults(found)
    _tell(found.told, faults, {"questions": len(found.items)}, f"{file}", machine)
    sys.exit(1 if found.left_out or faults else 0)


@cli.command("convert")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", default="en", help="The language that is shown in the other system.")
@as_json
def convert(source: Path, target: Path, language: str, machine: bool) -> None:
    """Write a file of questions in the form that TARGET's name ends in: yaml, xml, gift, zip."""
    found = _read(source)
    faults = _faults(found)
    told, count = list(found.told), len(found.items)
    if target.suffix in _YAML:
        _write_bank(target, found)
    elif target.suffix in _FORMS:
        made = write_questions(
            _FORMS[target.suffix],
            found.questions,
            category=source.stem,
            language=language,
            media={**_pictures_beside(source, found), **found.media},
        )
        target.write_bytes(made.data)
        told, count = [*told, *made.told], made.count
    else:
        raise click.UsageError("End the name of TARGET in .yaml, .xml, .txt, .gift or .zip.")
    _tell(told, faults, {"questions": count, "file": str(target)}, f"{target}", machine)
    sys.exit(1 if faults or any(not one.key for one in told) else 0)


def _read(file: Path) -> Imported:
    content = file.read_bytes()
    if file.suffix not in _YAML:
        return read_questions(file.name, content)
    text = content.decode("utf-8", "replace")
    problems = document_of(file.name, text).problems
    told = tuple(Told(file.name, one.message, one.line) for one in problems)
    questions = questions_of(value_of(text))
    items = tuple(Item(one, str(one.get("key", ""))) for one in questions if one.get("key"))
    return Imported(items, {}, told)


def _faults(found: Imported) -> list[Told]:
    aims = {str(one.get("aim")) for one in found.questions}
    return [
        Told(one.item.name, fault, one.item.line, one.key)
        for one in candidates(found, aims)
        for fault in one.faults
    ]


def _pictures_beside(source: Path, found: Imported) -> Mapping[str, bytes]:
    """The pictures that a bank of a course folder names, from that folder."""
    root = next((one for one in source.resolve().parents if (one / "course.yaml").exists()), None)
    names = set(_PICTURE.findall(json.dumps(found.questions, ensure_ascii=False)))
    if root is None:
        return {}
    return {name: (root / name).read_bytes() for name in names if (root / name).is_file()}


def _write_bank(target: Path, found: Imported) -> None:
    key = re.sub(r"[^a-z0-9]+", "-", target.stem.lower()).strip("-") or "bank"
    aims = {str(one.get("aim")) for one in found.questions}
    questions = [one.payload for one in candidates(found, aims)]
    bank: dict[str, Any] = {"schema": 1, "kind": "bank", "key": key, "title": {"en": target.stem}}
    target.write_text(yaml_text({**bank, "questions": questions}), encoding="utf-8")
    for path, content in found.media.items():
        place = target.parent / path
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)


def _tell(
    told: Sequence[Told], faults: Sequence[Told], facts: dict[str, object], name: str, machine: bool
) -> None:
    if machine:
        lines = {"told": told_lines(told), "faults": told_lines(faults)}
        click.echo(json.dumps({**facts, **lines}, ensure_ascii=False))
        return
    click.echo(f"{name}: {facts['questions']} questions.")
    for one in [*told, *faults]:
        line = f" (line {one.line})" if one.line else ""
        word = "" if one.key else "left out: "
        click.echo(f"{one.name}{line}: {word}{one.message.english()}")
