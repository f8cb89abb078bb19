"""Formative questions as the exported player takes them: with their answers, as it marks alone.

Only kinds that a page can mark by itself are taken. Each function gets a question as authored
(already checked by the course's own reading) and gives what the player shows and compares.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.core.markdown import render
from lms.core.messages import N_, Message
from lms.engines.scales import SCALES, Scale
from lms.engines.scorm.export.model import Json, Say, pick

_MARK = re.compile(r"\[\[([^\[\]]*)\]\]")
_MARKED = re.compile(r"\[\[(\d+)\]\]")


@dataclass(frozen=True)
class Writer:
    """Texts in one language, rendered."""

    language: str
    base: str
    say: Say

    def html(self, text: Mapping[str, str] | None) -> str:
        """A text of several paragraphs."""
        return str(render(pick(text, self.language, self.base))) if text else ""

    def line(self, text: Mapping[str, str] | None) -> str:
        """A text of one line, without a paragraph of its own."""
        html = self.html(text).strip()
        inner = html.removeprefix("<p>").removesuffix("</p>")
        return html if "<p>" in inner else inner


def question_of(payload: Json, writer: Writer) -> dict[str, Any] | Message:
    """The question for the player, or why it cannot be taken."""
    make = _KINDS.get(str(payload.get("kind")))
    if make is None:
        return N_("A page cannot mark questions of this kind by itself.")
    quote = payload.get("quote")
    return {
        "kind": payload["kind"],
        "points": payload.get("points", 1),
        "text": writer.html(payload["text"]),
        "quote": {"source": writer.line(quote["source"]), "text": writer.html(quote["text"])}
        if quote
        else None,
        "explanation": writer.html(payload.get("explanation")),
        **make(payload, writer),
    }


def _options(options: list[Json], writer: Writer) -> list[dict[str, Any]]:
    return [
        {
            "text": writer.line(one["text"]),
            "correct": bool(one.get("correct", False)),
            "feedback": writer.line(one.get("feedback")),
        }
        for one in options
    ]


def _choice(payload: Json, writer: Writer) -> dict[str, Any]:
    return {
        "options": _options(payload["options"], writer),
        "fixed": bool(payload.get("fixed_order", False)),
        "penalty": _number(payload.get("penalty", "1")),
    }


def _short_text(payload: Json, writer: Writer) -> dict[str, Any]:
    return {
        "accepted": list(payload["answer"]["accepted"]),
        "feedback": writer.line(payload.get("feedback")),
    }


def _numeric(payload: Json, writer: Writer) -> dict[str, Any]:
    answer, near = payload["answer"], payload.get("near")
    unit = answer.get("unit", "")
    factors = {one["unit"]: _number(one["factor"]) for one in payload.get("units") or []}
    return {
        "value": _number(answer["value"]),
        "tolerance": _number(answer.get("tolerance", "0")),
        "near": _number(near["tolerance"]) if near else None,
        "nearFeedback": writer.line(near.get("feedback")) if near else "",
        "feedback": writer.line(payload.get("feedback")),
        "unit": unit,
        "units": {unit: 1, **factors} if unit else {},
        "unitCost": _number(payload.get("unit_cost", "0")),
    }


def _matching(payload: Json, writer: Writer) -> dict[str, Any]:
    rights: list[str] = []
    pairs = []
    for pair in payload["pairs"]:
        right = writer.line(pair["right"])
        rights += [right] if right not in rights else []
        pairs.append(
            {
                "left": writer.line(pair["left"]),
                "right": rights.index(right),
                "feedback": writer.line(pair.get("feedback")),
            }
        )
    decoys = {
        writer.line(one["text"]): writer.line(one.get("feedback")) for one in _decoys(payload)
    }
    rights += [text for text in decoys if text not in rights]
    return {"pairs": pairs, "rights": rights, "decoys": decoys}


def _decoys(payload: Json) -> list[Json]:
    return payload.get("decoys") or []


def _ordering(payload: Json, writer: Writer) -> dict[str, Any]:
    keys = [one["key"] for one in payload["items"]]
    orders = [keys, *(payload.get("accepted") or [])]
    return {
        "items": [writer.line(one["text"]) for one in payload["items"]],
        "orders": [[keys.index(key) for key in order] for order in orders],
        "feedback": writer.line(payload.get("feedback")),
    }


def _categorise(payload: Json, writer: Writer) -> dict[str, Any]:
    keys = [one["key"] for one in payload["categories"]]
    return {
        "categories": [writer.line(one["text"]) for one in payload["categories"]],
        "items": [
            {
                "text": writer.line(one["text"]),
                "in": [keys.index(key) for key in _several(one["category"])],
                "feedback": writer.line(one.get("feedback")),
            }
            for one in payload["items"]
        ],
    }


def _several(category: Any) -> list[str]:
    return category if isinstance(category, list) else [category]


def _cloze(payload: Json, writer: Writer) -> dict[str, Any]:
    blanks = {one["key"]: one for one in payload["blanks"]}
    words = pick(payload["passage"], writer.language, writer.base)
    order = [key for key in _MARK.findall(words) if key in blanks]
    numbered = _MARK.sub(
        lambda found: f"[[{order.index(found[1])}]]" if found[1] in order else found[0], words
    )
    passage = _MARKED.sub(r'<span data-blank="\1"></span>', str(render(numbered)))
    return {"passage": passage, "blanks": [_blank(blanks[key], writer) for key in order]}


def _blank(one: Json, writer: Writer) -> dict[str, Any]:
    feedback = writer.line(one.get("feedback"))
    if "options" in one:
        return {"options": _options(one["options"], writer)}
    if "accepted" in one:
        return {"accepted": list(one["accepted"]), "feedback": feedback}
    tolerance = _number(one.get("tolerance", "0"))
    return {"value": _number(one["value"]), "tolerance": tolerance, "feedback": feedback}


def _grading(payload: Json, writer: Writer) -> dict[str, Any]:
    scale = SCALES[payload["scheme"]]
    told = payload.get("feedback") or {}
    return {
        "scheme": scale.scheme,
        "parts": [
            {
                "name": part,
                "grades": [
                    {
                        "code": grade.code,
                        "meaning": writer.say(grade.meaning),
                        "share": _grade_share(scale, part, payload["answer"][part], grade.code),
                        "feedback": writer.line((told.get(part) or {}).get(grade.code)),
                    }
                    for grade in scale.grades(part)
                ],
            }
            for part in scale.parts
            if part in payload["answer"]
        ],
    }


def _grade_share(scale: Scale, part: str, right: str, code: str) -> float:
    """All for the right code; half for its neighbour, or for handling that is too strict."""
    if code == right:
        return 1
    near = (
        scale.stricter(right, code) > 0
        if part == "handling"
        else scale.distance(part, right, code) == 1
    )
    return 0.5 if near else 0


def _number(written: Any) -> float:
    return float(Fraction(str(written)))


_KINDS: Mapping[str, Callable[[Json, Writer], dict[str, Any]]] = {
    "single": _choice,
    "multiple": _choice,
    "short_text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "categorise": _categorise,
    "cloze": _cloze,
    "source_grading": _grading,
}
