"""What differs between two states of a course, part by part, for people to read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.authoring.formats.paths import place_of
from lms.authoring.formats.questions import all_questions
from lms.authoring.formats.texts import Json, localised, peek, split_lesson
from lms.authoring.formats.words import Paragraph, Run, paragraphs, word_runs
from lms.courses import queries as courses
from lms.courses.formats import package_files

States = Mapping[str, str]


@dataclass(frozen=True)
class FieldChange:
    """One field that differs: where it stands, and its words."""

    name: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class ItemChange:
    """A question, term or aim that came, went or changed."""

    kind: str
    name: str
    what: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class PartChange:
    """A part of the course that differs; `change` is added, removed or changed."""

    path: str
    kind: str
    title: str
    change: str
    fields: tuple[FieldChange, ...] = ()
    items: tuple[ItemChange, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()


def version_texts(content_hash: str) -> dict[str, str]:
    """The text files of a published version, and its media as their fingerprints."""
    content = courses.content(content_hash)
    texts = {path: text.decode() for path, text in package_files(content, {}).items()}
    return texts | {path: facts["sha256"] for path, facts in content["media"].items()}


def differences(old: States, new: States) -> list[PartChange]:
    """The parts that differ, in the order of their files."""
    paths = sorted(set(old) | set(new), key=_order)
    return [
        part
        for path in paths
        if old.get(path) != new.get(path)
        and (part := _part(path, old.get(path), new.get(path))) is not None
    ]


def _order(path: str) -> tuple[int, str]:
    kinds = ["course", "module", "lesson", "questions", "case", "other", "media"]
    place = place_of(path)
    rank = 0 if place.kind == "course" else 1 if place.group == "modules" else 2
    return (rank if place.kind != "media" else 3, f"{place.name}{kinds.index(place.kind)}{path}")


def _part(path: str, old: str | None, new: str | None) -> PartChange | None:
    kind = place_of(path).kind
    change = "added" if old is None else "removed" if new is None else "changed"
    title = _title(kind, path, new if new is not None else old)
    if change == "removed" or kind == "media":
        return PartChange(path, kind, title, change)
    before, after = old or "", new or ""
    if kind == "lesson":
        head_before, text_before = split_lesson(before)
        head_after, text_after = split_lesson(after)
        return PartChange(
            path,
            kind,
            title,
            change,
            fields=tuple(_fields(head_before, head_after)),
            paragraphs=tuple(paragraphs(text_before, text_after)),
        )
    one, two = peek(before), peek(after)
    if kind == "questions":
        items = tuple(_questions(one, two))
        fields = tuple(_fields(_bare(one), _bare(two)))
    else:
        items = tuple(_listed(one, two))
        fields = tuple(_fields(_without_lists(one), _without_lists(two)))
    if not items and not fields and change == "changed":
        return None
    return PartChange(path, kind, title, change, fields=fields, items=items)


def _title(kind: str, path: str, text: str | None) -> str:
    if kind == "lesson":
        return str(split_lesson(text)[0].get("title", path))
    if kind == "media":
        return path
    return localised(peek(text).get("title")) or path


def _bare(payload: Json) -> Json:
    """A quiz without its questions: their list is told question by question."""
    bare = {name: value for name, value in payload.items() if name != "questions"}
    if isinstance(bare.get("sections"), list):
        bare["sections"] = [
            {name: value for name, value in section.items() if name != "questions"}
            for section in bare["sections"]
            if isinstance(section, dict)
        ]
    return bare


def _questions(old: Json, new: Json) -> Iterator[ItemChange]:
    before = {one.name: one for one in all_questions(old)}
    after = {one.name: one for one in all_questions(new)}
    for name, one in after.items():
        if name not in before:
            yield ItemChange("added", name, one.title, tuple(_fields({}, one.payload)))
        elif one.payload != before[name].payload:
            fields = tuple(_fields(before[name].payload, one.payload))
            yield ItemChange("changed", name, one.title, fields)
    for name, one in before.items():
        if name not in after:
            yield ItemChange("removed", name, one.title)
    stayed_before = [name for name in before if name in after]
    stayed_after = [name for name in after if name in before]
    if stayed_before != stayed_after:
        yield ItemChange("moved", "", ", ".join(stayed_after))


def _without_lists(payload: Json) -> Json:
    return {name: value for name, value in payload.items() if not _keyed(value)}


def _keyed(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and "key" in one for one in value)
    )


def _listed(old: Json, new: Json) -> Iterator[ItemChange]:
    """Lists of things with keys: glossary, aims."""
    for name in [*new, *(name for name in old if name not in new)]:
        lists = [side.get(name) or [] for side in (old, new)]
        if not any(map(_keyed, lists)) or not all(not one or _keyed(one) for one in lists):
            continue
        before, after = ({str(one["key"]): one for one in found} for found in lists)
        for key, item in after.items():
            if key not in before:
                yield ItemChange("added", key, _words(item), tuple(_fields({}, item)))
            elif item != before[key]:
                yield ItemChange("changed", key, _words(item), tuple(_fields(before[key], item)))
        for key, item in before.items():
            if key not in after:
                yield ItemChange("removed", key, _words(item))


def _words(item: Json) -> str:
    return localised(item.get("term") or item.get("text") or item.get("key"))


def _fields(old: Json, new: Json) -> Iterator[FieldChange]:
    before, after = dict(_flat(old)), dict(_flat(new))
    for name in [*after, *(name for name in before if name not in after)]:
        if before.get(name) != after.get(name):
            yield FieldChange(name, word_runs(before.get(name, ""), after.get(name, "")))


def _flat(value: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every value with the path at which it stands; rows by their key where they have one."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{prefix}.{name}" if prefix else str(name))
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for at, inner in enumerate(value, start=1):
            key = inner.get("key", at) if isinstance(inner, dict) else at
            yield from _flat(inner, f"{prefix}[{key}]")
    elif isinstance(value, list):
        yield prefix, ", ".join(_said(one) for one in value)
    elif value is not None:
        yield prefix, _said(value)


def _said(value: Any) -> str:
    return ("✓" if value else "✗") if isinstance(value, bool) else str(value)


def changed_words(old: str | None, new: str | None) -> Sequence[Paragraph]:
    """The paragraphs of a text file that differ, for its history."""
    return paragraphs(old or "", new or "")
