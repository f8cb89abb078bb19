"""Checks data against a typed form and puts each fault at its line, with its mend."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lms.core.messages import N_, Message
from lms.courses.formats.yamlsource import Document, Path

Form = TypeVar("Form", bound=BaseModel)


def check(document: Document, form: type[Form]) -> Form | None:
    """The typed value, or None with every fault noted in the document."""
    if document.unreadable:
        return None
    if not isinstance(document.data, dict):
        document.fault((), N_("Write this file as lines of the form “name: value”."))
        return None
    try:
        return form.model_validate(document.data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            path = _own_path(document, item["loc"])
            document.fault(path, _say(item["type"], item.get("ctx", {}), path))
        return None


def _own_path(document: Document, loc: tuple[int | str, ...]) -> Path:
    """The path without the marks that the checker adds for keys of mappings."""
    return tuple(part for part in loc if part != "[key]")


def _say(kind: str, context: Mapping[str, Any], path: Path) -> Message:
    name = dotted(path)
    if kind == "string_pattern_mismatch":
        return _pattern(str(context["pattern"]), name)
    if kind in _BY_KIND:
        return N_(_BY_KIND[kind].text, name=name)
    for bound in ("max_length", "ge", "le", "expected"):
        if bound in context:
            return N_(_BY_BOUND[bound].text, name=name, bound=context[bound])
    return N_("“%(name)s” cannot be read. Compare it with the package format.", name=name)


_TEXT = N_("“%(name)s” needs a text. Put figures and dates in quotes.")
_WHOLE = N_("“%(name)s” needs a whole number without quotes.")
_LINES = N_("“%(name)s” needs lines of the form “name: value”, for a text “en: ...”.")
_BY_KIND = {
    "missing": N_("“%(name)s” is missing. Add it."),
    "extra_forbidden": N_("“%(name)s” is not known here. Check its spelling or remove it."),
    "string_type": _TEXT,
    "string_too_short": _TEXT,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "bool_type": N_("“%(name)s” needs true or false."),
    "list_type": N_("“%(name)s” needs a list: one line with a hyphen for each item."),
    "too_short": N_("“%(name)s” is empty. Add at least one item."),
    "dict_type": _LINES,
    "model_type": _LINES,
}
_BY_BOUND = {
    "max_length": N_("“%(name)s” is longer than %(bound)s. Shorten it."),
    "ge": N_("“%(name)s” is too small; the least is %(bound)s."),
    "le": N_("“%(name)s” is too large; the most is %(bound)s."),
    "expected": N_("“%(name)s” must be %(bound)s."),
}


def _pattern(pattern: str, name: str) -> Message:
    if "{2,3}" in pattern:
        return N_("“%(name)s” needs a language code such as en or ur.", name=name)
    if r"\." in pattern:
        return N_("“%(name)s” needs a version such as “1.0”, in quotes.", name=name)
    return N_("“%(name)s” needs small Latin letters, digits and hyphens only.", name=name)


def dotted(path: Path) -> str:
    """A path as people read it: `aims[2].en`, counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".") or "."


def undotted(path: str) -> Path:
    """The path of a kind's fault (`questions[2].options`, counted from 0) in parts."""
    return tuple(_parts(path))


def _parts(path: str) -> Iterator[str | int]:
    for part in path.replace("[", ".[").split("."):
        if part.startswith("[") and part.endswith("]") and part[1:-1].isdigit():
            yield int(part[1:-1])
        elif part:
            yield part
