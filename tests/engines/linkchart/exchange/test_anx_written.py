"""What we write to i2's format: only what is known to be part of it, and what anxwritter writes."""

import re

import pytest
from anxwritter import ANXChart, Card, DotStyle, Strength
from defusedxml.ElementTree import fromstring
from hypothesis import given

from lms.engines.linkchart.exchange.anx_write import write_anx
from lms.engines.linkchart.model import (
    Attribute,
    AttributeKind,
    Chart,
    Entity,
    Grading,
    Link,
)
from lms.engines.linkchart.model import Card as OurCard
from lms.engines.linkchart.vocabulary import Direction
from lms.engines.linkchart.vocabulary import Strength as Ours
from tests.engines.linkchart.any_charts import charts
from tests.engines.linkchart.exchange.test_anx_round_trip import SLOW
from tests.engines.linkchart.test_shared import FULL

GRADES = {"GradeOneIndex", "GradeTwoIndex", "GradeThreeIndex"}
DATES = {"DateTime", "DateSet", "TimeSet", "DateTimeDescription"}
STYLE = {"Type", "EntityTypeReference"}
SHAPED = STYLE | {"Strength", "BackColour", "Filled"}
# element: (parents, attributes, those that are always there), from the public structure
KNOWN = {
    "Chart": (
        set(),
        {"IdReferenceLinking", "Rigorous", "SchemaVersion", "BackColour", "IsBackColourFilled",
         "UseLocalTimeZone"},
        {"IdReferenceLinking", "Rigorous"},
    ),
    "StrengthCollection": ({"Chart"}, set(), set()),
    "Strength": ({"StrengthCollection"}, *[{"Id", "Name", "DotStyle"}] * 2),
    "GradeOne": ({"Chart"}, set(), set()),
    "GradeTwo": ({"Chart"}, set(), set()),
    "GradeThree": ({"Chart"}, set(), set()),
    "SourceHints": ({"Chart"}, set(), set()),
    "StringCollection": ({"GradeOne", "GradeTwo", "GradeThree", "SourceHints"}, set(), set()),
    "String": ({"StringCollection"}, *[{"Id", "Text"}] * 2),
    "AttributeClassCollection": ({"Chart"}, set(), set()),
    "AttributeClass": (
        {"AttributeClassCollection"},
        *[{"Id", "Name", "Type", "ShowValue", "Visible", "IsUser", "UserCanAdd",
           "UserCanRemove"}] * 2,
    ),
    "EntityTypeCollection": ({"Chart"}, set(), set()),
    "EntityType": (
        {"EntityTypeCollection"},
        *[{"Id", "Name", "IconFile", "Colour", "PreferredRepresentation"}] * 2,
    ),
    "LinkTypeCollection": ({"Chart"}, set(), set()),
    "LinkType": ({"LinkTypeCollection"}, *[{"Id", "Name", "Colour"}] * 2),
    "Summary": ({"Chart"}, set(), set()),
    "FieldCollection": ({"Summary"}, set(), set()),
    "Field": ({"FieldCollection"}, *[{"Type", "Field"}] * 2),
    "CustomPropertyCollection": ({"Summary"}, set(), set()),
    "CustomProperty": ({"CustomPropertyCollection"}, *[{"Name", "Type", "Value"}] * 2),
    "ChartItemCollection": ({"Chart"}, set(), set()),
    "ChartItem": (
        {"ChartItemCollection"},
        {"Id", "Label", "Description", "Ordered", "Shown", "XPosition", *DATES, *GRADES},
        {"Id", "Label", "Ordered", "Shown", *GRADES},
    ),
    "End": ({"ChartItem"}, *[{"X", "Y", "Z"}] * 2),
    "Entity": ({"End"}, *[{"EntityId", "Identity", "LabelIsIdentity"}] * 2),
    "Icon": ({"Entity"}, set(), set()),
    "Box": ({"Entity"}, set(), set()),
    "Circle": ({"Entity"}, set(), set()),
    "IconStyle": ({"Icon"}, STYLE | {"IconShadingColour"}, STYLE),
    "BoxStyle": ({"Box"}, SHAPED, SHAPED),
    "CircleStyle": ({"Circle"}, SHAPED, SHAPED),
    "CardCollection": ({"Entity", "Link"}, set(), set()),
    "Card": (
        {"CardCollection"},
        {"Summary", "Text", "SourceReference", "SourceType", *DATES, *GRADES},
        GRADES,
    ),
    "Link": ({"ChartItem"}, *[{"End1Id", "End2Id", "End1Reference", "End2Reference"}] * 2),
    "LinkStyle": (
        {"Link"},
        *[{"Type", "LinkTypeReference", "ArrowStyle", "Strength", "StrengthReference",
           "LineColour", "LineWidth"}] * 2,
    ),
    "AttributeCollection": ({"ChartItem"}, set(), set()),
    "Attribute": (
        {"AttributeCollection"},
        *[{"AttributeClass", "AttributeClassReference", "Value"}] * 2,
    ),
}  # fmt: skip
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def lint(content: bytes) -> list[str]:
    """What in a file is not in the public structure, or not as it asks for."""
    found: list[str] = []
    root = fromstring(content)
    ids: list[str] = []

    def look(element, parent):
        parents, allowed, needed = KNOWN.get(element.tag, (None, set(), set()))
        names = set(element.attrib)
        if parents is None or (parent not in parents and parents):
            found.append(f"{element.tag} in {parent}")
        found.extend(f"{element.tag}/@{name}" for name in names - allowed)
        found.extend(f"{element.tag} without @{name}" for name in needed - names)
        ids.extend(value for name, value in element.attrib.items() if name == "Id")
        for child in element:
            look(child, element.tag)

    look(root, "")
    found.extend(f"Id {key}" for key in ids if not NCNAME.fullmatch(key) or ids.count(key) > 1)
    return found + _references(root, set(ids)) + _identities(root)


