"""The letters of a session: the kinds, and what was written."""

from datetime import datetime

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.errors import NotFound
from lms.core.web import Page, actor, download, needs, page_number
from lms.letters.policies import Permission
from lms.letters.queries import texts as text_queries
from lms.letters.queries import written as queries
from lms.letters.services import reading
from lms.letters.views.blueprint import asked_kind, bp

SIZE = 100


@bp.get("/sessions/<slug>/letters")
@needs(Permission.VIEW_LETTERS)
def index(slug: str) -> str:
    """The kinds of letters and the written ones; `?kind=` narrows these."""
    head, counts = queries.index(slug, actor())
    kind = asked_kind()
    total = counts.get(kind, 0) if kind else sum(counts.values())
    page = Page(page_number(), SIZE, total)
    return render_template(
        "letters/index.html",
        head=head,
        counts=counts,
        total=sum(counts.values()),
        texts=text_queries.in_force(head.id),
        kind=kind,
        page=page,
        rows=queries.written(head, actor(), kind=kind, limit=SIZE, offset=page.offset),
        older=_turn(slug, page, 1),
        newer=_turn(slug, page, -1),
        may_write=can(actor(), Permission.WRITE_LETTERS, head),
    )


@bp.get("/sessions/<slug>/letters/print")
@needs(Permission.VIEW_LETTERS)
def pack(slug: str) -> Response:
    """Letters in one PDF: `?kind=` of one kind, `?run=` of one run, `?paper=1` of people without
    e-mail."""
    head, file_ids = queries.pack(
        slug,
        actor(),
        kind=asked_kind(),
        run=_run(),
        on_paper=request.args.get("paper") == "1",
    )
    return download(reading.pack(file_ids, head.code), f"{head.slug}-letters.pdf", inline=True)


def _run() -> datetime | None:
    asked = request.args.get("run", "")
    if not asked:
        return None
    try:
        found = datetime.fromisoformat(asked)
    except ValueError:
        raise NotFound from None
    if found.tzinfo is None:
        raise NotFound
    return found


def _turn(slug: str, page: Page, step: int) -> str | None:
    number = page.number + step
    if not 1 <= number <= page.last:
        return None
    kind = asked_kind()
    return url_for("letters.index", slug=slug, kind=kind.value if kind else None, page=number)
