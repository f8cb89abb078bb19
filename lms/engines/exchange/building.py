"""Questions out of the parts that every format has: answers with a share, numbers, pairs, lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from lms.core.messages import N_
from lms.engines.exchange.collecting import Notes
from lms.engines.exchange.numbers import written
from lms.engines.exchange.types import LeftOut, Payload

Text = dict[str, str]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ONE = Fraction(1)


@dataclass(frozen=True)
class Answer:
    """An answer that a file names: what it is worth as a share, and the word for it."""

    text: Text
    share: Fraction
    feedback: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Number:
    """A number that a file takes as an answer, with how far off is still right."""

    value: Fraction
    tolerance: Fraction
    share: Fraction
    feedback: Text = field(default_factory=dict)


def with_feedback(payload: Payload, feedback: Text, name: str = "feedback") -> Payload:
    """The payload with a text, where there is one."""
    return {**payload, name: feedback} if feedback else payload


def letter(place: int) -> str:
    """a, b, c ... as keys of options."""
    return _LETTERS[place] if place < len(_LETTERS) else f"o{place + 1}"


def options(answers: Sequence[Answer], right: Sequence[Answer]) -> list[Payload]:
    found = []
    for place, one in enumerate(answers):
        option: Payload = {"key": letter(place), "text": one.text}
        if any(one is other for other in right):
            option["correct"] = True
        found.append(with_feedback(option, one.feedback))
    return found


def choice(answers: Sequence[Answer], notes: Notes, *, many: bool, fixed: bool = False) -> Payload:
    """A question with options. Raises LeftOut where no answer, or more than one, is right."""
    payload = _many(answers, notes) if many else _single(answers, notes)
    if fixed:
        payload["fixed_order"] = True
    return payload


def _single(answers: Sequence[Answer], notes: Notes) -> Payload:
    right = [one for one in answers if one.share == _ONE]
    if len(right) != 1:
        raise LeftOut(
            N_(
                "It takes one answer, but %(count)s are fully right. Mark exactly one as right.",
                count=len(right),
            )
        )
    if any(0 < one.share < 1 for one in answers):
        notes.tell(N_("Answers that were partly right count as wrong here."))
    if any(one.share < 0 for one in answers):
        notes.tell(N_("Wrong answers cost nothing here; they took points away there."))
    return {"kind": "single", "options": options(answers, right)}


def _many(answers: Sequence[Answer], notes: Notes) -> Payload:
    right = [one for one in answers if one.share > 0]
    if not right:
        raise LeftOut(N_("No answer of this item is right."))
    wrong = [one for one in answers if one.share <= 0]
    if len({one.share for one in right}) > 1 or len({one.share for one in wrong}) > 1:
        notes.tell(N_("Answers weighed differently there; here they weigh the same."))
    cost = -sum((one.share for one in wrong), Fraction(0))
    if cost > 1:
        notes.tell(N_("Wrong answers together cost at most all points here."))
    payload: Payload = {"kind": "multiple", "options": options(answers, right)}
    if cost < 1:
        payload["penalty"] = written(cost.limit_denominator(60))
    return payload


def truth(right: bool, when_true: Text, when_false: Text) -> Payload:
    """True or false, as a choice of two."""
    answers = [
        Answer({"en": "True"}, Fraction(int(right)), when_true),
        Answer({"en": "False"}, Fraction(int(not right)), when_false),
    ]
    found = options(answers, [one for one in answers if one.share == 1])
    found[0]["key"], found[1]["key"] = "true", "false"
    return {"kind": "single", "options": found, "fixed_order": True}


def words(answers: Sequence[Answer], notes: Notes) -> Payload:
    """Accepted forms and the word for others, as a short text or a blank has them."""
    accepted: list[str] = []
    feedback: Text = {}
    wild = ""
    for one in answers:
        form = " ".join(one.text.get("en", "").split())
        if form == "*":
            feedback = feedback or one.feedback
        elif one.share <= 0:
            notes.tell(N_("What was said to single wrong answers is left out."))
        elif one.share < 1:
            notes.tell(N_("The form “%(form)s”, which was partly right, is left out.", form=form))
        elif "*" in form.replace("\\*", ""):
            wild = wild or form
            message = N_("The form “%(form)s” has a * for any words; it is left out.", form=form)
            notes.tell(message)
        elif form and form not in accepted:
            accepted.append(form.replace("\\*", "*")[:200])
            if one.feedback:
                notes.tell(N_("What was said to right answers is left out."))
    if not accepted and wild:
        raise LeftOut(
            N_(
                "Its right answer “%(form)s” has a * for any words, which is not read. "
                "Write the right forms there one by one.",
                form=wild,
            )
        )
    if not accepted:
        raise LeftOut(N_("It names no right answer that can be kept."))
    return with_feedback({"accepted": accepted}, feedback)


def number(numbers: Sequence[Number], otherwise: Text, notes: Notes) -> Payload:
    """The right number with its tolerance, half right within `near`, and the word for others."""
    right = [one for one in numbers if one.share == _ONE]
    if not right:
        raise LeftOut(N_("It names no right number."))
    target = right[0]
    found: Payload = {"value": written(target.value)}
    if target.tolerance:
        found["tolerance"] = written(target.tolerance)
    if len(right) > 1:
        notes.tell(N_("Only the first of several right numbers is taken."))
    if target.feedback:
        notes.tell(N_("What was said to right answers is left out."))
    near = _near(numbers, target, notes)
    payload: Payload = {"answer": found}
    if near is not None:
        payload["near"] = with_feedback({"tolerance": written(near.tolerance)}, near.feedback)
    return with_feedback(payload, otherwise)


def _near(numbers: Sequence[Number], target: Number, notes: Notes) -> Number | None:
    """The wider tolerance that earns half; anything else that earns a part is told."""
    found = None
    for one in numbers:
        if one.share == 1:
            continue
        fits = one.value == target.value and one.tolerance > target.tolerance
        if found is None and fits and 0 < one.share < 1:
            found = one
            if one.share != Fraction(1, 2):
                notes.tell(N_("A number that is close earns half here."))
        else:
            notes.tell(N_("Answers with words of their own for single numbers are left out."))
    return found


def pairs(
    rows: Sequence[tuple[Text, Text]], decoys: Sequence[Text], feedback: Text | None = None
) -> Payload:
    """A matching question; a decoy that is also right for a pair is none."""
    rights = [right.get("en") for _left, right in rows]
    found: Payload = {
        "kind": "matching",
        "pairs": [
            with_feedback({"key": f"p{place}", "left": left, "right": right}, feedback or {})
            for place, (left, right) in enumerate(rows, 1)
        ],
    }
    others: list[Text] = []
    for text in decoys:
        if text and text.get("en") not in rights and text not in others:
            others.append(text)
    if others:
        found["decoys"] = [
            {"key": f"d{place}", "text": text} for place, text in enumerate(others, 1)
        ]
    return found


def order(texts: Sequence[Text], feedback: Text) -> Payload:
    """Things in their right order."""
    items = [{"key": f"i{place}", "text": text} for place, text in enumerate(texts, 1)]
    return with_feedback({"kind": "ordering", "items": items}, feedback)


def essay(model: Text, points: int, least: int | None = None, most: int | None = None) -> Payload:
    """A text that is marked by hand, with one criterion that the author may split."""
    payload: Payload = {
        "kind": "essay",
        "rubric": [{"key": "whole", "text": {"en": "The answer as a whole"}, "points": points}],
    }
    limits: dict[str, Any] = {"least": least, "most": most}
    if any(limits.values()):
        payload["words"] = {name: value for name, value in limits.items() if value}
    return with_feedback(payload, model, "model")
