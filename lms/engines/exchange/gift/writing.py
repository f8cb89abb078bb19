"""Questions of ours as GIFT. What it cannot hold travels in a comment line before the item."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.exchange.carrying import carried
from lms.engines.exchange.collecting import Notes
from lms.engines.exchange.gift.reading import MARKER, read_plainly
from lms.engines.exchange.gift.text import escape, hide
from lms.engines.exchange.moodle.parts import AIM, DIFFICULTY
from lms.engines.exchange.moodle.writing import Writer, share_text, snaps, stem
from lms.engines.exchange.numbers import decimals, held
from lms.engines.exchange.types import LeftOut, Payload, Told, Written
from lms.engines.exchange.words import plain

_IN_COMMENTS = ("key", "difficulty", "aim")


def write_gift(
    questions: Iterable[Payload], *, category: str = "", language: str = "en"
) -> Written:
    """A file of GIFT; what goes out changed, or does not go out, is told by key."""
    parts: list[str] = []
    told: list[Told] = []
    for payload in questions:
        key = str(payload.get("key", ""))
        out = Writer(language)
        try:
            parts.append(_with_comments(payload, out))
        except LeftOut as error:
            told.append(Told(key, error.message))
            continue
        told += [Told(key, message, key=key) for message in out.told]
    path = category.replace("/", "//")
    head = f"$CATEGORY: $course$/top/{path}\n\n" if category else ""
    return Written((head + "\n\n".join(parts) + "\n").encode(), len(parts), tuple(told))


def _with_comments(payload: Payload, out: Writer) -> str:
    bare = bare_item(payload, out)
    tags = [
        f"[tag:{start}{payload[name]}]"
        for name, start in (("difficulty", DIFFICULTY), ("aim", AIM))
        if payload.get(name)
    ]
    head = f"// [id:{payload['key']}] {' '.join(tags)}".rstrip() + "\n"
    # what does not come back by itself goes out with all that it is
    back: Payload = {name: payload[name] for name in _IN_COMMENTS if name in payload}
    with suppress(LeftOut):
        back |= read_plainly(hide(bare).partition("::")[2].partition("::")[2].strip(), Notes())
    if back != payload:
        head += f"// {MARKER} {carried(payload, out.language)}\n"
    return head + bare


def bare_item(payload: Payload, out: Writer) -> str:
    """A question by what any reader of GIFT has. Raises LeftOut for kinds that GIFT has not."""
    make = _KINDS.get(payload["kind"])
    if make is None:
        raise LeftOut(N_("GIFT has no form for this kind of question."))
    if payload.get("points", 1) != 1:
        out.lose(N_("GIFT holds no points: they go out in a comment only."))
    answers = make(payload, out)
    name = plain(out.say(payload["text"]))[:80] or payload["key"]
    general = out.say(payload.get("explanation"))
    tail = f"\n\t####{escape(general)}" if general else ""
    return f"::{escape(name)}:: [markdown]{escape(stem(payload, out))}{{{answers}{tail}\n}}"


def _said(text: object, out: Writer) -> str:
    words = out.say(text)
    return f"#{escape(words)}" if words else ""


def _choice(payload: Payload, out: Writer) -> str:
    if payload["kind"] == "confidence":
        out.lose(N_("GIFT does not ask how sure people are: it goes out as a plain choice."))
    if payload.get("fixed_order"):
        out.lose(N_("GIFT does not say that the order is fixed."))
    options = payload["options"]
    many = payload["kind"] == "multiple"
    count = sum(bool(one.get("correct")) for one in options)
    penalty = held(payload.get("penalty", "1"))
    rows = []
    for one in options:
        share = (
            Fraction(1, count) if one.get("correct") else -penalty / max(1, len(options) - count)
        )
        if many and not snaps(float(share)):
            out.lose(N_("Moodle knows only certain shares: they went out as the nearest ones."))
        sign = f"~%{share_text(float(share))}%" if many else "=" if one.get("correct") else "~"
        rows.append(f"\n\t{sign}{escape(out.say(one['text']))}{_said(one.get('feedback'), out)}")
    return "".join(rows)


def _words(payload: Payload, out: Writer) -> str:
    rows = [
        f"\n\t={escape(one.replace('*', chr(92) + '*'))}" for one in payload["answer"]["accepted"]
    ]
    if payload.get("feedback"):
        rows.append(f"\n\t=%0%*{_said(payload['feedback'], out)}")
    return "".join(rows)


def _numeric(payload: Payload, out: Writer) -> str:
    answer = payload["answer"]
    if answer.get("unit"):
        out.lose(N_("GIFT holds no units: it goes out as a plain number."))
    value = decimals(held(answer["value"]))
    rows = [f"\n\t={value}:{decimals(held(answer.get('tolerance', '0')))}"]
    if near := payload.get("near"):
        spread = decimals(held(near["tolerance"]))
        rows.append(f"\n\t=%50%{value}:{spread}{_said(near.get('feedback'), out)}")
    if payload.get("feedback"):
        rows.append(f"\n\t~{_said(payload['feedback'], out)}")
    return "#" + "".join(rows)


def _matching(payload: Payload, out: Writer) -> str:
    rows = [(out.say(one["left"]), out.say(one["right"])) for one in payload["pairs"]]
    if payload.get("decoys"):
        out.lose(N_("GIFT has no place for texts that fit nothing: they are left out."))
    return _rows(rows)


def _categorise(payload: Payload, out: Writer) -> str:
    names = {one["key"]: one["text"] for one in payload["categories"]}
    rows = []
    for item in payload["items"]:
        key = item["category"][0] if isinstance(item["category"], list) else item["category"]
        rows.append((out.say(item["text"]), out.say(names[key])))
    out.lose(N_("GIFT does not sort into groups: it goes out as matching."))
    return _rows(rows)


def _rows(rows: list[tuple[str, str]]) -> str:
    return "".join(
        f"\n\t={escape(left).replace('->', '- >')} -> {escape(plain(right))}"
        for left, right in rows
    )


def _essay(payload: Payload, out: Writer) -> str:
    out.lose(N_("GIFT holds no rubric: it goes out as a plain essay."))
    return ""


_KINDS: Mapping[str, Callable[[Payload, Writer], str]] = {
    "single": _choice,
    "multiple": _choice,
    "confidence": _choice,
    "short_text": _words,
    "numeric": _numeric,
    "matching": _matching,
    "categorise": _categorise,
    "essay": _essay,
}
