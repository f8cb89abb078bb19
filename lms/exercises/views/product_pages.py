"""What pages of event charts, flows, inference sheets and reports show: rows, drawings, words."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lms.core.i18n import localized, number, say
from lms.engines.casework.flow.drawing import Arrow, Drawing, draw
from lms.engines.casework.flow.task import FlowChart
from lms.engines.casework.inference.task import CELL_WORDS, KIND_WORDS, Cell, Kind, Sheet
from lms.engines.casework.product.task import SECTION_WORDS, Product, Section
from lms.engines.casework.sequence.task import Sequence
from lms.engines.casework.yardstick import BANDS, CONFIDENCE
from lms.exercises.kinds.base import Json
from lms.exercises.kinds.sheets import ReviewedSheet
from lms.exercises.views.blueprint import bp
from lms.exercises.views.reports_shown import shown_report


class BoxRow(NamedTuple):
    """A box on the page of a sequence: a card with its text, or a line for one's own words."""

    at: int
    card: str
    text: str
    given: Json

    @property
    def placed(self) -> bool:
        return self.given.get("step") is not None


class DrawnBox(NamedTuple):
    """A box of a drawn sequence: its line's number (0: none), words, solid or dotted, and state."""

    number: int
    text: Any
    verified: bool | None
    state: str
    when: str = ""


@bp.app_template_global("sequence_rows")
def sequence_rows(view: Json, answer: Json | None) -> list[BoxRow]:
    """All boxes of a sequence: those on the chart in order, then the other cards, then lines for
    words of one's own."""
    texts = {card["token"]: localized(card["text"]) for card in view["cards"]}
    given = list((answer or {}).get("rows", []))
    known = [row for row in given if row.get("own") or row.get("card") in texts]
    known.sort(key=lambda row: (not isinstance(row.get("step"), int), row.get("step") or 0))
    used = {row.get("card") for row in known}
    written = sum(1 for row in known if row.get("own"))
    rows = [
        *known,
        *({"card": token} for token in texts if token not in used),
        *({"own": ""} for _ in range(view["own"] - written)),
    ]
    return [
        BoxRow(at, row.get("card", ""), texts.get(row.get("card", ""), ""), row)
        for at, row in enumerate(rows)
    ]


@bp.app_template_global("flow_drawing")
def flow_drawing(
    view: Json, answer: Json | None, states: list[str] | None = None
) -> Drawing | None:
    """The arrows of an answer drawn; `states` has the outcome of each row, once it is marked."""
    names = {party["token"]: localized(party["name"]) for party in view["parties"]}
    what = {one["key"]: localized(one["label"]) for one in view["commodities"]}
    arrows = []
    for at, row in enumerate((answer or {}).get("rows", [])):
        source, target = row.get("from"), row.get("to")
        if source in names and target in names and source != target:
            words = [what.get(row.get("commodity"), "?"), row.get("amount", "")]
            state = states[at] if states and at < len(states) else ""
            arrows.append(Arrow(source, target, " ".join(filter(None, words)), state))
    return draw(names, arrows)


def work_products(spec: Any, view: Json) -> Json:
    """The reports, and the words of codes that a kind shows."""
    return {"reports": [shown_report(report) for report in view["reports"]], **_words()}


def _words() -> Json:
    return {
        "kind_words": {kind.value: say(KIND_WORDS[kind]) for kind in Kind},
        "cell_words": {cell.value: say(CELL_WORDS[cell]) for cell in Cell},
        "band_words": {key: (say(band.words), number(band.percent)) for key, band in BANDS.items()},
        "confidence_words": {key: say(words) for key, words in CONFIDENCE.items()},
        "section_words": {section.value: say(SECTION_WORDS[section]) for section in Section},
    }


def marked_sequence(spec: Sequence, view: Json, told: ReviewedSheet) -> Json:
    """The chart as it was drawn, and as the key has it, step by step."""
    numbers = {line.name: at for at, line in enumerate(told.lines, 1)}
    lines = {line.name: line for line in told.lines}
    drawn = [
        [
            DrawnBox(numbers[name], lines[name].subject, verified, lines[name].outcome.value)
            for name, verified in step
            if name in lines
        ]
        for step in told.facts.get("drawn", [])
    ]
    steps: dict[int, list[DrawnBox]] = {}
    for box in spec.right:
        verified = spec.is_verified(box) if spec.timed else None
        when = box.when.shown if box.when else ""
        shown = DrawnBox(numbers.get(box.key, 0), box.text, verified, "key", when)
        steps.setdefault(spec.order.steps[box.key], []).append(shown)
    right, known = told.facts.get("pairs", [0, 0])
    return {
        "drawn": drawn,
        "key": [steps[step] for step in sorted(steps)],
        "pairs_right": right,
        "pairs_known": known,
        "timed": spec.timed,
    }


def marked_flow(spec: FlowChart | Sequence, view: Json, told: ReviewedSheet) -> Json:
    """Either mode; of a commodity flow the outcomes of the rows and the key as arrows."""
    if isinstance(spec, Sequence):
        return marked_sequence(spec, view, told)
    names = {key: localized(party.name) for key, party in spec.parties.items()}
    arrows = [
        Arrow(
            flow.source,
            flow.target,
            " ".join(
                filter(
                    None,
                    [
                        localized(spec.commodities[flow.commodity].label),
                        flow.amount.shown if flow.amount else "",
                    ],
                )
            ),
            "key",
        )
        for flow in spec.flows.values()
    ]
    return {"states": told.facts.get("rows", []), "key_drawing": draw(names, arrows)}


def marked_inference(spec: Sheet, view: Json, told: ReviewedSheet) -> Json:
    """Words of the codes, and the facts by their tokens."""
    return {**_words(), "facts": {fact["token"]: fact for fact in view["facts"]}}


def marked_report(spec: Product, view: Json, told: ReviewedSheet) -> Json:
    """Words of the codes, what fails the product, and the author's model."""
    model: Mapping[Section, Any] = spec.model
    return {
        **_words(),
        "critical": told.facts.get("critical", []),
        "names": {one["token"]: one["name"] for one in view["recipients"]},
        "model": {section.value: text for section, text in model.items()},
    }
