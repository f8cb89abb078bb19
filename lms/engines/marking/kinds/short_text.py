"""A few typed words in accepted forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from rapidfuzz.distance import OSA

from lms.core.messages import N_, Message
from lms.engines.folding import fold
from lms.engines.marking.kinds.common import blank, field_of, refused, right, summed, wrong
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
from lms.engines.reading import Node, Text

MOST_SIGNS = 200


@dataclass(frozen=True)
class ShortTextQuestion(Question):
    """`accepted` forms; the first one is shown as the right answer."""

    accepted: tuple[str, ...]
    feedback: Text | None


class ShortText:
    """A few words. Case, accents, script, hyphens and spaces do not matter.

    A slip of the pen (one letter in eight wrong, left out or changed over) earns half the
    points and is told, so that a near word is neither lost nor taken for right.
    """

    name = "short_text"
    schema = 1

    def parse(self, head: Question, node: Node) -> ShortTextQuestion:
        answer = node.node("answer")
        accepted = read_accepted(answer)
        answer.close()
        feedback = node.text_or_none("feedback")
        return ShortTextQuestion(**vars(head), accepted=accepted, feedback=feedback)

    def public_view(self, question: ShortTextQuestion, seed: str) -> Json:
        return {"most": MOST_SIGNS}

    def read(self, question: ShortTextQuestion, seed: str, raw: object) -> Answered[str]:
        return read_words(raw)

    def mark(
        self, question: ShortTextQuestion, answer: str | None, hand: HandMark | None = None
    ) -> Mark:
        full = Fraction(question.points)
        if not answer:
            return summed(full, (blank(full),))
        return summed(full, (judge_words(question.accepted, question.feedback, full, answer),))

    def explain(self, question: ShortTextQuestion, seed: str) -> Solution:
        return Solution(({"en": question.accepted[0]},))

    def model(self, question: ShortTextQuestion, seed: str) -> Json:
        return {"text": question.accepted[0]}

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def read_accepted(node: Node) -> tuple[str, ...]:
    """The accepted forms; each must hold a letter or a digit."""
    accepted = node.strings("accepted", low=1, high=40, most=MOST_SIGNS)
    if any(not fold(form) for form in accepted):
        node.fault("accepted", N_("Write forms with letters or digits."))
    return tuple(accepted)


def read_words(raw: object) -> Answered[str]:
    """The field "text" of an answer."""
    value = field_of(raw, "text")
    if value is None:
        return Answered(None)
    if not isinstance(value, str) or len(value) > MOST_SIGNS:
        message = N_("Write a few words, at most %(most)s signs.", most=MOST_SIGNS)
        return refused("text", message)
    return Answered(value.strip() or None)


def judge_words(
    accepted: tuple[str, ...],
    feedback: Text | None,
    full: Fraction,
    answer: str,
    subject: Text | Message | None = None,
) -> PartMark:
    """The line of typed words."""
    written = fold(answer)
    forms = [fold(form) for form in accepted]
    if written in forms:
        return right(full, subject)
    for form, shown in zip(forms, accepted, strict=True):
        if OSA.distance(written, form) <= len(form) // 8:
            reason = N_("Close: it is written %(form)s. Half the points.", form=shown)
            tells = Tells.REASON
            return PartMark(subject, Outcome.PARTLY, full / 2, full, reason, None, tells)
    return wrong(full, subject, feedback)
