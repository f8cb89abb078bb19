"""Charts to i2's exchange format and back: 10,000 items and twice and four times as many.

In the same run stands the plain way: the same chart through `json.dumps` and `json.loads`.
"""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from lms.engines.linkchart.document import dump_chart, parse_chart
from lms.engines.linkchart.exchange.api import read_chart, write_chart
from lms.engines.linkchart.model import Attribute, Card, Chart, Entity, Grading, Link
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength

T = TypeVar("T")
SIZES = (10_000, 20_000, 40_000)  # items: a quarter entities, the rest links
AIM_S = 3.0
COLUMNS = ("items", "MB", "out s", "in s", "JSON out s", "JSON in s", "plain s", "aim")
KINDS = [name for name, kind in ENTITY_TYPES.items() if kind.anx]


def make(items: int) -> Chart:
    """A chart with a graded card, a date and an attribute on each thing, in several scripts."""
    count = items // 4
    grading = Grading("4x4", "B", "2", "H1")
    entities = {
        f"e{at}": Entity(
            f"e{at}",
            KINDS[at % len(KINDS)],
            f"Name {at} نام Имя",
            identity=f"ID-{at}",
            cards=(Card(f"c{at}", f"R{at % 90:02d}", "report", "says so", grading=grading),),
            attributes={"weight": Attribute(str(at))},
            since="2019-03-12T22:15:00Z",
            at=(at % 100 * 160, at // 100 * 120),
        )
        for at in range(count)
    }  # fmt: skip
    links = {
        f"l{at}": Link(
            f"l{at}",
            f"e{at % count}",
            f"e{(at * 7 + 1) % count}",
            "knows",
            Direction.FORWARD,
            list(Strength)[at % 3],
            cards=(Card(f"k{at}", f"R{at % 90:02d}", grading=grading),),
        )
        for at in range(items - count)
        if at % count != (at * 7 + 1) % count
    }
    return Chart(entities, links)


def report() -> str:
    """The table of seconds of processor at each size, with the chart proved to come back whole."""
    lines = [_line(items) for items in SIZES]
    head = f"{datetime.now(UTC):%Y-%m-%d}, seconds of processor, one run each"
    columns = "| " + " | ".join(COLUMNS) + " |"
    return "\n".join([head, "", columns, "|--:" * (len(COLUMNS) - 1) + "|---|", *lines])


def _line(items: int) -> str:
    chart = make(items)
    written, out = _timed(lambda: write_chart(chart, ".anx").content)
    read, back = _timed(lambda: read_chart("chart.anx", written).chart)
    assert read is not None, "the chart did not come back"
    assert (len(read.entities), len(read.links)) == (len(chart.entities), len(chart.links))
    own, own_out = _timed(lambda: json.dumps(dump_chart(chart)))
    _chart, own_in = _timed(lambda: parse_chart(json.loads(own)))
    payload = dump_chart(chart)
    _text, plain = _timed(lambda: json.loads(json.dumps(payload)))
    aim = ""
    if items == SIZES[0]:
        aim = f"each under {AIM_S:.0f} s: {'met' if max(out, back) <= AIM_S else 'missed'}"
    figures = " | ".join(f"{one:.2f}" for one in (out, back, own_out, own_in, plain))
    return f"| {items} | {len(written) / 2**20:.1f} | {figures} | {aim} |"


def _timed(act: Callable[[], T]) -> tuple[T, float]:
    before = time.process_time()
    found = act()
    return found, time.process_time() - before
