"""What templates need to show a question: the meaning of codes, and passages with their gaps."""

import re
from typing import NamedTuple

from markupsafe import Markup

from lms.core.i18n import language, say
from lms.core.markdown import render
from lms.engines.scales import SCALES
from lms.exercises.kinds.base import Json
from lms.exercises.views.blueprint import bp

_MARK = re.compile(r"\[\[([0-9a-f]+)\]\]")


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
