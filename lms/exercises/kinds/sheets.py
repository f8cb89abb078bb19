"""Exercises on a case that are answered line by line: what all of them do alike.

A kind gives its task (`read_task`), what is shown (`show`), how an answer is read (`read`), the
mark (`mark_sheet`) and right answers (`model`). Steps, names for the browser, folding, and the
mark as JSON stand here.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, Protocol, TypeVar

from lms.core.messages import N_, Message
from lms.courses.formats import Supply
from lms.engines.casework.sheet import LineMark, Settings, SheetMark
from lms.engines.linkchart.key import Case
from lms.engines.marking.plan import Review
from lms.engines.marking.types import Answered, HandMark, Outcome, token
from lms.engines.reading import Node, Parsed, Problem, Problems, Text
from lms.engines.spoken import dump_words, load_words
from lms.exercises.kinds.base import NOTHING, Json, Marked, Part, Step, Terms
from lms.exercises.kinds.cases import case_of, words
from lms.exercises.kinds.quiz import STEP, STEP_SCHEMA, answer_step, answers_of
from lms.exercises.kinds.quiz_review import ReviewedPart, dump_part, load_part

DETAIL_SCHEMA = 1
_FIELDS = {"schema", "question", "answer"}


class Task(Protocol):
    """What every task on a case has: its head, its case, the names of its lines."""

    @property
    def settings(self) -> Settings: ...

    @property
    def case(self) -> Case: ...

    @property
    def lines(self) -> tuple[str, ...]: ...


S = TypeVar("S", bound=Task)


@dataclass(frozen=True)
class ReviewedLine:
    """One line of a marked sheet. `token` names it on the page, `name` for who marks it otherwise.

    `answer` is what the browser sent; `most` is the most that a person may let it earn or cost.
    """

    name: str
    token: str
    subject: Text | Message
    outcome: Outcome
    points: Fraction
    maximum: Fraction
    parts: tuple[ReviewedPart, ...]
    solution: tuple[Text | Message, ...]
    why: Text | None
    answer: Any
    said: str
    costs: bool
    most: Fraction


@dataclass(frozen=True)
class ReviewedSheet:
    """A marked sheet, told again; `facts` are the kind's own figures."""

    lines: tuple[ReviewedLine, ...]
    facts: Json

    def line(self, name: str) -> ReviewedLine | None:
        """The line of a name."""
        return next((one for one in self.lines if one.name == name), None)


