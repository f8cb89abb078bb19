"""A chart read from disk, and its links called as a case calls them."""

from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from lms.core.messages import N_, Message
from lms.engines.folding import fold
from lms.engines.json_text import NotJson, read_json
from lms.engines.linkchart.document import parse_chart
from lms.engines.linkchart.exchange import api as exchange
from lms.engines.linkchart.exchange.api import ending_of, is_table
from lms.engines.linkchart.exchange.spec import Spec
from lms.engines.linkchart.exchange.types import Imported, at_line
from lms.engines.linkchart.key import Case
from lms.engines.linkchart.model import Chart

MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class ChartFile:
    """What was read: the chart (None with faults), and faults or mends with where they are."""

    chart: Chart | None
    problems: tuple[tuple[str, Message], ...] = ()


def read_chart(path: Path) -> ChartFile:
    """The chart of a file; its ending says its format."""
    if not path.is_file():
        return ChartFile(None, ((path.name, N_("This is no file.")),))
    if path.stat().st_size > MOST_BYTES:
        message = N_("The file is larger than %(size)s MB.", size=MOST_BYTES // 1024**2)
        return ChartFile(None, ((path.name, message),))
    if ending_of(path.name) in (".json", ""):
        return _own(path.read_bytes(), path.name)
    found = read_foreign(path)
    problems = tuple((f"{path.name}: {one.where}", one.message) for one in found.problems)
    return ChartFile(found.chart, problems)


def read_foreign(path: Path, spec: Spec | None = None) -> Imported:
    """The chart of a file of any program. For a text table of ours the entities stand in a file
    beside it: `calls.nodes.csv` beside `calls.csv`."""
    nodes = path.with_name(f"{path.stem}.nodes{path.suffix}")
    beside = {"nodes": nodes.read_bytes()} if is_table(path.name) and nodes.is_file() else {}
    return exchange.read_chart(path.name, path.read_bytes(), spec=spec, beside=beside)


def _own(content: bytes, name: str) -> ChartFile:
    try:
        payload = read_json(content)
    except NotJson as error:
        where = f"{name}: {at_line(error.line)}" if error.line else name
        return ChartFile(None, ((where, error.message),))
    parsed = parse_chart(payload)
    problems = tuple((f"{name}: {one.path}", one.message) for one in parsed.problems)
    return ChartFile(parsed.value, problems)


def in_words_of(case: Case, chart: Chart) -> Chart:
    """The chart with link types by the keys of the case: files of other programs know them by
    their labels, in whatever language and case of letters."""
    keys = {
        fold(label): key
        for key, kind in reversed(list(case.link_types.items()))
        for label in (key, *kind.label.values())
    }
    links = {
        code: link
        if link.type in case.link_types
        else replace(link, type=keys.get(fold(link.type), link.type))
        for code, link in chart.links.items()
    }
    return replace(chart, links=MappingProxyType(links))
