"""Source grading: the source and the information are graded, and marked, apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.marking.kinds.common import ZERO, summed
from lms.engines.marking.types import (
    Answered,
    HandMark,
    Json,
    Mark,
    Outcome,
    PartMark,
    Question,
    Solution,
    Tells,
)
from lms.engines.reading import Node, Problem, Text
from lms.engines.scales import SCALES, Scale

PART_NAMES = {
    "source": N_("Source"),
    "information": N_("Information"),
    "handling": N_("Handling"),
}


@dataclass(frozen=True)
class GradingQuestion(Question):
    """`answer` and `feedback` are by part: the right code, and a word for wrong codes.

    Handling is a part where the author gave its right code.
    """

    scale: Scale
    answer: Mapping[str, str]
    feedback: Mapping[str, Mapping[str, Text]]

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for part in self.scale.parts if part in self.answer)


Codes = Mapping[str, str]


class SourceGrading:
    """Each part earns an equal share: exact all of it, a near miss half, else nothing.

    A near miss is the next code of the source or the information, or a handling code that is
    too strict; one that is too loose earns nothing. A code that says "not known" is no neighbour
    of any other, in either direction.
    """

    name = "source_grading"
    schema = 1

    def parse(self, head: Question, node: Node) -> GradingQuestion:
        scale = SCALES[node.choice("scheme", SCALES)]
        answer_node = node.node("answer")
        wanted = ["source", "information"]
        if answer_node.has("handling"):
            wanted.append("handling")
            if not scale.handling:
                message = N_("%(scheme)s has no handling codes. Remove this.", scheme=scale.scheme)
                answer_node.fault("handling", message)
                answer_node.raw("handling")
                wanted.remove("handling")
        answer = {part: read_grade(answer_node, part, scale) for part in wanted}
        answer_node.close()
        return GradingQuestion(
            **vars(head), scale=scale, answer=answer, feedback=read_feedback(node, scale, answer)
        )

    def public_view(self, question: GradingQuestion, seed: str) -> Json:
        return {
            "scheme": question.scale.scheme,
            "parts": {part: list(question.scale.codes(part)) for part in question.parts},
        }

    def read(self, question: GradingQuestion, seed: str, raw: object) -> Answered[Codes]:
        return read_codes(question.scale, question.parts, raw)

    def mark(
        self, question: GradingQuestion, answer: Codes | None, hand: HandMark | None = None
    ) -> Mark:
        parts = tuple(
            _mark_part(question, part, (answer or {}).get(part)) for part in question.parts
        )
        return summed(Fraction(question.points), parts)

    def explain(self, question: GradingQuestion, seed: str) -> Solution:
        return Solution(
            tuple(
                right_code(question.scale, part, question.answer[part]) for part in question.parts
            )
        )

    def model(self, question: GradingQuestion, seed: str) -> Json:
        return dict(question.answer)

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def read_codes(scale: Scale, parts: tuple[str, ...], raw: object) -> Answered[Codes]:
    """The chosen codes by part; a part that was left open is left out."""
    if not isinstance(raw, Mapping):
        return Answered(None, (Problem("", N_("Choose a grade for each part.")),))
    codes: dict[str, str] = {}
    problems = []
    for part in parts:
        value = raw.get(part)
        if value in (None, ""):
            continue
        if isinstance(value, str) and value in scale.codes(part):
            codes[part] = value
        else:
            options = ", ".join(scale.codes(part))
            problems.append(Problem(part, N_("Choose one of: %(options)s.", options=options)))
    return Answered(None, tuple(problems)) if problems else Answered(codes or None)


def read_grade(node: Node, part: str, scale: Scale) -> str:
    """A code of a list of the scale, written in quotes."""
    value = node.raw(part)
    if isinstance(value, int) and not isinstance(value, bool):
        message = N_('Write the code in quotes, such as "%(code)s".', code=str(value))
        node.fault(part, message)
        return scale.codes(part)[0]
    return node.choice(part, scale.codes(part))


def right_code(scale: Scale, part: str, code: str) -> Message:
    """A code with what it means, such as "Source B: Mostly proved reliable"."""
    meaning = scale.grade(part, code).meaning
    return N_("%(part)s %(code)s: %(meaning)s", part=PART_NAMES[part], code=code, meaning=meaning)


def mark_code(
    scale: Scale,
    part: str,
    known: str,
    code: str | None,
    *,
    most: Fraction,
    word: Text | None = None,
) -> PartMark:
    """The line of one graded part: exact all of `most`, a near miss half, else nothing.

    `known` is the right code, `code` what was chosen (None: nothing), `word` the author's own.
    """
    subject = PART_NAMES[part]
    if code is None:
        return PartMark(subject, Outcome.BLANK, ZERO, most, N_("Not graded."))
    if code == known:
        return PartMark(
            subject, Outcome.RIGHT, most, most, N_("%(code)s is right.", code=code), word
        )
    near, reason = (
        _handling(scale, known, code) if part == "handling" else _graded(scale, part, known, code)
    )
    outcome, points = (Outcome.PARTLY, most / 2) if near else (Outcome.WRONG, ZERO)
    return PartMark(subject, outcome, points, most, reason, word, Tells.REASON)


def _mark_part(question: GradingQuestion, part: str, code: str | None) -> PartMark:
    most = Fraction(question.points, len(question.parts))
    word = question.feedback.get(part, {}).get(code) if code else None
    return mark_code(question.scale, part, question.answer[part], code, most=most, word=word)


def _graded(scale: Scale, part: str, right: str, code: str) -> tuple[bool, Message]:
    """Whether a wrong code is a near miss, and why."""
    distance = scale.distance(part, right, code)
    if distance is None:
        return False, N_(
            "%(code)s is not %(right)s. Not knowing and knowing it is bad are two things.",
            code=code,
            right=right,
        )
    if distance == 1:
        return True, N_(
            "%(code)s is next to the right code %(right)s: half the points.", code=code, right=right
        )
    return False, N_("%(code)s is too far from the right code %(right)s.", code=code, right=right)


def _handling(scale: Scale, right: str, code: str) -> tuple[bool, Message]:
    stricter = scale.stricter(right, code)
    if stricter > 0:
        return True, N_(
            "%(code)s is stricter than %(right)s, the right code: half the points.",
            code=code,
            right=right,
        )
    if stricter < 0:
        return False, N_(
            "%(code)s is looser than %(right)s, the right code: others could see too much.",
            code=code,
            right=right,
        )
    return False, N_(
        "%(code)s names other receivers than %(right)s, the right code.", code=code, right=right
    )


def read_feedback(
    node: Node, scale: Scale, answer: Mapping[str, str]
) -> dict[str, dict[str, Text]]:
    """The author's word on wrong codes, by part and code."""
    outer = node.node_or_none("feedback")
    if outer is None:
        return {}
    found: dict[str, dict[str, Text]] = {}
    for part in answer:
        inner = outer.node_or_none(part)
        if inner is None:
            continue
        words = {code: inner.text_or_none(code) for code in scale.codes(part)}
        inner.close()
        found[part] = {code: word for code, word in words.items() if word}
    outer.close()
    return found
