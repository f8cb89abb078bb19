"""The Urdu catalogue: every text of the screens, with its places, tags and letters in order."""

import re
import subprocess
import sys
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "lms" / "translations" / "ur" / "LC_MESSAGES"
KEYWORDS = ["-k", "_l", "-k", "_n:1,2", "-k", "N_"]
PLACE = re.compile(r"%\(\w+\)s")
TAG = re.compile(r"</?\w+[^>]*>")
LATIN = re.compile(r"[A-Za-z]{2,}")
ARABIC_ONLY = {"ي": "ی", "ك": "ک", "ه": "ہ", "ى": "ی", "ة": "ۃ"}
BIDI_CONTROLS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
SAME_IN_BOTH: set[str] = set()


def both_forms(message: Message) -> list[tuple[str, str]]:
    """The msgid and msgstr of each form; an English plural is measured against both Urdu forms."""
    if isinstance(message.id, tuple):
        return [(str(message.id[1]), str(form)) for form in message.string]
    return [(str(message.id), str(message.string))]


def key_of(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def texts(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The texts that stand in the code and the templates now, gathered as `make` gathers them."""
    target = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract"]
    options = ["-F", "pyproject.toml", *KEYWORDS, "-o", str(target), "."]
    subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True)
    with target.open("rb") as stream:
        return read_po(stream)


@pytest.fixture(scope="module")
def urdu() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as stream:
        return read_po(stream, locale="ur")


def test_the_gathering_is_that_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"extract -F pyproject.toml {' '.join(KEYWORDS)} " in makefile


def test_every_text_of_the_screens_is_in_the_catalogue(extracted: Catalog, urdu: Catalog) -> None:
    known = {key_of(m): isinstance(m.id, tuple) for m in texts(urdu)}
    wanted = {key_of(m): isinstance(m.id, tuple) for m in texts(extracted)}
    assert sorted(wanted.keys() - known.keys()) == []
    assert [key for key in wanted if known[key] != wanted[key]] == []


def test_nothing_in_the_catalogue_has_left_the_screens(extracted: Catalog, urdu: Catalog) -> None:
    assert sorted({key_of(m) for m in texts(urdu)} - {key_of(m) for m in texts(extracted)}) == []


def test_every_text_is_translated(urdu: Catalog) -> None:
    assert [m.id for m in texts(urdu) for _, said in both_forms(m) if not said.strip()] == []
    assert [m.id for m in texts(urdu) if isinstance(m.id, tuple) and len(m.string) != 2] == []
    assert [m.id for m in texts(urdu) if m.fuzzy] == []


def test_the_catalogue_as_a_whole_is_not_fuzzy(urdu: Catalog) -> None:
    """A catalogue without its head counts as fuzzy, and `pybabel compile` passes it by."""
    assert urdu.fuzzy is False
    assert urdu.plural_forms == "nplurals=2; plural=(n != 1);"


def test_places_and_tags_are_the_same(urdu: Catalog) -> None:
    wrong = [
        (asked, said)
        for message in texts(urdu)
        for asked, said in both_forms(message)
        if sorted(PLACE.findall(asked)) != sorted(PLACE.findall(said))
        or sorted(TAG.findall(asked)) != sorted(TAG.findall(said))
    ]
    assert wrong == []


def test_each_text_can_be_filled_in(urdu: Catalog) -> None:
    for message in texts(urdu):
        for asked, said in both_forms(message):
            names = re.findall(r"%\((\w+)\)s", asked)
            if names or message.python_format:
                assert said % dict.fromkeys(names, "x")


def test_no_text_is_left_in_english(urdu: Catalog) -> None:
    english = {form for m in texts(urdu) for form in (m.id if isinstance(m.id, tuple) else [m.id])}
    left = [
        said
        for message in texts(urdu)
        for _, said in both_forms(message)
        if said in english and LATIN.search(PLACE.sub("", said)) and said not in SAME_IN_BOTH
    ]
    assert left == []
    no_urdu = [
        asked
        for message in texts(urdu)
        for asked, said in both_forms(message)
        if LATIN.search(PLACE.sub("", asked)) and not re.search("[\u0600-\u06ff]", said)
    ]
    assert no_urdu == []


def test_letters_are_urdu_letters(urdu: Catalog) -> None:
    wrong = [
        (letter, ARABIC_ONLY[letter], said)
        for message in texts(urdu)
        for _, said in both_forms(message)
        for letter in ARABIC_ONLY
        if letter in said
    ]
    assert wrong == []


def test_direction_is_left_to_the_markup(urdu: Catalog) -> None:
    assert [
        said
        for message in texts(urdu)
        for _, said in both_forms(message)
        if BIDI_CONTROLS.search(said)
    ] == []


def test_punctuation_is_urdu_punctuation(urdu: Catalog) -> None:
    """No Latin comma, semicolon, question mark or full stop beside an Urdu letter."""
    beside = re.compile(r"[\u0600-\u06ff][,;?.](?!\w)")
    assert [
        said for message in texts(urdu) for _, said in both_forms(message) if beside.search(said)
    ] == []


def test_set_up_has_compiled_these_very_texts(urdu: Catalog) -> None:
    path = FOLDER / "messages.mo"
    assert path.exists(), "run: make setup"
    with path.open("rb") as stream:
        compiled = GNUTranslations(stream)
    for message in texts(urdu):
        assert said_by(compiled, message) == message.string, "run: make setup"


def said_by(compiled: GNUTranslations, message: Message) -> str | tuple[str, ...]:
    if not isinstance(message.id, tuple):
        return compiled.gettext(str(message.id))
    one, more = (str(form) for form in message.id)
    return tuple(compiled.ngettext(one, more, n) for n in (1, 2))
