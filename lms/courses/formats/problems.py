"""What is wrong with a course package, said so that its author can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lms.core.messages import Message

# The file of a fault of the package as a whole: the folder itself, as the command line is given it.
WHOLE = "."


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: its file, its line (from 1; none where the whole file is meant), its mend."""

    file: str
    line: int | None
    message: Message

    def __str__(self) -> str:
        """`file:line: text` in English, as editors and the command line expect it."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message.english()}"


class PackageError(Exception):
    """A package was not taken; `problems` holds every fault that was found, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=_reading_order))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def _reading_order(problem: Problem) -> tuple[str, int]:
    return problem.file, problem.line or 0


def of_upload(problems: Iterable[Problem], name: str | None) -> tuple[Problem, ...]:
    """The faults of an uploaded package, those of the whole of it under the name it was sent by."""
    return tuple(replace(one, file=name) if name and one.file == WHOLE else one for one in problems)
