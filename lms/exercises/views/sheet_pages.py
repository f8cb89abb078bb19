"""What the pages of each kind of sheet show beside what they have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import request

from lms.core.i18n import say
from lms.engines.casework.calls.task import CallsTask
from lms.engines.casework.matrix import SYMBOL_WORDS, Matrix, Symbol
from lms.engines.linkchart.vocabulary import ENTITY_TYPES
from lms.engines.marking.kinds.grading import PART_NAMES
from lms.exercises.kinds.base import Json
from lms.exercises.kinds.sheets import ReviewedSheet
from lms.exercises.views.blueprint import bp
from lms.exercises.views.calls_look import calls_page
from lms.exercises.views.product_pages import (
    marked_flow,
    marked_inference,
    marked_report,
    marked_sequence,
    work_products,
)
from lms.exercises.views.reports_shown import shown_report


@dataclass(frozen=True)
class SheetPage:
    """The templates of one kind of sheet, and what they need beside what all sheets have."""

    template: str
    marked_template: str
    work: Callable[[Any, Json], Json]
    marked: Callable[[Any, Json, ReviewedSheet], Json]


@bp.app_template_global("grade_part")
def grade_part(part: str) -> str:
    """Source, information or handling, in the page's language."""
    return say(PART_NAMES[part])


def _drill(spec: Any, view: Json) -> Json:
    return {"reports": {one["token"]: shown_report(one["report"]) for one in view["items"]}}


def _marked_drill(spec: Any, view: Json, told: ReviewedSheet) -> Json:
    classes = {
        part: {**one, "percent": int(100 * Fraction(one["points"]) / one["maximum"])}
        for part, one in told.facts["classes"].items()
    }
    return {**_drill(spec, view), "classes": classes}


def _matrix(spec: Matrix, view: Json) -> Json:
    types = {one["type"] for one in view["entities"]}
    return {
        "reports": [shown_report(report) for report in view["reports"]],
        "symbol_words": {symbol.value: say(words) for symbol, words in SYMBOL_WORDS.items()},
        "type_words": {name: say(ENTITY_TYPES[name].label) for name in types},
    }


def _marked_matrix(spec: Matrix, view: Json, told: ReviewedSheet) -> Json:
    """The grid with its marks: by token the line, its number, and the sign that was right."""
    right = spec.right()
    signs = {cell.key: right[cell.pair] for cell in spec.cells if cell.pair in right}
    return {
        **_matrix(spec, view),
        "lines": {line.token: line for line in told.lines},
        "numbers": {line.token: number for number, line in enumerate(told.lines, 1)},
        "right_signs": {
            line.token: spec.sign(spec.symbol_of(signs[line.name][0]))
            for line in told.lines
            if line.name in signs
        },
        "counts": [told.facts["counts"].get(one.id, [0, 0]) for one in spec.entities],
        "signs": {symbol.value: spec.sign(symbol) for symbol in Symbol},
    }


def _calls(spec: CallsTask, view: Json) -> Json:
    return calls_page(spec, request.args)


def _marked_calls(spec: CallsTask, view: Json, told: ReviewedSheet) -> Json:
    return {"questions": {one["token"]: one for one in view["questions"]}}


PAGES: Mapping[str, SheetPage] = {
    "source_grading": SheetPage(
        "exercises/sheets/source_grading.html",
        "exercises/sheets/source_grading_marked.html",
        _drill,
        _marked_drill,
    ),
    "association_matrix": SheetPage(
        "exercises/sheets/association_matrix.html",
        "exercises/sheets/association_matrix_marked.html",
        _matrix,
        _marked_matrix,
    ),
    "telephone_records": SheetPage(
        "exercises/sheets/telephone_records.html",
        "exercises/sheets/telephone_records_marked.html",
        _calls,
        _marked_calls,
    ),
    "event_chart": SheetPage(
        "exercises/sheets/event_chart.html",
        "exercises/sheets/event_chart_marked.html",
        work_products,
        marked_sequence,
    ),
    "flow": SheetPage(
        "exercises/sheets/flow.html",
        "exercises/sheets/flow_marked.html",
        work_products,
        marked_flow,
    ),
    "inference": SheetPage(
        "exercises/sheets/inference.html",
        "exercises/sheets/inference_marked.html",
        work_products,
        marked_inference,
    ),
    "intelligence_report": SheetPage(
        "exercises/sheets/intelligence_report.html",
        "exercises/sheets/intelligence_report_marked.html",
        work_products,
        marked_report,
    ),
}