def _references(root, ids):
    found = []
    numbers = {one.get("EntityId") for one in root.iter("Entity")}
    for element in root.iter():
        for name, value in element.attrib.items():
            if name.endswith("Reference") and name != "SourceReference" and value not in ids:
                found.append(f"{element.tag}/@{name} {value}")
            if name in ("End1Id", "End2Id") and value not in numbers:
                found.append(f"{element.tag}/@{name} {value}")
    for item in root.iter("ChartItem"):
        order = [child.tag for child in item]
        if order not in (["End", "AttributeCollection"], ["Link", "AttributeCollection"]):
            found += ["the order in an item"]
    return found


def _identities(root):
    identities = [one.get("Identity") for one in root.iter("Entity")]
    return [f"identity {one}" for one in set(identities) if identities.count(one) > 1 or not one]


@SLOW
@given(charts())
def test_nothing_is_written_that_is_not_in_the_public_structure(chart):
    assert lint(write_anx(chart).content) == []


def people(**more):
    return Chart({
        "a": Entity("a", "person", "Ilka Tamas", at=(10, 20), **more),
        "b": Entity("b", "organisation", "Lantern Shop", at=(90, 20)),
    })  # fmt: skip


def test_every_file_says_that_it_was_not_checked_in_i2():
    written = write_anx(FULL)
    said = "Written to the public structure of the format, not checked in i2 Analyst's Notebook."
    assert f"<!-- Concord. {said} -->" in written.content.decode()
    comments = fromstring(written.content).find(".//Field[@Type='SummaryFieldComments']")
    assert comments.get("Field") == said
    assert [str(note) for note in written.notes] == [said]


@pytest.mark.parametrize("references", [False, True])
def test_ends_types_and_strengths_are_named_for_both_kinds_of_readers(references):
    root = fromstring(write_anx(FULL, references=references).content)
    assert root.get("IdReferenceLinking") == ("true" if references else "false")
    items = {item.get("Id"): item for item in root.iter("ChartItem")}
    entities = {one.get("EntityId"): one for one in root.iter("Entity")}
    link, style = root.find(".//Link"), root.find(".//LinkStyle")
    assert items[link.get("End1Reference")].find(".//Entity") is entities[link.get("End1Id")]
    assert items[link.get("End2Reference")].find(".//Entity") is entities[link.get("End2Id")]
    strengths = {one.get("Id"): one.get("Name") for one in root.iter("Strength")}
    assert strengths[style.get("StrengthReference")] == style.get("Strength") == "Tentative"
    assert {one.get("Name"): one.get("DotStyle") for one in root.iter("Strength")} == {
        "Confirmed": "DotStyleSolid",
        "Unconfirmed": "DotStyleDashed",
        "Tentative": "DotStyleDotted",
    }


