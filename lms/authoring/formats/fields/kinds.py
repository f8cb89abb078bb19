"""Which fields the form of each kind of question has."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.authoring.formats.fields.spec import (
    Choice,
    Field,
    Flag,
    Group,
    Lines,
    Many,
    Picture,
    Rows,
    Text,
    Ways,
    Whole,
    Word,
)
from lms.authoring.formats.texts import Json, mappings
from lms.core.messages import N_, Message
from lms.engines.marking.types import Difficulty
from lms.engines.scales import SCALES, Scale

KIND_NAMES: Mapping[str, Message] = {
    "single": N_("One answer"),
    "multiple": N_("Several answers"),
    "confidence": N_("One answer, with certainty"),
    "short_text": N_("A few words"),
    "numeric": N_("A number"),
    "calculated": N_("A number from a formula"),
    "source_grading": N_("Grade a source"),
    "matching": N_("Match pairs"),
    "ordering": N_("Put in order"),
    "cloze": N_("Fill the gaps"),
    "categorise": N_("Sort into groups"),
    "hotspot": N_("A point on a picture"),
    "essay": N_("Essay, marked by a person"),
}

DIFFICULTIES: Mapping[Difficulty, Message] = {
    Difficulty.EASY: N_("easy"),
    Difficulty.MEDIUM: N_("medium"),
    Difficulty.HARD: N_("hard"),
}


@dataclass(frozen=True)
class Choices:
    """What the course offers to choose from: aims as (key, text) and pictures by path."""

    aims: tuple[tuple[str, Any], ...] = ()
    pictures: tuple[str, ...] = field(default=())


def fields_of(question: Json, choices: Choices) -> tuple[Field, ...]:
    """The fields of a question of this kind: its head, what is its own, and what explains it."""
    kind = str(question.get("kind", ""))
    own = _OWN.get(kind)
    middle = own(question, choices) if own else ()
    return (
        Text("text", N_("Question"), long=True, required=True),
        Group(
            "quote",
            N_("Report shown above the question"),
            help=N_("Leave both empty for a question without a report."),
            fields=(
                Text("source", N_("Where it comes from")),
                Text("text", N_("What it says"), long=True),
            ),
        ),
        *middle,
        Text("explanation", N_("Explanation shown after release"), long=True),
        Word(
            "key",
            N_("Short name"),
            help=N_("Small letters, digits and hyphens."),
            required=True,
            width="",
        ),
        *(() if kind == "essay" else (Whole("points", N_("Points"), default=1),)),
        Choice(
            "difficulty",
            N_("Difficulty"),
            options=tuple((one.value, said) for one, said in DIFFICULTIES.items()),
            default="medium",
        ),
        Choice("aim", N_("Aim it belongs to"), options=(("", N_("none")), *choices.aims)),
    )


_FEEDBACK = Text("feedback", N_("What to say when this is chosen"), long=True)
_WRONG = Text("feedback", N_("What to say to a wrong answer"), long=True)
_KEY = Word("key", N_("Short name"), width="sh")


def _options(most: int = 12) -> Rows:
    return Rows(
        "options",
        N_("Answers to choose from"),
        one=N_("Answer text"),
        most=most,
        fields=(
            Text("text", N_("Answer text"), required=True),
            Flag("correct", N_("This is right")),
            _FEEDBACK,
            _KEY,
        ),
    )


def _single(_question: Json, _choices: Choices) -> tuple[Field, ...]:
    return _options(), Flag("fixed_order", N_("Show the answers in this order"))


def _multiple(_question: Json, _choices: Choices) -> tuple[Field, ...]:
    penalty = Word(
        "penalty",
        N_("What a wrong choice costs"),
        help=N_("A share from 0 to 1 of what a right choice earns. Empty: 1."),
        width="xs",
    )
    return _options(), Flag("fixed_order", N_("Show the answers in this order")), penalty


def _short_text(_question: Json, _choices: Choices) -> tuple[Field, ...]:
    accepted = Lines(
        "accepted",
        N_("Accepted answers, one on each line"),
        help=N_("Capitals, accents and the script of digits do not matter."),
        required=True,
    )
    return Group("answer", N_("Answer text"), fields=(accepted,)), _WRONG


_TOLERANCE = Word("tolerance", N_("May be off by"), width="xs")
_UNIT = Word("unit", N_("Unit of measure"), width="xs")
_UNITS = (
    Rows(
        "units",
        N_("Other units that may be typed"),
        one=N_("Unit of measure"),
        keyed=False,
        fields=(
            Word("unit", N_("Unit of measure"), width="xs"),
            Word("factor", N_("Times this gives the answer's own unit"), width="xs"),
        ),
    ),
    Word(
        "unit_cost",
        N_("Lost where the unit is missing"),
        help=N_("A share from 0 to 1."),
        width="xs",
    ),
)


def _numeric(_question: Json, _choices: Choices) -> tuple[Field, ...]:
    value = Word("value", N_("Right number"), required=True, width="xs")
    near = (_TOLERANCE, Text("feedback", N_("What to say to a near answer"), long=True))
    return (
        Group("answer", N_("Answer text"), fields=(value, _TOLERANCE, _UNIT)),
        Group("near", N_("A near answer, half the points"), fields=near),
        *_UNITS,
        _WRONG,
    )


def _calculated(_question: Json, _choices: Choices) -> tuple[Field, ...]:
    parameters = Rows(
        "parameters",
        N_("Numbers that change from attempt to attempt"),
        help=N_("Write {n} in the question where the number n stands."),
        one=N_("Number"),
        most=8,
        fields=(
            Word("key", N_("Name"), width="xs"),
            Whole("low", N_("From")),
            Whole("high", N_("To")),
            Whole("step", N_("In steps of"), default=1),
        ),
    )
    formula = Word(
        "formula",
        N_("Formula of the right number"),
        help=N_("With + - * / and brackets, such as n * 12 / 2."),
        required=True,
        width="",
    )
    return parameters, formula, _TOLERANCE, _UNIT, *_UNITS, _WRONG


_PARTS: Mapping[str, Message] = {
    "source": N_("Source"),
    "information": N_("Information"),
    "handling": N_("Handling"),
}


def _grading(question: Json, _choices: Choices) -> tuple[Field, ...]:
    scale = SCALES.get(str(question.get("scheme")), next(iter(SCALES.values())))
    scheme = Choice(
        "scheme", N_("Scale"), options=tuple((name, name) for name in SCALES), again=True
    )
    answers: list[Field] = []
    words: list[Field] = []
    for part, label in _PARTS.items():
        grades = _grades(scale, part)
        if not grades:
            continue
        none = () if part != "handling" else (("", N_("not asked")),)
        answers.append(Choice(part, label, options=(*none, *grades), required=part != "handling"))
        texts = tuple(Text(code, meaning) for code, meaning in grades)
        words.append(Group(part, label, fields=texts))
    return (
        scheme,
        Group("answer", N_("Right grades"), fields=tuple(answers)),
        Group("feedback", N_("What to say to a wrong grade"), fields=tuple(words)),
    )


def _grades(scale: Scale, part: str) -> list[tuple[str, Any]]:
    if part not in scale.parts:
        return []
    return [
        (grade.code, N_("%(code)s: %(meaning)s", code=grade.code, meaning=grade.meaning))
        for grade in scale.grades(part)
    ]


def _matching(_question: Json, _choices: Choices) -> tuple[Field, ...]:
    pairs = Rows(
        "pairs",
        N_("Pairs"),
        one=N_("Pair"),
        most=12,
        fields=(
            Text("left", N_("Left side"), required=True),
            Text("right", N_("Right side"), required=True),
            Text("feedback", N_("What to say when this one is wrong"), long=True),
            _KEY,
        ),
    )
    decoys = Rows(
        "decoys",
        N_("Right sides that fit nothing"),
        one=N_("Decoy"),
        most=6,
        fields=(Text("text", N_("Text"), required=True), _FEEDBACK, _KEY),
    )
    return pairs, decoys


def _ordering(_question: Json, _choices: Choices) -> tuple[Field, ...]:
    items = Rows(
        "items",
        N_("Lines in the right order"),
        one=N_("Line"),
        most=12,
        fields=(Text("text", N_("Text"), required=True), _KEY),
    )
    accepted = Lines(
        "accepted",
        N_("Other right orders"),
        help=N_("One on each line, as keys with commas between them."),
        parts=True,
    )
    return items, accepted, _WRONG


def _cloze(_question: Json, _choices: Choices) -> tuple[Field, ...]:
    passage = Text(
        "passage",
        N_("Text with gaps"),
        help=N_("Write [[a]] where the gap with the key a stands, once in every language."),
        long=True,
        required=True,
    )
    accepted = Lines("accepted", N_("Accepted answers, one on each line"), required=True)
    value = Word("value", N_("Right number"), width="xs", required=True)
    ways = (
        ("options", N_("Choose from a list"), (_options(),)),
        ("accepted", N_("Write words"), (accepted, _WRONG)),
        ("value", N_("Write a number"), (value, _TOLERANCE, _WRONG)),
    )
    blanks = Rows(
        "blanks",
        N_("Gaps"),
        one=N_("Gap"),
        most=12,
        fields=(_KEY, Ways("~way", N_("How it is filled"), ways=ways)),
    )
    return passage, blanks


def _categorise(question: Json, _choices: Choices) -> tuple[Field, ...]:
    groups = tuple(
        (str(one.get("key", "")), one.get("text") or one.get("key", ""))
        for one in mappings(question.get("categories"))
        if one.get("key")
    )
    categories = Rows(
        "categories",
        N_("Groups"),
        one=N_("Group to sort into"),
        most=8,
        fields=(Text("text", N_("Name of the group"), required=True), _KEY),
    )
    items = Rows(
        "items",
        N_("Things to sort"),
        one=N_("Thing"),
        fields=(
            Text("text", N_("Text"), required=True),
            Many("category", N_("Belongs to"), options=groups, required=True),
            Text("feedback", N_("What to say when it is sorted wrong"), long=True),
            _KEY,
        ),
    )
    return categories, items


_SHAPES = (
    ("rect", N_("rectangle: x y width height")),
    ("circle", N_("circle: x y radius")),
    ("polygon", N_("polygon: x y of each corner")),
)


def _hotspot(_question: Json, choices: Choices) -> tuple[Field, ...]:
    at = Lines(
        "at",
        N_("Place, in percent of the picture"),
        help=N_("Numbers from the left and from the top, such as 10 20 30 15."),
        separator=" ",
        required=True,
    )
    regions = Rows(
        "regions",
        N_("Regions of the picture"),
        one=N_("Region"),
        fields=(
            Text("label", N_("What is there"), required=True),
            Choice("shape", N_("Shape"), options=_SHAPES, default=""),
            at,
            Flag("correct", N_("This is right")),
            _FEEDBACK,
            _KEY,
        ),
    )
    alt = Text(
        "alt",
        N_("Alternative text"),
        help=N_("Say what the picture shows without telling the answer."),
        required=True,
    )
    image = Picture("image", N_("Picture"), options=choices.pictures, required=True)
    ratio = Word(
        "ratio",
        N_("Height divided by width"),
        help=N_("Needed for circles: 0.75 for a picture of 4 to 3. Empty: 1."),
        width="xs",
    )
    return image, alt, ratio, regions


def _essay(_question: Json, _choices: Choices) -> tuple[Field, ...]:
    words = (Whole("least", N_("At least")), Whole("most", N_("At most")))
    rubric = Rows(
        "rubric",
        N_("What it is marked by"),
        one=N_("Criterion"),
        most=12,
        fields=(Text("text", N_("Criterion"), required=True), Whole("points", N_("Points")), _KEY),
    )
    return (
        Group("words", N_("Number of words"), fields=words),
        rubric,
        Text("model", N_("Model answer, shown after release"), long=True),
        Whole("peers", N_("Fellow participants who mark it (0 to 3)"), default=0),
    )


_OWN: Mapping[str, Any] = {
    "single": _single,
    "multiple": _multiple,
    "confidence": _single,
    "short_text": _short_text,
    "numeric": _numeric,
    "calculated": _calculated,
    "source_grading": _grading,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "categorise": _categorise,
    "hotspot": _hotspot,
    "essay": _essay,
}

_ROWS: Mapping[str, tuple[str, int]] = {
    "single": ("options", 3),
    "multiple": ("options", 4),
    "confidence": ("options", 3),
    "matching": ("pairs", 3),
    "ordering": ("items", 3),
    "cloze": ("blanks", 1),
    "categorise": ("categories", 2),
    "essay": ("rubric", 1),
    "calculated": ("parameters", 1),
    "hotspot": ("regions", 1),
}


def new_question(kind: str, key: str) -> Json:
    """A question of this kind with empty rows, to be filled in."""
    question: Json = {"key": key, "kind": kind}
    if kind in _ROWS:
        name, count = _ROWS[kind]
        question[name] = [{"key": "abcdef"[at]} for at in range(count)]
    if kind == "categorise":
        question["items"] = [{"key": "abc"[at]} for at in range(3)]
    if kind == "source_grading":
        question["scheme"] = next(iter(SCALES))
    if kind == "calculated":
        question["parameters"] = [{"key": "n", "low": 2, "high": 9}]
    if kind == "hotspot":
        question["regions"][0]["shape"] = "rect"
    return question


def tidied(question: Json) -> Json:
    """The question without what no field of it can hold any more: words for grades of another
    scale, and an essay's own points, which are the sum of its criteria."""
    found = copy.deepcopy(question)
    if found.get("kind") == "source_grading" and str(found.get("scheme")) in SCALES:
        _tidy_grades(found, SCALES[str(found["scheme"])])
    rubric = mappings(found.get("rubric"))
    if found.get("kind") == "essay" and "points" in found:
        points = [one.get("points") for one in rubric]
        if points and all(isinstance(one, int) for one in points):
            found["points"] = sum(points)
    return found


def _tidy_grades(question: Json, scale: Scale) -> None:
    answer = question.get("answer")
    if isinstance(answer, dict) and "handling" not in scale.parts:
        answer.pop("handling", None)
    feedback = question.get("feedback")
    if not isinstance(feedback, dict):
        return
    for part, words in list(feedback.items()):
        known = {code for code, _meaning in _grades(scale, part)}
        if isinstance(words, dict):
            feedback[part] = {code: said for code, said in words.items() if code in known}
        if not feedback[part]:
            del feedback[part]
    if not feedback:
        del question["feedback"]
