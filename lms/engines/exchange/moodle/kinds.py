"""Moodle's types of questions as kinds of ours."""

import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.exchange import building
from lms.engines.exchange.building import Answer, Number, Text
from lms.engines.exchange.collecting import Notes
from lms.engines.exchange.moodle import cloze
from lms.engines.exchange.moodle.parts import points_of, share_of, text_of, words_of, yes
from lms.engines.exchange.numbers import exact, written
from lms.engines.exchange.types import LeftOut, Payload
from lms.engines.exchange.words import plain
from lms.engines.exchange.xml import Node

_PLACE = re.compile(r"\[\[(\d{1,3})\]\]")
_WILD = re.compile(r"\{([A-Za-z][A-Za-z0-9_]{0,15})\}")
_FORMULA = re.compile(r"[-+*/().\d\sA-Za-z_]+")


def _answers(node: Node, notes: Notes) -> list[Answer]:
    return [
        Answer(text_of(one, notes), share_of(one), text_of(one.first("feedback"), notes))
        for one in node.all("answer")
    ]


def _plain_answers(node: Node, notes: Notes) -> list[Answer]:
    """Answers that people type: the words themselves, without any markup."""
    return [
        Answer({"en": one.words("text")}, share_of(one), text_of(one.first("feedback"), notes))
        for one in node.all("answer")
    ]


def _choice(node: Node, notes: Notes) -> Payload:
    many = not yes(node, "single", default=True)
    fixed = not yes(node, "shuffleanswers", default=True)
    return building.choice(_answers(node, notes), notes, many=many, fixed=fixed)


def _truth(node: Node, notes: Notes) -> Payload:
    found = {one.words("text").lower(): one for one in node.all("answer")}
    if set(found) != {"true", "false"}:
        raise LeftOut(N_("It needs the answers true and false."))
    words = {name: text_of(one.first("feedback"), notes) for name, one in found.items()}
    return building.truth(share_of(found["true"]) > 0, words["true"], words["false"])


def _words(node: Node, notes: Notes) -> Payload:
    if node.words("usecase") == "1":
        notes.tell(N_("Capital and small letters are the same here."))
    found = building.words(_plain_answers(node, notes), notes)
    feedback = found.get("feedback", {})
    payload: Payload = {"kind": "short_text", "answer": {"accepted": found["accepted"]}}
    return building.with_feedback(payload, feedback)


def _numeric(node: Node, notes: Notes) -> Payload:
    numbers: list[Number] = []
    otherwise: Text = {}
    for one in node.all("answer"):
        feedback = text_of(one.first("feedback"), notes)
        value = one.words("text")
        if value in ("", "*"):
            otherwise = otherwise or feedback
            continue
        number, tolerance = exact(value), exact(one.words("tolerance", "0") or "0")
        if number is None or tolerance is None:
            raise LeftOut(N_("It names the number “%(text)s”, which cannot be read.", text=value))
        numbers.append(Number(number, abs(tolerance), share_of(one), feedback))
    payload = {"kind": "numeric", **building.number(numbers, otherwise, notes)}
    unit, more = _units(node, notes)
    if unit:
        payload["answer"] = {**payload["answer"], "unit": unit}
    return {**payload, **more}


def _units(node: Node, notes: Notes) -> tuple[str, Payload]:
    group = node.first("units")
    rows = [
        (one.words("unit_name")[:20], exact(one.words("multiplier", "1")))
        for one in (group.all("unit") if group else ())
    ]
    kept = [(name, factor) for name, factor in rows if name and factor]
    if not kept:
        return "", {}
    base = next((row for row in kept if row[1] == 1), kept[0])
    others = [
        {"unit": name, "factor": written(base[1] / factor)}
        for name, factor in kept
        if name != base[0] and factor is not None and base[1] is not None and base[1] / factor > 0
    ]
    payload: Payload = {"units": others} if others else {}
    cost = exact(node.words("unitpenalty", "0") or "0")
    if node.words("unitgradingtype", "0") != "0" and cost:
        payload["unit_cost"] = written(min(Fraction(1), abs(cost)))
    elif node.words("showunits") in ("1", "2"):
        notes.tell(N_("The unit stands beside the field here; it was chosen there."))
    return base[0], payload


def _matching(node: Node, notes: Notes) -> Payload:
    rows, decoys = [], []
    for one in node.all("subquestion"):
        left, right = text_of(one, notes), text_of(one.first("answer"), notes)
        form = one.first("answer")
        if form is not None and "format" not in form.attributes:
            right = words_of(form.words("text"), Node("", {"format": "plain_text"}, 0), notes)
        if left and right:
            rows.append((left, right))
        elif right:
            decoys.append(right)
    return building.pairs(rows, decoys)


def _ordering(node: Node, notes: Notes) -> Payload:
    placed = [(share_of(one), text_of(one, notes)) for one in node.all("answer")]
    placed.sort(key=lambda row: row[0])
    if len(placed) < 3:
        raise LeftOut(N_("It has fewer than three things to put in order."))
    if node.words("gradingtype") in ("-1", "ALL_OR_NOTHING"):
        notes.tell(N_("Here every pair in the right order earns its part."))
    wrong = text_of(node.first("incorrectfeedback"), notes)
    return building.order([text for _place, text in placed], wrong)


