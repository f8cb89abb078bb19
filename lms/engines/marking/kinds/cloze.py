"""A text with blanks to be filled: by a choice, by words, or by a number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.core.messages import N_, Message
from lms.engines.marking.kinds.common import (
    blank,
    field_of,
    one_correct,
    read_options,
    refused,
    right,
    stale,
    summed,
    wrong,
)
from lms.engines.marking.kinds.numeric import Target, judge_number, read_tolerance, read_typed, told
from lms.engines.marking.kinds.quantity import Units, decimal
from lms.engines.marking.kinds.short_text import MOST_SIGNS, judge_words, read_accepted, read_words
from lms.engines.marking.types import (
    Answered,
    HandMark,
    Json,
    Mark,
    Option,
    PartMark,
    Question,
    Solution,
    token,
)
from lms.engines.reading import Node, Problem, Text, unique

_MARK = re.compile(r"\[\[([^\[\]]*)\]\]")
_NO_UNITS = Units("", {}, Fraction(0))


@dataclass(frozen=True)
class ChoiceBlank:
    key: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class WordsBlank:
    key: str
    accepted: tuple[str, ...]
    feedback: Text | None


@dataclass(frozen=True)
class NumberBlank:
    key: str
    target: Target


Blank = ChoiceBlank | WordsBlank | NumberBlank


@dataclass(frozen=True)
class ClozeQuestion(Question):
    """`passage` holds [[key]] once for each blank, in every language; `blanks` in English order."""

    passage: Text
    blanks: tuple[Blank, ...]


Filled = dict[str, Any]


class Cloze:
    """Each blank earns an equal share. An answer holds an option key, words or a number."""

    name = "cloze"
    schema = 1

    def parse(self, head: Question, node: Node) -> ClozeQuestion:
        passage = node.text("passage")
        blanks, keys = _blanks(node)
        for language, words in passage.items():
            _check_marks(node, f"passage.{language}", _MARK.findall(words), keys)
        order = _MARK.findall(passage.get("en", ""))
        blanks.sort(key=lambda one: order.index(one.key) if one.key in order else len(order))
        return ClozeQuestion(**vars(head), passage=passage, blanks=tuple(blanks))

    def public_view(self, question: ClozeQuestion, seed: str) -> Json:
        return {
            "passage": {
                language: _segments(question, seed, words)
                for language, words in question.passage.items()
            },
            "blanks": [_public_blank(question, seed, one) for one in question.blanks],
        }

    def read(self, question: ClozeQuestion, seed: str, raw: object) -> Answered[Filled]:
        known = {_name(question, seed, one): one for one in question.blanks}
        given = field_of(raw, "blanks")
        if not isinstance(given, Mapping):
            return refused("blanks", N_("Fill the blanks."))
        found: Filled = {}
        problems: list[Problem] = []
        for name, value in given.items():
            if name not in known:
                return refused("blanks", stale())
            answered = _read_blank(question, seed, known[name], value)
            problems += [Problem(f"blanks.{name}", one.message) for one in answered.problems]
            if answered.answer is not None:
                found[known[name].key] = answered.answer
        return Answered(None, tuple(problems)) if problems else Answered(found or None)

    def mark(
        self, question: ClozeQuestion, answer: Filled | None, hand: HandMark | None = None
    ) -> Mark:
        share = Fraction(question.points, len(question.blanks))
        parts = (
            _judge(one, (answer or {}).get(one.key), share, N_("Blank %(number)s", number=number))
            for number, one in enumerate(question.blanks, 1)
        )
        return summed(Fraction(question.points), tuple(parts))

    def explain(self, question: ClozeQuestion, seed: str) -> Solution:
        return Solution(
            tuple(
                N_("Blank %(number)s: %(right)s", number=number, right=_right(one))
                for number, one in enumerate(question.blanks, 1)
            )
        )

    def model(self, question: ClozeQuestion, seed: str) -> Json:
        return {
            "blanks": {
                _name(question, seed, one): _model(question, seed, one) for one in question.blanks
            }
        }

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def _name(question: Question, seed: str, one: Blank) -> str:
    return token(seed, "blank", question.key, one.key)


def _option_name(question: Question, seed: str, one: Blank, option: Option) -> str:
    return token(seed, "option", question.key, one.key, option.key)


def _segments(question: ClozeQuestion, seed: str, words: str) -> list[Json]:
    """The passage as pieces of text and blanks; every second piece of the split is a mark."""
    segments: list[Json] = []
    for place, piece in enumerate(_MARK.split(words)):
        if place % 2:
            segments.append({"blank": token(seed, "blank", question.key, piece)})
        elif piece:
            segments.append({"text": piece})
    return segments


def _public_blank(question: ClozeQuestion, seed: str, one: Blank) -> Json:
    name = _name(question, seed, one)
    if isinstance(one, WordsBlank):
        return {"token": name, "kind": "text", "most": MOST_SIGNS}
    if isinstance(one, NumberBlank):
        return {"token": name, "kind": "number"}
    options = sorted(
        one.options, key=lambda option: token(seed, "order", question.key, one.key, option.key)
    )
    return {
        "token": name,
        "kind": "choice",
        "options": [
            {"token": _option_name(question, seed, one, option), "text": dict(option.text)}
            for option in options
        ],
    }


def _read_blank(question: ClozeQuestion, seed: str, one: Blank, raw: object) -> Answered[Any]:
    if raw is None:
        return Answered(None)
    if isinstance(one, WordsBlank):
        return read_words(raw)
    if isinstance(one, NumberBlank):
        answered = read_typed(raw, _NO_UNITS)
        return Answered(answered.answer and answered.answer.number, answered.problems)
    chosen = field_of(raw, "chosen")
    if chosen in (None, ""):
        return Answered(None)
    known = {_option_name(question, seed, one, option): option.key for option in one.options}
    if not isinstance(chosen, str) or chosen not in known:
        return refused("chosen", stale())
    return Answered(known[chosen])


def _judge(one: Blank, answer: Any, share: Fraction, subject: Message) -> PartMark:
    if answer is None:
        return blank(share, subject)
    if isinstance(one, WordsBlank):
        return judge_words(one.accepted, one.feedback, share, answer, subject)
    if isinstance(one, NumberBlank):
        return judge_number(one.target, share, answer, subject)
    chosen = next(option for option in one.options if option.key == answer)
    if chosen.correct:
        return right(share, subject, chosen.feedback)
    return wrong(share, subject, chosen.feedback)


def _right(one: Blank) -> Text | Message:
    if isinstance(one, WordsBlank):
        return {"en": one.accepted[0]}
    if isinstance(one, NumberBlank):
        return told(one.target, "")
    return next(option.text for option in one.options if option.correct)


def _model(question: ClozeQuestion, seed: str, one: Blank) -> Json:
    if isinstance(one, WordsBlank):
        return {"text": one.accepted[0]}
    if isinstance(one, NumberBlank):
        return {"value": decimal(one.target.value)}
    option = next(option for option in one.options if option.correct)
    return {"chosen": _option_name(question, seed, one, option)}


def _blanks(node: Node) -> tuple[list[Blank], list[str]]:
    """The blanks, and the names of all: a blank with a fault has its place in the passage too."""
    seen: set[str] = set()
    found: list[Blank] = []
    for item in node.nodes("blanks", low=1, high=12):
        key = item.key()
        unique(item, "key", key, seen)
        ways = [name for name in ("options", "accepted", "value") if item.has(name)]
        if len(ways) != 1:
            item.fault("key", N_("Give this blank either options, accepted words or a value."))
            item.skip_rest()
        elif ways == ["options"]:
            options = read_options(item, low=2, high=12)
            one_correct(item, options)
            found.append(ChoiceBlank(key, options))
        elif ways == ["accepted"]:
            found.append(WordsBlank(key, read_accepted(item), item.text_or_none("feedback")))
        else:
            value, tolerance = item.exact("value"), read_tolerance(item)
            word = item.text_or_none("feedback")
            found.append(NumberBlank(key, Target(value, tolerance, feedback=word)))
    return found, sorted(seen)


def _check_marks(node: Node, name: str, marks: list[str], keys: list[str]) -> None:
    for key in keys:
        if marks.count(key) != 1:
            message = N_("Write the blank [[%(key)s]] once in this text.", key=key)
            node.fault(name, message)
    for mark in sorted(set(marks) - set(keys)):
        node.fault(name, N_("There is no blank of the name [[%(key)s]].", key=mark))
