"""Link charts as exercises: each step of drawing is one event, the chart is their fold."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

from lms.core.messages import N_, Message
from lms.courses.formats import Supply
from lms.engines.linkchart import case as case_file
from lms.engines.linkchart.document import dump_chart
from lms.engines.linkchart.drawn import draw_key
from lms.engines.linkchart.events import dump_event, read_event
from lms.engines.linkchart.key import Case, Review
from lms.engines.linkchart.lines import LineOutcome
from lms.engines.linkchart.marking import ENGINE, mark_chart
from lms.engines.linkchart.stored import dump_mark, one_decimal
from lms.engines.linkchart.vocabulary import ENTITY_TYPES
from lms.engines.marking.types import HandMark
from lms.engines.reading import Parsed, Problem, Text
from lms.engines.spoken import load_message, load_words
from lms.exercises.kinds.base import NOTHING, Json, Marked, Part, Step, Terms
from lms.exercises.kinds.cases import public_reports, public_tables, words
from lms.exercises.kinds.charting import UPDATE, chart_in, check_update

# the one criterion of what a person gives for a line
CREDIT = "credit"


@dataclass(frozen=True)
class ReviewedLine:
    """One line of the explanation; `number` names it on chart and list, 0 where all is right."""

    number: int
    about: str
    outcome: LineOutcome
    subject: Text | Message | None
    reasons: tuple[Message, ...]
    why: Text | None
    drawn: tuple[str, ...]
    key: str
    points: Fraction
    maximum: Fraction
    weight: int
    cost: Fraction
    name: str = ""
    said: str = ""


@dataclass(frozen=True)
class ReviewedChart:
    """A marked chart: score with one decimal, parts, lines (faults first), what is missing."""

    score: str
    parts: tuple[Mapping[str, str], ...]
    lines: tuple[ReviewedLine, ...]
    missing: Json


class LinkChart:
    """A chart drawn from reports, marked by the engine `linkchart`."""

    name = "link_chart"
    schema = case_file.SCHEMA

    def parse(self, payload: object, supply: Supply = NOTHING) -> Parsed[Case]:
        return case_file.parse_case(payload)

    def terms(self, spec: Case) -> Terms:
        return Terms(
            title=spec.title,
            part=Part(spec.purpose.value),
            pass_mark=spec.pass_mark,
            attempts=spec.attempts,
            minutes=spec.minutes,
            release_at_once=spec.review is Review.AT_ONCE,
            least=spec.hands[0],
            most=spec.hands[1],
        )

    def public_view(self, spec: Case, seed: str) -> Json:
        return {
            "title": dict(spec.title),
            "instructions": dict(spec.instructions),
            "case_question": words(spec.case_question),
            "handling": words(spec.handling),
            "entity_types": [
                {"name": kind.name, "icon": kind.icon, "shape": kind.shape.value}
                for kind in map(ENTITY_TYPES.__getitem__, spec.entity_types)
            ],
            "link_types": [
                {
                    "key": kind.key,
                    "label": dict(kind.label),
                    "directed": kind.directed,
                    "member": kind.member,
                }
                for kind in spec.link_types.values()
            ],
            "matrix_symbols": asdict(spec.symbols),
            "reports": public_reports(spec),
            "tables": public_tables(spec),
        }

    def check(self, spec: Case, seed: str, step: Step) -> tuple[Problem, ...]:
        if step.kind == UPDATE:
            return check_update(step.payload)
        parsed = read_event(step.kind, step.payload)
        if parsed.value is None:
            return parsed.problems
        return tuple(_foreign(spec, step))

    def fold(self, spec: Case, seed: str, steps: Sequence[Step]) -> Json:
        return dump_chart(chart_in(spec, steps))

    def mark(
        self,
        spec: Case,
        seed: str,
        steps: Sequence[Step],
        hand: Mapping[str, HandMark] | None = None,
    ) -> Marked:
        chart = chart_in(spec, steps)
        said = {line: one for line, one in (hand or {}).items() if CREDIT in one.points}
        words = {line: one.points[CREDIT] for line, one in said.items()}
        comments = {line: one.comment for line, one in said.items()}
        mark = mark_chart(chart, spec.key, words)
        return Marked(mark.score, Fraction(100), dump_mark(chart, spec.key, mark, comments), ENGINE)

    def explain(
        self, spec: Case, seed: str, steps: Sequence[Step], detail: Mapping[str, Any]
    ) -> ReviewedChart:
        return ReviewedChart(
            score=one_decimal(Fraction(detail["score"])),
            parts=tuple(_reviewed_part(part) for part in detail["parts"]),
            lines=_reviewed_lines(detail["lines"]),
            missing=detail["missing"],
        )

    def model_steps(self, spec: Case, seed: str, *, share: Fraction) -> list[Step]:
        return [Step(*dump_event(event)) for event in draw_key(spec.key, share)]

    def upgrade(self, payload: object) -> object:
        return case_file.upgrade(payload)


_TYPED = ("entity", "link", "changes")
_PARTS = (*_TYPED, "card")


def _foreign(spec: Case, step: Step) -> list[Problem]:
    """Types and reports that this case does not have."""
    problems = []
    part = next((name for name in _PARTS if name in step.payload), "report")
    thing: Json = step.payload[part] if part in _TYPED else {}
    kinds: Container[str] = spec.entity_types
    if step.kind in ("add_link", "edit_link"):
        kinds = spec.link_types
    if thing.get("type") is not None and thing["type"] not in kinds:
        problems.append(Problem(f"{part}.type", N_("This case has no such type.")))
    cards = [*(thing.get("cards") or ()), step.payload.get("card") or {}]
    cited = [*(thing.get("evidence") or ()), *filter(None, (card.get("source") for card in cards))]
    if step.kind == "set_grade":
        cited = [step.payload["report"]]
    problems += [
        Problem(part, N_("This case has no report %(id)s.", id=code))
        for code in cited
        if code not in spec.reports
    ]
    return problems


def _reviewed_part(part: Mapping[str, str]) -> dict[str, str]:
    return {
        "part": part["part"],
        "weight": one_decimal(Fraction(part["weight"])).removesuffix(".0"),
        "share": f"{one_decimal(100 * Fraction(part['share']))} %",
        "points": one_decimal(Fraction(part["points"])),
    }


# faults in the order in which they teach most
_ORDER = [
    LineOutcome.WRONG_TYPE,
    LineOutcome.WRONG_DIRECTION,
    LineOutcome.WRONG_STRENGTH,
    LineOutcome.GAP,
    LineOutcome.MISSING,
    LineOutcome.TRAP,
    LineOutcome.UNSUPPORTED,
    LineOutcome.FOUND,
    LineOutcome.NEUTRAL,
]
_UNNUMBERED = {LineOutcome.FOUND, LineOutcome.NEUTRAL}


def _reviewed_lines(lines: Sequence[Json]) -> tuple[ReviewedLine, ...]:
    read = sorted(
        (_read_line(line) for line in lines),
        key=lambda line: (line.about != "link", _ORDER.index(line.outcome)),
    )
    numbered = []
    number = 0
    for line in read:
        if line.outcome not in _UNNUMBERED and line.about == "link":
            number += 1
            numbered.append(replace(line, number=number))
        else:
            numbered.append(line)
    return tuple(numbered)


def _read_line(line: Json) -> ReviewedLine:
    return ReviewedLine(
        number=0,
        about=line["about"],
        outcome=LineOutcome(line["outcome"]),
        subject=load_words(line["subject"]),
        reasons=tuple(load_message(reason) for reason in line["reasons"]),
        why=line["why"],
        drawn=tuple(line["drawn"]),
        key=line["key"],
        points=Fraction(line["points"]),
        maximum=Fraction(line["maximum"]),
        weight=line["weight"],
        cost=Fraction(line["cost"]),
        name=line.get("name", ""),
        said=line.get("said", ""),
    )
