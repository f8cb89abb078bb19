"""A file of GIFT, item by item.

The libraries that read GIFT are no longer kept (the best known is of 2017 and knows no lists of
numbers), and the format is small: signs for answers inside one pair of braces.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import partial

from lms.core.messages import N_
from lms.engines.exchange import building
from lms.engines.exchange.building import Answer, Number, Text
from lms.engines.exchange.carrying import settled, unpacked
from lms.engines.exchange.collecting import Collector, Found, Notes
from lms.engines.exchange.gift.text import Block, blocks, hide, show, words
from lms.engines.exchange.moodle.parts import AIM, DIFFICULTY
from lms.engines.exchange.numbers import exact, share
from lms.engines.exchange.types import LeftOut, Payload, Unreadable
from lms.engines.exchange.words import tidy

MARKER = "concord:"
_WEIGHT = re.compile(r"%(-?[\d.]{1,12})%")
_ID = re.compile(r"\[id:((?:[^\]\\]|\\.)+)\]")
_TAG = re.compile(r"\[tag:((?:[^\]\\]|\\.)+)\]")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
Write = Callable[[Payload, str], str]


def read_gift(content: bytes, collector: Collector, write: Write) -> None:
    """All questions of a file. Raises Unreadable for texts in no known encoding."""
    category = ""
    for block in blocks(_decoded(content)):
        # longer ones are judged when they are read; here the name is enough
        text = hide(block.text[: 4 * collector.limits.text_signs]).strip()
        if text.startswith("$CATEGORY:"):
            parts = show(text.removeprefix("$CATEGORY:")).replace("//", "\0").split("/")
            kept = [part.replace("\0", "/").strip() for part in parts]
            kept = [part for part in kept if part and not part.startswith("$") and part != "top"]
            category = "/".join(kept)[:200]
            continue
        name, rest = _name(text)
        found = Found(name, _marked(block, _ID), category, block.line)
        collector.take(found, partial(_item, block, rest, write))


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(N_("The file is no UTF-8 text. Save it as UTF-8.")) from error
    if "\0" in text:
        raise Unreadable(N_("The file is no text."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _name(text: str) -> tuple[str, str]:
    if text.startswith("::"):
        name, sign, rest = text[2:].partition("::")
        if sign:
            return tidy(show(name))[:200], rest.strip()
    return tidy(show(text.split("{", maxsplit=1)[0]))[:80], text


def _marked(block: Block, pattern: re.Pattern[str]) -> str:
    found = next(filter(None, map(pattern.search, block.comments)), None)
    return re.sub(r"\\(.)", r"\1", found[1]).strip() if found else ""


def _item(block: Block, rest: str, write: Write, notes: Notes) -> Payload:
    notes.weigh(block.text, 3 * notes.limits.text_signs)
    _one_pair(block)
    tags = _tags(block)
    plain = {**read_plainly(rest, notes), **tags}
    marks = [one.removeprefix(MARKER) for one in block.comments if one.startswith(MARKER)]

    def shown(payload: Payload, language: str) -> Payload:
        again = _name(hide(write(payload, language)).strip())[1]
        return {**read_plainly(again, Notes(notes.limits)), **tags}

    return settled(plain, unpacked(marks[0]) if marks else None, shown, notes)


_NAMED = re.compile(r"\s*::.*?::", re.DOTALL)
_BRACE = re.compile(r"(?<!\\)((?:\\\\)*)([{}])")


def _one_pair(block: Block) -> None:
    """Raises LeftOut, naming the place, where a brace is left open or a second one begins."""
    name = _NAMED.match(block.text)
    braces = _BRACE.finditer(block.text, name.end() if name else 0)
    found = [(one[2], one.start(2)) for one in braces]
    opened = [place for sign, place in found if sign == "{"]
    if len(opened) > 1:
        raise LeftOut(
            N_(
                "A second { stands in line %(line)s. Leave an empty line between two questions, "
                "and write \\{ where the sign itself is meant.",
                line=block.line_at(opened[1]),
            )
        )
    if opened and found[-1][0] == "{":
        line = block.line_at(opened[0])
        raise LeftOut(N_("The { in line %(line)s has no } after it.", line=line))


def _tags(block: Block) -> Payload:
    payload: Payload = {}
    for comment in block.comments:
        for tag in _TAG.findall(comment):
            level = tag.removeprefix(DIFFICULTY)
            if tag.startswith(DIFFICULTY) and level in ("easy", "medium", "hard"):
                payload["difficulty"] = level
            elif tag.startswith(AIM):
                payload["aim"] = tag.removeprefix(AIM)
    return payload


def read_plainly(text: str, notes: Notes) -> Payload:
    """A question without its name, signs hidden, as any reader of GIFT has it."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 and end < 0:
        raise LeftOut(N_("It is a text without a question."))
    if start < 0 or end < start or text.count("{") > 1 or text.count("}") > 1:
        raise LeftOut(N_("Its braces { } do not go together."))
    inside, tail = text[start + 1 : end].strip(), text[end + 1 :].strip()
    gap = "_____" if tail else ""
    asked, form = words(
        f"{text[:start]}{gap}{' ' if gap and tail[0].isalnum() else ''}{tail}", notes
    )
    if not asked:
        raise LeftOut(N_("It has no text."))
    inside, _sign, general = inside.partition("####")
    payload: Payload = {"text": {"en": asked}, **_answers(inside.strip(), form, notes)}
    explanation, _form = words(general, notes, form)
    return building.with_feedback(payload, _text(explanation), "explanation")


