"""Charts as browsers hold them, without a browser: the page's own modules run by Node."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from lms.engines.linkchart.model import Chart
from lms.engines.linkchart.parts import (
    dump_about,
    dump_entity,
    dump_grade,
    dump_group,
    dump_link,
)
from lms.engines.linkchart.vocabulary import ENTITY_TYPES

_SCRIPT = Path(__file__).with_name("chart_hands.mjs")
Json = dict[str, Any]


class Hands:
    """Several hands at one chart; each call begins anew."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def draw(self, acts: list[Any], *, hands: int = 1, start: str | None = None) -> Json:
        """`acts` are [kind, hand, what]; what became of the charts, and the updates in order."""
        assert self._process.stdin and self._process.stdout
        wanted = {"acts": acts, "hands": hands, "start": start, "entityTypes": list(ENTITY_TYPES)}
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        found: Json = json.loads(self._process.stdout.readline())
        return found


@contextmanager
def hands_at_a_chart() -> Iterator[Hands]:
    pipe = subprocess.PIPE
    with subprocess.Popen(["node", str(_SCRIPT)], stdin=pipe, stdout=pipe, text=True) as process:
        yield Hands(process)


def as_seen(chart: Chart) -> Json:
    """A chart as the browser's models tell it, items by id: their order is not looked at."""
    return {
        "about": dump_about(chart.about),
        "entities": {key: dump_entity(one) for key, one in chart.entities.items()},
        "links": {key: dump_link(one) for key, one in chart.links.items()},
        "groups": {key: dump_group(one) for key, one in chart.groups.items()},
        "grades": {key: dump_grade(one) for key, one in chart.grades.items()},
    }


def by_id(chart: Json) -> Json:
    """The own JSON of a chart, items by id."""
    listed = ("entities", "links", "groups")
    return {
        "about": chart["about"],
        "grades": chart["grades"],
        **{name: {one["id"]: one for one in chart[name]} for name in listed},
    }


_IDS = st.sampled_from(["a", "b", "c", "d"])
_LINKS = st.sampled_from(["l", "m", "n"])
_WORDS = st.sampled_from(
    ["Velk", "Ирина", "  Kestrel ", "x" * 200, "سفینہ", "🚢 ship", "\u00a0a\u3000"]
)
_DATES = st.sampled_from(["", "2019", "2019-03", "2020-02-29", "2019-03-12T22:15Z"])
_CARDS = st.builds(
    lambda key, source, text, date: {"id": key, "source": source, "text": text, "date": date},
    st.sampled_from(["c1", "c2", "c3"]),
    st.sampled_from(["", "R01", "R02"]),
    _WORDS,
    _DATES,
)
_NAMES = st.lists(st.sampled_from(["one", "two", "three", "ÆØ"]), unique=True, max_size=3)
_ATTRIBUTES = st.dictionaries(
    st.sampled_from(["weight", "port"]),
    st.builds(lambda value: {"value": value, "kind": "text"}, _WORDS),
    max_size=2,
)
_SHARED = {
    "cards": st.lists(_CARDS, max_size=3, unique_by=lambda card: card["id"]),
    "attributes": _ATTRIBUTES,
    "since": _DATES,
    "note": _WORDS,
}
_PLACES = st.lists(st.integers(-5000, 5000), min_size=2, max_size=2)
_ENTITY = {
    "type": st.sampled_from(["person", "vessel"]),
    "label": _WORDS,
    "identity": _WORDS,
    "aliases": _NAMES,
}
_LINK = {
    "type": st.sampled_from(["calls", "owns"]),
    "direction": st.sampled_from(["forward", "both", "none"]),
    "strength": st.sampled_from(["confirmed", "unconfirmed", "tentative"]),
    "label": _WORDS,
    "assessed": st.booleans(),
}


def _payload(**fields: Any) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(fields)


_OF = {
    "add_entity": _payload(
        entity=st.fixed_dictionaries({"id": _IDS, "at": _PLACES, **_ENTITY}, optional=_SHARED)
    ),
    "edit_entity": _payload(
        id=_IDS, changes=st.fixed_dictionaries({}, optional={**_ENTITY, **_SHARED})
    ),
    "remove_entity": _payload(id=_IDS),
    "move": _payload(places=st.lists(_payload(id=_IDS, at=_PLACES), min_size=1, max_size=3)),
    "add_link": _payload(
        link=st.fixed_dictionaries(
            {"id": _LINKS, "source": _IDS, "target": _IDS, **_LINK}, optional=_SHARED
        ).filter(lambda link: link["source"] != link["target"])
    ),
    "edit_link": _payload(
        id=_LINKS,
        changes=st.fixed_dictionaries(
            {}, optional={**_LINK, **_SHARED, "source": _IDS, "target": _IDS}
        ),
    ),
    "remove_link": _payload(id=_LINKS),
    "put_card": _payload(on=_IDS | _LINKS, card=_CARDS),
    "remove_card": _payload(on=_IDS | _LINKS, id=st.sampled_from(["c1", "c2", "c3"])),
    "put_group": _payload(
        group=_payload(
            id=st.sampled_from(["g", "h"]),
            label=_WORDS,
            members=st.lists(_IDS, unique=True, max_size=3),
            entity=_IDS | st.just(""),
        )
    ),
    "remove_group": _payload(id=st.sampled_from(["g", "h"])),
    "merge": _payload(keep=_IDS, gone=_IDS, why=_WORDS),
    "set_grade": _payload(
        report=st.sampled_from(["R01", "R02"]),
        grade=st.none()
        | _payload(source=st.sampled_from("ABCX"), information=st.sampled_from("1234")),
    ),
    "set_about": _payload(about=_payload(title=_WORDS, date=_DATES)),
}
STEPS = st.one_of(
    *(st.builds(lambda p, k=kind: {"kind": k, "payload": p}, of) for kind, of in _OF.items())
)
