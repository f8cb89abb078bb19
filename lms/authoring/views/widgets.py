"""A form made from fields: read, acted on, shown again; its value travels with it.

The form carries the value as it was shown (`now`), so that what no field shows is kept, and the
version of the file, so that nobody overwrites another unseen.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request

from lms.authoring.formats.fields.reading import acted, read_form
from lms.authoring.formats.fields.showing import Errors, Widget, widgets
from lms.authoring.formats.fields.spec import Field
from lms.authoring.formats.texts import Json
from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_, Message

MOST = 2 * 1024 * 1024


@dataclass(frozen=True)
class Shown:
    """A form as its template needs it."""

    widgets: Sequence[Widget]
    languages: Sequence[str]
    now: str
    version: int
    errors: Errors = field(default_factory=dict)
    loose: Sequence[Message] = ()


def carried() -> Json:
    """The value that the form was made of. Raises Invalid where it was spoilt on its way."""
    try:
        value = json.loads(request.form.get("now", "")[:MOST])
    except ValueError:
        value = None
    if not isinstance(value, dict):
        message = N_("The form came back incomplete. Load the page again.")
        raise Invalid([FieldError("now", message)])
    return value


def typed(fields: Sequence[Field], now: Json, languages: Sequence[str]) -> Json:
    """The value with what was typed."""
    return read_form(fields, request.form, now, languages)


def act() -> str:
    """Which button was pressed: save, or what is done to the form before it is shown again."""
    return request.form.get("act", "save")


def after_act(value: Json, fields: Sequence[Field]) -> Json:
    """The value after a button that adds, removes or moves a row."""
    verb = act().partition(":")[0]
    return acted(value, act(), fields) if verb in ("add", "remove", "up", "down") else value


def version() -> int:
    return request.form.get("version", 0, type=int)


def show(
    fields: Sequence[Field],
    value: Json,
    languages: Sequence[str],
    at: int,
    errors: Mapping[str, list[Message]] | None = None,
) -> Shown:
    """The form of a value in version `at`; errors that no field takes are told above it."""
    found = errors or {}
    parts = widgets(fields, value, languages, found)
    names = {name for part in parts for name in _names(part)}
    loose = [said for path, all_said in found.items() if path not in names for said in all_said]
    return Shown(parts, languages, json.dumps(value, ensure_ascii=False), at, found, loose)


def _names(part: Widget) -> set[str]:
    """The inputs at which an error can be told."""
    names = {part.name}
    if part.kind == "text":
        names |= {f"{part.name}.{code}" for code in part.values}
    for row in (part.children, *part.rows):
        for inner in row:
            names |= _names(inner)
    for at in range(len(part.rows)):
        names.add(f"{part.name}.{at}")
    return names
