"""What the room's answers say about the questions: figures, a plot, and people by questions."""

from flask import render_template, request
from werkzeug.wrappers import Response

from lms.core.i18n import _, direction, localized
from lms.core.messages import N_
from lms.core.spreadsheet import XLSX_TYPE, write_xlsx
from lms.core.web import actor, download, needs
from lms.courses.queries import session_head
from lms.engines.marking.analysis import ItemStatistics, Sign
from lms.exercises.policies import Permission
from lms.exercises.queries.items import RoomItems, room_items
from lms.exercises.views.blueprint import bp

SIGNS = {
    Sign.FEW: N_("Fewer than ten answers: judge with care"),
    Sign.EASY: N_("Nearly everybody has it right"),
    Sign.HARD: N_("Hardly anybody has it right"),
    Sign.NEGATIVE: N_("The better people get it wrong: look at its key and its wording"),
    Sign.WEAK: N_("Hardly tells who knows more"),
}
ORDERS = ("place", "facility", "discrimination")


@bp.get("/<key>/items")
@needs(Permission.SEE_ROOM)
def items(slug: str, key: str) -> str:
    """Difficulty, discrimination and distractors of each question, with a plot; or the matrix."""
    head = session_head(slug, actor())
    found = room_items(head, key, actor=actor())
    shown = request.args.get("view") if request.args.get("view") == "matrix" else "questions"
    order = request.args.get("order", "place")
    return render_template(
        "exercises/item_matrix.html" if shown == "matrix" else "exercises/items.html",
        head=head,
        room=found,
        known=found.known,
        numbers={one.key: number for number, one in enumerate(found.questions, 1)},
        statistics=_ordered(found, order if order in ORDERS else "place"),
        order=order,
        signs=SIGNS,
        options={one.key: _options(one) for one in found.questions},
    )


def _ordered(found: RoomItems, order: str) -> list[ItemStatistics]:
    """The questions in their place, or the most difficult or least telling ones first."""
    items = list(found.statistics.items)
    if order == "facility":
        return sorted(items, key=lambda one: one.facility)
    if order == "discrimination":
        return sorted(items, key=lambda one: (one.discrimination is None, one.discrimination or 0))
    return items


def _options(question: object) -> dict[str, tuple[str, bool]]:
    """The options of a choice by their key: what they say, and whether they are right."""
    return {
        option.key: (localized(option.text), option.correct)
        for option in getattr(question, "options", ())
        if hasattr(option, "correct")
    }


@bp.get("/<key>/items.xlsx")
@needs(Permission.SEE_ROOM)
def items_sheet(slug: str, key: str) -> Response:
    """People by questions as a sheet: the share of the points that each earned, in percent."""
    head = session_head(slug, actor())
    found = room_items(head, key, actor=actor())
    columns = [_("Person"), _("Percent"), *(one.key for one in found.questions)]
    rows = [
        [line.person.name, str(line.percent)]
        + [
            _percent(line.responses[one.key].share) if one.key in line.responses else ""
            for one in found.questions
        ]
        for line in found.lines
    ]
    data = write_xlsx("items", columns, rows, right_to_left=direction() == "rtl")
    return download(data, f"{slug}-{key}.xlsx", XLSX_TYPE)


def _percent(share: float) -> str:
    return str(round(100 * share))
