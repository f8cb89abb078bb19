"""Plain text and HTML as Markdown that reads the same."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lms.core.markdown import render
from lms.engines.exchange.collecting import Notes
from lms.engines.exchange.words import from_html, from_plain

_parser = MarkdownIt("commonmark").enable("table")


def read(markdown):
    """The words that a reader sees."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", _parser.render(markdown))).split())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("*_`<>&[]{}~=#:\\/%|!-+1.) ab\n", max_size=20), min_size=60, max_size=60))
def test_plain_text_reads_the_same_whatever_signs_it_holds(texts):
    for text in texts:
        assert read(from_plain(text)) == " ".join(text.split()), text


@pytest.mark.parametrize("text", ["2 * 3 = 6", "a_b", "-5 to +3", "R&D", "Why? (see 4.)", "1.5 m"])
def test_what_means_nothing_is_not_escaped(text):
    assert from_plain(text) == text


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<p>One</p><p>Two<br>lines</p>", "One\n\nTwo  \nlines"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "- a\n  1. b"),
        (
            "<table><tr><th>Code</th></tr><tr><td>A</td></tr></table>",
            "| Code |\n| --- |\n| A |",
        ),
        ('<a href="https://un.org/x" onclick="y()">UN</a>', "[UN](https://un.org/x)"),
        ("<span style='color:red'>2 * 3</span>&nbsp;&lt;&nbsp;7", r"2 \* 3 < 7"),
    ],
)
def test_html_becomes_markdown(source, markdown):
    assert from_html(source, Notes()) == markdown


@settings(max_examples=30, deadline=None)
@given(st.text("<>/=\"' scriptonlaodimgjava:()&;#x3c\n", max_size=80))
def test_no_html_of_another_system_runs_here(source):
    shown = str(render(from_html(source, Notes())))
    assert not re.search(r"<script|\son\w+=|javascript:", shown, re.IGNORECASE), shown
