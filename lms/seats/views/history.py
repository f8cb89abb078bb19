"""All moves of the ledger, newest first, and the ledger as it stood at a moment."""

from uuid import UUID

from flask import render_template, request

from lms.core.clock import utcnow
from lms.core.web import Page, actor, needs, page_number
from lms.seats.enums import MoveKind, Pool
from lms.seats.policies import Permission
from lms.seats.queries import history as queries
from lms.seats.queries.tables import seat_table
from lms.seats.rows import Wish
from lms.seats.rules import moments
from lms.seats.views import tables, words
from lms.seats.views.blueprint import bp

SIZE = 50


@bp.get("/sessions/<slug>/seats/history")
@needs(Permission.VIEW_SEATS)
def history(slug: str) -> str:
    """Moves by agency and kind; with a moment, the moves up to it and the balance then."""
    now = seat_table(slug, actor=actor())
    at, fault = moments.asked(request.args.get("at", ""), now.head.zone)
    then = seat_table(slug, actor=actor(), at=at) if at else None
    wish = Wish(_agency(), _kind(), _pool(), at)
    number = page_number()
    found = queries.history(
        now.head, actor=actor(), wish=wish, limit=SIZE, offset=(number - 1) * SIZE
    )
    at_text = request.args.get("at", "").strip() if at else ""
    return render_template(
        "seats/history.html",
        head=now.head,
        table=now,
        then=then,
        rows=tables.table_rows(then, at_text) if then else [],
        total=tables.total_row(then.rows, then.whole) if then and then.whole else None,
        columns=tables.columns(),
        moves=found,
        wish=wish,
        at_text=request.args.get("at", "").strip() or moments.written(at, now.head.zone),
        fault=fault,
        latest=moments.written(utcnow(), now.head.zone),
        page=Page(number, SIZE, found.total),
        kinds=words.kind_words(),
        pools=words.pool_words(),
    )


def _agency() -> UUID | None:
    try:
        return UUID(request.args.get("agency", ""))
    except ValueError:
        return None


def _kind() -> MoveKind | None:
    wish = request.args.get("kind", "")
    return MoveKind(wish) if wish in set(MoveKind) else None


def _pool() -> Pool | None:
    wish = request.args.get("pool", "")
    return Pool(wish) if wish in set(Pool) else None
