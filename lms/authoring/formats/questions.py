"""The questions of a quiz, test or bank: named, found, put back, moved, copied, taken out.

A question is known by its key; where a key is missing or stands twice, by `@N`, its place from 0.
"""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lms.authoring.formats.paths import slug_of
from lms.authoring.formats.texts import Json, localised, mappings
from lms.engines.exchange.words import plain


@dataclass(frozen=True)
class Listed:
    """One question where it stands: in `section` (None: the file's own list) at `at`."""

    name: str
    section: int | None
    at: int
    payload: Json
    path: tuple[str | int, ...]

    @property
    def kind(self) -> str:
        return str(self.payload.get("kind", ""))

    @property
    def title(self) -> str:
        """The words of its text as readers see them, without marks."""
        return plain(localised(self.payload.get("text"))) or self.name


def all_questions(payload: Json) -> list[Listed]:
    """The questions of a file in their order, those of sections too."""
    rows = list(_rows(payload))
    keys = [str(question.get("key", "")) for _section, _at, question, _path in rows]
    return [
        Listed(
            key if key and keys.count(key) == 1 and not key.startswith("@") else f"@{place}",
            section,
            at,
            question,
            path,
        )
        for place, (key, (section, at, question, path)) in enumerate(zip(keys, rows, strict=True))
    ]


def _rows(payload: Json) -> Iterator[tuple[int | None, int, Json, tuple[str | int, ...]]]:
    lists: list[tuple[int | None, Any, tuple[str | int, ...]]] = [
        (None, payload.get("questions"), ("questions",))
    ]
    for number, section in enumerate(mappings(payload.get("sections"))):
        lists.append((number, section.get("questions"), ("sections", number, "questions")))
    for section_number, found, path in lists:
        for at, question in enumerate(found if isinstance(found, list) else ()):
            if isinstance(question, dict):
                yield section_number, at, question, (*path, at)


def find(payload: Json, name: str) -> Listed | None:
    """The question of this name."""
    return next((one for one in all_questions(payload) if one.name == name), None)


def lists_of(payload: Json, section: int | None) -> list[Any]:
    """The list that holds the questions of a section, made where there is none."""
    holder = payload
    if section is not None:
        holder = mappings(payload.get("sections"))[section]
    if not isinstance(holder.get("questions"), list):
        holder["questions"] = []
    found: list[Any] = holder["questions"]
    return found


def put(payload: Json, where: Listed, question: Json) -> None:
    """Write a question back to its place."""
    lists_of(payload, where.section)[where.at] = question


def take_out(payload: Json, where: Listed) -> None:
    """Remove a question; a section's empty list goes with it."""
    found = lists_of(payload, where.section)
    del found[where.at]
    if not found and where.section is not None:
        del mappings(payload["sections"])[where.section]["questions"]


def move(payload: Json, where: Listed, to: int) -> None:
    """Put a question to place `to` (from 0) of its list."""
    found = lists_of(payload, where.section)
    item = found.pop(where.at)
    found.insert(max(0, min(to, len(found))), item)


def add(payload: Json, question: Json, section: int | None = None, at: int | None = None) -> None:
    """Add a question to a list, at its end or at place `at`."""
    found = lists_of(payload, section)
    found.insert(len(found) if at is None else at, question)


def copied(question: Json, taken: Sequence[str]) -> Json:
    """The same question under a key of its own."""
    twin = copy.deepcopy(question)
    twin["key"] = slug_of(str(question.get("key", "question")), taken, default="question")
    return twin


def keys_of(payload: Json) -> list[str]:
    """The keys that are in use in a file."""
    return [str(one.payload.get("key")) for one in all_questions(payload)]
