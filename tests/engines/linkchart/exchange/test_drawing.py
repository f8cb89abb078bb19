"""The drawing of a chart: everything is on it, lines and arrows say what they mean, words are
safe in every script, and nothing in it runs."""

import re

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given

from lms.engines.linkchart.exchange.drawing import Words, draw, write_svg
from lms.engines.linkchart.exchange.glyphs import GLYPHS
from lms.engines.linkchart.exchange.lettering import width, wrapped
from lms.engines.linkchart.exchange.picture import svg_of
from lms.engines.linkchart.model import About, Chart, Entity, Group, Link
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Shape, Strength
from tests.engines.linkchart.any_charts import charts
from tests.engines.linkchart.exchange.test_anx_round_trip import SLOW
from tests.engines.linkchart.test_shared import FULL

SVG = "{http://www.w3.org/2000/svg}"
PAIR = {
    "a": Entity("a", "person", "Ilka Tamas", at=(0, 0)),
    "b": Entity("b", "organisation", "Lantern Shop", at=(400, 0)),
}


def parts(chart, words=None):
    root = fromstring(write_svg(chart, words).content)
    return root, [one.text.strip("\u2068\u2069") for one in root.iter(f"{SVG}text")]


@SLOW
@given(charts())
def test_any_chart_is_drawn_as_xml_with_every_entity_and_link(chart):
    root, _ = parts(chart)
    titles = [one.find(f"{SVG}title").text or "" for one in root.iter(f"{SVG}g")]
    assert titles == [one.label for one in chart.entities.values()]
    lines = [one for one in root.iter(f"{SVG}path") if one.get("fill") == "none"]
    glyphs = sum(ENTITY_TYPES[one.type].shape is not Shape.BOX for one in chart.entities.values())
    assert len(lines) == glyphs + len(chart.links)
    allowed = {"svg", "title", "rect", "g", "path", "circle", "polygon", "text"}
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= allowed
    names = {name for one in root.iter() for name in one.attrib}
    assert not {name for name in names if name.startswith("on") or "href" in name}


@pytest.mark.parametrize(
    ("strength", "dashes"),
    [(Strength.CONFIRMED, None), (Strength.UNCONFIRMED, "8 5"), (Strength.TENTATIVE, "1.5 5")],
)
def test_a_line_shows_its_strength(strength, dashes):
    root, _ = parts(Chart(PAIR, {"l": Link("l", "a", "b", "owns", strength=strength)}))
    line = next(one for one in root.iter(f"{SVG}path") if one.get("d").startswith("M29"))
    assert line.get("stroke-dasharray") == dashes


@pytest.mark.parametrize(
    ("direction", "tips"),
    [(Direction.FORWARD, 1), (Direction.NONE, 0), (Direction.BOTH, 2)],
)
def test_arrows_point_where_the_link_points(direction, tips):
    root, _ = parts(Chart(PAIR, {"l": Link("l", "a", "b", "owns", direction)}))
    heads = [one.get("points").split()[0] for one in root.iter(f"{SVG}polygon")]
    assert len(heads) == tips
    if direction is Direction.FORWARD:
        x, y = map(float, heads[0].split(","))
        assert (300 < x < 360, y) == (True, 0)  # before the left edge of the box


def test_links_between_the_same_two_do_not_lie_on_each_other():
    links = {key: Link(key, *ends, "paid") for key, ends in (("l", "ab"), ("m", "ba"), ("n", "ab"))}
    picture = draw(Chart(PAIR, links))
    heights = sorted(one.y for one in picture.said if one.words == "paid")
    assert heights[1] - heights[0] == heights[2] - heights[1] > 16


def test_the_frame_has_title_legend_author_date_and_handling():
    _, said = parts(FULL, None)
    assert said[0] == "Operation"
    assert {"confirmed", "unconfirmed", "tentative"} <= set(said)
    assert re.sub("[\u2068\u2069]", "", said[-1]) == "S3 · 2019-03-12 · H2"


def test_the_file_says_that_it_was_not_checked_and_what_a_picture_lacks():
    out = write_svg(FULL)
    assert "not checked in i2 Analyst's Notebook. -->" in out.content.decode()
    assert [str(one) for one in out.notes][1:] == ["A picture has no cards, attributes or dates."]


def test_words_in_other_languages_and_names_of_link_types_are_taken():
    words = Words(links={"owns": "مالک"}, strengths=dict.fromkeys(Strength, "مصدقہ"))
    chart = Chart(PAIR, {"l": Link("l", "a", "b", "owns")}, about=About("عنوان"))
    _, said = parts(chart, words)
    assert said[0] == "عنوان"
    assert "مالک" in said
    assert said.count("مصدقہ") == 3


def test_every_line_of_words_is_kept_in_its_own_direction():
    chart = Chart({"a": Entity("a", "person", "واحد (7) <b>&", at=(0, 0))})
    text = write_svg(chart).content.decode()
    assert ">\u2068واحد (7) &lt;b&gt;&amp;\u2069</text>" in text


def test_words_can_be_left_to_whoever_sets_the_page():
    assert "<text" not in svg_of(draw(FULL), words=False)


def test_a_group_is_a_box_round_its_members_with_its_name():
    chart = Chart(PAIR, groups={"g": Group("g", "Ring", ("a", "b"))})
    root, said = parts(chart)
    assert "Ring" in said
    box = next(one for one in root.iter(f"{SVG}rect") if one.get("rx"))
    assert float(box.get("x")) < -25
    assert float(box.get("x")) + float(box.get("width")) > 440


def test_every_type_has_a_drawing():
    assert set(GLYPHS) == set(ENTITY_TYPES)


def test_long_labels_break_into_two_lines_and_end_in_dots():
    lines = wrapped(
        "A very long name of a company that trades in fruit and nothing else", 13, 190, 2
    )
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width(line, 13) <= 190 for line in lines)
    assert wrapped("", 13, 190, 2) == []


def test_an_empty_chart_is_a_picture_of_its_frame():
    root, said = parts(Chart())
    assert said == ["confirmed", "unconfirmed", "tentative"]
    assert float(root.get("width")) > 0
