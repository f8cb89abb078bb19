"""Handing all papers of an agency to its focal point, who confirms and hands them on."""

from collections.abc import Callable
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from lms.aftercare import queries, services
from lms.aftercare.policies import Permission
from lms.aftercare.printing import lists
from lms.aftercare.views.blueprint import bp, paper_language
from lms.aftercare.views.papers import hands_page
from lms.core.db import transaction
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, say
from lms.core.once import take_key
from lms.core.web import actor, download, key_of, needs

Answer = Response | tuple[str, int]


@bp.post("/sessions/<slug>/certificates/handovers")
@needs(Permission.NOTE_PAPERS)
def hand_over(slug: str) -> Answer:
    """Hand all papers of one agency that lie at the office to its focal point."""

    def act() -> None:
        services.hand_over(
            actor=actor(),
            slug=slug,
            agency_id=key_of(request.form.get("agency", "")),
            given_to=request.form.get("given_to", ""),
        )

    return _done(slug, act, _("Handed over. Print the list and let it be signed."))


@bp.post("/sessions/<slug>/certificates/handovers/<uuid:handover_id>/back")
@needs(Permission.NOTE_PAPERS)
def take_back(slug: str, handover_id: UUID) -> Answer:
    """Take a hand-over back that the agency has not confirmed."""

    def act() -> None:
        services.take_back(actor=actor(), slug=slug, handover_id=handover_id)

    return _done(slug, act, _("Taken back: the papers lie at the office."))


@bp.post("/sessions/<slug>/certificates/handovers/<uuid:handover_id>/receive")
@needs(Permission.TAKE_PAPERS)
def receive(slug: str, handover_id: UUID) -> Answer:
    """The focal point has the papers."""

    def act() -> None:
        services.receive(actor=actor(), slug=slug, handover_id=handover_id)

    return _done(slug, act, _("Confirmed. Mark each paper when you have handed it on."))


@bp.post("/sessions/<slug>/certificates/handovers/<uuid:handover_id>/on")
@needs(Permission.TAKE_PAPERS)
def hand_on(slug: str, handover_id: UUID) -> Answer:
    """The focal point has handed these papers on to their holders."""
    chosen = [key_of(one) for one in request.form.getlist("paper")]

    def act() -> None:
        services.hand_on(actor=actor(), slug=slug, handover_id=handover_id, certificate_ids=chosen)

    return _done(slug, act, _("Marked as handed on."))


@bp.get("/sessions/<slug>/certificates/handovers/<uuid:handover_id>.pdf")
@needs(Permission.SEE_PAPERS)
def handover_list(slug: str, handover_id: UUID) -> FlaskResponse:
    """The hand-over list: names, serials, lines to sign."""
    page, row = queries.handover(slug, handover_id, actor=actor())
    data = lists.handover(page.head, row, paper_language(request.args.get("lang", "")))
    return download(data, f"{page.head.slug}-hand-over.pdf", inline=True)


def _done(slug: str, act: Callable[[], None], said: str) -> Answer:
    try:
        with transaction():
            take_key()
            act()
    except Invalid as invalid:
        return hands_page(slug, {one.field: say(one.message) for one in invalid.errors}), 422
    except Refused as refused:
        flash(say(refused.message), "warn")
    else:
        flash(said, "ok")
    return redirect(url_for("aftercare.hands", slug=slug, _anchor="handovers"))
