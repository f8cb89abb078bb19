"""What no chart could hold harms nobody: not the server, not the other hands."""

import base64
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text, XmlFragment

from lms.engines.linkchart.history import History, chart_of
from lms.engines.linkchart.model import Chart, Entity
from lms.engines.linkchart.shared import ROOTS, SharedChart, read_update, written
from lms.engines.linkchart.update_form import form_of
from tests.support.charting import Hands, as_seen, by_id, hands_at_a_chart

WRITER = 2**20 + 7
SOME = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = frozenset(ROOTS)
VELK = Chart({"a": Entity("a", "person", "Velk")})


@pytest.fixture(scope="module")
def hands() -> Iterator[Hands]:
    with hands_at_a_chart() as found:
        yield found


def text(update: bytes) -> str:
    return base64.b64encode(update).decode()


def number(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def words(value: str) -> bytes:
    return number(len(value.encode())) + value.encode()


def update(*items: bytes, writer: int = WRITER, clock: int = 0) -> bytes:
    return b"\x01" + number(len(items)) + number(writer) + number(clock) + b"".join(items) + b"\x00"


def at_root(root: str, key: str, content: bytes, kind: int = 8) -> bytes:
    return bytes([0x20 | kind, 1]) + words(root) + words(key) + content


WORDS = st.sampled_from(
    ["", "a", " a ", "Velk", "x" * 201, "a\x00b", "a\nb", "\u2003b\u00a0", "person", "calls", "R01",
     "2019", "2019-13", "2019-02-29", "2019-03-12T25:00", "0000", "A", "1", "forward", "\ufeff"]
)  # fmt: skip
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | WORDS
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=True, allow_infinity=True, width=32),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "label", "n", "value", "kind", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
CARD = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("id", "source", "text", "date", "n", "more"), WORDS | PLAIN)
    | {"grading": st.fixed_dictionaries({}, optional={"source": WORDS | PLAIN}) | PLAIN},
)  # fmt: skip
KEYS = st.sampled_from(["a", "b", "c-1", " a", "", "x" * 41, "ü", "R01"])


class Inside(dict[str, Any]):
    """A map of the document, not a plain value."""


def inside(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(KEYS, values, max_size=4).map(Inside)


ITEM = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["person", "vessel", "calls"]) | PLAIN,
        "label": WORDS | PLAIN,
        "source": st.sampled_from(["a", "b", " a "]) | PLAIN,
        "target": st.sampled_from(["a", "b"]) | PLAIN,
        "note": WORDS | PLAIN,
        "since": WORDS | PLAIN,
        "direction": WORDS | PLAIN,
        "assessed": PLAIN,
        "n": PLAIN,
        "at": st.lists(st.integers(-200000, 200000) | PLAIN, max_size=3) | PLAIN,
        "cards": inside(CARD | PLAIN) | st.lists(CARD, max_size=3) | PLAIN,
        "evidence": st.lists(WORDS, max_size=3) | PLAIN,
        "aliases": inside(PLAIN) | st.lists(WORDS | PLAIN, max_size=4) | PLAIN,
        "members": inside(PLAIN) | PLAIN,
        "entity": WORDS | PLAIN,
        "attributes": inside(PLAIN) | st.dictionaries(KEYS, PLAIN, max_size=3) | PLAIN,
        "merged": inside(CARD | PLAIN) | PLAIN,
        "information": WORDS,
        "strange": PLAIN,
    },
)
DOCUMENT = st.fixed_dictionaries(
    {root: st.dictionaries(KEYS, ITEM.map(Inside) | ITEM | PLAIN, max_size=4) for root in ROOTS}
)


def put(value: Any) -> Any:
    return (
        Map({key: put(one) for key, one in value.items()}) if isinstance(value, Inside) else value
    )


def document(raw: dict[str, dict[str, Any]]) -> bytes:
    doc: Doc[Any] = Doc(client_id=WRITER)
    for root, items in raw.items():
        found = doc.get(root, type=Map)
        for key, value in items.items():
            found[key] = put(value)
    return bytes(doc.get_update())


@SOME
@given(raw=DOCUMENT)
def test_browser_and_server_leave_out_the_same_of_whatever_stands_in_the_document(hands, raw):
    made = document(raw)
    if read_update(text(made)).value is None:
        return  # such values no update may bring
    seen = hands.draw([["receive", 0, [text(made)]]])["charts"][0]
    assert by_id(seen) == as_seen(chart_of([made]))


