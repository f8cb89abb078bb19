"""A print as it is asked for: which paper, language and part of the agenda, and how it is made."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from lms.agenda.printing import days, doors, poster, template, trainers
from lms.agenda.printing.press import Piece, Progress, print_pieces
from lms.agenda.printing.rows import PaperAgenda
from lms.agenda.printing.wording import Wording
from lms.core import pdf

MOST_AT_ONCE = 64
"""Rows that are laid out while somebody waits: about a second's work. More is the worker's."""


class Paper(StrEnum):
    """The papers that are made of an agenda."""

    DAYS = "days"
    POSTER = "poster"
    DOORS = "doors"
    TRAINERS = "trainers"


@dataclass(frozen=True)
class Wanted:
    """A paper in a language (`en`, `ur`), of the draft or the release, or a part of it."""

    paper: Paper
    language: str
    draft: bool = False
    day: date | None = None
    room_id: UUID | None = None
    trainer_id: UUID | None = None


@dataclass(frozen=True)
class Print:
    """A paper ready to be made. Equal `key`: equal in every sign, so it need not be made again."""

    wanted: Wanted
    agenda: PaperAgenda

    @property
    def key(self) -> str:
        """SHA-256 over all that decides how the paper comes out, as hex."""
        return digest("print", self.wanted, self.agenda)

    @property
    def rows(self) -> int:
        """How much is to be laid out."""
        wanted, zone = self.wanted, self.agenda.days.items()
        items = [item for day, some in zone if wanted.day in {None, day} for item in some]
        if wanted.paper is Paper.DOORS:
            return sum(wanted.room_id in {None, item.room_id} for item in items)
        if wanted.paper is Paper.TRAINERS:
            people = (one.person_id for item in items for one in item.trainers)
            return sum(wanted.trainer_id in {None, person} for person in people)
        return len(items)

    @property
    def long(self) -> bool:
        """Whether the worker should make it."""
        return self.rows > MOST_AT_ONCE

    @property
    def name(self) -> str:
        """The name of the file."""
        parts = [self.agenda.head.slug, "agenda", self.wanted.paper.value, self.wanted.language]
        if self.wanted.day:
            parts.append(self.wanted.day.isoformat())
        if self.wanted.draft:
            parts.append("draft")
        return "-".join(parts) + ".pdf"

    def make(self, progress: Progress | None = None) -> bytes:
        """The PDF."""
        wording = Wording.of(self.wanted.language)
        return print_pieces(
            self._pieces(wording),
            numbered=self.wanted.paper in {Paper.DAYS, Paper.POSTER},
            title=f"{wording.pick(self.agenda.head.title).words}, {self.agenda.head.code}",
            language=wording.language,
            progress=progress,
        )

    def _pieces(self, wording: Wording) -> list[Piece]:
        agenda, wanted = self.agenda, self.wanted
        match wanted.paper:
            case Paper.DAYS:
                return days.pieces(agenda, wording, wanted.day)
            case Paper.POSTER:
                return poster.pieces(agenda, wording)
            case Paper.DOORS:
                return doors.pieces(agenda, wording, wanted.room_id, wanted.day)
            case Paper.TRAINERS:
                return trainers.pieces(agenda, wording, wanted.trainer_id)


def digest(what: str, how: object, agenda: PaperAgenda) -> str:
    """SHA-256 over an agenda, what is made of it and how, and the templates, as hex."""
    text = repr((what, how, agenda.head, agenda.edition, agenda.items))
    return hashlib.sha256(f"{_look()}{text}".encode()).hexdigest()


def as_text(wanted: Wanted) -> str:
    """What is wanted as one text, for a job or an address; parts that are empty are left out."""
    values = {
        "paper": wanted.paper.value,
        "lang": wanted.language,
        "draft": "1" if wanted.draft else "",
        "day": wanted.day.isoformat() if wanted.day else "",
        "room": str(wanted.room_id or ""),
        "trainer": str(wanted.trainer_id or ""),
    }
    return urlencode({name: value for name, value in values.items() if value})


def from_text(text: str) -> Wanted:
    """What was wanted, from `as_text`. Raises ValueError for what no paper can be."""
    values = dict(parse_qsl(text))
    return wanted_of(Paper(values.pop("paper", "")), values)


def wanted_of(paper: Paper, values: Mapping[str, str]) -> Wanted:
    """What is wanted of a paper, from the fields of an address. Raises ValueError."""
    day, room, trainer = (values.get(name, "") for name in ("day", "room", "trainer"))
    language = values.get("lang", "")
    return Wanted(
        paper=paper,
        language=language if language in template.LANGUAGES else template.LANGUAGES[0],
        draft=values.get("draft") == "1",
        day=date.fromisoformat(day) if day else None,
        room_id=UUID(room) if room else None,
        trainer_id=UUID(trainer) if trainer else None,
    )


def _look() -> str:
    """The hash of the templates, so that a paper kept from before a change is made anew."""
    files = sorted(one for one in template.FOLDER.iterdir() if one.is_file())
    return _digest(tuple(one.stat().st_mtime_ns for one in files))


@cache
def _digest(_changed: tuple[int, ...]) -> str:
    return pdf.files_digest([one for one in template.FOLDER.iterdir() if one.is_file()])
