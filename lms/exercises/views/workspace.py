"""What the workspace and the marked chart show, put into the page's language."""

import base64
from collections.abc import Mapping
from typing import Any

from flask import request

from lms.core.i18n import localized, say
from lms.core.web import actor
from lms.engines.linkchart.lines import LineOutcome
from lms.engines.linkchart.vocabulary import DIRECTION_LABELS, ENTITY_TYPES, STRENGTH_LABELS
from lms.exercises import queries
from lms.exercises.kinds.charting import chart_of, document_of
from lms.exercises.kinds.link_chart import ReviewedChart
from lms.exercises.rows import AttemptHead, MarkRow, Work
from lms.exercises.rules import partner_code
from lms.exercises.views.chart_words import (
    chosen_words,
    drawing_words,
    key_list,
    layouts,
    report_words,
)
from lms.exercises.views.papers import for_scripts, scales, sheets, told_report, told_table

Json = dict[str, Any]
_ITEMS = ("entities", "links")
_MISSING = (LineOutcome.MISSING, LineOutcome.GAP)


def work_context(done: Work, may_work: bool) -> Json:
    """The workspace: reports, vocabulary and the chart so far."""
    shown = _shown(done)
    data = {
        "document": base64.b64encode(document_of(done.steps)).decode(),
        "reports": [for_scripts(report) for report in shown["reports"]],
        "scales": scales(),
        "sequence": done.sequence,
        **vocabulary(shown["view"]),
    }
    members = queries.members_here(done.attempt, actor=actor(), with_names=sees_names(done.attempt))
    own = queries.own_enrolment(done.attempt.head, actor=actor())
    return {
        **shown,
        "data": data,
        "members": members,
        "own_code": partner_code(own) if own else "",
        "work": done,
        "may_work": may_work,
        "layouts": layouts(),
        "key_list": key_list(),
    }


def sees_names(attempt: AttemptHead) -> bool:
    """Members see each other's names; who only looks on where `?names=1` asks for them, so that
    nobody is judged by the name."""
    return attempt.has(actor()) or request.args.get("names") == "1"


def marked_context(mark: MarkRow, done: Work, told: ReviewedChart) -> Json:
    """The marked chart: what was drawn, the marks on it, and what the key draws in."""
    shown = _shown(done)
    marks = {
        drawn: {"outcome": line.outcome.value, "number": line.number}
        for line in reversed(told.lines)
        for drawn in line.drawn
        if line.about == "link"
    }
    numbers = {line.key: line.number for line in told.lines if line.about == "link" and line.key}
    missing = {
        "entities": told.missing["entities"],
        "links": [
            {**link, "label": localized(link["label"]), "number": numbers.get(link["key"], 0)}
            for link in told.missing["links"]
        ],
    }
    entity_marks = {
        drawn: line.outcome.value
        for line in told.lines
        if line.about == "entity"
        for drawn in line.drawn
    }
    data = {
        "chart": shown["own"],
        "marks": marks,
        "entityMarks": entity_marks,
        "missing": missing,
        **vocabulary(shown["view"]),
    }
    return {
        **shown,
        "data": data,
        "mark": mark,
        "told": told,
        "missing": sum(line.number > 0 and line.outcome in _MISSING for line in told.lines),
        "faults": sum(line.number > 0 and line.outcome not in _MISSING for line in told.lines),
        "found": sum(
            line.about == "link" and line.outcome is LineOutcome.FOUND for line in told.lines
        ),
        "whole": 100,
        "pass_mark": shown["known"].terms.pass_mark,
    }


def vocabulary(view: Json) -> Json:
    """Types of entities and links, strengths and directions, in the page's language."""
    return {
        "entityTypes": {
            kind["name"]: {
                "label": say(ENTITY_TYPES[kind["name"]].label),
                "shape": kind["shape"],
                "icon": kind["icon"],
                "order": order,
            }
            for order, kind in enumerate(view["entity_types"])
        },
        "linkTypes": {
            kind["key"]: {
                "label": localized(kind["label"]),
                "directed": kind["directed"],
                "member": kind["member"],
                "order": order,
            }
            for order, kind in enumerate(view["link_types"])
        },
        "matrixSymbols": view["matrix_symbols"],
        "strengths": {key.value: say(label) for key, label in STRENGTH_LABELS.items()},
        "directions": {key.value: say(label) for key, label in DIRECTION_LABELS.items()},
        "say": drawing_words() | report_words() | chosen_words(),
    }


def _shown(done: Work) -> Json:
    attempt: AttemptHead = done.attempt
    known = queries.activity_of(attempt)
    view = known.kind.public_view(known.spec, attempt.seed)
    chart = known.kind.fold(known.spec, attempt.seed, done.steps)
    links = _link_counts(done)
    reports = [told_report(report) for report in view["reports"]]
    return {
        "head": attempt.head,
        "attempt": attempt,
        "known": known,
        "view": view,
        "own": chart,
        "chart": {name: [_with_evidence(one) for one in chart[name]] for name in _ITEMS},
        "reports": reports,
        "sheets": sheets(reports),
        "tables": [told_table(table) for table in view["tables"]],
        "labels": {entity["id"]: entity["label"] for entity in chart["entities"]},
        "link_counts": links,
        "words": vocabulary(view),
    }


def _with_evidence(item: Json) -> Json:
    """An item as the forms without script show it: the reports that its cards cite."""
    cited = dict.fromkeys(card["source"] for card in item["cards"] if card.get("source"))
    return {**item, "evidence": list(cited)}


def _link_counts(done: Work) -> Mapping[str, int]:
    chart = chart_of(done.steps)
    return {key: len(chart.links_of(key)) for key in chart.entities}
