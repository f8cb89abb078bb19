"""Typed rows of learning."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from markupsafe import Markup

from lms.core.messages import Message
from lms.engines.reading import Text
from lms.exercises.kinds.base import Part
from lms.learning.formats.terms import Term


class Stage(StrEnum):
    """How far somebody is with a lesson, check or exercise."""

    NEW = "new"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True)
class LessonLine:
    module: str
    lesson: str
    title: Text
    minutes: int
    stage: Stage


@dataclass(frozen=True)
class ActivityLine:
    """A check, test or exercise. `percent` is the best mark that may be shown, or None."""

    key: str
    kind: str
    part: Part
    title: Text
    pass_mark: int
    stage: Stage
    percent: int | None
    waits: bool

    @property
    def passed(self) -> bool:
        return self.percent is not None and self.percent >= self.pass_mark

    @property
    def is_below(self) -> bool:
        """Whether the mark that may be shown is below the pass mark, and nothing is under way."""
        return self.stage is Stage.DONE and self.percent is not None and not self.passed


@dataclass(frozen=True)
class ModuleLine:
    slug: str
    title: Text
    summary: Text
    minutes: int
    lessons: Sequence[LessonLine]
    check: ActivityLine | None
    exercises: Sequence[ActivityLine]
    aims: Sequence[Text] = ()
    # what is missing before it opens; empty where it is open
    lacks: Sequence[Message] = ()

    @property
    def steps(self) -> int:
        """Lessons and the check: what makes the module done."""
        return len(self.lessons) + (self.check is not None)

    @property
    def steps_done(self) -> int:
        done = sum(line.stage is Stage.DONE for line in self.lessons)
        return done + (self.check is not None and self.check.stage is Stage.DONE)

    @property
    def is_done(self) -> bool:
        return self.steps_done == self.steps


@dataclass(frozen=True)
class Outline:
    """The course as one person meets it: tests before, modules, exercises, tests after."""

    course: Mapping[str, Any]
    before: Sequence[ActivityLine]
    modules: Sequence[ModuleLine]
    exercises: Sequence[ActivityLine]
    after: Sequence[ActivityLine]
    # whether a question is on the wall, and when the next closed module opens by its date
    live: bool = False
    opens_next: datetime | None = None

    @property
    def modules_done(self) -> int:
        return sum(module.is_done for module in self.modules)

    @property
    def closed_left(self) -> bool:
        """Whether a module is still closed."""
        return any(module.lacks for module in self.modules)


@dataclass(frozen=True)
class CarryOn:
    """The one next thing to do: where it is, and what it is called."""

    kind: str
    title: Text
    endpoint: str
    values: Mapping[str, str]
    begun: bool


@dataclass(frozen=True)
class LessonPage:
    """A lesson to read. `language` is the one it is written in, which may not be the page's."""

    module: str
    module_title: Text
    lesson: str
    title: Text
    html: Markup
    sections: Sequence[Markup]
    terms: Sequence[Term]
    language: str
    minutes: int
    sources: Sequence[str]
    place: int
    of: int
    before: str | None
    after: str | None
    check: str | None
    opened: bool
    done: bool
    # the block to go on at, 0 for the top; and whether a question is on the wall
    resume_at: int
    live: bool


class NoteLine(NamedTuple):
    """A note or highlight of one's own. `quote` is empty where it is no highlight."""

    id: uuid.UUID
    lesson: str
    language: str
    paragraph: int
    begins: int
    quote: str
    body: str
    updated_at: datetime


@dataclass(frozen=True)
class Completion:
    """What counts for a certificate, for one enrolment. Percents are rounded down.

    `post_test_percent` is the best mark of a post-test, None if none was handed in or none of
    its marks may be told to the reader yet: then `post_test_waits`.
    """

    enrolment_id: uuid.UUID
    modules_done: int
    modules: int
    exercises_done: int
    exercises: int
    has_post_test: bool
    post_test_percent: int | None
    pre_test_percent: int | None
    post_test_waits: bool = False

    @property
    def modules_percent(self) -> int:
        return _percent(self.modules_done, self.modules)

    @property
    def exercises_percent(self) -> int:
        return _percent(self.exercises_done, self.exercises)


def _percent(done: int, of: int) -> int:
    return 100 * done // of if of else 100


class Pace(StrEnum):
    """How somebody is getting on, for the trainer in the room."""

    NOT_BEGUN = "not_begun"
    WORKING = "working"
    SILENT = "silent"
    STUCK = "stuck"
    DONE = "done"


@dataclass(frozen=True)
class ProgressLine:
    """One participant's progress. `steps` are done steps per module, in the course's order."""

    enrolment_id: uuid.UUID
    name: str
    name_local: str
    agency_id: uuid.UUID
    steps: Sequence[int]
    completion: Completion
    last_at: datetime | None
    pace: Pace


@dataclass(frozen=True)
class RoomProgress:
    """The room: modules with their number of steps, and everybody in calling order."""

    modules: Sequence[tuple[str, Text, int]]
    lines: Sequence[ProgressLine]

    def count(self, pace: str) -> int:
        """How many get on at this pace."""
        return sum(line.pace == pace for line in self.lines)
