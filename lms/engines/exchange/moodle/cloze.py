"""Moodle's questions with gaps: `{1:MULTICHOICE:=right#word~wrong}` in a text, and back."""

import html as entities
import re
from collections.abc import Callable
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.exchange.building import (
    Answer,
    Number,
    Text,
    letter,
    number,
    options,
    with_feedback,
    words,
)
from lms.engines.exchange.collecting import Notes
from lms.engines.exchange.numbers import exact, share
from lms.engines.exchange.types import LeftOut, Payload
from lms.engines.exchange.words import from_auto, from_html, plain

_FIELD = re.compile(
    r"\{\s*(?P<weight>\d{0,4})\s*:\s*(?P<kind>[A-Z_]{2,20})\s*:(?P<body>(?:\\.|[^\\{}])*)\}",
    re.DOTALL,
)
_CHOICE = re.compile(r"(MULTICHOICE|MC)(_?[VHS]{1,2})?")
_WORDS = re.compile(r"(SHORTANSWER|SA|MW)(_?C)?")
_NUMBERS = re.compile(r"NUMERICAL|NM")
_ESCAPED = re.compile(r"\\([}{#~/\"\\=:])")
_WEIGHT = re.compile(r"%(-?[\d.]{1,12})%")
_HELD = "\ue000{}\ue001"
HELD = re.compile("\ue000(\\d+)\ue001")
MARK = "[[{}]]"


def blanks(source: str, notes: Notes) -> tuple[str, list[Payload]]:
    """The text with a mark for each gap, and the gaps as blanks. Raises LeftOut."""
    found: list[Payload] = []
    weights: set[str] = set()

    def replaced(field: re.Match[str]) -> str:
        key = letter(len(found))
        found.append({"key": key, **_blank(field["kind"], field["body"], notes)})
        weights.add(field["weight"] or "1")
        return _HELD.format(len(found) - 1)

    text = _FIELD.sub(replaced, source.replace("[[", "[ ["))
    if not found:
        raise LeftOut(N_("It has no gap that can be read."))
    if len(weights) > 1:
        notes.tell(N_("Gaps weighed differently there; here they weigh the same."))
    return text, found


def put_marks(text: str, found: list[Payload]) -> str:
    """The text with [[key]] at the gaps, once it is Markdown."""
    return HELD.sub(lambda place: MARK.format(found[int(place[1])]["key"]), text)


def split_lead(text: str) -> tuple[str, str]:
    """The paragraphs before the first gap's as the question, and the rest; "" where none."""
    parts = text.split("\n\n")
    first = next(at for at, part in enumerate(parts) if HELD.search(part))
    return "\n\n".join(parts[:first]), "\n\n".join(parts[first:])


def _blank(kind: str, body: str, notes: Notes) -> Payload:
    rows = [one for one in re.split(r"(?<!\\)~", body) if one.strip()]
    if _CHOICE.fullmatch(kind):
        return _choice([_answer(one, notes, _text) for one in rows], notes)
    answers = [_answer(one, notes, _typed) for one in rows]
    if _WORDS.fullmatch(kind):
        if kind.endswith("C") and kind != "MC":
            notes.tell(N_("Capital and small letters are the same here."))
        return words(answers, notes)
    if _NUMBERS.fullmatch(kind):
        return _number(answers, notes)
    raise LeftOut(N_("Gaps of the kind %(kind)s are not read.", kind=kind))


def _choice(answers: list[Answer], notes: Notes) -> Payload:
    right = [one for one in answers if one.share == 1]
    if len(right) != 1:
        raise LeftOut(N_("A gap has no answer, or several, that are fully right."))
    if any(0 < one.share < 1 for one in answers):
        notes.tell(N_("Answers that were partly right count as wrong here."))
    return {"options": options(answers, right)}


def _number(answers: list[Answer], notes: Notes) -> Payload:
    numbers: list[Number] = []
    otherwise: Text = {}
    for one in answers:
        value, _colon, spread = one.text.get("en", "").partition(":")
        if value.strip() in ("", "*"):
            otherwise = otherwise or one.feedback
            continue
        exact_value, tolerance = exact(value), exact(spread or "0")
        if exact_value is None or tolerance is None:
            raise LeftOut(N_("A gap names a number that cannot be read."))
        numbers.append(Number(exact_value, abs(tolerance), one.share, one.feedback))
    found = number(numbers, otherwise, notes)
    if "near" in found:
        notes.tell(N_("A number that is close earns nothing in a gap here."))
    return with_feedback(dict(found["answer"]), otherwise)


def _answer(source: str, notes: Notes, read: Callable[[str, Notes], Text]) -> Answer:
    source = source.strip()
    worth = Fraction(0)
    if weight := _WEIGHT.match(source.lstrip("=")):
        worth = share(weight[1]) or worth
        source = source.lstrip("=")[weight.end() :]
    elif source.startswith("="):
        worth, source = Fraction(1), source[1:]
    said, _sign, feedback = [*re.split(r"(?<!\\)(#)", source, maxsplit=1), "", ""][:3]
    return Answer(read(said, notes), worth, _text(feedback, notes))


def _text(source: str, notes: Notes) -> Text:
    found = from_auto(_ESCAPED.sub(r"\1", entities.unescape(source)).strip(), notes)
    return {"en": found} if found else {}


def _typed(source: str, notes: Notes) -> Text:
    """What people type, without any markup."""
    words = _ESCAPED.sub(r"\1", entities.unescape(source)).strip()
    return {"en": plain(from_html(words, notes)) if "</" in words else words}


def written_blank(blank: Payload, say: Callable[[object], str]) -> str:
    """A blank of ours as Moodle's gap."""
    if "options" in blank:
        rows = [
            _row("=" if one.get("correct") else "", say(one["text"]), say(one.get("feedback")))
            for one in blank["options"]
        ]
        return "{1:MULTICHOICE:" + "~".join(rows) + "}"
    wrong = say(blank.get("feedback"))
    rest = [_row("", "*", wrong)] if wrong else []
    if "accepted" in blank:
        rows = [_row("=", one.replace("*", "\\*"), "") for one in blank["accepted"]]
        return "{1:SHORTANSWER:" + "~".join(rows + rest) + "}"
    row = f"={blank['value']}:{blank.get('tolerance', '0')}"
    return "{1:NUMERICAL:" + "~".join([row, *rest]) + "}"


def _row(sign: str, text: str, feedback: str) -> str:
    return sign + _escape(text) + (f"#{_escape(feedback)}" if feedback else "")


def _escape(text: str) -> str:
    return re.sub(r"([}{#~\"])", r"\\\1", text.replace("\n", " "))
