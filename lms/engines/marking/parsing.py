"""Quizzes and banks from their files: all problems at once, each with its path."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.core.messages import N_
from lms.engines.marking.drawing import eligible, least_supply
from lms.engines.marking.kinds import QUESTION_KINDS
from lms.engines.marking.plan import (
    MOST_IN_BANK,
    MOST_QUESTIONS,
    SCHEMA,
    Bank,
    Draw,
    Form,
    Layout,
    Quiz,
    QuizPurpose,
    Review,
    Section,
    Show,
)
from lms.engines.marking.types import Difficulty, Question, Quote
from lms.engines.reading import Node, Parsed, Problems, unique


@dataclass
class _Rows:
    """What the rows before have drawn, and the banks that were read."""

    banks: Mapping[str, object]
    read: dict[str, Bank | None] = field(default_factory=dict)
    earlier: list[tuple[int, tuple[Question, ...]]] = field(default_factory=list)

    def bank(self, name: str) -> Bank | None:
        if name not in self.read:
            self.read[name] = parse_bank(self.banks[name]).value
        return self.read[name]


def parse_quiz(payload: object, banks: Mapping[str, object] | None = None) -> Parsed[Quiz]:
    """Read a quiz file. `banks` holds the payloads of the course's banks by name."""
    problems = Problems()
    node = Node(upgrade(payload), "", problems)
    node.choice("kind", ["quiz"])
    node.schema(SCHEMA)
    settings = _settings(node)
    sections = _sections(node, banks or {})
    node.close()
    return problems.parsed(lambda: Quiz(sections=sections, **settings))


def parse_bank(payload: object) -> Parsed[Bank]:
    """Read a bank of questions."""
    problems = Problems()
    node = Node(payload, "", problems)
    node.choice("kind", ["bank"])
    node.schema(SCHEMA)
    key, title = node.key(), node.text("title", most=300)
    questions = _questions(node, set(), most=MOST_IN_BANK)
    node.close()
    return problems.parsed(lambda: Bank(key, title, questions))


def parse_question(payload: object) -> Parsed[Question]:
    """Read one question by itself, for an editor or an overlay."""
    problems = Problems()
    node = Node(payload, "", problems)
    question = _question(node, set())
    node.close()
    if question is None:
        return Parsed(None, tuple(problems.found))
    return problems.parsed(lambda: question)


def upgrade(payload: object) -> object:
    """A quiz of an older schema in today's form. Schema 1 is the first."""
    return payload


def _settings(node: Node) -> dict[str, Any]:
    purpose = QuizPurpose(node.choice("purpose", QuizPurpose, default=QuizPurpose.PRACTICE))
    review_default = Review.AT_ONCE if purpose is QuizPurpose.PRACTICE else Review.RELEASED
    return {
        "key": node.key(),
        "title": node.text("title", most=300),
        "instructions": node.text_or_none("instructions"),
        "purpose": purpose,
        "pass_mark": node.whole("pass_mark", low=0, high=100, default=60),
        "attempts": node.whole_or_none("attempts", low=1, high=100),
        "minutes": node.whole_or_none("minutes", low=1, high=24 * 60),
        "shuffle": node.truth("shuffle", default=True),
        "review": Review(node.choice("review", Review, default=review_default)),
        "layout": Layout(node.choice("layout", Layout, default=Layout.STEPS)),
        "show": _show(node),
    }


def _show(node: Node) -> frozenset[Show]:
    if node.raw("show") is None:
        return frozenset(Show)
    allowed = [word.value for word in Show]
    found = node.strings("show", low=0, high=len(allowed), most=20)
    for word in found:
        if word not in allowed:
            message = N_("Choose one of: %(options)s.", options=", ".join(allowed))
            node.fault("show", message)
    return frozenset(Show(word) for word in found if word in allowed)


