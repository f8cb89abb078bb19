"""All badges, cards and lists of people on one page, and the files."""

from collections.abc import Callable

from flask import Response, render_template, request

from lms.core.db import transaction
from lms.core.errors import NotFound, Refused
from lms.core.i18n import LANGUAGE_NAMES, direction, language
from lms.core.messages import N_
from lms.core.spreadsheet import XLSX_TYPE, write_xlsx
from lms.core.web import actor, download, key_of, needs
from lms.enrolments.policies import Permission
from lms.enrolments.printing import badges, cards, lists, template
from lms.enrolments.printing.rows import PaperRoom
from lms.enrolments.queries import papers as queries
from lms.enrolments.services import record_export
from lms.enrolments.views.blueprint import bp

PART = 80  # badges or cards in one file, so that nobody waits long; larger rooms come in parts


@bp.get("/sessions/<slug>/papers")
@needs(Permission.PRINT_LISTS)
def papers(slug: str) -> str:
    """Everything about people that can be printed."""
    seen = queries.room(slug, actor=actor())
    return render_template(
        "enrolments/papers.html",
        head=seen.head,
        room=seen,
        parts=_parts(len(seen.participants) + len(seen.staff)),
        chosen=_language(),
        languages=[(one, LANGUAGE_NAMES.get(one, one)) for one in template.LANGUAGES],
    )


def _parts(people: int) -> list[tuple[int, int]]:
    """From which to which number each file goes; one part: everybody."""
    return [(first, min(first + PART - 1, people)) for first in range(1, people + 1, PART)]


@bp.get("/sessions/<slug>/papers/<any(badges, badge, cards, roll, seating):paper>.pdf")
@needs(Permission.PRINT_LISTS)
def paper_pdf(slug: str, paper: str) -> Response:
    """One paper as PDF. `?person=` (several) for some people, `?part=` of many badges or
    cards, `?table=` for one table's page."""
    seen = queries.room(slug, actor=actor())
    data, count = _make(paper, seen)
    _on_record(seen, f"{paper}, pdf", count)
    return download(data, f"{seen.head.slug}-{paper}.pdf", inline=True)


@bp.get("/sessions/<slug>/papers/<any(roll, seating):paper>.xlsx")
@needs(Permission.PRINT_LISTS)
def paper_sheet(slug: str, paper: str) -> Response:
    """The roll by agency or the seating plan as a sheet."""
    seen = queries.room(slug, actor=actor())
    if paper == "roll":
        columns, rows = queries.ROLL_COLUMNS, queries.roll_rows(seen)
    else:
        columns, rows = queries.TABLE_COLUMNS, queries.table_rows(seen)
    data = write_xlsx(paper, columns, rows, right_to_left=direction() == "rtl")
    _on_record(seen, f"{paper}, xlsx", len(rows))
    return download(data, f"{seen.head.slug}-{paper}.xlsx", XLSX_TYPE)


def _make(paper: str, seen: PaperRoom) -> tuple[bytes, int]:
    if paper in {"badges", "badge", "cards"}:
        wanted = {key_of(key) for key in request.args.getlist("person")}
        people = queries.chosen(seen, wanted)
        if not people:
            raise Refused(N_("Nobody is on the roll yet. Put people on the roll, then print."))
        people = people[(_part(len(people)) - 1) * PART :][:PART]
        make: dict[str, Callable[[], bytes]] = {
            "badges": lambda: badges.badges(seen.head, people),
            "badge": lambda: badges.badges(seen.head, people, single=True),
            "cards": lambda: cards.cards(seen.head, people),
        }
        return make[paper](), len(people)
    people = seen.participants
    if not people:
        raise Refused(N_("Nobody is on the roll yet. Put people on the roll, then print."))
    if paper == "roll":
        return lists.roll(seen, _language()), len(people)
    table = request.args.get("table", "")
    if not seen.tables:
        raise Refused(N_("No tables are made yet. Make them on the page of tables, then print."))
    if table and table not in {one.letter for one in seen.tables}:
        raise NotFound
    return lists.seating(seen, _language(), table), len(people)


def _part(people: int) -> int:
    """The part that is asked for, from 1. Raises NotFound where there is none such."""
    part = request.args.get("part", 1, type=int) or 1
    if not 1 <= part <= -(-people // PART):
        raise NotFound
    return part


def _on_record(seen: PaperRoom, kind: str, count: int) -> None:
    with transaction():
        record_export(actor=actor(), head=seen.head, kind=kind, count=count)


def _language() -> str:
    """The language of the paper: as asked for, else that of the page."""
    asked = request.args.get("lang", "")
    known = asked if asked in template.LANGUAGES else language()
    return known if known in template.LANGUAGES else template.LANGUAGES[0]
