"""The YAML file of a template: read with every fault at its line, and written back.

In the file the first day is day 1, so that authors count as people do. Example:

    schema: 1
    slug: one-day-refresher
    title: {en: One-day refresher}
    summary: {en: ...}
    days: 1
    rooms:
      - {key: hall, label: {en: Hall}, seats: 30, equipment: projector}
    trainers:
      - {key: lead, label: {en: Lead trainer}}
    items:
      - {day: 1, start: "09:00", minutes: 60, kind: module, title: {en: ...}, room: hall,
         trainers: [lead], content: "module:01-principles-and-cycle"}
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lms.agenda.enums import ItemKind
from lms.agenda.formats.template import (
    RoomRole,
    TemplateBody,
    TemplateItem,
    TrainerRole,
    body_json,
    clock_minutes,
)
from lms.agenda.inputs import MOST_NOTES, MOST_TRAINERS, TRACKS
from lms.core.messages import N_, Message
from lms.core.names import direction_message, has_direction_control
from lms.core.plainyaml import dump
from lms.courses.formats.checks import check
from lms.courses.formats.problems import PackageError, Problem
from lms.courses.formats.schema import Language, Line, Paragraph, Slug
from lms.courses.formats.yamlsource import Document, Path, load_yaml
from lms.courses.inputs import LONGEST_DAYS, text_fault

MOST_BYTES = 256 * 1024
MOST_SUMMARY = 1000
MIDNIGHT = 24 * 60
MOST_ROLES = 20
KINDS = tuple(kind.value for kind in ItemKind)
CONTENT_KINDS = ("module", "exercise", "test")

Words = dict[Language, Line]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_NOTES)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Link = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


@dataclass(frozen=True)
class Template:
    """A template with its names: what a file holds."""

    slug: str
    title: dict[str, str]
    summary: dict[str, str]
    body: TemplateBody


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class _Room(_Strict):
    key: Slug
    label: Words
    seats: Annotated[int, Field(ge=1, le=5000)] | None = None
    equipment: Short = ""


class _Trainer(_Strict):
    key: Slug
    label: Words


class _Item(_Strict):
    day: Annotated[int, Field(ge=1, le=LONGEST_DAYS)]
    start: Line
    minutes: Annotated[int, Field(ge=5, le=16 * 60)]
    kind: Line
    title: Words
    track: Annotated[str, StringConstraints(max_length=8)] = ""
    room: Slug | None = None
    trainers: list[Slug] = Field(default=[], max_length=MOST_TRAINERS)
    content: Link = ""
    materials: Note = ""
    locked: bool = False


class TemplateFile(_Strict):
    """The shape of the file."""

    schema_number: Literal[1] = Field(alias="schema")
    slug: Slug
    title: Words
    summary: dict[Language, Paragraph] = {}
    course: Slug | None = None
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)]
    rooms: list[_Room] = Field(default=[], max_length=MOST_ROLES)
    trainers: list[_Trainer] = Field(default=[], max_length=MOST_ROLES)
    items: list[_Item] = Field(min_length=1, max_length=400)


def summary_fault(text: Mapping[str, str]) -> Message | None:
    """Why a summary is not taken: hidden signs, or far too long."""
    for value in text.values():
        sign = has_direction_control(value)
        if sign is not None:
            return direction_message(sign)
        if len(value) > MOST_SUMMARY:
            return N_("Write at most %(most)s signs.", most=MOST_SUMMARY)
    return None


def read_template(file: str, content: bytes) -> Template:
    """The template of a YAML text. Raises PackageError with every fault, each at its line."""
    if len(content) > MOST_BYTES:
        message = N_("The file is larger than %(most)s bytes. Shorten it.", most=MOST_BYTES)
        raise PackageError([Problem(file, None, message)])
    document = load_yaml(file, content)
    found = check(document, TemplateFile)
    if found is not None:
        _Checks(document, found).run()
    if document.problems or found is None:
        raise PackageError(document.problems)
    return Template(found.slug, dict(found.title), dict(found.summary), _body(found))


def write_template(template: Template) -> bytes:
    """The YAML text of a template; reading it gives the same template."""
    stored = body_json(template.body)
    head: dict[str, Any] = {
        "schema": stored["schema"],
        "slug": template.slug,
        "title": dict(template.title),
        "summary": dict(template.summary),
        "course": stored["course"],
        "days": stored["days"],
        **stored["roles"],
        "items": [{**item, "day": item["day"] + 1} for item in stored["items"]],
    }
    return dump(_said(head))


def _said(value: Any) -> Any:
    """The same without entries that say nothing."""
    if isinstance(value, dict):
        return {
            key: _said(one) for key, one in value.items() if one not in ("", None, [], {}, False)
        }
    if isinstance(value, list):
        return [_said(one) for one in value]
    return value


def _body(found: TemplateFile) -> TemplateBody:
    return TemplateBody(
        days=found.days,
        course=found.course or "",
        rooms=tuple(
            RoomRole(one.key, dict(one.label), one.seats, one.equipment) for one in found.rooms
        ),
        trainers=tuple(TrainerRole(one.key, dict(one.label)) for one in found.trainers),
        items=tuple(
            TemplateItem(
                day=one.day - 1,
                start=clock_minutes(one.start),
                minutes=one.minutes,
                kind=ItemKind(one.kind),
                title=dict(one.title),
                track=one.track,
                room=one.room or "",
                trainers=tuple(one.trainers),
                content=one.content,
                materials=one.materials,
                locked=one.locked,
            )
            for one in found.items
        ),
    )


class _Checks:
    """What the shape alone does not say; every fault goes to the document at its line."""

    def __init__(self, document: Document, found: TemplateFile) -> None:
        self.document = document
        self.found = found

    def run(self) -> None:
        found = self.found
        self.text(("title",), found.title)
        self.text(("summary",), found.summary, english=bool(found.summary))
        for group, roles in (("rooms", found.rooms), ("trainers", found.trainers)):
            self.roles(group, roles)
        rooms = {one.key for one in found.rooms}
        trainers = {one.key for one in found.trainers}
        for at, item in enumerate(found.items):
            self.item(("items", at), item)
            self.known((*("items", at), "room"), [item.room] if item.room else [], rooms, _ROOM)
            self.known((*("items", at), "trainers"), item.trainers, trainers, _TRAINER)

    def item(self, path: Path, item: _Item) -> None:
        self.text((*path, "title"), item.title)
        if item.day > self.found.days:
            message = N_(
                "Day %(day)s lies behind the last day, %(days)s. Change one of them.",
                day=item.day,
                days=self.found.days,
            )
            self.document.fault((*path, "day"), message)
        self.times(path, item)
        if item.kind not in KINDS:
            message = N_("Write one of these kinds: %(kinds)s.", kinds=", ".join(KINDS))
            self.document.fault((*path, "kind"), message)
        if item.track and item.track not in TRACKS:
            message = N_("Write one letter from A to H, or leave the track out.")
            self.document.fault((*path, "track"), message)
        kind, _, key = item.content.partition(":")
        if item.content and (kind not in CONTENT_KINDS or not key):
            message = N_("Write the part of the course as module:NAME, exercise:NAME or test:NAME.")
            self.document.fault((*path, "content"), message)

    def times(self, path: Path, item: _Item) -> None:
        try:
            start = clock_minutes(item.start)
        except ValueError:
            message = N_("Write a time of day in quotes, such as “09:00”.")
            self.document.fault((*path, "start"), message)
            return
        if start + item.minutes > MIDNIGHT:
            message = N_("This is longer than the day. Make it shorter or split it.")
            self.document.fault((*path, "minutes"), message)

    def roles(self, group: str, roles: Sequence[_Room | _Trainer]) -> None:
        times = Counter(one.key for one in roles)
        for at, one in enumerate(roles):
            self.text((group, at, "label"), one.label)
            if times[one.key] > 1 and [r.key for r in roles].index(one.key) != at:
                message = N_("“%(key)s” stands here twice. Keep one of them.", key=one.key)
                self.document.fault((group, at, "key"), message)

    def known(self, path: Path, keys: Iterable[str], roles: set[str], words: Message) -> None:
        given = list(keys)
        for key in dict.fromkeys(given):
            if key not in roles:
                self.document.fault(path, N_(words.text, key=key))
            elif given.count(key) > 1:
                self.document.fault(
                    path, N_("“%(key)s” stands here twice. Keep one of them.", key=key)
                )

    def text(self, path: Path, text: dict[str, str], *, english: bool = True) -> None:
        if english and not text.get("en", "").strip():
            message = N_("Write the text in English (“en: ...”); it stands in for other languages.")
            self.document.fault(path, message)
        fault = summary_fault(text) if path == ("summary",) else text_fault(text)
        if fault is not None:
            self.document.fault(path, fault)


_ROOM = N_("“%(key)s” is no room of this template. Add it under rooms, or correct it.")
_TRAINER = N_("“%(key)s” is no trainer of this template. Add it under trainers, or correct it.")
