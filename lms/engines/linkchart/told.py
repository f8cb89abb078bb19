"""A mark as plain JSON for tools: every key link, every drawn link, every entity, in English.

`stored` keeps a mark exactly and in messages, to be told in any language; this is the same mark
for a reader at a command line. Numbers are floats of at most six places.
"""

from fractions import Fraction
from typing import Any

from lms.engines.linkchart.judging import Found, Judged, Verdict
from lms.engines.linkchart.key import Key, KeyLink
from lms.engines.linkchart.lines import Line, LineOutcome, explain, reason_of
from lms.engines.linkchart.marking import ENGINE, WEIGHTS, ChartMark
from lms.engines.linkchart.model import Chart

SCHEMA = 1
_PLACES = 6
Json = dict[str, Any]


def mark_as_json(chart: Chart, key: Key, mark: ChartMark) -> Json:
    """`score` from 0 to 100, its parts, and one entry for each link and entity.

    Holds the key's answers: not for participants before the mark is released.
    """
    lines = explain(chart, key, mark)
    by_key = {line.key: line for line in lines if line.about == "link" and line.key}
    return {
        "schema": SCHEMA,
        "engine": ENGINE,
        "score": _number(mark.score),
        "parts": [_part(mark, part) for part in WEIGHTS],
        "key_links": [_key_link(mark, link, by_key[link.id]) for link in key.links],
        "drawn_links": [_drawn_link(key, mark, one, by_key) for one in _in_order(chart, mark)],
        "entities": [_entity(key, line) for line in lines if line.about == "entity"],
    }


def _number(value: Fraction) -> float:
    return round(float(value), _PLACES)


def _part(mark: ChartMark, part: str) -> Json:
    weight, share = 100 * WEIGHTS[part], mark.shares[part]
    found: Json = {
        "part": part,
        "weight": _number(weight),
        "share": _number(share),
        "points": _number(weight * share),
    }
    if part in mark.precision:
        found["precision"] = _number(mark.precision[part])
        found["recall"] = _number(mark.recall[part])
    return found


def _key_link(mark: ChartMark, link: KeyLink, line: Line) -> Json:
    found = mark.judgement.found.get(link.id)
    return {
        "id": link.id,
        "from": link.source,
        "to": link.target,
        "type": link.type,
        "outcome": line.outcome.value,
        "points": _number(line.points),
        "maximum": _number(line.maximum),
        "weight": link.weight,
        "drawn": line.drawn[0] if line.drawn else None,
        "reasons": _reasons(line),
        **_details(found),
    }


def _details(found: Found | None) -> Json:
    """What was wrong with a found link, how its citations count, and how strong it should be."""
    if found is None:
        return {"faults": [], "evidence": 0.0, "strength": None, "by_own_grades": False}
    return {
        "faults": [fault.value for fault in found.faults],
        "evidence": _number(found.evidence),
        "strength": found.expected.value,
        "by_own_grades": found.by_own_grades,
    }


def _in_order(chart: Chart, mark: ChartMark) -> list[Judged]:
    judged = {one.drawn.id: one for one in mark.judgement.drawn}
    return [judged[code] for code in chart.links]


def _drawn_link(key: Key, mark: ChartMark, judged: Judged, by_key: dict[str, Line]) -> Json:
    drawn = judged.drawn
    gaps = [code for code, link in mark.judgement.contracted.items() if link.id == drawn.id]
    if judged.verdict is Verdict.COUNTS:
        reasons = _reasons(by_key[judged.key_link or ""])
    elif gaps:
        reasons = _reasons(by_key[gaps[0]])
    else:
        reasons = [reason_of(judged.verdict).english()]
        why = key.traps.get(judged.pair)
        reasons += [why["en"]] if why else []
    return {
        "id": drawn.id,
        "from": drawn.source,
        "to": drawn.target,
        "type": drawn.type,
        "verdict": judged.verdict.value,
        "cost": _number(judged.cost),
        "key": judged.key_link,
        "stands_for": gaps,
        "reasons": reasons,
    }


def _entity(key: Key, line: Line) -> Json:
    name = key.entities[line.key].names[0] if line.key else ""
    return {
        "key": line.key or None,
        "name": name,
        "drawn": list(line.drawn),
        "outcome": line.outcome.value if line.key else LineOutcome.UNSUPPORTED.value,
        "points": _number(line.points),
        "maximum": _number(line.maximum),
        "weight": line.weight,
        "reasons": _reasons(line),
    }


def _reasons(line: Line) -> list[str]:
    return [reason.english() for reason in line.reasons]
