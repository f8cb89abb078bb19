"""Answers as they stand on a paper form, typed back: letters, numbers and words.

Lines that are chosen from have letters (A, B, ...) and lines that something is written to have
numbers, in the order of the public view that the form was printed from.
"""

import string
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lms.core.messages import N_, Message

Json = dict[str, Any]
LETTERS = string.ascii_uppercase
NONE = "-"
CELLS = 10  # the grid over a picture: ten columns A to J, ten rows 1 to 10
TYPED = {"numeric": "value", "calculated": "value", "short_text": "text", "essay": "text"}


class Unreadable(ValueError):
    """What was typed is no answer to this question; the message says what to type."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


def read_answer(question: Json, typed: str) -> Any:
    """The answer to one question as a browser would send it; None where nothing was typed."""
    typed = typed.strip()
    if not typed:
        return None
    kind = question["kind"]
    if kind in TYPED:
        return {TYPED[kind]: typed}
    found: Any = _READERS[kind](question, typed)
    return found


def hint(question: Json) -> Message:
    """What to type for a question."""
    kind = question["kind"]
    if kind in ("single", "multiple"):
        last = LETTERS[len(question["options"]) - 1]
        if question["many"]:
            return N_("Letters A to %(last)s, such as AC", last=last)
        return N_("One letter, A to %(last)s", last=last)
    if kind == "cloze":
        return N_("Gap by gap with ; between them: a letter where there is a list, else words")
    hints: Mapping[str, Message] = {
        "confidence": N_("Letter and certainty, such as B2"),
        "source_grading": N_("The codes one after the other, such as B2"),
        "matching": N_("For each line its letter, such as CAB; - for none"),
        "ordering": N_("All letters in order, such as BDAC"),
        "categorise": N_("For each line its letter, such as ABBA; - for none"),
        "hotspot": N_("Column and row, such as D7"),
        "numeric": N_("Number, with its unit where one is asked for"),
        "calculated": N_("Number, with its unit where one is asked for"),
    }
    return hints.get(kind, N_("Words as they were written"))


def _plain(typed: str) -> str:
    """Capital letters and plain digits, without signs between them."""
    found = []
    for sign in unicodedata.normalize("NFKC", typed).upper():
        if sign.isdigit():
            found.append(str(unicodedata.digit(sign)))
        elif sign not in " ,;./\t":
            found.append(sign)
    return "".join(found)


def _pick(sign: str, lines: Sequence[Json]) -> str:
    """The token of the line with this letter."""
    place = LETTERS.find(sign)
    if not 0 <= place < len(lines):
        message = N_("There is no %(sign)s here; the last letter is %(last)s.", sign=sign,
                     last=LETTERS[len(lines) - 1])  # fmt: skip
        raise Unreadable(message)
    token: str = lines[place]["token"]
    return token


def _chosen(question: Json, typed: str) -> Json:
    tokens = list(dict.fromkeys(_pick(sign, question["options"]) for sign in _plain(typed)))
    if not question["many"] and len(tokens) > 1:
        raise Unreadable(N_("Only one letter can be chosen here."))
    return {"chosen": tokens}


def _certain(question: Json, typed: str) -> Json:
    plain = _plain(typed)
    found = _chosen(question, plain.rstrip(string.digits))
    level = plain[len(plain.rstrip(string.digits)) :]
    if not level:
        return found
    if level not in map(str, question["certainties"]):
        raise Unreadable(N_("Write the letter and how sure: 1, 2 or 3."))
    return found | {"certainty": int(level)}


def _codes(question: Json, typed: str) -> Json:
    rest = _plain(typed)
    found = {}
    for part, codes in question["parts"].items():
        if rest.startswith(NONE):
            rest = rest[1:]
            continue
        code = next((one for one in sorted(codes, key=len, reverse=True) if _fits(rest, one)), None)
        if code is None:
            options = ", ".join(codes)
            raise Unreadable(N_("One of these comes next: %(options)s.", options=options))
        found[part] = code
        rest = rest[len(code) :]
    if rest:
        raise Unreadable(N_("Too much is written here: %(rest)s.", rest=rest))
    return found


def _fits(rest: str, code: str) -> bool:
    return rest.startswith(code.upper())


def _to_lines(typed: str, lines: Sequence[Json], choices: Sequence[Json]) -> dict[str, str]:
    """A letter for each line; its numbers may be written before them."""
    signs = [sign for sign in _plain(typed) if not sign.isdigit()]
    if len(signs) != len(lines):
        message = N_(
            "%(count)s letters belong here, one for each line, - for none.", count=len(lines)
        )
        raise Unreadable(message)
    pairs = zip(lines, signs, strict=True)
    return {line["token"]: _pick(sign, choices) for line, sign in pairs if sign != NONE}


def _pairs(question: Json, typed: str) -> Json:
    return {"pairs": _to_lines(typed, question["lefts"], question["rights"])}


def _groups(question: Json, typed: str) -> Json:
    return {"items": _to_lines(typed, question["items"], question["categories"])}


def _order(question: Json, typed: str) -> Json:
    tokens = [_pick(sign, question["items"]) for sign in _plain(typed)]
    if len(set(tokens)) != len(tokens):
        raise Unreadable(N_("Write each letter once."))
    return {"order": tokens}


def _gaps(question: Json, typed: str) -> Json:
    pieces = [piece.strip() for piece in typed.split(";")]
    blanks = question["blanks"]
    if len(pieces) > len(blanks):
        raise Unreadable(N_("There are only %(count)s gaps.", count=len(blanks)))
    found = {}
    for blank, piece in zip(blanks, pieces, strict=False):
        if not piece or piece == NONE:
            continue
        if blank.get("options"):
            found[blank["token"]] = {"chosen": _pick(_plain(piece), blank["options"])}
        else:
            field = "value" if blank.get("kind") == "number" else "text"
            found[blank["token"]] = {field: piece}
    return {"blanks": found}


def _cell(_question: Json, typed: str) -> Json:
    plain = _plain(typed)
    column, row = LETTERS.find(plain[:1]), plain[1:]
    if not 0 <= column < CELLS or not row.isdecimal() or not 1 <= int(row) <= CELLS:
        raise Unreadable(N_("Write column and row, from A1 to J10."))
    step = 100 // CELLS
    return {"x": str(column * step + step // 2), "y": str((int(row) - 1) * step + step // 2)}


_READERS: Mapping[str, Callable[[Json, str], Json]] = {
    "single": _chosen,
    "multiple": _chosen,
    "confidence": _certain,
    "source_grading": _codes,
    "matching": _pairs,
    "ordering": _order,
    "cloze": _gaps,
    "categorise": _groups,
    "hotspot": _cell,
}
