"""Typed rows and inputs of exercises."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from lms.core.access import Identity
from lms.courses.rows import SessionBrief, SessionHead
from lms.exercises.enums import AttemptState, Purpose
from lms.exercises.kinds.base import ExerciseKind, Json, Step, Terms


@dataclass(frozen=True)
class Activity:
    """A quiz or exercise of pinned content, parsed, with the kind that knows it."""

    content_hash: str
    key: str
    kind: ExerciseKind[Any]
    spec: Any
    terms: Terms


@dataclass(frozen=True)
class AttemptBrief:
    """An attempt as its saving needs it; `members` are enrolment ids."""

    id: uuid.UUID
    course_session_id: uuid.UUID
    content_hash: str
    activity: str
    seed: str
    state: AttemptState
    due_at: datetime | None
    members: frozenset[uuid.UUID]
    head: SessionBrief

    @property
    def is_open(self) -> bool:
        return self.state is AttemptState.OPEN

    def has(self, actor: Identity) -> bool:
        """Whether the actor is one of the members."""
        return bool(self.members & actor.enrolment_ids)


@dataclass(frozen=True)
class AttemptHead(AttemptBrief):
    """An attempt as policies and pages see it."""

    head: SessionHead
    kind: str
    purpose: Purpose
    number: int
    started_at: datetime
    handed_in_at: datetime | None
    released_at: datetime | None
    extra_minutes: int = 0
    typed_by: uuid.UUID | None = None


class AttemptLine(NamedTuple):
    """An attempt in a list. `percent` is None until it is marked and the reader may see it."""

    id: uuid.UUID
    activity: str
    number: int
    state: AttemptState
    started_at: datetime
    due_at: datetime | None
    handed_in_at: datetime | None
    released_at: datetime | None
    percent: int | None


class Result(NamedTuple):
    """One enrolment's share in one attempt; a shared attempt gives a row for each member."""

    enrolment_id: uuid.UUID
    attempt_id: uuid.UUID
    activity: str
    kind: str
    number: int
    state: AttemptState
    percent: int | None
    handed_in_at: datetime | None
    released_at: datetime | None


@dataclass(frozen=True)
class MarkRow:
    """The mark that counts."""

    number: int
    points: str
    maximum: str
    percent: int
    detail: Json
    engine: str
    reason: str
    marked_at: datetime


@dataclass(frozen=True)
class Work:
    """An attempt with its steps so far; `sequence` is the last one."""

    attempt: AttemptHead
    steps: Sequence[Step]
    sequence: int
    saved_at: datetime | None


@dataclass(frozen=True)
class EventInput:
    """One event from a browser or a form."""

    uuid: uuid.UUID
    kind: str
    payload: Mapping[str, Any]
    client_at: datetime | None = None


@dataclass(frozen=True)
class PresenceInput:
    """What a page says of itself: at question `place` (from 1, 0 unknown), with `unsent` answers
    that the browser keeps; on a chart the item that is `chosen` (None: it does not say)."""

    place: int = 0
    unsent: int = 0
    chosen: str | None = None


class MemberHere(NamedTuple):
    """A member of an attempt as the others of the group see it; `number` counts from 1.

    `seen_at` is None for a member whose page was never heard of.
    """

    number: int
    name: str
    chosen: str
    seen_at: datetime | None
    is_here: bool
    is_actor: bool

    def as_json(self) -> Json:
        """As the browser hears of a member."""
        return {
            "number": self.number,
            "name": self.name,
            "chosen": self.chosen,
            "seen_at": self.seen_at.isoformat() if self.seen_at else None,
            "here": self.is_here,
            "you": self.is_actor,
        }


class DrawnUpdate(NamedTuple):
    """One row of a chart as an update of the shared document. `who` is a member's number, None
    for somebody else; `kind` is the row's own kind."""

    sequence: int
    who: int | None
    at: datetime
    kind: str
    update: bytes


@dataclass(frozen=True)
class Drawn:
    """What was drawn since a sequence, at most so much; `more` where the rest must be asked for.

    `sequence` is the last row that is in it, or the one that was asked from.
    """

    updates: Sequence[DrawnUpdate]
    sequence: int
    more: bool


@dataclass(frozen=True)
class Receipt:
    """What became of a batch: `kept` new ones, `known` ones that were there before."""

    attempt_id: uuid.UUID
    kept: int
    known: int
    sequence: int
    saved_at: datetime


class Person(NamedTuple):
    """Somebody of the session, by the enrolment."""

    enrolment_id: uuid.UUID
    name: str


@dataclass(frozen=True)
class RoomLine:
    """A group's latest attempt at an activity, for the trainer."""

    attempt_id: uuid.UUID
    number: int
    state: AttemptState
    started_at: datetime
    due_at: datetime | None
    handed_in_at: datetime | None
    released_at: datetime | None
    percent: int | None
    steps: int
    last_step_at: datetime | None
    names: Sequence[str]
