"""Our kinds of questions as Moodle's types, the nearest one where it has none."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from lms.core.messages import N_
from lms.engines.exchange.moodle.cloze import written_blank
from lms.engines.exchange.moodle.writing import Body, Writer, escape, share_text, snaps, stem
from lms.engines.exchange.numbers import decimals, held
from lms.engines.exchange.types import LeftOut, Payload
from lms.engines.exchange.words import plain
from lms.engines.scales import SCALES

_DRAWS = 20
_PARTS = {"source": "Source", "information": "Information", "handling": "Handling"}
Parts = tuple[str, str, str]


def _choice(payload: Payload, out: Writer) -> Parts:
    options = payload["options"]
    if [one["key"] for one in options] == ["true", "false"] and payload["kind"] == "single":
        words = [plain(out.say(one["text"])).lower() for one in options]
        if words == ["true", "false"] and payload.get("fixed_order"):
            return _truth(payload, out)
    many = payload["kind"] == "multiple"
    shares = _shares(payload, out) if many else [Fraction(int(_right(one))) for one in options]
    if payload["kind"] == "confidence":
        out.lose(N_("Moodle does not ask how sure people are: it goes out as a plain choice."))
    body = "".join(
        out.text(
            "answer",
            out.say(one["text"]),
            out.feedback(one.get("feedback")),
            f' fraction="{share_text(float(share))}"',
        )
        for one, share in zip(options, shares, strict=True)
    )
    shuffle = 0 if payload.get("fixed_order") else 1
    head = f"<single>{str(not many).lower()}</single><shuffleanswers>{shuffle}</shuffleanswers>"
    return "multichoice", stem(payload, out), head + "<answernumbering>abc</answernumbering>" + body


def _right(option: Payload) -> bool:
    return bool(option.get("correct"))


def _shares(payload: Payload, out: Writer) -> list[Fraction]:
    options = payload["options"]
    count = sum(map(_right, options))
    others = len(options) - count
    penalty = held(payload.get("penalty", "1"))
    shares = [Fraction(1, count) if _right(one) else -penalty / max(1, others) for one in options]
    if not all(snaps(float(one)) for one in shares):
        out.lose(N_("Moodle knows only certain shares: they went out as the nearest ones."))
    return shares


def _truth(payload: Payload, out: Writer) -> Parts:
    body = "".join(
        out.plain(
            "answer",
            one["key"],
            out.feedback(one.get("feedback")),
            f' fraction="{100 if _right(one) else 0}"',
        )
        for one in payload["options"]
    )
    return "truefalse", stem(payload, out), body


def _words(payload: Payload, out: Writer) -> Parts:
    rows = [one.replace("*", "\\*") for one in payload["answer"]["accepted"]]
    body = "<usecase>0</usecase>" + "".join(
        out.plain("answer", one, "<feedback><text></text></feedback>", ' fraction="100"')
        for one in rows
    )
    return "shortanswer", stem(payload, out), body + _otherwise(payload, out)


def _otherwise(payload: Payload, out: Writer) -> str:
    if not payload.get("feedback"):
        return ""
    return out.plain("answer", "*", out.feedback(payload["feedback"]), ' fraction="0"')


def _numeric(payload: Payload, out: Writer) -> Parts:
    answer = payload["answer"]
    body = _number(answer["value"], answer.get("tolerance", "0"), 100, "", out)
    if near := payload.get("near"):
        word = out.feedback(near.get("feedback"))
        body += _number(answer["value"], near["tolerance"], 50, word, out)
    units = _units(answer.get("unit", ""), payload)
    return "numerical", stem(payload, out), body + _otherwise(payload, out) + units


def _number(value: object, tolerance: object, share: int, word: str, out: Writer) -> str:
    exact, spread = held(value), held(tolerance)
    if decimals(exact) != str(value) and Fraction(decimals(exact)) != exact:
        out.lose(N_("Moodle holds no fractions: the number went out with nine decimal places."))
    more = f"{word}<tolerance>{decimals(spread)}</tolerance>"
    return out.plain("answer", decimals(exact), more, f' fraction="{share}"')


def _units(unit: str, payload: Payload) -> str:
    cost = held(payload.get("unit_cost", "0"))
    kind, shown = ("2", "0") if cost else ("0", "0" if unit else "3")
    rows = [(unit, Fraction(1))] if unit else []
    rows += [(one["unit"], 1 / held(one["factor"])) for one in payload.get("units", ())]
    listed = "".join(
        f"<unit><multiplier>{decimals(factor)}</multiplier>"
        f"<unit_name>{escape(name)}</unit_name></unit>"
        for name, factor in rows
    )
    head = f"<unitgradingtype>{kind}</unitgradingtype><unitpenalty>{decimals(cost)}</unitpenalty>"
    units = f"<units>{listed}</units>" if rows else ""
    return f"{head}<showunits>{shown}</showunits><unitsleft>0</unitsleft>{units}"


def _calculated(payload: Payload, out: Writer) -> Parts:
    formula = _braced(payload["formula"], [one["key"] for one in payload["parameters"]])
    spread = decimals(held(payload.get("tolerance", "0")))
    more = (
        f"<tolerance>{spread}</tolerance><tolerancetype>2</tolerancetype>"
        "<correctanswerformat>1</correctanswerformat><correctanswerlength>2</correctanswerlength>"
    )
    answer = out.plain("answer", formula, more, ' fraction="100"')
    sets = "".join(_dataset(one, payload["key"]) for one in payload["parameters"])
    if payload.get("feedback"):
        out.lose(N_("Moodle has no place for what is said to wrong numbers of a formula."))
    if any(one.get("step", 1) != 1 for one in payload["parameters"]):
        out.lose(N_("Moodle draws new numbers without the step; those that go out keep it."))
    units = _units(payload.get("unit", ""), payload)
    body = f"<synchronize>0</synchronize>{answer}{units}"
    data = f"<dataset_definitions>{sets}</dataset_definitions>"
    return "calculatedsimple", stem(payload, out), body + data


def _braced(formula: str, names: Sequence[str]) -> str:
    found, word = "", ""
    for sign in formula + " ":
        if sign.isalnum() or sign == "_":
            word += sign
            continue
        found += f"{{{word}}}" if word in names else word
        found, word = found + sign, ""
    return found.rstrip()


def _dataset(parameter: Payload, question: str) -> str:
    low, high, step = parameter["low"], parameter["high"], parameter.get("step", 1)
    values = range(low, high + 1, step)
    count = min(_DRAWS, len(values))
    # a stride for each parameter, so that they do not rise together
    stride = sum(map(ord, parameter["key"] + question)) % max(1, len(values) - 1) + 1
    items = "".join(
        f"<dataset_item><number>{at + 1}</number>"
        f"<value>{values[at * stride % len(values)]}</value></dataset_item>"
        for at in range(count)
    )
    return (
        "<dataset_definition><status><text>private</text></status>"
        f"<name><text>{escape(parameter['key'])}</text></name><type>calculatedsimple</type>"
        "<distribution><text>uniform</text></distribution>"
        f"<minimum><text>{low}</text></minimum><maximum><text>{high}</text></maximum>"
        f"<decimals><text>0</text></decimals><itemcount>{count}</itemcount>"
        f"<dataset_items>{items}</dataset_items><number_of_items>{count}</number_of_items>"
        "</dataset_definition>"
    )


def _matching(payload: Payload, out: Writer) -> Parts:
    rows = [(one["left"], one["right"]) for one in payload["pairs"]]
    decoys = [one["text"] for one in payload.get("decoys", ())]
    if any(one.get("feedback") for one in (*payload["pairs"], *payload.get("decoys", ()))):
        out.lose(N_("Moodle has no place for what is said to single pairs."))
    return "matching", stem(payload, out), _rows(rows, decoys, out)


def _categorise(payload: Payload, out: Writer) -> Parts:
    names = {one["key"]: one["text"] for one in payload["categories"]}
    rows, used = [], set()
    for item in payload["items"]:
        keys = item["category"] if isinstance(item["category"], list) else [item["category"]]
        if len(keys) > 1:
            out.lose(N_("Moodle takes one group as right for each line: it has the first."))
        used.add(keys[0])
        rows.append((item["text"], names[keys[0]]))
    out.lose(N_("Moodle does not sort into groups: it goes out as matching."))
    decoys = [text for key, text in names.items() if key not in used]
    return "matching", stem(payload, out), _rows(rows, decoys, out)


def _rows(rows: Sequence[tuple[Any, Any]], decoys: Sequence[Any], out: Writer) -> str:
    found = [(out.say(left), out.say(right)) for left, right in rows]
    found += [("", out.say(one)) for one in decoys]
    return "<shuffleanswers>1</shuffleanswers>" + "".join(
        out.text("subquestion", left, out.plain("answer", plain(right))) for left, right in found
    )


def _ordering(payload: Payload, out: Writer) -> Parts:
    if payload.get("accepted"):
        out.lose(N_("Moodle takes one order as right: it has the first."))
    head = (
        "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>"
        "<gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype><showgrading>SHOW</showgrading>"
    )
    body = "".join(
        out.text("answer", out.say(one["text"]), attributes=f' fraction="{place}"')
        for place, one in enumerate(payload["items"], 1)
    )
    if word := out.say(payload.get("feedback")):
        body += out.text("incorrectfeedback", word)
    return "ordering", stem(payload, out), head + body


def _cloze(payload: Payload, out: Writer) -> Parts:
    passage = out.say(payload["passage"])
    for one in payload["blanks"]:
        passage = passage.replace(f"[[{one['key']}]]", written_blank(one, out.say))
    return "cloze", f"{stem(payload, out)}\n\n{passage}", ""


def _grading(payload: Payload, out: Writer) -> Parts:
    scale, answer = SCALES[payload["scheme"]], payload["answer"]
    words: Mapping[str, Any] = payload.get("feedback", {})
    lines = []
    for part in scale.parts:
        if part not in answer:
            continue
        blank = {
            "options": [
                {
                    "text": {"en": code},
                    "correct": code == answer[part],
                    "feedback": words.get(part, {}).get(code),
                }
                for code in scale.codes(part)
            ]
        }
        lines.append(f"{_PARTS[part]}: {written_blank(blank, out.say)}")
    out.lose(N_("Moodle does not grade sources: it goes out as gaps, without near misses."))
    text = f"{stem(payload, out)}\n\n{payload['scheme']}\n\n" + "\n\n".join(lines)
    return "cloze", text, ""


def _essay(payload: Payload, out: Writer) -> Parts:
    limits = payload.get("words", {})
    rubric = "\n".join(f"- {out.say(one['text'])} ({one['points']})" for one in payload["rubric"])
    only = len(payload["rubric"]) == 1 and payload["rubric"][0]["key"] == "whole"
    model = "\n\n".join(filter(None, (out.say(payload.get("model")), "" if only else rubric)))
    if payload.get("peers"):
        out.lose(N_("Moodle does not let participants mark each other's answers here."))
    body = "<responseformat>editor</responseformat><responserequired>1</responserequired>"
    for name, limit in (("minwordlimit", "least"), ("maxwordlimit", "most")):
        if limits.get(limit):
            body += f"<{name}>{limits[limit]}</{name}>"
    return "essay", stem(payload, out), body + out.text("graderinfo", model)


def _hotspot(_payload: Payload, _out: Writer) -> Parts:
    raise LeftOut(N_("Points in a picture do not go out: Moodle has no type that holds them."))


BODIES: Mapping[str, Body] = {
    "single": _choice,
    "multiple": _choice,
    "confidence": _choice,
    "short_text": _words,
    "numeric": _numeric,
    "calculated": _calculated,
    "matching": _matching,
    "categorise": _categorise,
    "ordering": _ordering,
    "cloze": _cloze,
    "source_grading": _grading,
    "essay": _essay,
    "hotspot": _hotspot,
}