class SheetKind(ABC, Generic[S]):
    """One kind of exercise on a case, answered line by line."""

    name: str
    schema: int
    version: str  # of the marking, kept with each mark

    @abstractmethod
    def read_task(self, payload: object, case: Case) -> Parsed[S]:
        """The task from its file; all problems at once."""

    @abstractmethod
    def show(self, spec: S, seed: str) -> Json:
        """What the kind shows beside the head: never a key."""

    @abstractmethod
    def read(self, spec: S, seed: str, line: str, raw: object) -> Answered[Any]:
        """A browser's answer to a line as a typed one."""

    @abstractmethod
    def mark_sheet(
        self, spec: S, answers: Mapping[str, Any], hand: Mapping[str, HandMark] | None
    ) -> SheetMark:
        """The mark of typed answers by line."""

    @abstractmethod
    def subjects(self, spec: S) -> Mapping[str, Text | Message]:
        """What each line is about; for trainers."""

    @abstractmethod
    def told(self, spec: S, line: str, code: str) -> Text | Message | None:
        """One of the short codes of what was given, in words; None where it was right by itself.
        For trainers."""

    @abstractmethod
    def model(self, spec: S, seed: str) -> Mapping[str, Json]:
        """Right answers by line, as a browser would send them."""

    def tells_early(self, spec: S) -> bool:
        """Whether what was checked is told when it is handed in, while a person has still to mark
        the rest."""
        return False

    def parse(self, payload: object, supply: Supply = NOTHING) -> Parsed[S]:
        problems = Problems()
        case = case_of(Node(self.upgrade(payload), "", problems), supply)
        if case is None:
            return Parsed(None, tuple(problems.found))
        return self.read_task(self.upgrade(payload), case)

    def terms(self, spec: S) -> Terms:
        settings = spec.settings
        return Terms(
            title=settings.title,
            part=Part(settings.purpose.value),
            pass_mark=settings.pass_mark,
            attempts=settings.attempts,
            minutes=settings.minutes,
            release_at_once=settings.review is Review.AT_ONCE,
        )

    def public_view(self, spec: S, seed: str) -> Json:
        return {
            "title": dict(spec.settings.title),
            "instructions": dict(spec.settings.instructions),
            "case": {"title": dict(spec.case.title), "handling": words(spec.case.handling)},
            **self.show(spec, seed),
        }

    def check(self, spec: S, seed: str, step: Step) -> tuple[Problem, ...]:
        if step.kind != STEP:
            return (Problem("kind", N_("This exercise has no step of this kind.")),)
        payload = step.payload
        if payload.get("schema") != STEP_SCHEMA or not payload.keys() <= _FIELDS:
            return (
                Problem("payload", N_("This answer has an unknown form. Load the page again.")),
            )
        line = _named(spec, seed).get(str(payload.get("question")))
        if line is None:
            message = N_("This line is not part of the exercise. Load the page again.")
            return (Problem("question", message),)
        if payload.get("answer") is None:
            return ()
        return self.read(spec, seed, line, payload["answer"]).problems

    def fold(self, spec: S, seed: str, steps: Sequence[Step]) -> Json:
        return {"answers": answers_of(steps)}

    def answers(self, spec: S, seed: str, steps: Sequence[Step]) -> dict[str, Any]:
        """Typed answers by line; one that cannot be read counts as not given."""
        names = _named(spec, seed)
        found = {}
        for name, raw in answers_of(steps).items():
            if name in names:
                answer = self.read(spec, seed, names[name], raw).answer
                if answer is not None:
                    found[names[name]] = answer
        return found

    def mark(
        self,
        spec: S,
        seed: str,
        steps: Sequence[Step],
        hand: Mapping[str, HandMark] | None = None,
    ) -> Marked:
        mark = self.mark_sheet(spec, self.answers(spec, seed, steps), hand)
        return Marked(mark.points, mark.maximum, dump_sheet(mark), self.version)

    def explain(
        self, spec: S, seed: str, steps: Sequence[Step], detail: Mapping[str, Any]
    ) -> ReviewedSheet:
        answers = answers_of(steps)
        lines = (_load(line, line_token(seed, line["name"]), answers) for line in detail["lines"])
        return ReviewedSheet(tuple(lines), detail["facts"])

    def model_steps(self, spec: S, seed: str, *, share: Fraction) -> list[Step]:
        answers = list(self.model(spec, seed).items())
        wanted = answers[: int(len(answers) * share)]
        return [answer_step(line_token(seed, line), answer) for line, answer in wanted]

    def upgrade(self, payload: object) -> object:
        return payload


def line_token(seed: str, line: str) -> str:
    """The name by which the browser knows a line of this attempt."""
    return token(seed, "line", line)


def _named(spec: Task, seed: str) -> dict[str, str]:
    return {line_token(seed, line): line for line in spec.lines}


def dump_sheet(mark: SheetMark) -> Json:
    """A marked sheet as the detail of a mark's row."""
    return {
        "schema": DETAIL_SCHEMA,
        "sheet": True,
        "lines": [_dump_line(line) for line in mark.lines],
        "facts": mark.facts,
    }


def _dump_line(line: LineMark) -> Json:
    return {
        "name": line.key,
        "subject": dump_words(line.subject),
        "outcome": line.outcome.value,
        "points": str(line.points),
        "maximum": str(line.maximum),
        "most": str(-line.minimum if line.costs else line.maximum),
        "parts": [dump_part(part) for part in line.parts],
        "solution": [dump_words(one) for one in line.solution],
        "why": dump_words(line.why),
        "given": list(line.given),
        "said": line.comment,
    }


def _load(line: Json, name: str, answers: Mapping[str, Any]) -> ReviewedLine:
    subject = load_words(line["subject"])
    assert subject is not None
    why = line["why"]
    return ReviewedLine(
        name=line["name"],
        token=name,
        subject=subject,
        outcome=Outcome(line["outcome"]),
        points=Fraction(line["points"]),
        maximum=Fraction(line["maximum"]),
        parts=tuple(load_part(part) for part in line["parts"]),
        solution=tuple(filter(None, map(load_words, line["solution"]))),
        why=why,
        answer=answers.get(name),
        said=line["said"],
        costs=Fraction(line["maximum"]) == 0,
        most=Fraction(line["most"]),
    )


def sheet_items(detail: Mapping[str, Any]) -> Json:
    """A marked sheet in short, to stand beside the mark: what each line earned and what was given.

    {schema, questions: {line: [share, outcome, given]}, extra: {line: given}}, the latter for what
    the key does not have.
    """
    questions, extra = {}, {}
    for line in detail["lines"]:
        maximum = Fraction(line["maximum"])
        if maximum:
            share = Fraction(line["points"]) / maximum
            questions[line["name"]] = [str(share), line["outcome"], line["given"]]
        else:
            extra[line["name"]] = line["given"]
    return {"schema": 1, "questions": questions, "extra": extra}