def test_an_item_without_a_grade_points_at_the_entry_not_graded():
    root = fromstring(write_anx(people(cards=(OurCard("c", text="x"),))).content)
    first = [root.find(f"{name}/StringCollection/String").get("Text") for name in
             ("GradeOne", "GradeTwo", "GradeThree")]  # fmt: skip
    assert first == ["Not graded"] * 3
    assert {root.find(".//Card").get(name) for name in GRADES} == {"0"}


def test_a_label_that_is_there_twice_gets_a_second_identity_and_stays_a_label():
    twice = Chart({key: Entity(key, "person", "Ilka Tamas") for key in "abc"})
    written = write_anx(twice)
    root = fromstring(written.content)
    assert [one.get("Identity") for one in root.iter("Entity")] == [
        "Ilka Tamas", "Ilka Tamas (2)", "Ilka Tamas (3)",
    ]  # fmt: skip
    assert {one.get("Label") for one in root.iter("ChartItem")} == {"Ilka Tamas"}
    assert [one.get("LabelIsIdentity") for one in root.iter("Entity")] == ["true", "false", "false"]
    assert str(written.notes[1]).startswith("2 identities were numbered")


def test_line_breaks_are_references_and_control_signs_are_gone():
    text = write_anx(people(note='one\r\ntwo\x00\x0b\ttab <&> "q" \ufffe')).content.decode()
    assert 'Description="one&#13;&#10;two&#9;tab &lt;&amp;&gt; &quot;q&quot; "' in text


def test_dates_have_flags_and_partial_ones_are_described():
    item = fromstring(write_anx(people(since="2019-03-12T22:15:00Z")).content).find(".//ChartItem")
    shown = [item.get(name) for name in ("DateTime", "DateSet", "TimeSet", "Ordered")]
    assert shown == ["2019-03-12T22:15:00.000", "true", "true", "true"]
    item = fromstring(write_anx(people(since="2019-03-12")).content).find(".//ChartItem")
    shown = [item.get(name) for name in ("DateTime", "DateSet", "TimeSet", "Ordered")]
    assert shown == ["2019-03-12T00:00:00.000", "true", "false", "false"]
    item = fromstring(write_anx(people(since="2019-03")).content).find(".//ChartItem")
    shown = [item.get(name) for name in ("DateTime", "DateSet", "DateTimeDescription")]
    assert shown == [None, "false", "2019-03"]


def test_colours_are_windows_numbers():
    red = {"Colour": Attribute("#ff0000")}
    phone = Chart({"p": Entity("p", "phone", "+999 200 0101", attributes=red)})
    assert (
        fromstring(write_anx(phone).content).find(".//IconStyle").get("IconShadingColour") == "255"
    )
    blue = people(attributes={"Colour": Attribute("#0000ff")})
    assert (
        fromstring(write_anx(blue).content).find(".//CircleStyle").get("BackColour") == "16711680"
    )


def test_values_of_two_kinds_under_one_name_get_two_classes():
    chart = Chart({
        "a": Entity("a", "person", "A", attributes={"age": Attribute("30", AttributeKind.NUMBER)}),
        "b": Entity("b", "person", "B", attributes={"age": Attribute("about 30")}),
    })  # fmt: skip
    root = fromstring(write_anx(chart).content)
    classes = {one.get("Name"): one.get("Type") for one in root.iter("AttributeClass")}
    assert classes == {
        "age": "AttNumber", "age (text)": "AttText", "Concord: data": "AttText",
    }  # fmt: skip


