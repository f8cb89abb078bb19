"""Files of other writers are read: their order, their ways of linking, their names of things."""

from pathlib import Path

import pytest
from anxwritter import ANXChart, Card, DotStyle, Strength

from lms.engines.linkchart.document import dump_chart, parse_chart
from lms.engines.linkchart.exchange.anx_read import read_anx
from lms.engines.linkchart.exchange.types import TypeMap
from lms.engines.linkchart.model import Attribute, AttributeKind, Grading
from lms.engines.linkchart.vocabulary import Direction
from lms.engines.linkchart.vocabulary import Strength as Ours

FILES = Path(__file__).parent / "files"


def read(name, **more):
    found = read_anx((FILES / name).read_bytes(), **more)
    assert parse_chart(dump_chart(found.chart)).value is not None
    return found


def by_label(chart):
    return {one.label: one for one in chart.entities.values()}


def test_a_chart_of_anxwritter_is_read():
    chart = ANXChart()
    for grades, items in (
        (chart.grades_one, ["-", "A", "B"]),
        (chart.grades_two, ["-", "1", "2"]),
        (chart.grades_three, ["-", "H0", "H1"]),
    ):
        grades.items, grades.default = items, "-"
    chart.strengths.items = [
        Strength("Confirmed", DotStyle.SOLID), Strength("Guess", DotStyle.DOTTED),
    ]  # fmt: skip
    chart.strengths.default = "Confirmed"
    card = Card(
        summary="S", description="T\nU", date="2024-01-15", time="10:00:00", grade_one="A",
        grade_two=2, source_ref="R01", source_type="Report",
    )  # fmt: skip
    chart.add_icon(
        id="Alice", type="Person", color="Red", x=10, y=20, description="first\nsecond",
        attributes={"phone": "555-0001", "calls": 12, "known": True}, cards=[card],
        date="2024-01-16",
    )  # fmt: skip
    chart.add_circle(id="Bob", type="Person", label="Бoб", x=300, y=20)
    chart.add_box(id="Org", type="Office", label="Firm", datetime_description="2019-03")
    chart.add_link(
        from_id="Alice", to_id="Bob", type="Call", arrow="->", strength="Guess", label="two\nlines",
        date="2024-01-15", attributes={"duration": 120}, cards=[Card(summary="x")],
    )  # fmt: skip
    chart.add_link(from_id="Org", to_id="Bob", type="Employs", arrow="<-")
    chart.add_link(from_id="Org", to_id="Alice", type="Employs", arrow="<->")

    found = read_anx(chart.to_xml().encode())

    assert found.problems == ()
    people = by_label(found.chart)
    alice, bob, firm = people["Alice"], people["Бoб"], people["Firm"]
    assert (alice.type, bob.type, firm.type) == ("person", "person", "organisation")
    assert (alice.identity, bob.identity, firm.identity) == ("", "Bob", "Org")
    # it writes line breaks as such, and XML reads them as spaces
    assert (alice.note, alice.since, firm.since) == ("first second", "2024-01-16", "2019-03")
    assert (alice.at, bob.at) == ((10, 20), (300, 20))
    assert dict(alice.attributes) == {
        "phone": Attribute("555-0001"),
        "calls": Attribute("12", AttributeKind.NUMBER),
        "known": Attribute("true", AttributeKind.FLAG),
        "Colour": Attribute("#ff0000"),
    }
    (told,) = alice.cards
    assert (told.source, told.source_type, told.summary, told.text, told.date) == (
        "R01", "Report", "S", "T U", "2024-01-15T10:00:00Z",
    )  # fmt: skip
    assert told.grading == Grading("", "A", "2", "")
    call, employed, both = found.chart.links.values()
    assert (call.source, call.target, call.type, call.label) == (
        alice.id, bob.id, "Call", "two lines",
    )  # fmt: skip
    assert (call.direction, call.strength) == (Direction.FORWARD, Ours.TENTATIVE)
    assert call.attributes["Strength in the file"] == Attribute("Guess")
    assert call.attributes["duration"] == Attribute("120", AttributeKind.NUMBER)
    assert (call.since, call.cards[0].summary) == ("2024-01-15", "x")
    assert (employed.source, employed.target) == (bob.id, firm.id)
    assert both.direction is Direction.BOTH


