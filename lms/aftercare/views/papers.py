"""Where the papers of a session are, and what is noted of one of them."""

from collections.abc import Callable
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.aftercare import queries, services
from lms.aftercare.enums import Show, Way
from lms.aftercare.policies import Permission
from lms.aftercare.printing import lists
from lms.aftercare.rules import shown
from lms.aftercare.services import Noted
from lms.aftercare.services.papers import BY_HAND
from lms.aftercare.views.blueprint import bp, paper_language
from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, say
from lms.core.once import take_key
from lms.core.web import actor, download, needs

Answer = Response | tuple[str, int]


@bp.get("/sessions/<slug>/certificates/hands")
@needs(Permission.SEE_PAPERS)
def hands(slug: str) -> str:
    """Each paper's way into hands, with filters, and the hand-overs to agencies."""
    return hands_page(slug)


def hands_page(slug: str, errors: dict[str, str] | None = None) -> str:
    """The page of a session's papers."""
    page = queries.papers_page(slug, actor=actor())
    asked = request.args.get("show", "")
    show = Show(asked) if asked in set(Show) else Show.ALL
    return render_template(
        "aftercare/hands.html",
        head=page.head,
        page=page,
        show=show,
        rows=[one for one in page.papers if shown(one.where, show)],
        counts={key: sum(shown(one.where, key) for one in page.papers) for key in Show},
        notes=can(actor(), Permission.NOTE_PAPERS, page.head),
        own=actor().focal_agencies if can(actor(), Permission.TAKE_PAPERS, page.head) else (),
        errors=errors or {},
        typed=request.form,
    )


@bp.get("/sessions/<slug>/certificates/hands/<uuid:certificate_id>")
@needs(Permission.SEE_PAPERS)
def paper(slug: str, certificate_id: UUID) -> str:
    """One paper: where it is, how it came there, and what may be noted now."""
    return _page(slug, certificate_id)


def _page(slug: str, certificate_id: UUID, errors: dict[str, str] | None = None) -> str:
    page, row = queries.paper(slug, certificate_id, actor=actor())
    return render_template(
        "aftercare/paper.html",
        head=page.head,
        row=row,
        allowed=[way for way in BY_HAND if row.where.allows(way)],
        may_replace=row.where.allows(Way.REPLACED),
        may_undo=row.where.last is not None and row.where.last.way is not Way.REPLACED,
        notes=can(actor(), Permission.NOTE_PAPERS, page.head).allowed,
        errors=errors or {},
        typed=request.form,
    )


@bp.post("/sessions/<slug>/certificates/hands/<uuid:certificate_id>/note")
@needs(Permission.NOTE_PAPERS)
def note(slug: str, certificate_id: UUID) -> Answer:
    """Note that the paper was collected, posted or came back."""
    asked = request.form.get("way", "")
    given = Noted(
        **{key: request.form.get(key, "") for key in ("bearer", "letter", "tracking", "note")}
    )

    def act() -> None:
        way = Way(asked) if asked in set(Way) else None
        services.note(actor=actor(), slug=slug, certificate_id=certificate_id, way=way, given=given)

    return _done(slug, certificate_id, act, _("Noted."))


@bp.post("/sessions/<slug>/certificates/hands/<uuid:certificate_id>/undo")
@needs(Permission.NOTE_PAPERS)
def undo(slug: str, certificate_id: UUID) -> Answer:
    """Take back what was noted last."""

    def act() -> None:
        services.undo(actor=actor(), slug=slug, certificate_id=certificate_id)

    return _done(slug, certificate_id, act, _("Taken back."))


@bp.post("/sessions/<slug>/certificates/hands/<uuid:certificate_id>/replace")
@needs(Permission.NOTE_PAPERS)
def replace_lost(slug: str, certificate_id: UUID) -> Answer:
    """Put on record that the same file is printed again for a lost paper."""

    def act() -> None:
        services.replace_lost(
            actor=actor(),
            slug=slug,
            certificate_id=certificate_id,
            reason=request.form.get("reason", ""),
        )

    said = _("The copy is on record. Print the signed file: it is the very same one.")
    return _done(slug, certificate_id, act, said)


def _done(slug: str, certificate_id: UUID, act: Callable[[], None], said: str) -> Answer:
    try:
        with transaction():
            take_key()
            act()
    except Invalid as invalid:
        errors = {one.field: say(one.message) for one in invalid.errors}
        return _page(slug, certificate_id, errors), 422
    except Refused as refused:
        flash(say(refused.message), "warn")
    else:
        flash(said, "ok")
    return redirect(url_for("aftercare.paper", slug=slug, certificate_id=certificate_id))


@bp.get("/sessions/<slug>/certificates/hands/<uuid:certificate_id>/receipt.pdf")
@needs(Permission.NOTE_PAPERS)
def receipt(slug: str, certificate_id: UUID) -> FlaskResponse:
    """A receipt for the paper, to be signed by who takes it."""
    page, row = queries.paper(slug, certificate_id, actor=actor())
    require(actor(), Permission.NOTE_PAPERS, page.head)
    data = lists.receipt(page.head, row, paper_language(request.args.get("lang", "")))
    return download(data, f"{row.serial}-receipt.pdf", inline=True)
