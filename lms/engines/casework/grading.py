"""The grading drill: each item of chosen reports graded in one scale, source and information apart.

Exact 1 point, the next code half a point; a code that says "not known" is no neighbour of any
other, in either direction. Handling: exact 1, too strict half, too loose nothing. One drill has
one scale: codes of two schemes are never set against each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.casework.sheet import (
    LineMark,
    Settings,
    SheetMark,
    by_hand,
    line_of_parts,
    read_settings,
    summed,
)
from lms.engines.linkchart.key import Case, Report
from lms.engines.marking.kinds.grading import (
    Codes,
    mark_code,
    read_codes,
    read_feedback,
    read_grade,
    right_code,
)
from lms.engines.marking.types import Answered, HandMark
from lms.engines.reading import Node, Parsed, Problems, Text, unique
from lms.engines.scales import SCALES, Scale

NAME = "source_grading"
SCHEMA = 1
ENGINE = "source_grading/1"
MOST_ITEMS = 60


@dataclass(frozen=True)
class Item:
    """One item to grade. `words` are the part of the report that is meant; None: all of it.

    `answer` and `feedback` are by part: the right code, and a word for wrong codes.
    """

    key: str
    report: Report
    words: Text | None
    answer: Codes
    why: Text | None
    feedback: Mapping[str, Mapping[str, Text]]


@dataclass(frozen=True)
class Drill:
    """A grading drill as authored."""

    settings: Settings
    case: Case
    scale: Scale
    parts: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(item.key for item in self.items)


def parse_drill(payload: object, case: Case) -> Parsed[Drill]:
    """A drill on the reports of `case`; all problems at once."""
    problems = Problems()
    node = Node(payload, "", problems)
    settings = read_settings(node, NAME, schema=SCHEMA)
    scale = SCALES[node.choice("scheme", SCALES)]
    parts = _parts(node, scale)
    seen: set[str] = set()
    items = tuple(
        _item(item, case, scale, parts, seen)
        for item in node.nodes("items", low=1, high=MOST_ITEMS)
    )
    node.close()
    return problems.parsed(lambda: Drill(settings, case, scale, parts, items))


def _parts(node: Node, scale: Scale) -> tuple[str, ...]:
    if not node.truth("grade_handling"):
        return ("source", "information")
    if not scale.handling:
        message = N_("%(scheme)s has no handling codes. Remove this.", scheme=scale.scheme)
        node.fault("grade_handling", message)
    return scale.parts


def _item(node: Node, case: Case, scale: Scale, parts: tuple[str, ...], seen: set[str]) -> Item:
    code = node.choice("report", case.reports)
    report = case.reports[code]
    words = node.text_or_none("words")
    key = node.string("key", most=16, default=code) if node.has("key") else code
    unique(node, "key" if node.has("key") else "report", key, seen)
    _check_words(node, report, words)
    why = node.text_or_none("why")
    answer = _answer(node, report, scale, parts)
    _check_provider(node, report, scale, answer, why)
    return Item(key, report, words, answer, why, read_feedback(node, scale, answer))


def _check_words(node: Node, report: Report, words: Text | None) -> None:
    for language, quoted in (words or {}).items():
        text = report.text.get(language)
        if text is None or _plain(quoted) not in _plain(text):
            node.fault(f"words.{language}", N_("These words do not stand in the report."))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _answer(node: Node, report: Report, scale: Scale, parts: tuple[str, ...]) -> Codes:
    if node.has("answer"):
        inner = node.node("answer")
        answer = {part: read_grade(inner, part, scale) for part in parts}
        inner.close()
        return answer
    grade = report.grade
    if grade is None or grade.scheme != scale.scheme:
        message = N_(
            "%(report)s carries no grade in %(scheme)s. Write the right codes here: grades of"
            " another scheme are never converted.",
            report=report.id,
            scheme=scale.scheme,
        )
        node.fault("answer", message)
        return {part: scale.codes(part)[0] for part in parts}
    known = {
        "source": grade.source,
        "information": grade.information,
        "handling": grade.handling,
    }
    return {part: known[part] for part in parts}


def _check_provider(
    node: Node, report: Report, scale: Scale, answer: Codes, why: Text | None
) -> None:
    """Who grades otherwise than the provider did says why, so that no slip stays unseen."""
    grade = report.grade
    if grade is None or grade.scheme != scale.scheme or why:
        return
    known = {"source": grade.source, "information": grade.information, "handling": grade.handling}
    for part, code in answer.items():
        if code != known[part]:
            message = N_(
                "%(report)s carries %(code)s. Mend one of the two, or say why they differ.",
                report=report.id,
                code=known[part],
            )
            node.fault(f"answer.{part}", message)


def read_answer(drill: Drill, line: str, raw: object) -> Answered[Codes]:
    """The codes that a browser sends for one item."""
    return read_codes(drill.scale, drill.parts, raw)


def mark_drill(
    drill: Drill, answers: Mapping[str, Codes], hand: Mapping[str, HandMark] | None = None
) -> SheetMark:
    """The mark of answers by item key. `facts.classes` has points and maximum of each part."""
    lines = tuple(
        by_hand(_mark_item(drill, item, answers.get(item.key)), hand) for item in drill.items
    )
    classes = {
        part: {
            "points": str(sum((line.parts[at].points for line in lines), Fraction(0))),
            "maximum": len(lines),
        }
        for at, part in enumerate(drill.parts)
    }
    return summed(lines, {"classes": classes})


def _mark_item(drill: Drill, item: Item, codes: Codes | None) -> LineMark:
    chosen = codes or {}
    marks = tuple(
        mark_code(
            drill.scale,
            part,
            item.answer[part],
            chosen.get(part),
            most=Fraction(1),
            word=item.feedback.get(part, {}).get(chosen.get(part, "")),
        )
        for part in drill.parts
    )
    return line_of_parts(
        item.key,
        item.report.title,
        marks,
        solution=tuple(right_code(drill.scale, part, item.answer[part]) for part in drill.parts),
        why=item.why,
        given=tuple(f"{part}:{code}" for part, code in chosen.items()),
    )


def model_answers(drill: Drill) -> dict[str, Codes]:
    """Right answers by item key."""
    return {item.key: dict(item.answer) for item in drill.items}