def _essay(node: Node, notes: Notes) -> Payload:
    if node.words("responseformat") in ("noinline", "editorfilepicker"):
        notes.tell(N_("Files cannot be handed in with an answer here."))
    if text_of(node.first("responsetemplate"), notes):
        notes.tell(N_("The text that the field began with is left out."))
    model = text_of(node.first("graderinfo"), notes)
    least, most = (exact(node.words(name)) for name in ("minwordlimit", "maxwordlimit"))
    return building.essay(
        model,
        points_of(node, notes),
        int(least) if least and 1 <= least <= 5000 else None,
        int(most) if most and 1 <= most <= 5000 else None,
    )


def _cloze(node: Node, notes: Notes) -> Payload:
    holder = node.first("questiontext")
    if holder is None:
        raise LeftOut(N_("It has no text."))
    source, blanks = cloze.blanks((holder.first("text") or holder).text, notes)
    return _with_passage(words_of(source, holder, notes), blanks)


def _with_passage(texts: Text, blanks: list[Payload]) -> Payload:
    if not cloze.HELD.search(texts.get("en", "")):
        raise LeftOut(N_("It has no gap that can be read."))
    lead, passage = cloze.split_lead(texts["en"])
    return {
        "kind": "cloze",
        "text": {"en": lead or "Fill the blanks."},
        "passage": {"en": cloze.put_marks(passage, blanks)},
        "blanks": blanks,
    }


def _drops(node: Node, notes: Notes) -> Payload:
    """Words that are dragged or chosen into [[1]], [[2]] of a text."""
    boxes = node.all("dragbox") or node.all("selectoption")
    holder = node.first("questiontext")
    if holder is None or not boxes:
        raise LeftOut(N_("It has no words for its gaps."))
    blanks: list[Payload] = []

    def held(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        if not 0 <= at < len(boxes):
            raise LeftOut(N_("A gap names a word that is not there."))
        group = boxes[at].words("group", "1")
        rivals = [one for one in boxes if one.words("group", "1") == group]
        if not 2 <= len(rivals) <= 12:
            raise LeftOut(N_("A gap has fewer than 2 or more than 12 words to choose from."))
        answers = [
            Answer(words_of(one.words("text"), holder, notes), Fraction(int(one is boxes[at])))
            for one in rivals
        ]
        right = [one for one in answers if one.share == 1]
        key = building.letter(len(blanks))
        blanks.append({"key": key, "options": building.options(answers, right)})
        return f"\ue000{len(blanks) - 1}\ue001"

    source = _PLACE.sub(held, (holder.first("text") or holder).text)
    if not blanks:
        raise LeftOut(N_("It has no gap that can be read."))
    return _with_passage(words_of(source, holder, notes), blanks)


def _calculated(node: Node, notes: Notes) -> Payload:
    answers = [one for one in node.all("answer") if share_of(one) == 1]
    if len(answers) != 1:
        raise LeftOut(N_("It needs exactly one formula that is fully right."))
    formula = _WILD.sub(lambda one: one[1].lower(), answers[0].words("text"))
    if not _FORMULA.fullmatch(formula) or "**" in formula or re.search(r"[a-z_]\s*\(", formula):
        raise LeftOut(N_("Its formula uses more than + - * / and brackets."))
    parameters = [_parameter(one) for one in _datasets(node)]
    texts = text_of(node.first("questiontext"), notes)
    payload: Payload = {
        "kind": "calculated",
        "text": {
            code: _WILD.sub(lambda one: one[0].lower(), words) for code, words in texts.items()
        },
        "parameters": parameters,
        "formula": formula.strip(),
    }
    tolerance = exact(answers[0].words("tolerance", "0") or "0")
    if tolerance:
        payload["tolerance"] = written(abs(tolerance))
        if answers[0].words("tolerancetype", "2") != "2":
            notes.tell(
                N_("The tolerance was a share of the answer; here it is a number. Check it.")
            )
    unit, more = _units(node, notes)
    return {**payload, **({"unit": unit} if unit else {}), **more}


def _datasets(node: Node) -> list[Node]:
    group = node.first("dataset_definitions")
    return group.all("dataset_definition") if group else []


def _parameter(node: Node) -> Payload:
    name = node.words("name").lower()
    low, high = exact(node.words("minimum")), exact(node.words("maximum"))
    if low is None or high is None or node.words("decimals", "0") not in ("0", ""):
        raise LeftOut(N_("Its parameter %(name)s is not a whole number.", name=name[:40]))
    return {"key": name, "low": math.ceil(low), "high": math.floor(high)}


def _described(node: Node, notes: Notes) -> Payload:
    text = text_of(node.first("questiontext"), notes)
    words = plain(text.get("en", ""))[:80]
    raise LeftOut(N_("It is a text without a question: “%(words)s”", words=words))


KINDS: Mapping[str, Callable[[Node, Notes], Payload]] = {
    "multichoice": _choice,
    "truefalse": _truth,
    "shortanswer": _words,
    "numerical": _numeric,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
    "ddwtos": _drops,
    "gapselect": _drops,
    "calculated": _calculated,
    "calculatedsimple": _calculated,
    "description": _described,
}
