"""From a value in a file to what a form shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.authoring.formats.fields.spec import (
    Choice,
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
    Word,
)
from lms.authoring.formats.texts import Json, listed
from lms.core.messages import Message

Errors = Mapping[str, Sequence[Message]]


@dataclass(frozen=True)
class Widget:
    """One part of a form: `kind` is the name of its field's class in small letters.

    `name` is the input's name; `values` is what it holds, for a text by language; `rows` are
    the rows of a list, each with its own widgets; `errors` stand at `name` or below it.
    """

    kind: str
    about: Field
    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[Message]] = field(default_factory=dict)
    children: Sequence["Widget"] = ()
    rows: Sequence[Sequence["Widget"]] = ()
    blank: Sequence["Widget"] = ()

    @property
    def value(self) -> str:
        return self.values.get("", "")

    @property
    def chosen(self) -> list[str]:
        return list(self.values)


NEW = "__new__"


def widgets(
    fields: Sequence[Field],
    value: Json,
    languages: Sequence[str],
    errors: Errors | None = None,
    prefix: str = "",
) -> list[Widget]:
    """The widgets of these fields for a value."""
    return [_widget(one, value, languages, errors or {}, f"{prefix}{one.name}") for one in fields]


def _widget(
    one: Field, holder: Json, languages: Sequence[str], errors: Errors, name: str
) -> Widget:
    value = holder.get(one.name)
    own = {path: said for path, said in errors.items() if path == name or _below(path, name)}
    kind = type(one).__name__.lower()
    if isinstance(one, Group):
        inner = value if isinstance(value, dict) else {}
        children = widgets(one.fields, inner, languages, errors, f"{name}.")
        return Widget(kind, one, name, errors=_at(own, name), children=children)
    if isinstance(one, Ways):
        prefix = name.removesuffix(one.name)
        way = one.way_of(holder)
        children = widgets(one.fields_of(way), holder, languages, errors, prefix)
        return Widget(kind, one, name, {"": way}, children=children)
    if isinstance(one, Rows):
        rows = [
            widgets(
                one.fields, row if isinstance(row, dict) else {}, languages, errors, f"{name}.{at}."
            )
            for at, row in enumerate(listed(value))
        ]
        blank = widgets(one.fields, {}, languages, {}, f"{name}.{NEW}.")
        return Widget(kind, one, name, errors=_at(own, name), rows=rows, blank=blank)
    return Widget(kind, one, name, shown(one, value, languages), own)


def _at(errors: Errors, name: str) -> Errors:
    return {path: said for path, said in errors.items() if path == name}


def _below(path: str, name: str) -> bool:
    return path.startswith(f"{name}.")


def shown(one: Field, value: Any, languages: Sequence[str]) -> dict[str, str]:
    """What the inputs of a plain field hold: by language for a text, by value for `Many`."""
    if isinstance(one, Text):
        texts = value if isinstance(value, dict) else {}
        return {language: _plain(texts.get(language)) for language in languages}
    if isinstance(one, Picture):
        paths = value if isinstance(value, dict) else {main_language(languages): value}
        return {
            "" if language == main_language(languages) else language: _plain(paths.get(language))
            for language in languages
        }
    if isinstance(one, Flag):
        yes = one.default if value is None else value is True
        return {"": "yes"} if yes else {}
    if isinstance(one, Many):
        if value is None and one.all_by_default:
            return {name: name for name, _label in one.options}
        return {_plain(item): _plain(item) for item in (listed(value) or [value]) if item}
    if isinstance(one, Lines):
        lines = [
            ", ".join(map(_plain, listed(item))) if one.parts else _plain(item)
            for item in listed(value)
        ]
        return {"": one.separator.join(lines)}
    if isinstance(one, Choice | Whole) and value is None:
        return {"": _plain(one.default)}
    assert isinstance(one, Choice | Whole | Word)
    return {"": _plain(value)}


def main_language(languages: Sequence[str]) -> str:
    """The language whose value serves those that have none: English, which content always has."""
    return "en" if "en" in languages or not languages else languages[0]


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def as_inputs(parts: Sequence[Widget]) -> dict[str, str]:
    """What a browser sends for these widgets when nobody touches them."""
    sent: dict[str, str] = {}
    for widget in parts:
        if widget.kind == "rows":
            sent[f"{widget.name}.#"] = "1"
            for at, row in enumerate(widget.rows):
                sent[f"{widget.name}.{at}.#"] = str(at)
                sent |= as_inputs(row)
        elif widget.kind in ("group", "ways"):
            sent |= {widget.name: widget.value} if widget.kind == "ways" else {}
            sent |= as_inputs(widget.children)
        elif widget.kind == "text":
            sent |= {f"{widget.name}.{code}": text for code, text in widget.values.items()}
        elif widget.kind == "picture":
            for code, path in widget.values.items():
                sent[f"{widget.name}.{code}" if code else widget.name] = path
        elif widget.kind in ("flag", "many"):
            sent[f"{widget.name}.#"] = "1"
            for value in widget.values:
                sent[f"{widget.name}.~{value}" if widget.kind == "many" else widget.name] = "yes"
        else:
            sent[widget.name] = widget.value
    return sent
