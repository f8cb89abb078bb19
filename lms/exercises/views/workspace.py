"""What the workspace and the marked chart show, put into the page's language."""

from collections.abc import Mapping
from typing import Any

from lms.core.i18n import localized, say
from lms.engines.linkchart.lines import LineOutcome
from lms.engines.linkchart.vocabulary import DIRECTION_LABELS, ENTITY_TYPES, STRENGTH_LABELS
from lms.exercises import queries
from lms.exercises.kinds.link_chart import ReviewedChart, chart_of
from lms.exercises.rows import AttemptHead, MarkRow, Work

Json = dict[str, Any]


def work_context(done: Work, may_work: bool) -> Json:
    """The workspace: reports, vocabulary and the chart so far."""
    shown = _shown(done)
    data = {
        "chart": shown["chart"],
        "reports": [
            {"id": report["id"], "text": report["text"], "title": report["title"]}
            for report in shown["reports"]
        ],
        "sequence": done.sequence,
        **vocabulary(shown["view"]),
    }
    return {**shown, "data": data, "work": done, "may_work": may_work}


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
        "chart": shown["chart"],
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
        "faults": sum(line.number > 0 for line in told.lines),
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
            }
            for kind in view["entity_types"]
        },
        "linkTypes": {
            kind["key"]: {"label": localized(kind["label"]), "directed": kind["directed"]}
            for kind in view["link_types"]
        },
        "strengths": {key.value: say(label) for key, label in STRENGTH_LABELS.items()},
        "directions": {key.value: say(label) for key, label in DIRECTION_LABELS.items()},
    }


def _shown(done: Work) -> Json:
    attempt: AttemptHead = done.attempt
    known = queries.activity_of(attempt)
    view = known.kind.public_view(known.spec, attempt.seed)
    chart = known.kind.fold(known.spec, attempt.seed, done.steps)
    links = _link_counts(done)
    return {
        "head": attempt.head,
        "attempt": attempt,
        "known": known,
        "view": view,
        "chart": chart,
        "reports": [_report(report) for report in view["reports"]],
        "labels": {entity["id"]: entity["label"] for entity in chart["entities"]},
        "link_counts": links,
        "words": vocabulary(view),
    }


def _link_counts(done: Work) -> Mapping[str, int]:
    chart = chart_of(done.steps)
    return {key: len(chart.links_of(key)) for key in chart.entities}


def _report(report: Json) -> Json:
    return {
        **report,
        "agency": localized(report["agency"]),
        "title": localized(report["title"]),
        "text": localized(report["text"]),
    }
