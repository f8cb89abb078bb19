"""From what a browser sent back to the value in the file."""

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lms.authoring.formats.fields.showing import NEW, main_language, shown
from lms.authoring.formats.fields.spec import (
    Field,
    Flag,
    Group,
    Lines,
    Many,
    Picture,
    Rows,
    Text,
    Ways,
    Whole,
)
from lms.authoring.formats.texts import Json, listed

Form = Mapping[str, str]
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def read_form(
    fields: Sequence[Field], form: Form, old: Json, languages: Sequence[str], prefix: str = ""
) -> Json:
    """The value that a form makes of `old`.

    Fields that the form does not hold, and values that stand as they were shown, stay as they
    are; a number that is none stays as typed, for the engine to refuse at its field.
    """
    value = copy.deepcopy(old)
    for one in fields:
        name = f"{prefix}{one.name}"
        if isinstance(one, Ways):
            _read_ways(one, form, value, languages, prefix)
        elif isinstance(one, Group):
            inner = value.get(one.name)
            found = read_form(
                one.fields, form, inner if isinstance(inner, dict) else {}, languages, f"{name}."
            )
            if found or isinstance(inner, dict):
                _set(value, one.name, found or None)
        elif isinstance(one, Rows):
            if f"{name}.#" in form:
                rows = _rows(one, form, value.get(one.name), languages, name)
                if rows != (value.get(one.name) or []):
                    _set(value, one.name, rows)
        else:
            _read_plain(one, form, value, languages, name)
    return value


def _set(value: Json, name: str, found: Any) -> None:
    if found is None or found == []:
        value.pop(name, None)
    else:
        value[name] = found


def _read_ways(one: Ways, form: Form, value: Json, languages: Sequence[str], prefix: str) -> None:
    before = one.way_of(value)
    after = form.get(f"{prefix}{one.name}", before)
    found = read_form(one.fields_of(before), form, value, languages, prefix)
    if after != before:
        kept = {field.name for field in one.fields_of(after)}
        for field in one.fields_of(before):
            if field.name not in kept:
                found.pop(field.name, None)
        found[after] = [] if after in ("options", "accepted") else ""
    value.clear()
    value.update(found)


def _rows(one: Rows, form: Form, old: Any, languages: Sequence[str], name: str) -> list[Json]:
    """The rows in the order in which the form holds them; new ones get a key."""
    pattern = re.compile(re.escape(name) + r"\.([A-Za-z0-9_]{1,20})\.#")
    before = listed(old)
    rows: list[Json] = []
    for field_name, came_from in form.items():
        found = pattern.fullmatch(field_name)
        if found is None or found[1] == NEW:
            continue
        at = int(came_from) if came_from.isdigit() else -1
        row = before[at] if 0 <= at < len(before) and isinstance(before[at], dict) else {}
        rows.append(read_form(one.fields, form, row, languages, f"{name}.{found[1]}."))
    if one.keyed:
        _give_keys(rows)
    return rows[: one.most]


def _give_keys(rows: list[Json]) -> None:
    taken = {str(row.get("key")) for row in rows}
    for at, row in enumerate(rows):
        if not row.get("key"):
            key = free_key(taken)
            taken.add(key)
            rows[at] = {"key": key, **{name: v for name, v in row.items() if name != "key"}}


def free_key(taken: set[str]) -> str:
    """The first of a, b, c ... that nobody has."""
    names: list[str] = [*_LETTERS, *(f"k{number}" for number in range(1, 1000))]
    return next(name for name in names if name not in taken)


def _read_plain(one: Field, form: Form, value: Json, languages: Sequence[str], name: str) -> None:
    before = shown(one, value.get(one.name), languages)
    if isinstance(one, Text):
        inputs = ((code, form.get(f"{name}.{code}")) for code in languages)
        typed = {code: _lines(text) for code, text in inputs if text is not None}
        if any(typed[code] != before.get(code, "") for code in typed):
            _set(value, one.name, _texts(value.get(one.name), typed) or None)
    elif isinstance(one, Picture):
        names = {code: f"{name}.{code}" if code else name for code in before}
        paths = {code: form.get(said, before[code]).strip() for code, said in names.items()}
        if paths != before:
            _set(value, one.name, _pictures(value.get(one.name), paths, languages))
    elif isinstance(one, Flag | Many):
        if f"{name}.#" in form:
            _read_marks(one, form, value, before, name)
    elif name in form:
        text = _lines(form[name])
        if text != before.get("", ""):
            _set(value, one.name, _parsed(one, text))