def test_two_collections_of_items_and_ends_by_name_are_read():
    found = read("pyanx-style.anx")
    assert found.problems == ()
    people = by_label(found.chart)
    tamas, phone = people["Ilka Tamas"], people["+999 200 0101"]
    assert (tamas.type, phone.type, tamas.at) == ("person", "phone", (10, 20))
    assert (tamas.note, tamas.since) == ("Seen at the port.\nAlone.", "2019-03-12T22:15:00Z")
    assert [(card.source, card.source_type) for card in tamas.cards] == [("R01", "Report")]
    assert phone.attributes["Type in the file"] == Attribute("Cellfone")
    assert phone.attributes["Colour"] == Attribute("#ff0000")
    uses, back = found.chart.links.values()
    assert (uses.source, uses.target, uses.label) == (tamas.id, phone.id, "uses")
    assert (uses.strength, uses.direction) == (Ours.TENTATIVE, Direction.FORWARD)
    assert (back.source, back.target) == (tamas.id, phone.id)
    assert (back.since, back.strength) == ("2019-03-12", Ours.UNCONFIRMED)


def test_references_only_cards_under_the_item_and_lists_at_the_end_are_read():
    found = read("cards-under-item.anx")
    people = by_label(found.chart)
    shop, tamas = people["Lantern Shop"], people["Ilka Tamas"]
    assert (shop.type, shop.identity, tamas.type, tamas.identity) == (
        "organisation", "LS-1", "person", "",
    )  # fmt: skip
    assert dict(shop.attributes) == {
        "Employees": Attribute("12", AttributeKind.NUMBER),
        "Founded": Attribute("2019-03-12T22:15:00Z", AttributeKind.TIME),
        "Known": Attribute("true", AttributeKind.FLAG),
        "Type in the file": Attribute("Chandlery"),
    }
    (card,) = shop.cards
    assert card.grading == Grading("", "Reliable", "Heard", "Open")
    assert card.text == "Owned by Tamas\nDate as written: spring of 2019"
    (owns,) = found.chart.links.values()
    assert (owns.source, owns.target, owns.type) == (tamas.id, shop.id, "Owner")
    assert (owns.strength, owns.cards[0].summary) == (Ours.UNCONFIRMED, "Extract")
    assert [str(one.message) for one in found.problems] == [
        "“spring of 2019” is no date. It was kept in the text of the card."
    ]


def test_every_problem_is_named_at_its_line_and_mended():
    found = read("troubles.anx")
    assert [(str(one.where), str(one.message)) for one in found.problems] == [
        ("line 5", "“2019-02-30T00:00:00” is no date. It was kept as an attribute."),
        ("line 5", "The identity of “Ilca Tamash” is there already. The two were put together."),
        (
            "line 6",
            (
                "The type “White van” is not known here. It was taken for “Vehicle”, and its name "
                "is kept as an attribute."
            ),
        ),
        ("line 6", "This has no label; it is called KV-4471-C."),
        ("line 8", "This link leads to its own start. It was left out."),
        ("line 9", "This link has an end that is nowhere. It was left out."),
        ("line 10", "This item is neither an entity nor a link. It was left out."),
    ]
    assert all(one.mended for one in found.problems)
    tamas, van = found.chart.entities.values()
    assert (tamas.label, tamas.aliases) == ("Ilka Tamas", ("Ilca Tamash",))
    assert tamas.attributes["Date as written"] == Attribute("2019-02-30T00:00:00")
    assert van.attributes["Type in the file"] == Attribute("White van")
    assert [link.type for link in found.chart.links.values()] == ["drives"]


def test_types_mean_what_a_person_says_they_mean():
    said = TypeMap({"White van": "container"}, {"drives": "uses"})
    found = read("troubles.anx", types=said)
    assert by_label(found.chart)["KV-4471-C"].type == "container"
    assert [link.type for link in found.chart.links.values()] == ["uses"]
    assert [(one.name, one.count, one.ours, one.sure) for one in found.entity_types] == [
        ("Person", 2, "person", True),
        ("White van", 1, "container", True),
    ]
    assert [(one.name, one.ours) for one in found.link_types] == [
        ("drives", "uses"), ("knows", "knows"), ("owns", "owns"),
    ]  # fmt: skip


@pytest.mark.parametrize("index", ["", "7", "-1", "x", "99999999999"])
def test_an_index_that_no_list_has_means_not_graded(index):
    text = (FILES / "cards-under-item.anx").read_text()
    found = read_anx(text.replace('GradeOneIndex="0"', f'GradeOneIndex="{index}"').encode())
    shop = by_label(found.chart)["Lantern Shop"]
    assert shop.cards[0].grading == Grading("", "", "Heard", "Open")
