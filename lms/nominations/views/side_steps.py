"""One side's names inside the agency: where they wait, who can decide, links, taking over."""

from collections.abc import Mapping
from uuid import UUID

import segno
from flask import flash, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from lms.core.access import can, require
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, _n, say
from lms.core.web import actor, needs
from lms.nominations.policies import Permission
from lms.nominations.queries import sides
from lms.nominations.queries import steps as queries
from lms.nominations.queries.sides import AgencySide
from lms.nominations.services import approval_links, own_answers, verdicts
from lms.nominations.views.blueprint import bp
from lms.nominations.views.board_args import keys
from lms.nominations.views.own import SIDE
from lms.nominations.views.steps import Answer, key_of


@bp.get(f"{SIDE}/steps")
@needs(Permission.VIEW_SIDE)
def side_steps(slug: str, agency_slug: str) -> Answer:
    """Names that wait at the agency's own steps."""
    return _page(sides.side_by_slug(slug, agency_slug, actor=actor()), {})


@bp.get("/sessions/<slug>/nominations/<uuid:nomination_id>/steps")
@needs(Permission.VIEW_ONE)
def steps_of(slug: str, nomination_id: UUID) -> Response:
    """The page of steps of the agency that put this name forward."""
    agency_slug = queries.agency_slug_of(slug, nomination_id, actor=actor())
    return redirect(url_for("nominations.side_steps", slug=slug, agency_slug=agency_slug))


@bp.post(f"{SIDE}/steps/links")
@needs(Permission.MAKE_APPROVAL_LINK)
def make_approval_link(slug: str, agency_slug: str) -> Answer:
    """Make a single-use link and show it, now and never again."""
    seen = sides.side_by_slug(slug, agency_slug, actor=actor())
    try:
        with transaction():
            made = approval_links.make(
                actor=actor(),
                slug=slug,
                agency_id=seen.agency.agency_id,
                step_id=key_of("step"),
                recipient=request.form.get("recipient", ""),
                email=request.form.get("email", "").strip() or None,
            )
    except Invalid as error:
        return _page(seen, {one.field: say(one.message) for one in error.errors}), 422
    drawn = segno.make(made.url, error="m", micro=False)
    picture = Markup(  # noqa: S704 - drawn by the library from modules alone
        drawn.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    )
    page = render_template(
        "nominations/steps/link_once.html",
        head=seen.head,
        agency=seen.agency,
        made=made,
        qr=picture,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post(f"{SIDE}/steps/links/<uuid:link_id>/revoke")
@needs(Permission.MAKE_APPROVAL_LINK)
def revoke_approval_link(slug: str, agency_slug: str, link_id: UUID) -> Response:
    """Let a link lead nowhere."""
    with transaction():
        approval_links.revoke(actor=actor(), slug=slug, link_id=link_id)
    flash(_("The link leads nowhere now."), "ok")
    return redirect(url_for("nominations.side_steps", slug=slug, agency_slug=agency_slug))


@bp.post(f"{SIDE}/steps/take-over")
@needs(Permission.DECIDE)
def take_over(slug: str, agency_slug: str) -> Answer:
    """The organiser takes names over before the agency's steps have ended."""
    seen = sides.side_by_slug(slug, agency_slug, actor=actor())
    try:
        with transaction():
            count = verdicts.waive(
                actor=actor(),
                slug=slug,
                nomination_ids=keys(request.form.getlist("name")),
                reason=request.form.get("reason", ""),
            )
    except Invalid as error:
        return _page(seen, {one.field: say(one.message) for one in error.errors}), 422
    flash(_n("Took over %(num)s name.", "Took over %(num)s names.", count), "ok")
    return redirect(url_for("nominations.side_steps", slug=slug, agency_slug=agency_slug))


@bp.post("/sessions/<slug>/nominations/<uuid:nomination_id>/answer")
@needs(Permission.CHANGE_ONE)
def note_answer(slug: str, nomination_id: UUID) -> Response:
    """Note an answer that came by telephone or on paper."""
    comes = request.form.get("answer") == "yes"
    with transaction():
        own_answers.note_answer(
            actor=actor(),
            slug=slug,
            nomination_id=nomination_id,
            comes=comes,
            way=request.form.get("way", ""),
            reason=request.form.get("reason", ""),
        )
    flash(_("It is noted: the person comes.") if comes else _("It is noted."), "ok")
    return redirect(url_for("nominations.one", slug=slug, nomination_id=nomination_id))


def _page(seen: AgencySide, wrong: Mapping[str, str]) -> str:
    who, agency = actor(), seen.agency
    require(who, Permission.VIEW_SIDE, seen.side)
    return render_template(
        "nominations/steps/side.html",
        head=seen.head,
        agency=agency,
        steps=queries.steps_in_force(),
        names=queries.waiting_of(seen.head.id, agency.agency_id),
        approvers=queries.approvers_of(agency.agency_id),
        links=approval_links.links_of(actor=who, slug=seen.head.slug, agency_id=agency.agency_id),
        makes=can(who, Permission.MAKE_APPROVAL_LINK, seen.side),
        appoints=can(who, Permission.APPOINT_APPROVERS, agency.agency_id),
        decides=can(who, Permission.DECIDE, seen.head),
        wrong=wrong,
        typed=request.form if wrong else {},
    )
