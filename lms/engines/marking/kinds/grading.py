"""Source grading: the source and the information are graded, and marked, apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_, Message
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
from lms.engines.reading import Node, Problem, Text
from lms.engines.scales import SCALES, Scale

PARTS = ("source", "information")
_SUBJECT = {"source": N_("Source"), "information": N_("Information")}


@dataclass(frozen=True)
class GradingQuestion(Question):
    """`answer` and `feedback` are by part: the right code, and a word for wrong codes."""

    scale: Scale
    answer: Mapping[str, str]
    feedback: Mapping[str, Mapping[str, Text]]


Codes = Mapping[str, str]


class SourceGrading:
    """Each part earns half the points: exact all of it, the next code half, else nothing.

    X says "cannot be assessed": it is no neighbour of any letter, in either direction.
    """

    name = "source_grading"
    schema = 1

    def parse(self, head: Question, node: Node) -> GradingQuestion:
        scale = SCALES[node.choice("scheme", SCALES)]
        answer_node = node.node("answer")
        answer = {part: answer_node.choice(part, scale.codes(part)) for part in PARTS}
        answer_node.close()
        return GradingQuestion(
            **vars(head), scale=scale, answer=answer, feedback=_feedback(node, scale, answer)
        )

    def public_view(self, question: GradingQuestion, seed: str) -> Json:
        return {
            "scheme": question.scale.scheme,
            "parts": {part: list(question.scale.codes(part)) for part in PARTS},
        }

    def read(self, question: GradingQuestion, seed: str, raw: object) -> Answered[Codes]:
        if not isinstance(raw, Mapping):
            return Answered(None, (Problem("", N_("Choose a grade for each part.")),))
        codes: dict[str, str] = {}
        problems = []
        for part in PARTS:
            value = raw.get(part)
            if value in (None, ""):
                continue
            if isinstance(value, str) and value in question.scale.codes(part):
                codes[part] = value
            else:
                options = ", ".join(question.scale.codes(part))
                problems.append(Problem(part, N_("Choose one of: %(options)s.", options=options)))
        return Answered(None, tuple(problems)) if problems else Answered(codes or None)

    def mark(
        self, question: GradingQuestion, answer: Codes | None, hand: HandMark | None = None
    ) -> Mark:
        parts = tuple(_mark_part(question, part, (answer or {}).get(part)) for part in PARTS)
        points = sum((part.points for part in parts), Fraction(0))
        return Mark(points, Fraction(question.points), parts)

    def explain(self, question: GradingQuestion, seed: str) -> Solution:
        return Solution(tuple(_right_code(question, part) for part in PARTS))

    def model(self, question: GradingQuestion, seed: str) -> Json:
        return dict(question.answer)

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def _right_code(question: GradingQuestion, part: str) -> Message:
    code = question.answer[part]
    meaning = next(g.meaning for g in question.scale.grades(part) if g.code == code)
    return N_("%(part)s %(code)s: %(meaning)s", part=_SUBJECT[part], code=code, meaning=meaning)


def _mark_part(question: GradingQuestion, part: str, code: str | None) -> PartMark:
    most = Fraction(question.points, len(PARTS))
    if code is None:
        return PartMark(_SUBJECT[part], Outcome.BLANK, Fraction(0), most, N_("Not graded."))
    right = question.answer[part]
    distance = question.scale.distance(part, right, code)
    word = question.feedback.get(part, {}).get(code)
    if distance == 0:
        reason = N_("%(code)s is right.", code=code)
        return PartMark(_SUBJECT[part], Outcome.RIGHT, most, most, reason, word)
    if distance == 1:
        reason = N_(
            "%(code)s is next to the right code %(right)s: half the points.", code=code, right=right
        )
        return PartMark(_SUBJECT[part], Outcome.PARTLY, most / 2, most, reason, word)
    if distance is None:
        reason = N_(
            "%(code)s is not %(right)s. Not knowing and knowing it is bad are two things.",
            code=code,
            right=right,
        )
    else:
        reason = N_("%(code)s is too far from the right code %(right)s.", code=code, right=right)
    return PartMark(_SUBJECT[part], Outcome.WRONG, Fraction(0), most, reason, word)


def _feedback(node: Node, scale: Scale, answer: Mapping[str, str]) -> dict[str, dict[str, Text]]:
    outer = node.node_or_none("feedback")
    if outer is None:
        return {}
    found: dict[str, dict[str, Text]] = {}
    for part in PARTS:
        inner = outer.node_or_none(part)
        if inner is None:
            continue
        words = {code: inner.text_or_none(code) for code in scale.codes(part)}
        inner.close()
        found[part] = {code: word for code, word in words.items() if word}
    outer.close()
    return found
