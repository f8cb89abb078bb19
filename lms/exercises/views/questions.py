"""What templates need to show a question: the meaning of codes, and passages with their gaps."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from markupsafe import Markup

from lms.core.i18n import language, localized, say
from lms.core.markdown import render
from lms.core.messages import N_, Message
from lms.engines.reading import Text
from lms.engines.scales import SCALES
from lms.exercises.kinds.base import Json
from lms.exercises.views.blueprint import bp

_MARK = re.compile(r"\[\[([0-9a-f]+)\]\]")


@bp.app_template_global("picture_name")
def picture_name(question: Json) -> str:
    """The token of a question's picture in the page's language; empty where it has none."""
    picture = question.get("picture") or ""
    return localized(picture) if isinstance(picture, Mapping) else str(picture)


class Piece(NamedTuple):
    """A piece of a passage: HTML as it stands, or a gap with its number on the page."""

    html: Markup
    blank: Json | None
    number: int


@bp.app_template_global("grade_words")
def grade_words(scheme: str, part: str, code: str) -> str:
    """What a code of a scale means, in the page's language."""
    return next(say(grade.meaning) for grade in SCALES[scheme].grades(part) if grade.code == code)


@bp.app_template_global("cloze_pieces")
def cloze_pieces(question: Json) -> list[Piece]:
    """The passage of a cloze question in pieces, so that fields can stand in its gaps.

    It is rendered whole, so that a paragraph may hold several gaps; they keep their numbers where
    another language has them in another order.
    """
    passage = question["passage"]
    segments = passage.get(language()) or passage.get("en") or next(iter(passage.values()))
    words = "".join(one.get("text") or f"[[{one['blank']}]]" for one in segments)
    numbers: dict[str, int] = {one["token"]: place for place, one in enumerate(question["blanks"])}
    pieces = []
    for place, text in enumerate(_MARK.split(str(render(words)))):
        if place % 2:
            at = numbers[text]
            pieces.append(Piece(Markup(), question["blanks"][at], at + 1))
        else:
            pieces.append(Piece(Markup(text), None, 0))  # noqa: S704 - sanitised by render
    return pieces


@bp.app_template_global("items_in_order")
def items_in_order(question: Json, given: Json) -> list[tuple[Json, int | None]]:
    """The items of an ordering question as they were put, each with its place.

    Items without a place (not answered; a refused form) come in the order of the attempt.
    """
    items: dict[str, Json] = {one["token"]: one for one in question["items"]}
    order = given.get("order") or []
    places = {token: place for place, token in enumerate(order, 1)}
    if places.keys() == items.keys():
        return [(items[token], place) for token, place in places.items()]
    places |= {token: int(place) for token, place in given.get("places", {}).items()}
    return [(one, places.get(token)) for token, one in items.items()]


class Given(NamedTuple):
    """One line of an answer: the part that it is about, and what was chosen or written."""

    label: Text | Message | None
    words: Text | str | None


@bp.app_template_global("given_lines")
def given_lines(question: Json, answer: Json) -> list[Given]:
    """An answer as a person reads it: no tokens, each part on a line of its own."""
    kind = question["kind"]
    if "options" in question:
        options = _texts(question["options"])
        return [Given(None, options.get(token)) for token in answer.get("chosen", [])]
    if kind == "source_grading":
        return [Given(_PARTS[part], answer.get(part)) for part in question["parts"]]
    if kind == "matching":
        return _joined(question["lefts"], question["rights"], answer.get("pairs", {}))
    if kind == "categorise":
        return _joined(question["items"], question["categories"], answer.get("items", {}))
    if kind == "ordering":
        items = _texts(question["items"])
        return [Given(None, items.get(token)) for token in answer.get("order", [])]
    return [Given(None, answer.get("value") or answer.get("text"))]


@bp.app_template_global("part_words")
def part_words(question: Json, answer: Json | None, subject: object) -> Text | None:
    """What was put to a line of a matching or categorising question, found by the line's words."""
    if question["kind"] not in ("matching", "categorise") or not answer:
        return None
    found = (one.words for one in given_lines(question, answer) if one.label == subject)
    words = next(found, None)
    return None if isinstance(words, str) else words


@bp.app_template_global("gap_words")
def gap_words(blank: Json, answer: Json) -> Text | str | None:
    """What was written or chosen in a gap."""
    found = answer.get("blanks", {}).get(blank["token"]) or {}
    if blank["kind"] == "choice":
        return _texts(blank["options"]).get(found.get("chosen", ""))
    words: str | None = found.get("text") or found.get("value")
    return words


_PARTS = {
    "source": N_("Source"),
    "information": N_("Information"),
    "handling": N_("Handling"),
}


def _texts(options: Iterable[Json]) -> dict[str, Text]:
    return {one["token"]: one["text"] for one in options}


def _joined(lefts: Iterable[Json], rights: Iterable[Json], chosen: Json) -> list[Given]:
    texts = _texts(rights)
    return [Given(one["text"], texts.get(chosen.get(one["token"], ""))) for one in lefts]
