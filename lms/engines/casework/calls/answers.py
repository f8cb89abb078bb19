"""Answers to questions on calls: read from a browser, marked with reasons, and a right one."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lms.core.messages import N_, Message
from lms.engines.casework.calls.computing import Value
from lms.engines.casework.calls.listing import Listing
from lms.engines.casework.calls.questions import (
    CHOICE,
    CHOOSE,
    FORM_HINTS,
    NAMES,
    NUMBER,
    Question,
    read_window,
)
from lms.engines.casework.calls.windows import Form, Window
from lms.engines.casework.sheet import ZERO, LineMark, line_of_parts
from lms.engines.linkchart.names import clean_identifier
from lms.engines.marking.kinds.common import blank, right, stale, wrong
from lms.engines.marking.kinds.quantity import decimal, read_number
from lms.engines.marking.types import Answered, Option, Outcome, PartMark, Tells, token
from lms.engines.reading import Node, Problem, Problems, Text

MOST_SIGNS = 4000
Given = Fraction | frozenset[str] | Window | str
_BREAKS = re.compile(r"[\n\r,;،؛]+")


def option_token(seed: str, question: Question, option: Option) -> str:
    """The token by which a browser of an attempt names an option."""
    return token(seed, "option", question.key, option.key)


def read_given(question: Question, seed: str, raw: object) -> Answered[Given]:
    """A browser's answer as a typed one."""
    if not isinstance(raw, Mapping):
        return _refused("", N_("Load the page again."))
    if question.kind == NUMBER:
        return _read_number(raw)
    if question.kind == CHOOSE:
        return _read_chosen(question, raw)
    if question.kind == NAMES:
        return _read_names(raw)
    if question.kind == CHOICE:
        return _read_choice(question, seed, raw)
    return _read_window(question, raw)


def _refused(path: str, message: Message) -> Answered[Any]:
    return Answered(None, (Problem(path, message),))


def _read_number(raw: Mapping[str, object]) -> Answered[Given]:
    value = raw.get("value")
    if value in (None, ""):
        return Answered(None)
    number = read_number(value) if isinstance(value, str) and len(value) <= 60 else None
    return Answered(number) if number is not None else _refused("value", N_("Write a number."))


def _read_chosen(question: Question, raw: Mapping[str, object]) -> Answered[Given]:
    chosen = raw.get("chosen")
    if not isinstance(chosen, list | tuple) or not all(one in question.options for one in chosen):
        return _refused("chosen", stale())
    if len(chosen) > 1 and not question.many:
        return _refused("chosen", N_("Choose one number."))
    return Answered(frozenset(chosen) or None)


def _read_names(raw: Mapping[str, object]) -> Answered[Given]:
    text = raw.get("text")
    if text in (None, ""):
        return Answered(None)
    if not isinstance(text, str) or len(text) > MOST_SIGNS:
        return _refused("text", N_("Write one number on each line."))
    # what holds no digit is no number, but it was written and counts as a wrong one
    found = frozenset(one.strip()[:40] for one in _BREAKS.split(text) if one.strip())
    return Answered(found or None)


def _read_choice(question: Question, seed: str, raw: Mapping[str, object]) -> Answered[Given]:
    chosen = raw.get("chosen")
    if not isinstance(chosen, list | tuple) or len(chosen) > 1:
        return _refused("chosen", stale())
    known = {option_token(seed, question, option): option.key for option in question.choices}
    if any(one not in known for one in chosen):
        return _refused("chosen", stale())
    return Answered(known[chosen[0]] if chosen else None)


def _read_window(question: Question, raw: Mapping[str, object]) -> Answered[Given]:
    form = question.form
    assert form is not None
    ends = {name: raw.get(name) for name in ("from", "to")}
    if not any(ends.values()):
        return Answered(None)
    if not all(isinstance(end, str) and end for end in ends.values()):
        name = next(name for name, end in ends.items() if not isinstance(end, str) or not end)
        # half a window is kept, so that nothing typed is lost; it is marked as no answer
        return Answered(None) if ends[name] in (None, "") else _refused(name, FORM_HINTS[form])
    problems = Problems()
    window = read_window(Node(ends, "", problems), form)
    return Answered(None, tuple(problems.found)) if window is None else Answered(window)


def mark_given(question: Question, listing: Listing, given: Given | None) -> LineMark:
    """The line of one question."""
    full = Fraction(question.points)
    return line_of_parts(
        question.key,
        question.text,
        _parts(question, listing, given, full),
        solution=told(question),
        why=question.why,
        given=_short(given),
    )


def _parts(
    question: Question, listing: Listing, given: Given | None, full: Fraction
) -> tuple[PartMark, ...]:
    if given is None:
        return (blank(full),)
    if question.kind == CHOICE:
        option = next(one for one in question.choices if one.key == given)
        make = right if option.correct else wrong
        return (make(full, None, option.feedback),)
    if isinstance(given, Fraction):
        return (_mark_number(question, given, full),)
    if isinstance(given, Window):
        return (_mark_window(question, given, full),)
    assert isinstance(given, frozenset)
    return _mark_numbers(question, listing, given, full)