def facts(content: bytes):
    """What a chart says, whoever wrote it and in whatever order."""
    root = fromstring(content)
    lists = [
        [one.get("Text") for one in root.iterfind(f"{name}/StringCollection/String")]
        for name in ("GradeOne", "GradeTwo", "GradeThree")
    ]
    said = set()
    names = {}
    for item in root.iter("ChartItem"):
        attributes = {
            (one.get("AttributeClass"), one.get("Value"))
            for one in item.iter("Attribute")
            if one.get("AttributeClass") != "Concord: data"
        }
        cards = {
            (card.get("Summary"), card.get("SourceReference"), (card.get("DateTime") or "")[:19],
             *(grades[int(card.get(name))] for name, grades in zip(sorted(GRADES), (
                 lists[0], lists[2], lists[1]), strict=True)))
            for card in item.iter("Card")
        }  # fmt: skip
        entity, link = item.find("End/Entity"), item.find("Link")
        common = (frozenset(attributes), frozenset(cards), (item.get("DateTime") or "")[:19])
        if entity is not None:
            names[entity.get("EntityId")] = entity.get("Identity")
            shape = next(child.tag for child in entity if child.tag in ("Icon", "Box", "Circle"))
            style = entity.find(f"{shape}/{shape}Style")
            said.add((item.get("Label"), entity.get("Identity"), shape, style.get("Type"), *common))
        else:
            style = link.find("LinkStyle")
            said.add((
                item.get("Label"), names[link.get("End1Id")], names[link.get("End2Id")],
                style.get("Type"), style.get("ArrowStyle"), style.get("Strength"), *common,
            ))  # fmt: skip
    classes = {
        (one.get("Name"), one.get("Type"))
        for one in root.iter("AttributeClass")
        if one.get("Name") != "Concord: data"
    }
    return said, classes, {(one.get("Name"), one.get("DotStyle")) for one in root.iter("Strength")}


def test_our_writer_and_anxwritter_say_the_same_of_one_chart():
    card = OurCard("c1", "R01", "", "Seen", "", Grading("4x4", "B", "2", "H1"), "2019-03-12")
    ours = Chart(
        {
            "a": Entity("a", "person", "Ilka Tamas", cards=(card,), since="2019-03-12T22:15:00Z"),
            "b": Entity(
                "b", "organisation", "Lantern Shop", identity="LS-1",
                attributes={"Employees": Attribute("12", AttributeKind.NUMBER)},
            ),
            "c": Entity("c", "phone", "+999 200 0101"),
        },
        {
            "l": Link("l", "a", "b", "owns", Direction.FORWARD, Ours.UNCONFIRMED, "runs"),
            "m": Link("m", "a", "c", "uses", Direction.BOTH, Ours.TENTATIVE, "uses"),
        },
    )  # fmt: skip
    theirs = ANXChart()
    codes = {
        "one": ["A", "B", "C", "X"], "two": ["1", "2", "3", "4"], "three": ["H0", "H1", "H2", "H3"],
    }  # fmt: skip
    for part, listed in codes.items():
        grades = getattr(theirs, f"grades_{part}")
        grades.items = ["Not graded", *(f"{code} (4x4)" for code in listed)]
        grades.default = "Not graded"
    theirs.strengths.items = [
        Strength("Confirmed", DotStyle.SOLID), Strength("Unconfirmed", DotStyle.DASHED),
        Strength("Tentative", DotStyle.DOTTED),
    ]  # fmt: skip
    theirs.strengths.default = "Confirmed"
    theirs.add_circle(
        id="Ilka Tamas", type="Person", date="2019-03-12", time="22:15:00",
        cards=[Card(summary="Seen", source_ref="R01", date="2019-03-12", grade_one="B (4x4)",
                    grade_two="2 (4x4)", grade_three="H1 (4x4)")],
    )  # fmt: skip
    theirs.add_box(
        id="LS-1", label="Lantern Shop", type="Organisation", attributes={"Employees": 12}
    )
    theirs.add_icon(id="+999 200 0101", type="Phone number")
    theirs.add_link(from_id="Ilka Tamas", to_id="LS-1", type="owns", arrow="->", label="runs",
                    strength="Unconfirmed")  # fmt: skip
    theirs.add_link(from_id="Ilka Tamas", to_id="+999 200 0101", type="uses", arrow="<->",
                    label="uses", strength="Tentative")  # fmt: skip
    assert facts(write_anx(ours).content) == facts(theirs.to_xml().encode())