def _read_marks(
    one: Flag | Many, form: Form, value: Json, before: Mapping[str, str], name: str
) -> None:
    """Check boxes: a box that is not ticked is not sent, so the form says that it was there."""
    if isinstance(one, Flag):
        if (name in form) != bool(before):
            value[one.name] = name in form
        return
    chosen = [key.rpartition(".~")[2] for key in form if key.startswith(f"{name}.~")]
    if set(chosen) != set(before):
        _set(value, one.name, _many(one, chosen))
        if not chosen and one.all_by_default:
            value[one.name] = []


def _texts(old: Any, typed: Mapping[str, str]) -> Json:
    """The text with the languages that were typed; those that the form does not show stay."""
    texts = dict(old) if isinstance(old, dict) else {}
    for code, words in typed.items():
        if not words.strip():
            texts.pop(code, None)
        elif texts.get(code) != words:
            texts[code] = words
    return texts


def _pictures(old: Any, paths: Mapping[str, str], languages: Sequence[str]) -> Any:
    """One path where it serves all, else paths by language; those of other languages stay."""
    main = main_language(languages)
    kept = dict(old) if isinstance(old, dict) else {}
    named = kept | {code or main: path for code, path in paths.items()}
    named = {code: path for code, path in named.items() if path}
    return named.get(main) if set(named) <= {main} else named


def _many(one: Many, chosen: list[str]) -> Any:
    if one.all_by_default:
        return None if len(chosen) == len(one.options) else chosen or []
    return chosen[0] if len(chosen) == 1 and not one.always_list else chosen


def _parsed(one: Field, text: str) -> Any:
    if not text.strip():
        return None
    if isinstance(one, Whole):
        return int(text) if _WHOLE.fullmatch(text.strip()) else text.strip()
    if isinstance(one, Lines):
        if one.separator != "\n":
            return [part for part in re.split(r"[\s,;]+", text) if part]
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return [_comma(line) for line in lines] if one.parts else lines
    return text.strip() if "\n" not in text else text


def _comma(line: str) -> list[str]:
    return [part.strip() for part in line.split(",") if part.strip()]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def acted(value: Json, act: str, fields: Sequence[Field]) -> Json:
    """The value after a button of a list: `add:options`, `remove:options.2`, `up:options.2`,
    `down:options.2`. Paths may lead through lists: `blanks.0.options`."""
    verb, _colon, path = act.partition(":")
    changed = copy.deepcopy(value)
    parts = path.split(".")
    if verb == "add":
        found = _list_at(changed, parts)
        if found is not None:
            taken = {str(row.get("key")) for row in found if isinstance(row, dict)}
            found.append({"key": free_key(taken)} if _keyed(fields, parts) else {})
        return changed
    found = _list_at(changed, parts[:-1])
    at = int(parts[-1]) if parts[-1].isdigit() else -1
    if found is None or not 0 <= at < len(found):
        return changed
    if verb == "remove":
        del found[at]
    elif verb in ("up", "down"):
        to = at + (1 if verb == "down" else -1)
        if 0 <= to < len(found):
            found.insert(to, found.pop(at))
    return changed


def _list_at(value: Any, parts: Sequence[str]) -> list[Any] | None:
    for part in parts[:-1]:
        if isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value.setdefault(part, {})
        else:
            return None
    if not isinstance(value, dict):
        return None
    if not isinstance(value.get(parts[-1]), list):
        value[parts[-1]] = []
    found: list[Any] = value[parts[-1]]
    return found


def _keyed(fields: Sequence[Field], parts: Sequence[str]) -> bool:
    """Whether the rows of the list at this path have keys."""
    for one in fields:
        if isinstance(one, Rows) and one.name == parts[0]:
            return one.keyed if len(parts) == 1 else _keyed(one.fields, parts[2:])
        if isinstance(one, Ways) and any(_has(inner, parts[0]) for _n, _l, inner in one.ways):
            return True
        if isinstance(one, Group) and one.name == parts[0] and len(parts) > 1:
            return _keyed(one.fields, parts[1:])
    return False


def _has(fields: Sequence[Field], name: str) -> bool:
    return any(one.name == name for one in fields)
