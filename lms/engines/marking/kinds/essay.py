"""A longer text that a person marks by a rubric."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.marking.kinds.common import ZERO, blank, field_of, refused
from lms.engines.marking.kinds.quantity import decimal
from lms.engines.marking.types import (
    Answered,
    HandMark,
    Json,
    Mark,
    Outcome,
    PartMark,
    Question,
    Solution,
)
from lms.engines.reading import Node, Text, unique

MOST_SIGNS = 20_000


@dataclass(frozen=True)
class Criterion:
    """A line of the rubric, and the most that it gives."""

    key: str
    text: Text
    points: int


@dataclass(frozen=True)
class EssayQuestion(Question):
    """`least` and `most` words are a wish, not a rule; `peers`: how many participants mark it."""

    least: int | None
    most: int | None
    rubric: tuple[Criterion, ...]
    model: Text | None
    peers: int


class Essay:
    """Waits until a person has given points for each criterion; nothing written earns nothing."""

    name = "essay"
    schema = 1

    def parse(self, head: Question, node: Node) -> EssayQuestion:
        least, most = read_length(node)
        rubric = read_rubric(node)
        total = sum(criterion.points for criterion in rubric)
        if total > 100:
            node.fault("rubric", N_("Keep the criteria to 100 points in all."))
        elif rubric and not node.has("points"):
            head = replace(head, points=total)
        elif rubric and total != head.points:
            message = N_(
                "The criteria give %(total)s points, but the question is worth %(points)s.",
                total=total,
                points=head.points,
            )
            node.fault("rubric", message)
        return EssayQuestion(
            **vars(head),
            least=least,
            most=most,
            rubric=rubric,
            model=node.text_or_none("model", most=MOST_SIGNS),
            peers=node.whole("peers", low=0, high=3, default=0),
        )

    def public_view(self, question: EssayQuestion, seed: str) -> Json:
        words = {"least": question.least, "most": question.most}
        return {
            "words": words if any(words.values()) else None,
            "most": MOST_SIGNS,
            "peers": question.peers,
        }

    def read(self, question: EssayQuestion, seed: str, raw: object) -> Answered[str]:
        value = field_of(raw, "text")
        if value is None:
            return Answered(None)
        if not isinstance(value, str) or len(value) > MOST_SIGNS:
            return refused("text", N_("Shorten this to %(most)s signs.", most=MOST_SIGNS))
        return Answered(value if value.strip() else None)

    def mark(
        self, question: EssayQuestion, answer: str | None, hand: HandMark | None = None
    ) -> Mark:
        full = Fraction(question.points)
        if hand is None and answer is None:
            return Mark(ZERO, full, (blank(full),))
        given = hand.points if hand else {}
        parts = tuple(_judge(one, given.get(one.key)) for one in question.rubric)
        return Mark(
            sum((part.points for part in parts), ZERO),
            full,
            parts,
            pending=any(part.outcome is Outcome.WAITS for part in parts),
            comment=hand.comment if hand else "",
        )

    def explain(self, question: EssayQuestion, seed: str) -> Solution:
        lines = [
            N_("%(text)s (points: %(points)s)", text=one.text, points=one.points)
            for one in question.rubric
        ]
        return Solution((*([question.model] if question.model else []), *lines))

    def model(self, question: EssayQuestion, seed: str) -> Json:
        words = [question.model] if question.model else [one.text for one in question.rubric]
        return {"text": "\n\n".join(text["en"] for text in words)[:MOST_SIGNS]}

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def _judge(criterion: Criterion, given: Fraction | None) -> PartMark:
    most = Fraction(criterion.points)
    if given is None:
        return PartMark(criterion.text, Outcome.WAITS, ZERO, most, N_("A person marks this."))
    points = min(max(Fraction(given), ZERO), most)
    outcome = Outcome.RIGHT if points == most else Outcome.PARTLY if points > 0 else Outcome.WRONG
    reason = N_(
        "%(points)s of %(most)s points.", points=decimal(points), most=str(criterion.points)
    )
    return PartMark(criterion.text, outcome, points, most, reason)


def read_length(node: Node) -> tuple[int | None, int | None]:
    """The field `words`: how many words are wished for, at least and at most."""
    inner = node.node_or_none("words")
    if inner is None:
        return None, None
    least = inner.whole_or_none("least", low=1, high=5000)
    most = inner.whole_or_none("most", low=1, high=5000)
    inner.close()
    if least and most and most < least:
        inner.fault("most", N_("Write a number that is not below the lowest one."))
    return least, most


def read_rubric(node: Node) -> tuple[Criterion, ...]:
    """The field `rubric`: 1 to 12 criteria with the points that each gives."""
    seen: set[str] = set()
    found = []
    for item in node.nodes("rubric", low=1, high=12):
        key = item.key()
        unique(item, "key", key, seen)
        text = item.text("text", most=1000)
        found.append(Criterion(key, text, item.whole("points", low=1, high=100)))
    return tuple(found)
