"""Small things that the kinds share."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from lms.core.messages import N_, Message
from lms.engines.marking.types import (
    Answered,
    Json,
    Mark,
    Option,
    Outcome,
    PartMark,
    Question,
    Tells,
    token,
)
from lms.engines.reading import Node, Problem, Text, unique

ZERO = Fraction(0)


def blank(full: Fraction, subject: Text | Message | None = None) -> PartMark:
    """The line of a part that was not answered."""
    return PartMark(subject, Outcome.BLANK, ZERO, full, N_("Not answered."))


def right(full: Fraction, subject: Text | Message | None, word: Text | None = None) -> PartMark:
    """The line of a part that is right."""
    return PartMark(subject, Outcome.RIGHT, full, full, N_("This is the right answer."), word)


def wrong(
    full: Fraction,
    subject: Text | Message | None,
    word: Text | None = None,
    reason: Message | None = None,
) -> PartMark:
    """The line of a part that is wrong; a reason given here may tell the right answer."""
    tells = Tells.NOTHING if reason is None else Tells.REASON
    said = reason or N_("This is not the answer.")
    return PartMark(subject, Outcome.WRONG, ZERO, full, said, word, tells)


def summed(full: Fraction, parts: tuple[PartMark, ...]) -> Mark:
    """The mark whose points are those of its lines, never below nothing."""
    points = sum((part.points for part in parts), ZERO)
    return Mark(max(ZERO, points), full, parts)


def refused(path: str, message: Message) -> Answered[Any]:
    """An answer that cannot be kept, with the place and the mend."""
    return Answered(None, (Problem(path, message),))


def stale() -> Message:
    return N_("This choice is not in the list. Load the page again.")


def field_of(raw: object, name: str) -> object:
    """A field of a browser's answer, None where there is none."""
    return raw.get(name) if isinstance(raw, Mapping) else None


def read_pairs(
    raw: object, name: str, left: Mapping[str, str], right: Mapping[str, str]
) -> Answered[dict[str, str]]:
    """A {token: token} answer by keys; a part that was left empty is left out.

    Gives Answered with a dict, None where nothing was chosen, or the problem.
    """
    chosen = field_of(raw, name)
    if not isinstance(chosen, Mapping):
        return refused(name, N_("Choose from the list."))
    found: dict[str, str] = {}
    for one, other in chosen.items():
        if one not in left or not (other in (None, "") or isinstance(other, str)):
            return refused(name, stale())
        if not other:
            continue
        if other not in right:
            return refused(name, stale())
        found[left[one]] = right[other]
    return Answered(found or None)


def read_options(node: Node, *, low: int, high: int) -> tuple[Option, ...]:
    """The options of a choice; two with one text or one key are faults."""
    seen: set[str] = set()
    found = []
    for item in node.nodes("options", low=low, high=high):
        key = item.key()
        unique(item, "key", key, seen)
        text, correct = item.text("text", most=1000), item.truth("correct")
        found.append(Option(key, text, correct, item.text_or_none("feedback")))
    texts = [option.text.get("en") for option in found]
    if len(set(texts)) != len(texts) and None not in texts:
        node.fault("options", N_("Two options have the same text. Make them differ."))
    return tuple(found)


def one_correct(node: Node, options: tuple[Option, ...]) -> None:
    """Note a fault unless exactly one option is right."""
    count = sum(option.correct for option in options)
    if options and count != 1:
        node.fault("options", N_("Mark exactly one option as correct, not %(count)s.", count=count))


def distinct(node: Node, name: str, texts: list[Text]) -> None:
    """Note a fault where two texts read the same in English."""
    words = [text.get("en") for text in texts]
    if len(set(words)) != len(words) and None not in words:
        node.fault(name, N_("Two of these have the same text. Make them differ."))


def either(words: list[Text | Message]) -> Text | Message:
    """One or more texts as "this or that"."""
    first, *rest = words
    for one in rest:
        first = N_("%(one)s or %(other)s", one=first, other=one)
    return first


def by_token(seed: str, question: Question, place: str, keys: Iterable[str]) -> dict[str, str]:
    """Author's names by the tokens of an attempt; `place` keeps names of two lists apart."""
    return {token(seed, place, question.key, key): key for key in keys}


def shuffled(seed: str, question: Question, place: str, texts: Mapping[str, Text]) -> list[Json]:
    """Texts with their tokens, in an order that hangs on seed and name alone."""
    keys = sorted(texts, key=lambda key: token(seed, f"{place}-order", question.key, key))
    return [
        {"token": token(seed, place, question.key, key), "text": dict(texts[key])} for key in keys
    ]
