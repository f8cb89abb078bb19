"""A chart's mark as JSON, to be kept as a row and told again later in any language."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lms.engines.linkchart.key import Key
from lms.engines.linkchart.lines import Line, explain
from lms.engines.linkchart.marking import ENGINE, WEIGHTS, ChartMark
from lms.engines.linkchart.model import Chart
from lms.engines.spoken import dump_message, dump_words

SCHEMA = 1
Json = dict[str, Any]


def dump_mark(
    chart: Chart, key: Key, mark: ChartMark, comments: Mapping[str, str] | None = None
) -> Json:
    """`score` (0 to 100), parts, and lines; all numbers exact as "n" or "n/d".

    `comments` holds why a person set the mark of a line, by line.

    Holds the key's answers: for the server only until the mark is released.
    """
    return {
        "schema": SCHEMA,
        "engine": ENGINE,
        "score": str(mark.score),
        "parts": [
            {
                "part": part,
                "weight": str(100 * weight),
                "share": str(mark.shares[part]),
                "points": str(100 * weight * mark.shares[part]),
            }
            for part, weight in WEIGHTS.items()
        ],
        "lines": [
            dump_line(line) | _comment(line, comments or {}) for line in explain(chart, key, mark)
        ],
        "missing": _missing(key, mark),
    }


def _comment(line: Line, comments: Mapping[str, str]) -> Json:
    return {"said": comments[line.name]} if line.name in comments else {}


def dump_line(line: Line) -> Json:
    """One line of the explanation."""
    return {
        "name": line.name,
        "about": line.about,
        "outcome": line.outcome.value,
        "subject": dump_words(line.subject),
        "reasons": [dump_message(reason) for reason in line.reasons],
        "why": dump_words(line.why),
        "drawn": list(line.drawn),
        "key": line.key,
        "points": str(line.points),
        "maximum": str(line.maximum),
        "weight": line.weight,
        "cost": str(line.cost),
    }


def _missing(key: Key, mark: ChartMark) -> Json:
    """What the marked chart draws in: links of the key that are not drawn, and their ends.

    Ends that are on the chart are named by their drawn id.
    """
    drawn = {score.key_id: score.drawn[0] for score in mark.entities}
    links = [link for link in key.links if link.id not in mark.judgement.found]
    ends = {end for link in links for end in link.pair}
    return {
        "entities": [
            {"key": code, "type": key.entities[code].type, "label": key.entities[code].names[0]}
            for code in key.entities
            if code in ends and code not in drawn
        ],
        "links": [
            {
                "key": link.id,
                "source": drawn.get(link.source),
                "source_key": link.source,
                "target": drawn.get(link.target),
                "target_key": link.target,
                "label": dict(key.link_labels.get(link.type, {})),
                "directed": link.directed,
                "strength": link.strength.value,
            }
            for link in links
        ],
    }


def one_decimal(number: Fraction) -> str:
    """A score as shown: one decimal, halves up, always exact in the last place."""
    tenths = (number * 10 + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}.{tenths % 10}"