def test_a_value_at_fault_goes_and_the_item_stays():
    item = {"type": "person", "label": "Velk", "since": "soon", "note": 5, "at": [1.5, 2]}
    cards = Inside({"c": {"id": "c", "source": "R01", "date": "x", "more": 1}, "d": {"id": "?"}})
    chart = chart_of([document({"entities": {"a": Inside(item | {"cards": cards})}})])
    found = chart.entities["a"]
    assert (found.since, found.note, found.at, found.evidence) == ("", "", None, ("R01",))


def test_more_cards_than_a_chart_holds_do_not_take_the_item_away():
    cards = Inside({f"c{at:02}": {"id": f"c{at:02}", "n": at} for at in range(80)})
    made = document({"entities": {"a": Inside({"type": "person", "label": "V", "cards": cards})}})
    assert [card.id for card in chart_of([made]).entities["a"].cards] == [
        f"c{at:02}" for at in range(60)
    ]


@pytest.mark.parametrize("value", [Text("words"), XmlFragment(), Array([1]), Doc(), b"bytes"])
def test_other_kinds_of_content_are_refused(value):
    doc: Doc[Any] = Doc(client_id=WRITER)
    doc.get("entities", type=Map)["a"] = value
    assert read_update(text(bytes(doc.get_update()))).value is None


def test_other_roots_are_refused():
    doc: Doc[Any] = Doc(client_id=WRITER)
    doc.get("secrets", type=Map)["a"] = 1
    assert read_update(text(bytes(doc.get_update()))).value is None


def test_nobody_writes_as_the_server():
    assert read_update(text(written([], Chart(), VELK, 1))).value is None
    assert read_update(text(written([], Chart(), VELK, WRITER))).value is not None


@pytest.mark.parametrize(
    "made",
    [
        update(at_root("about", "title", b"\x01" + b"\x75\x01" * 100_000 + b"\x7e")),
        update(at_root("about", "title", b"\x01" + b"\x76\x01\x01a" * 50_000 + b"\x7e")),
        update(*[at_root("about", "title", b"\x01\x7e")] * 2),
        update(at_root("about", "title", b"\xff\xff\xff\xff\x7f\x7e")),
        update(at_root("about", "title", b"\x01\x7e"), clock=2**31),
        b"\xff\xff\xff\xff\x0f",
        b"",
        b"\x00\x00\x00",
        b"\x00\x01" + number(WRITER) + b"\x01" + number(2**31) + b"\x01",
    ],
    ids=["lists", "objects", "one place", "endless", "clock", "writers", "none", "more", "gone"],
)
def test_what_would_bring_a_decoder_down_is_refused_before(made):
    assert form_of(made, NAMES) is None
    assert read_update(text(made)).problems[0].path == "update"


def test_maps_inside_each_other_are_refused_where_they_go_deeper_than_a_chart():
    doc: Doc[Any] = Doc(client_id=WRITER)
    cards = Map({"deep": Map({"deeper": Map({})})})
    doc.get("entities", type=Map)["a"] = Map({"cards": cards})
    assert read_update(text(bytes(doc.get_update()))).value is None


def test_an_update_that_stands_on_another_waits_for_it():
    first = written([], Chart(), VELK, WRITER)
    base = chart_of([first])
    after = Chart({**base.entities, "b": Entity("b", "person", "Other")})
    second = written([first], base, after, WRITER + 1)
    changed = Chart({**after.entities, "b": Entity("b", "person", "Third")})
    third = written([first, second], after, changed, WRITER + 2)
    assert chart_of([third, second, first]) == changed
    assert chart_of([third]) == Chart()
    history = History()
    history.add(third)
    assert not history.shared.state().strip(b"\x00")


@SOME
@given(raw=st.binary(max_size=300))
def test_no_bytes_bring_a_reader_down(hands: Hands, raw: bytes):
    parsed = read_update(text(raw))
    if parsed.value is not None:
        assert isinstance(chart_of([raw]), Chart)
    assert hands.draw([["receive", 0, [text(raw)]]])["charts"]


def test_bytes_of_true_updates_with_some_changed_bring_no_reader_down(hands: Hands):
    chance = random.Random(6)
    good = written([], Chart(), VELK, WRITER)
    for _ in range(3000):
        raw = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        form = form_of(bytes(raw), NAMES)
        if read_update(text(bytes(raw))).value is None or form is None:
            continue
        seen = as_seen(chart_of([bytes(raw)]))
        told = hands.draw([["receive", 0, [text(bytes(raw))]]])
        if not form.needs:  # else the server waits for the rest
            assert by_id(told["charts"][0]) == seen


def test_the_document_does_not_suffer_from_rows_that_are_none():
    history = History()
    history.add(None)
    history.add(b"\x99")
    history.add(written([], Chart(), VELK, WRITER))
    assert history.shared.chart() == VELK
    assert isinstance(history.shared, SharedChart)