def _slip(question: Question, given: Value) -> Message | None:
    slips = question.computed.slips if question.computed else {}
    return slips.get(given)


def _mark_number(question: Question, given: Fraction, full: Fraction) -> PartMark:
    assert isinstance(question.right, Fraction)
    if abs(given - question.right) <= question.tolerance:
        return right(full, None)
    return wrong(full, None, None, _slip(question, given))


def _mark_window(question: Question, given: Window, full: Fraction) -> PartMark:
    """All points within the tolerance, half where more than half is in common or only the clock is
    the wrong one, else none."""
    assert isinstance(question.right, Window)
    if given.off_by(question.right) <= question.tolerance:
        return right(full, None)
    slip = _slip(question, given)
    if slip is None and given.overlap(question.right) <= Fraction(1, 2):
        return wrong(full, None)
    reason = slip or N_("Close: more than half of this time is right. Half the points.")
    return PartMark(None, Outcome.PARTLY, full / 2, full, reason, None, Tells.REASON)


def _mark_numbers(
    question: Question, listing: Listing, given: frozenset[str], full: Fraction
) -> tuple[PartMark, ...]:
    """A line for each right number, found or not, and one for each wrong one, which takes away as
    much as a right one gives."""
    assert isinstance(question.right, frozenset)
    known = {clean_identifier(one): listing.known(one) or one for one in sorted(given)}
    named = set(known.values())
    if question.kind == CHOOSE and not question.many:
        (number,) = named
        if number in question.right:
            return (right(full, None),)
        return (wrong(full, None, None, _misfit(listing, number)),)
    share = full / len(question.right)
    parts = []
    for number in sorted(question.right):
        subject = _number_text(number)
        if number in named:
            parts.append(right(share, subject))
        else:
            reason = N_("This number is right too, but missing.")
            parts.append(PartMark(subject, Outcome.BLANK, ZERO, share, reason, None, Tells.ALL))
    for number in sorted(named - question.right):
        subject, reason = _number_text(number), _misfit(listing, number)
        parts.append(PartMark(subject, Outcome.WRONG, -share, ZERO, reason, None, Tells.REASON))
    return tuple(parts)


def _misfit(listing: Listing, number: str) -> Message:
    """Why a number is wrong, with what is known of it."""
    if number not in listing.numbers:
        return N_("This number does not stand in the table.")
    if number in listing.labels:
        known = listing.labels[number]
        return N_("This number does not fit. Known of it: %(known)s.", known=known)
    return N_("This number does not fit.")


def _number_text(number: str) -> Text:
    return {"en": number}


def told(question: Question) -> tuple[Text | Message, ...]:
    """The right answer in words."""
    if question.kind == CHOICE:
        return tuple(option.text for option in question.choices if option.correct)
    if isinstance(question.right, Fraction):
        number = f"{decimal(question.right)} {question.unit}".strip()
        if question.tolerance:
            spread = decimal(question.tolerance)
            return (N_("%(number)s, give or take %(spread)s", number=number, spread=spread),)
        return ({"en": number},)
    if isinstance(question.right, frozenset):
        return tuple(_number_text(number) for number in sorted(question.right))
    assert isinstance(question.right, Window)
    return (window_text(question.right, local=question.local),)


def window_text(window: Window, *, local: bool) -> Message:
    """A window in words, with its clock."""
    begin, end = window.words
    one_day = window.form is Form.DAYS and begin == end
    words = begin if one_day else N_("%(begin)s to %(end)s", begin=begin, end=end)
    if local:
        return N_("%(time)s on the local clock", time=words)
    return N_("%(time)s UTC", time=words)


def _short(given: Given | None) -> tuple[str, ...]:
    if given is None:
        return ()
    if isinstance(given, frozenset):
        return tuple(sorted(given))[:20]
    return (decimal(given) if isinstance(given, Fraction) else str(given),)


def model_given(question: Question) -> Given:
    """A right answer."""
    if question.kind == CHOICE:
        return next(option.key for option in question.choices if option.correct)
    assert question.right is not None
    return question.right


def write_given(question: Question, seed: str, given: Given) -> dict[str, Any]:
    """A typed answer as a browser of an attempt would send it."""
    if question.kind == NUMBER:
        assert isinstance(given, Fraction)
        return {"value": decimal(given)}
    if question.kind == CHOICE:
        option = next(one for one in question.choices if one.key == given)
        return {"chosen": [option_token(seed, question, option)]}
    if isinstance(given, Window):
        begin, end = given.words
        return {"from": begin, "to": end}
    assert isinstance(given, frozenset)
    numbers = sorted(given)
    return {"chosen": numbers} if question.kind == CHOOSE else {"text": "\n".join(numbers)}
