"""What this format asks of a kind of quiz or exercise, and what it lends to one.

Kinds stand in higher rooms and in engines; the factory hands them in, so that a package can be
checked without an upward import.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lms.core.messages import Message
from lms.courses.formats.cases import CASE_KIND


@dataclass(frozen=True)
class Supply:
    """What the rest of the course lends to a quiz or exercise, as payloads by key: the banks that
    quizzes draw from, and the cases whose reports a task works on."""

    banks: Mapping[str, object] = field(default_factory=dict)
    cases: Mapping[str, object] = field(default_factory=dict)


def supply_of(content: Mapping[str, Any]) -> Supply:
    """What the content of a snapshot lends to its activities."""
    activities = content["activities"].items()
    cases = {key: payload for key, payload in activities if payload.get("kind") == CASE_KIND}
    return Supply(content["banks"], cases)


class KindProblem(Protocol):
    """A fault inside a payload; `path` reads like `questions[2].options`."""

    @property
    def path(self) -> str: ...

    @property
    def message(self) -> Message: ...


class KindResult(Protocol):
    """What parsing a payload gave; no problems means that it can be used."""

    @property
    def problems(self) -> Sequence[KindProblem]: ...


class ContentKind(Protocol):
    """One kind of quiz or exercise, as far as a package needs to know it."""

    def parse(self, payload: Mapping[str, object], supply: Supply) -> KindResult: ...


Kinds = Mapping[str, ContentKind]
