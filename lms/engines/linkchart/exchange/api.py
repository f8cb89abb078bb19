"""The formats by the endings of their files, and the two doors: read a chart, write a chart."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lms.core.messages import N_, Message
from lms.engines.json_text import NotJson, read_json
from lms.engines.linkchart.document import dump_chart, parse_chart
from lms.engines.linkchart.exchange.anx_read import read_anx
from lms.engines.linkchart.exchange.anx_write import write_anx
from lms.engines.linkchart.exchange.convention import write_csv, write_xlsx
from lms.engines.linkchart.exchange.drawing import Words, write_svg
from lms.engines.linkchart.exchange.ftm import write_ftm
from lms.engines.linkchart.exchange.gexf import write_gexf
from lms.engines.linkchart.exchange.graphml import write_graphml
from lms.engines.linkchart.exchange.graphml_read import read_graphml
from lms.engines.linkchart.exchange.spec import Spec
from lms.engines.linkchart.exchange.table_files import read_tables
from lms.engines.linkchart.exchange.types import (
    LIMITS,
    WHOLE,
    Exported,
    Imported,
    Limits,
    Trouble,
    TypeMap,
    Unreadable,
    at_line,
    refused,
)
from lms.engines.linkchart.model import Chart

TABLES = (".csv", ".tsv", ".txt", ".xlsx")
READ = (".json", ".anx", ".xml", *TABLES, ".graphml")
WRITTEN = (".json", ".anx", ".csv", ".tsv", ".txt", ".xlsx", ".graphml", ".gexf", ".ftm.json",
           ".svg")  # fmt: skip


@dataclass(frozen=True)
class Options:
    """How a chart is written. `references`: i2's way of linking by Id and IDREF. `link_names` are
    what link types are called where that is not their key; `words` are those of a picture."""

    references: bool = False
    link_names: Mapping[str, str] = field(default_factory=dict)
    words: Words | None = None


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters: `.ftm.json` is one."""
    plain = name.lower()
    if plain.endswith(".ftm.json"):
        return ".ftm.json"
    _, dot, ending = plain.rpartition(".")
    return f"{dot}{ending}" if dot else ""


def is_table(name: str) -> bool:
    """Whether this is a file that a specification can be for."""
    return ending_of(name) in TABLES


def read_chart(
    name: str,
    content: bytes,
    *,
    spec: Spec | None = None,
    beside: Mapping[str, bytes] | None = None,
    types: TypeMap | None = None,
    limits: Limits = LIMITS,
) -> Imported:
    """The chart in a file, its format by the ending of its name. Never raises for its content."""
    ending = ending_of(name)
    if ending == ".json":
        return _read_json(content, limits)
    if ending in (".anx", ".xml"):
        return read_anx(content, types=types, limits=limits)
    if ending == ".graphml":
        return read_graphml(content, types=types, limits=limits)
    if ending in TABLES:
        return read_tables(name, content, spec=spec, beside=beside, types=types, limits=limits)
    return refused(Unreadable(unknown_ending(ending, READ)))


def unknown_ending(ending: str, known: tuple[str, ...]) -> Message:
    """Why a file of this kind is not taken, and what to do instead; `known` are those that are."""
    if ending in (".anb", ".ant"):
        return N_(
            "Files of the kind %(ending)s are i2's own. Save the chart in Analyst's Notebook as an "
            "XML file (.anx) and send that.",
            ending=ending,
        )
    return N_(
        "Files of the kind %(ending)s are not read here. These are: %(known)s.",
        ending=ending or "?",
        known=", ".join(known),
    )


def _read_json(content: bytes, limits: Limits) -> Imported:
    if len(content) > limits.file_bytes:
        most = max(1, limits.file_bytes // 2**20)
        return refused(Unreadable(N_("The file is larger than %(most)s MB.", most=most)))
    try:
        payload = read_json(content)
    except NotJson as error:
        where = at_line(error.line) if error.line else None
        return refused(Unreadable(error.message, where))
    parsed = parse_chart(payload)
    problems = tuple(
        Trouble(N_("field %(path)s", path=one.path), one.message, mended=False)
        for one in parsed.problems
    )
    return Imported(parsed.value, problems=problems)


def write_chart(chart: Chart, ending: str, options: Options | None = None) -> Exported:
    """The chart in the format of this ending. Raises Unreadable for one that is not written."""
    options = options or Options()
    writers: dict[str, Callable[[], Exported]] = {
        ".json": lambda: _json(chart),
        ".anx": lambda: write_anx(
            chart, references=options.references, link_names=options.link_names
        ),
        ".csv": lambda: write_csv(chart),
        ".tsv": lambda: write_csv(chart, "\t"),
        ".txt": lambda: write_csv(chart, "\t"),
        ".xlsx": lambda: write_xlsx(chart),
        ".graphml": lambda: write_graphml(chart),
        ".gexf": lambda: write_gexf(chart),
        ".ftm.json": lambda: write_ftm(chart),
        ".svg": lambda: write_svg(chart, options.words),
    }
    if ending not in writers:
        raise Unreadable(unknown_ending(ending, WRITTEN), WHOLE)
    return writers[ending]()


def _json(chart: Chart) -> Exported:
    text = json.dumps(dump_chart(chart), ensure_ascii=False, indent=1)
    return Exported(f"{text}\n".encode(), "application/json")
