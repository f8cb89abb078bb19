"""What this format asks of a kind of quiz or exercise.

Kinds stand in higher rooms and in engines; the factory hands them in, so that a package can be
checked without an upward import.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from lms.core.messages import Message


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

    def parse(self, payload: Mapping[str, object], banks: Mapping[str, object]) -> KindResult: ...


Kinds = Mapping[str, ContentKind]
