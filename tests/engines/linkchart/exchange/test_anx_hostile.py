"""Files that mean harm, or are broken: refused at once, with the reason and the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.linkchart.exchange.anx_read import read_anx
from lms.engines.linkchart.exchange.anx_write import write_anx
from lms.engines.linkchart.exchange.types import Limits
from tests.engines.linkchart.test_shared import FULL

ITEM = b'<ChartItem Label="x"><End/></ChartItem>'


def why(content, **more):
    found = read_anx(content, **more)
    assert found.chart is None
    (trouble,) = found.problems
    assert not trouble.mended
    return f"{trouble.where}: {trouble.message}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"  ", "the whole file: The file is empty."),
        (b"words", "line 1: The file is not whole XML from here on. Export it again."),
        (b"<Chart>\n<a>\n", "line 3: The file is not whole XML from here on. Export it again."),
        (
            b"<html/>",
            "line 1: This is XML, but no chart of i2: its first element is html, not Chart.",
        ),
        (
            b'<!DOCTYPE Chart [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Chart x="&b;"/>',
            ("the whole file: The file declares a document type or entities, which are not read. "
            "Remove them."),
        ),
        (
            b'<!DOCTYPE Chart SYSTEM "http://203.0.113.1/x.dtd"><Chart/>',
            ("the whole file: The file declares a document type or entities, which are not read. "
            "Remove them."),
        ),
        (
            b'<Chart>\n<ChartItem Label="\xe9"/></Chart>',
            ("line 2: The file says that its encoding is UTF-8, but here is a byte that this "
            "encoding does not have. Save it as UTF-8."),
        ),
        (
            b'<?xml version="1.0" encoding="punycode"?><Chart/>',
            "the whole file: The encoding punycode is not read. Save the file as UTF-8.",
        ),
        (
            bytes.fromhex("d0cf11e0a1b11ae1"),
            ("the whole file: This is a binary file of Analyst's Notebook (.anb) or an old Office "
            "file. Save the chart in Analyst's Notebook as an XML file (.anx) and send that."),
        ),
        (
            b"<Chart>" + b"<a>" * 60 + b"</a>" * 60 + b"</Chart>",
            "line 1: The XML is built too deep or has too many elements for a chart.",
        ),
        (
            b"<Chart>" + b" " * 100 * 2**20,
            "the whole file: The file has 100 MB; at most 64 MB are read.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)  # fmt: skip
def test_the_reason_is_told(content, reason):
    assert why(content) == reason


def test_an_encoding_that_is_declared_is_read():
    text = write_anx(FULL).content.decode()
    for name in ("UTF-16", "utf-8"):
        content = text.replace('encoding="UTF-8"', f'encoding="{name}"').encode(name)
        assert read_anx(content).chart == FULL
    latin = (
        '<?xml version="1.0" encoding="windows-1252"?><Chart><ChartItem Label="é"><End><Entity/>'
    )
    content = f"{latin}</End></ChartItem></Chart>".encode("cp1252")
    assert [one.label for one in read_anx(content).chart.entities.values()] == ["é"]


def test_items_elements_and_links_are_counted_before_they_are_kept():
    few = Limits(elements=50, entities=3, links=2)
    assert "too many elements" in why(b"<Chart>" + b"<a/>" * 60 + b"</Chart>", limits=few)
    assert "more than 5 items" in why(b"<Chart>" + ITEM * 9 + b"</Chart>", limits=few)
    entity = b'<ChartItem Label="x"><End><Entity/></End></ChartItem>'
    assert "more than 3 entities" in why(b"<Chart>" + entity * 4 + b"</Chart>", limits=few)


def test_at_most_two_hundred_problems_are_told_and_the_rest_counted():
    found = read_anx(b"<Chart>" + ITEM * 250 + b"</Chart>")
    assert (len(found.problems), found.more) == (200, 50)


def test_depth_and_thousands_of_unknown_types_do_no_harm():
    assert "too deep" in why(b"<Chart>" + b"<a>" * 3_000_000)
    names = b"".join(b'<ChartItem Label="x"><End><Entity><Icon><IconStyle Type="t%d"/></Icon>'
                     b"</Entity></End></ChartItem>" % n for n in range(2000))  # fmt: skip
    assert len(read_anx(b"<Chart>" + names + b"</Chart>").chart.entities) == 2000


@given(st.binary(max_size=300), st.integers(0, 2000), st.integers(0, 2000))
def test_no_file_brings_the_reader_down(junk, start, length):
    content = write_anx(FULL).content
    assert read_anx(junk) is not None
    spoilt = content[:start] + junk + content[start + length :]
    found = read_anx(spoilt)
    assert found.chart is not None or not found.problems[0].mended
