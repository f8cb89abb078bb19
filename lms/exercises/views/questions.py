"""What templates need to show a question: the meaning of codes, and passages with their gaps."""

import re
from typing import Any, NamedTuple

from markupsafe import Markup

from lms.core.i18n import localized, say
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
    """The passage of a cloze question in pieces, so that fields can stand in its gaps."""
    blanks: dict[str, Any] = {blank["token"]: blank for blank in question["blanks"]}
    pieces, number = [], 0
    for place, text in enumerate(_MARK.split(str(render(localized(question["passage"]))))):
        if place % 2:
            number += 1
            pieces.append(Piece(Markup(), blanks[text], number))
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
    if sorted(order) == sorted(items):
        return [(items[token], place) for place, token in enumerate(order, 1)]
    places = {token: int(place) for token, place in given.get("places", {}).items()}
    return [(one, places.get(token)) for token, one in items.items()]
