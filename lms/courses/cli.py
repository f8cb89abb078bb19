"""`flask course`: check, take in and give out course packages without a browser.

Exit status: 0 done; 1 the package has faults or there is no such course; 2 wrong use.
"""

import json
import sys
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup

from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.errors import DomainError, Invalid
from lms.courses import queries, services
from lms.courses.formats import (
    Package,
    PackageError,
    PackageFiles,
    parse_package,
    read_folder,
    read_zip,
    write_zip,
)
from lms.courses.services.content import content_kinds

cli = AppGroup("course", help="Course packages: a folder or zip with course.yaml at its top.")
as_json = click.option("--json", "machine", is_flag=True, help="Write one JSON value.")
source = click.argument("package", type=click.Path(exists=True, path_type=Path))


@cli.command("check")
@source
@as_json
def check(package: Path, machine: bool) -> None:
    """Name every fault of a package, with file, line and mend. Nothing is taken in."""
    found = _parsed(package, machine)
    _say({"hash": found.snapshot.content_hash}, "No faults.", machine)


@cli.command("import")
@source
@as_json
def take_in(package: Path, machine: bool) -> None:
    """Take a package in as the newest version of its course; known content stays as it is."""
    files = _files(package, machine)
    try:
        with transaction():
            row = services.import_package(actor=SYSTEM, files=files)
            content_hash, number = row.hash, row.number
    except PackageError as error:
        _refuse(error, machine)
    facts: dict[str, object] = {"hash": content_hash, "version": number}
    _say(facts, f"Version {number}, {content_hash[:12]}.", machine)


@cli.command("export")
@click.argument("slug")
@click.option("--version", "number", type=int, help="Which version; the newest unless named.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The zip to write.")
@click.option("--scorm", is_flag=True, help="Lessons and practice as SCORM 1.2, without tests.")
@click.option("--language", help="The language of the SCORM package; the course's first one.")
@as_json
def give_out(
    *, slug: str, number: int | None, out: Path, scorm: bool, language: str | None, machine: bool
) -> None:
    """Write a version of a course as a zip; taking it in again gives the same content.

    With --scorm: its lessons and practice for other platforms, and what was left out.
    """
    try:
        course = queries.course_by_slug(slug, SYSTEM)
    except DomainError as error:
        _fail(error.message.english(), machine)
    versions = queries.snapshot_list(course.id, SYSTEM)
    chosen = next((one for one in versions if number in (None, one.number)), None)
    if chosen is None:
        _fail("This course has no such version.", machine)
    if scorm:
        _give_out_scorm(chosen.hash, language, out, machine)
        return
    out.write_bytes(write_zip(queries.package_of(chosen.hash, SYSTEM)))
    _say({"hash": chosen.hash, "version": chosen.number, "file": str(out)}, str(out), machine)


def _give_out_scorm(content_hash: str, language: str | None, out: Path, machine: bool) -> None:
    code = language or queries.content(content_hash)["course"]["languages"][0]
    try:
        made = queries.scorm_package(content_hash, code, SYSTEM)
    except Invalid as error:
        _fail(error.errors[0].message.english(), machine)
    out.write_bytes(made.data)
    left_out = [
        {"module": one.module, "name": one.name, "reason": one.reason.english()}
        for one in made.left_out
    ]
    counts = {"modules": made.modules, "lessons": made.lessons, "questions": made.questions}
    lines = [
        f"{out}: {made.modules} modules, {made.lessons} lessons, {made.questions} questions.",
        *(f"Left out: {one['module']}/{one['name']}: {one['reason']}" for one in left_out),
    ]
    _say({"file": str(out), **counts, "left_out": left_out}, "\n".join(lines), machine)


def _files(package: Path, machine: bool) -> PackageFiles:
    try:
        return read_folder(package) if package.is_dir() else read_zip(package.read_bytes())
    except PackageError as error:
        _refuse(error, machine)


def _parsed(package: Path, machine: bool) -> Package:
    files = _files(package, machine)
    try:
        return parse_package(files, content_kinds())
    except PackageError as error:
        _refuse(error, machine)


def _refuse(error: PackageError, machine: bool) -> NoReturn:
    faults = [
        {"file": one.file, "line": one.line, "message": one.message.english()}
        for one in error.problems
    ]
    click.echo(json.dumps({"faults": faults}, ensure_ascii=False) if machine else str(error))
    sys.exit(1)


def _fail(text: str, machine: bool) -> NoReturn:
    click.echo(json.dumps({"error": text}) if machine else text, err=not machine)
    sys.exit(1)


def _say(facts: dict[str, object], text: str, machine: bool) -> None:
    click.echo(json.dumps(facts) if machine else text)