def _sections(node: Node, banks: Mapping[str, object]) -> tuple[Section, ...]:
    seen: set[str] = set()
    if not node.has("sections"):
        return (Section(None, None, _questions(node, seen, most=MOST_QUESTIONS)),)
    if node.raw("questions") is not None:
        node.fault("questions", N_("Write either questions or sections, not both."))
    rows = _Rows(banks)
    sections = tuple(_section(item, seen, rows) for item in node.nodes("sections", low=1, high=20))
    drawn = {question.key for _count, pool in rows.earlier for question in pool}
    for number, section in enumerate(sections):
        for question in section.questions:
            if question.key in drawn:
                message = N_("%(value)s is used twice. Choose another.", value=question.key)
                node.fault(f"sections[{number}].questions", message)
    return sections


def _section(item: Node, seen: set[str], rows: _Rows) -> Section:
    title, instructions = item.text_or_none("title", most=300), item.text_or_none("instructions")
    questions: tuple[Question, ...] = ()
    if item.has("questions"):
        questions = _questions(item, seen, most=MOST_QUESTIONS)
    draws = []
    if item.has("draw"):
        draws = [_row(row, rows) for row in item.nodes("draw", low=1, high=100)]
    if not item.has("questions") and not item.has("draw"):
        item.fault("questions", N_("Write questions for this section, or rows to draw."))
    return Section(title, instructions, questions, tuple(draws))


def _row(row: Node, rows: _Rows) -> Draw:
    name = row.choice("bank", rows.banks)
    count = row.whole("count", low=1, high=MOST_QUESTIONS)
    difficulty = None
    if row.has("difficulty"):
        difficulty = Difficulty(row.choice("difficulty", Difficulty))
    aim = row.key("aim") if row.has("aim") else None
    form = Form(row.choice("form", Form)) if row.has("form") else None
    draw = Draw(name, count, difficulty, aim, form, ())
    bank = rows.bank(name) if name in rows.banks else None
    if bank is None:
        if name in rows.banks:
            row.fault("bank", N_("This bank has faults of its own. Mend the bank first."))
        return draw
    pool = eligible(bank.questions, difficulty=difficulty, aim=aim, form=form)
    if row.raw("bank") == name:
        _check_supply(row, count, pool, rows)
    rows.earlier.append((count, pool))
    return Draw(name, count, difficulty, aim, form, pool)


def _check_supply(row: Node, count: int, pool: tuple[Question, ...], rows: _Rows) -> None:
    supply = least_supply(pool, rows.earlier)
    if count > supply:
        message = N_(
            "This row asks for %(count)s questions, but only %(supply)s are sure to be left for it."
            " Ask for fewer, or add questions to the bank.",
            count=count,
            supply=supply,
        )
        row.fault("count", message)
    points = sorted({question.points for question in pool})
    if len(points) > 1:
        message = N_(
            "The questions of this row are worth different points (%(points)s), so attempts"
            " would not be alike. Give them equal points, or draw them by rows of their own.",
            points=", ".join(map(str, points)),
        )
        row.fault("bank", message)


def _questions(node: Node, seen: set[str], *, most: int) -> tuple[Question, ...]:
    items = node.nodes("questions", low=1, high=most)
    return tuple(found for item in items if (found := _question(item, seen)) is not None)


def _question(item: Node, seen: set[str]) -> Question | None:
    key = item.key()
    unique(item, "key", key, seen)
    kind = item.choice("kind", QUESTION_KINDS)
    if item.raw("kind") != kind:
        item.skip_rest()
        return None
    head = Question(
        key=key,
        kind=kind,
        points=item.whole("points", low=1, high=100, default=1),
        text=item.text("text"),
        quote=_quote(item),
        explanation=item.text_or_none("explanation"),
        difficulty=Difficulty(item.choice("difficulty", Difficulty, default=Difficulty.MEDIUM)),
        aim=item.key("aim") if item.has("aim") else None,
    )
    parsed: Question = QUESTION_KINDS[kind].parse(head, item)
    return parsed


def _quote(item: Node) -> Quote | None:
    node = item.node_or_none("quote")
    if node is None:
        return None
    quote = Quote(node.text("source", most=300), node.text("text"))
    node.close()
    return quote
