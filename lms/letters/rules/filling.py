"""Texts with {{ names }}: what may stand between the brackets, and putting values there.

Nothing is calculated: between two brackets stands one name of the closed list, or the text is
refused at that place. Values never become places themselves.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from lms.core.messages import N_, Message
from lms.letters.rules.variables import VARIABLES

_PLACE = re.compile(r"\{\{([^{}\n]*)\}\}")
_LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ADDRESS = re.compile(r"https?://[^\s<>]+")


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place of a text. Lines and columns count from 1."""

    line: int
    column: int
    message: Message

    def at_place(self) -> Message:
        """The message with its place."""
        return N_(
            "Line %(line)s, sign %(column)s: %(fault)s",
            line=self.line,
            column=self.column,
            fault=self.message,
        )


def faults(text: str, *, links: bool = True) -> list[Fault]:
    """Everything between brackets that is no known name, in the order of the text.

    Without `links` the names of private addresses may not stand there either.
    """
    found = [
        _fault(text, place.start(), message)
        for place in _PLACE.finditer(text)
        if (message := _refusal(place.group(1).strip(), links)) is not None
    ]
    bare = _PLACE.sub(lambda place: " " * len(place.group()), text)
    found += [
        _fault(
            text,
            loose.start(),
            N_(
                "“%(sign)s” stands alone. Write a value as %(example)s.",
                sign=loose.group(),
                example="{{ person_name }}",
            ),
        )
        for loose in _LOOSE.finditer(bare)
    ]
    return sorted(found, key=lambda one: (one.line, one.column))


def names(text: str) -> list[str]:
    """The known names in a text, each once, in order."""
    found = (place.group(1).strip() for place in _PLACE.finditer(text))
    return list(dict.fromkeys(name for name in found if name in VARIABLES))


def fill(
    text: str, values: Mapping[str, str], *, markdown: bool, keep: Collection[str] = ()
) -> str:
    """The text with its values. In Markdown a value stays the text that it is; the places of the
    names in `keep` stay places.

    Raises KeyError for a name without a value; ask `names` before.
    """

    def put(place: re.Match[str]) -> str:
        name = place.group(1).strip()
        if name in keep:
            return "{{ " + name + " }}"
        value = " ".join(values[name].split())
        if not markdown:
            return value
        if VARIABLES[name].link and _ADDRESS.fullmatch(value):
            return f"<{value}>"
        return _PUNCTUATION.sub(r"\\\1", value)

    return _PLACE.sub(put, text)


def _refusal(name: str, links: bool) -> Message | None:
    if name in VARIABLES:
        if VARIABLES[name].link and not links:
            return N_("A private address does not stand in a subject. Write it in the text.")
        return None
    if not _NAME.fullmatch(name):
        return N_("Only a name from the list may stand between {{ and }}.")
    near = get_close_matches(name.casefold(), VARIABLES, n=1, cutoff=0.5)
    if near:
        return N_("There is no value “%(name)s”. Did you mean “%(near)s”?", name=name, near=near[0])
    return N_("There is no value “%(name)s”. Take one from the list.", name=name)


def _fault(text: str, at: int, message: Message) -> Fault:
    before = text[:at]
    return Fault(before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1, message)
