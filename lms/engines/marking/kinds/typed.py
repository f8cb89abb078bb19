"""Answers that are typed: a number within a tolerance, or a few words in accepted forms."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from rapidfuzz.distance import OSA

from lms.core.messages import N_, Message
from lms.engines.folding import fold
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

_MOST_SIGNS = 200
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,12})?")


@dataclass(frozen=True)
class NumericQuestion(Question):
    """`near` is a wider tolerance that earns half the points."""

    value: Fraction
    tolerance: Fraction
    unit: str
    near: Fraction | None
    near_feedback: Text | None
    feedback: Text | None


class Numeric:
    """A number: full points within the tolerance, half within the wider one."""

    name = "numeric"
    schema = 1

    def parse(self, head: Question, node: Node) -> NumericQuestion:
        answer = node.node("answer")
        value, tolerance = answer.exact("value"), answer.exact("tolerance", default="0")
        unit = answer.string("unit", most=20, default="")
        answer.close()
        if tolerance < 0:
            answer.fault("tolerance", N_("Write 0 or more."))
        near, near_feedback = None, None
        wider = node.node_or_none("near")
        if wider is not None:
            near, near_feedback = wider.exact("tolerance"), wider.text_or_none("feedback")
            wider.close()
            if near <= tolerance:
                wider.fault("tolerance", N_("Write more than the answer's own tolerance."))
        feedback = node.text_or_none("feedback")
        return NumericQuestion(
            **vars(head),
            value=value,
            tolerance=tolerance,
            unit=unit,
            near=near,
            near_feedback=near_feedback,
            feedback=feedback,
        )

    def public_view(self, question: NumericQuestion, seed: str) -> Json:
        return {"unit": question.unit}

    def read(self, question: NumericQuestion, seed: str, raw: object) -> Answered[Fraction]:
        value = raw.get("value") if isinstance(raw, Mapping) else None
        if value in (None, ""):
            return Answered(None)
        number = read_number(value) if isinstance(value, str) else None
        if number is None:
            return Answered(None, (Problem("value", N_("Write a number, such as 12.5.")),))
        return Answered(number)

    def mark(
        self, question: NumericQuestion, answer: Fraction | None, hand: HandMark | None = None
    ) -> Mark:
        full = Fraction(question.points)
        if answer is None:
            return _one_part(Outcome.BLANK, Fraction(0), full, N_("Not answered."), None)
        gap = abs(answer - question.value)
        if gap <= question.tolerance:
            return _one_part(Outcome.RIGHT, full, full, N_("This is the right answer."), None)
        if question.near is not None and gap <= question.near:
            reason = N_("Close: half the points.")
            return _one_part(Outcome.PARTLY, full / 2, full, reason, question.near_feedback)
        reason = N_("This is not the answer.")
        return _one_part(Outcome.WRONG, Fraction(0), full, reason, question.feedback)

    def explain(self, question: NumericQuestion, seed: str) -> Solution:
        number = f"{decimal(question.value)} {question.unit}".strip()
        if not question.tolerance:
            return Solution(({"en": number},))
        spread = decimal(question.tolerance)
        return Solution((N_("%(number)s, give or take %(spread)s", number=number, spread=spread),))

    def model(self, question: NumericQuestion, seed: str) -> Json:
        return {"value": decimal(question.value)}

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


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
        accepted = answer.strings("accepted", low=1, high=40, most=_MOST_SIGNS)
        answer.close()
        if any(not fold(form) for form in accepted):
            answer.fault("accepted", N_("Write forms with letters or digits."))
        feedback = node.text_or_none("feedback")
        return ShortTextQuestion(**vars(head), accepted=tuple(accepted), feedback=feedback)

    def public_view(self, question: ShortTextQuestion, seed: str) -> Json:
        return {"most": _MOST_SIGNS}

    def read(self, question: ShortTextQuestion, seed: str, raw: object) -> Answered[str]:
        value = raw.get("text") if isinstance(raw, Mapping) else None
        if value is None:
            return Answered(None)
        if not isinstance(value, str) or len(value) > _MOST_SIGNS:
            message = N_("Write a few words, at most %(most)s signs.", most=_MOST_SIGNS)
            return Answered(None, (Problem("text", message),))
        return Answered(value.strip() or None)

    def mark(
        self, question: ShortTextQuestion, answer: str | None, hand: HandMark | None = None
    ) -> Mark:
        full = Fraction(question.points)
        if not answer:
            return _one_part(Outcome.BLANK, Fraction(0), full, N_("Not answered."), None)
        written = fold(answer)
        forms = [fold(form) for form in question.accepted]
        if written in forms:
            return _one_part(Outcome.RIGHT, full, full, N_("This is the right answer."), None)
        for form, shown in zip(forms, question.accepted, strict=True):
            if OSA.distance(written, form) <= len(form) // 8:
                reason = N_("Close: it is written %(form)s. Half the points.", form=shown)
                return _one_part(Outcome.PARTLY, full / 2, full, reason, None)
        reason = N_("This is not the answer.")
        return _one_part(Outcome.WRONG, Fraction(0), full, reason, question.feedback)

    def explain(self, question: ShortTextQuestion, seed: str) -> Solution:
        return Solution(({"en": question.accepted[0]},))

    def model(self, question: ShortTextQuestion, seed: str) -> Json:
        return {"text": question.accepted[0]}

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def read_number(text: str) -> Fraction | None:
    """A number as people write it: digits of any script, comma or point, spaces, a percent sign."""
    plain = "".join(_plain_sign(sign) for sign in unicodedata.normalize("NFKC", text.strip()))
    plain = plain.rstrip("%").strip()
    if plain.count(",") == 1 and "." not in plain:
        head, _, tail = plain.partition(",")
        plain = (
            head + tail
            if len(tail) == 3 and head.lstrip("+-") not in ("", "0")
            else f"{head}.{tail}"
        )
    plain = plain.replace(",", "").replace(" ", "")
    return Fraction(plain) if len(plain) <= 30 and _NUMBER.fullmatch(plain) else None


def _plain_sign(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return {"٫": ".", "٬": ",", "−": "-", "٪": "%"}.get(sign, sign)


def decimal(number: Fraction) -> str:
    """A number as written in decimals, or as a fraction where decimals would not end."""
    for places in range(10):
        scaled = number * 10**places
        if scaled.denominator == 1:
            sign = "-" if scaled < 0 else ""
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
    return f"{number.numerator}/{number.denominator}"


def _one_part(
    outcome: Outcome, points: Fraction, full: Fraction, reason: Message, feedback: Text | None
) -> Mark:
    return Mark(points, full, (PartMark(None, outcome, points, full, reason, feedback),))
