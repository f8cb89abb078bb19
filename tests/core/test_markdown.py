"""Authored Markdown: shown, but harmless."""

import pytest

from lms.core.markdown import render


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "<iframe src='https://example.org'></iframe>",
        '<p style="position:fixed">x</p>',
        "![x](data:text/html;base64,PHNjcmlwdD4=)",
        "<svg><script>alert(1)</script></svg>",
    ],
)
def test_nothing_that_acts_survives(source: str) -> None:
    html = render(source).lower()
    for word in ("<script", "onerror=", "<iframe", "style=", "<svg"):
        assert word not in html
    assert 'href="javascript' not in html
    assert 'src="data:text' not in html


def test_tables_headings_and_figures_stay() -> None:
    html = render("# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![cycle](cycle.svg)")
    assert "<h2>Title</h2>" in html
    assert "<td>1</td>" in html
    assert 'alt="cycle"' in html
