"""Typed rows and inputs of exercises."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from lms.courses.rows import SessionHead
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
class AttemptHead:
    """An attempt as policies and pages see it; `members` are enrolment ids."""

    id: uuid.UUID
    course_session_id: uuid.UUID
    content_hash: str
    activity: str
    kind: str
    purpose: Purpose
    number: int
    seed: str
    state: AttemptState
    started_at: datetime
    due_at: datetime | None
    handed_in_at: datetime | None
    released_at: datetime | None
    members: frozenset[uuid.UUID]
    head: SessionHead
    extra_minutes: int = 0
    typed_by: uuid.UUID | None = None

    @property
    def is_open(self) -> bool:
        return self.state is AttemptState.OPEN


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
