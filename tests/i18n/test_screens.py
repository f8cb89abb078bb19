"""Screens in Urdu: they run from right to left, and no English is left between the lines."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Comment, NavigableString
from flask.testing import FlaskClient

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [p for p in sorted((ROOT / "static").rglob("*.js")) if "vendor" not in p.parts]
STYLES = [p for p in sorted((ROOT / "static").rglob("*.css")) if "vendor" not in p.parts]
SPOKEN = r"(?:textContent|innerText|title|placeholder|ariaLabel|alt)\s*=\s*"
SPEAKS = re.compile(rf"(?:{SPOKEN}|\b(?:alert|confirm|prompt)\()[\"'`]([^\"'`]*)[\"'`]")
PROSE = re.compile(r"[\"'`]([A-Z][a-z]+ [a-z]+[^\"'`]*)[\"'`]")
PLACES_IN_SCRIPT = re.compile(r"\$\{[^}]*\}")

PAGES = ["/sign-in", "/help", "/help/organiser", "/verify", "/forgot", "/nowhere-at-all"]
DATA = ["script", "style", "code", "kbd", "samp", "[lang=en]", "bdi[dir=ltr]", "[dir=ltr]"]
DATA += ["[translate=no]", "title", "template"]
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "aria-description")
NAMES = {"Concord", "PDF", "QR", "MB", "UTC", "PKT", "DGTR"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "static").as_posix()


def test_scripts_take_their_texts_from_the_page() -> None:
    assert {name_of(path): words for path in SCRIPTS if (words := said_by_script(path))} == {}


def said_by_script(path: Path) -> list[str]:
    text = re.sub(
        r"^\s*//.*$|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    said = [PLACES_IN_SCRIPT.sub("", one) for one in SPEAKS.findall(text) + PROSE.findall(text)]
    return [one for one in said if re.search(r"[^\W\d_]{2,}", one)]


def test_styles_write_no_words() -> None:
    assert {name_of(path): words for path in STYLES if (words := said_by_style(path))} == {}


def said_by_style(path: Path) -> list[str]:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    said = re.findall(r"content:\s*[\"']([^\"']*)[\"']", text)
    return [one for one in said if re.search(r"[^\W\d_]{2,}", one)]


def english_left(html: str) -> list[str]:
    """Latin words in what a reader of the page sees or hears, outside names, codes and data."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.select(", ".join(DATA)):
        tag.decompose()
    heard = [
        str(text)
        for text in soup.find_all(string=True)
        if type(text) is NavigableString and not isinstance(text, Comment)
    ]
    heard += [
        str(tag[name]) for tag in soup.find_all(True) for name in SPOKEN_ATTRIBUTES if tag.get(name)
    ]
    words = [word for text in heard for word in re.findall(r"[A-Za-z][\w.@/-]+", text)]
    return [word for word in words if word not in NAMES and not re.search(r"\d|\.|@|_", word)]


def test_the_reader_of_pages_finds_english() -> None:
    page = '<p>اردو <code>key</code> plain <img alt="A picture"> <b lang="en">Name</b></p>'
    assert english_left(page) == ["plain", "picture"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_without_an_account_are_urdu(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers={"Accept-Language": "ur-PK"}, follow_redirects=True)
    soup = BeautifulSoup(page.text, "html.parser")
    assert soup.html is not None and soup.html["lang"] == "ur" and soup.html["dir"] == "rtl"
    assert english_left(page.text) == []