def _text(words_: str) -> Text:
    return {"en": words_} if words_ else {}


def _answers(inside: str, form: str, notes: Notes) -> Payload:
    if not inside:
        return building.essay({}, 1)
    if inside.startswith("#"):
        return _numeric(inside[1:], form, notes)
    if "~" in inside:
        return _choice(inside, form, notes)
    head = inside.split("#", maxsplit=1)[0].strip().upper()
    if head in _TRUTH:
        wrong, right = (_said(one, form, notes) for one in _two(inside))
        truth = _TRUTH[head]
        return building.truth(truth, right if truth else wrong, wrong if truth else right)
    rows = _split(inside, "=")
    if "->" in inside and all("->" in one for one in rows):
        return _matching(rows, form, notes)
    answers = [_answer(one, form, notes, Fraction(1), typed=True) for one in rows]
    found = building.words(answers, notes)
    payload: Payload = {"kind": "short_text", "answer": {"accepted": found["accepted"]}}
    return building.with_feedback(payload, found.get("feedback", {}))


def _two(inside: str) -> tuple[str, str]:
    parts = [*inside.split("#", 2)[1:], "", ""]
    return parts[0], parts[1]


def _split(inside: str, sign: str) -> list[str]:
    return [one.strip() for one in inside.split(sign) if one.strip()]


def _said(text: str, form: str, notes: Notes) -> Text:
    return _text(words(text, notes, form)[0])


def _answer(text: str, form: str, notes: Notes, worth: Fraction, *, typed: bool) -> Answer:
    if weight := _WEIGHT.match(text):
        worth = share(weight[1]) or Fraction(0)
        text = text[weight.end() :]
    said, _sign, feedback = text.partition("#")
    shown = _text(" ".join(show(said).split())) if typed else _said(said, form, notes)
    return Answer(shown, worth, _said(feedback, form, notes))


def _choice(inside: str, form: str, notes: Notes) -> Payload:
    rows = _split(inside.replace("=", "~="), "~")
    answers = [
        _answer(one.removeprefix("="), form, notes, Fraction(int(one[0] == "=")), typed=False)
        for one in rows
    ]
    return building.choice(answers, notes, many="=" not in inside)


def _matching(rows: list[str], form: str, notes: Notes) -> Payload:
    found, decoys = [], []
    for row in rows:
        left, _sign, right = row.partition("->")
        both = _said(left, form, notes), _said(f"[plain]{right.strip()}", form, notes)
        if not both[0]:
            decoys.append(both[1])
        elif both[1]:
            found.append(both)
    return building.pairs(found, decoys)


def _numeric(inside: str, form: str, notes: Notes) -> Payload:
    right, _sign, wrong = inside.partition("~")
    numbers, otherwise = [], _said(wrong.partition("#")[2], form, notes)
    for row in _split(right, "="):
        answer = _answer(row, form, notes, Fraction(1), typed=True)
        numbers.append(_number(answer))
    return {"kind": "numeric", **building.number(numbers, otherwise, notes)}


def _number(answer: Answer) -> Number:
    said = answer.text.get("en", "")
    low, dots, high = said.partition("..")
    value, _colon, spread = said.partition(":")
    if dots:
        least, most = exact(low), exact(high)
        if least is not None and most is not None and least <= most:
            return Number((least + most) / 2, (most - least) / 2, answer.share, answer.feedback)
    else:
        number, tolerance = exact(value), exact(spread or "0")
        if number is not None and tolerance is not None:
            return Number(number, abs(tolerance), answer.share, answer.feedback)
    raise LeftOut(N_("It names the number “%(text)s”, which cannot be read.", text=said[:40]))
