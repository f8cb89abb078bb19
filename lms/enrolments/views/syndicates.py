"""Tables of a session: for staff all of them, for others their own part."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, _n, say
from lms.core.settings import settings
from lms.core.web import actor, key_of, needs
from lms.courses.queries import session_head
from lms.enrolments.policies import Permission
from lms.enrolments.queries import suggesting
from lms.enrolments.queries import syndicates as queries
from lms.enrolments.rules.syndicates import Wish
from lms.enrolments.seating import Seating
from lms.enrolments.services import syndicates as services
from lms.enrolments.views.blueprint import bp
from lms.enrolments.views.seating_words import ACTS, clash_words, seating_words, wish_of

Page = str | Response | tuple[str, int]


@bp.get("/sessions/<slug>/syndicates")
@needs(Permission.SYNDICATE_PAGE)
def syndicates(slug: str) -> str:
    """All tables for staff, the own table for participants, own people for focal points."""
    head = session_head(slug, actor())
    if can(actor(), Permission.VIEW_SYNDICATES, head):
        return _page(queries.seating(slug, actor=actor()))
    if can(actor(), Permission.VIEW_ROLL, head):
        seen = queries.agency_seats(slug, actor=actor())
        return render_template("enrolments/syndicates/agency.html", head=seen.head, seen=seen)
    own = queries.own_table(slug, actor=actor())
    return render_template("enrolments/syndicates/own.html", head=own.head, own=own)


def _page(seen: Seating, fault: str = "") -> str:
    manages = can(actor(), Permission.MANAGE_SYNDICATES, seen.head).allowed
    moved = request.args.get("move", "")
    return render_template(
        "enrolments/syndicates/page.html",
        head=seen.head,
        seen=seen,
        manages=manages,
        moving=next((s for s in seen.seats if str(s.id) == moved), None) if manages else None,
        wish=Wish(),
        acts=ACTS,
        fault=fault,
        languages=settings().languages,
        **seating_words(seen),
    )


@bp.post("/sessions/<slug>/syndicates/tables")
@needs(Permission.MANAGE_SYNDICATES)
def make_tables(slug: str) -> Page:
    """Make tables: so many, or enough for so many people at each."""
    count, size = (request.form.get(name, 0, type=int) or 0 for name in ("count", "size"))
    try:
        with transaction():
            made = services.make_tables(actor=actor(), slug=slug, count=count, size=size)
    except Invalid as error:
        return _page(queries.seating(slug, actor=actor()), say(error.errors[0].message)), 422
    flash(_n("%(num)s table made.", "%(num)s tables made.", made), "ok")
    return _back(slug)


@bp.post("/sessions/<slug>/syndicates/tables/<uuid:syndicate_id>")
@needs(Permission.MANAGE_SYNDICATES)
def rename_table(slug: str, syndicate_id: UUID) -> Page:
    """Another letter or name for a table."""
    try:
        with transaction():
            services.rename(
                actor=actor(),
                slug=slug,
                syndicate_id=syndicate_id,
                letter=request.form.get("letter", ""),
                name={one: request.form.get(f"name-{one}", "") for one in settings().languages},
            )
    except Invalid as error:
        flash(" ".join(say(one.message) for one in error.errors), "bad")
    return _back(slug, f"t-{syndicate_id}")


@bp.post("/sessions/<slug>/syndicates/tables/<uuid:syndicate_id>/remove")
@needs(Permission.MANAGE_SYNDICATES)
def remove_table(slug: str, syndicate_id: UUID) -> Response:
    """Take a table away; its people are without one."""
    with transaction():
        services.remove(actor=actor(), slug=slug, syndicate_id=syndicate_id)
    flash(_("The table is taken away. You can take that back."), "ok")
    return _back(slug)


@bp.post("/sessions/<slug>/syndicates/seat")
@needs(Permission.MANAGE_SYNDICATES)
def seat(slug: str) -> Response:
    """Put one person at a table; an empty table means none."""
    enrolment_id = key_of(request.form.get("enrolment"))
    table = request.form.get("table", "")
    try:
        with transaction():
            services.seat(
                actor=actor(),
                slug=slug,
                enrolment_id=enrolment_id,
                syndicate_id=key_of(table) if table else None,
            )
    except Refused as error:
        flash(say(error.message), "bad")
    return _back(slug, f"s-{enrolment_id}")


@bp.post("/sessions/<slug>/syndicates/lock")
@needs(Permission.MANAGE_SYNDICATES)
def lock_seat(slug: str) -> Response:
    """Lock a person's place (`lock`) or unlock it (`unlock`)."""
    locks = "lock" in request.form
    enrolment_id = key_of(request.form.get("lock" if locks else "unlock"))
    try:
        with transaction():
            services.set_lock(actor=actor(), slug=slug, enrolment_id=enrolment_id, locked=locks)
    except Refused as error:
        flash(say(error.message), "bad")
    return _back(slug, f"s-{enrolment_id}")


@bp.get("/sessions/<slug>/syndicates/suggestion")
@needs(Permission.MANAGE_SYNDICATES)
def suggestion(slug: str) -> Page:
    """What a suggestion by these weights would change; nothing is written."""
    wish = wish_of(request.args)
    try:
        found = suggesting.suggest(slug, wish, actor=actor())
    except Refused as error:
        flash(say(error.message), "bad")
        return _back(slug)
    return render_template(
        "enrolments/syndicates/suggestion.html",
        head=found.now.head,
        found=found,
        wish=wish,
        seen=found.now,
        clashes=clash_words(found),
        **seating_words(found.then or found.now),
    )


@bp.post("/sessions/<slug>/syndicates/apply")
@needs(Permission.MANAGE_SYNDICATES)
def apply_suggestion(slug: str) -> Response:
    """Seat people as the suggestion that was shown."""
    try:
        pairs = [pair.split("=") for pair in request.form.get("plan", "").split()]
        plan = {UUID(person): UUID(table) for person, table in pairs}
    except ValueError:
        raise NotFound from None
    try:
        with transaction():
            last = request.form.get("last", type=int)
            changed = services.apply_plan(actor=actor(), slug=slug, plan=plan, last=last)
        words = _n(
            "%(num)s person has another place.", "%(num)s people have another place.", changed
        )
        flash(words, "ok")
    except Refused as error:
        flash(say(error.message), "bad")
    return _back(slug)


@bp.post("/sessions/<slug>/syndicates/undo")
@needs(Permission.MANAGE_SYNDICATES)
def undo_tables(slug: str) -> Response:
    """Take the newest change back."""
    try:
        with transaction():
            number = request.form.get("number", type=int)
            services.undo(actor=actor(), slug=slug, number=number)
        flash(_("Taken back."), "ok")
    except Refused as error:
        flash(say(error.message), "bad")
    return _back(slug)


def _back(slug: str, anchor: str | None = None) -> Response:
    return redirect(url_for("enrolments.syndicates", slug=slug, _anchor=anchor))
