"""The room while an activity is taken, and what a trainer does about single attempts."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import require
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, _n
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.exercises import queries
from lms.exercises.policies import Permission
from lms.exercises.queries.people import names_of
from lms.exercises.queries.watching import watch as watch_room
from lms.exercises.services import acts
from lms.exercises.views.blueprint import Page, bp
from lms.exercises.views.refused import told


@bp.get("/<key>/watch")
@needs(Permission.SEE_ROOM)
def watch(slug: str, key: str) -> Page:
    """Who is where, who has gone silent, who has handed in."""
    return _watch_page(slug, key)


@bp.get("/<key>/watch/table")
@needs(Permission.SEE_ROOM)
def watch_table(slug: str, key: str) -> Response:
    """The same as a part of the page; 304 where nothing changed."""
    head = session_head(slug, actor())
    now = utcnow()
    seen = watch_room(head, key, actor=actor(), now=now)
    page = render_template("exercises/_watch.html", head=head, key=key, seen=seen)
    response = Response(page, mimetype="text/html")
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


def _watch_page(slug: str, key: str, error: Invalid | None = None) -> Page:
    head = session_head(slug, actor())
    page = render_template(
        "exercises/watch.html",
        head=head,
        key=key,
        known=queries.activity(head, key),
        seen=watch_room(head, key, actor=actor(), now=utcnow()),
        errors=told(error),
        typed=request.form,
    )
    return (page, 422) if error else page


@bp.post("/<key>/watch")
@needs(Permission.DELIVER)
def all_minutes(slug: str, key: str) -> Page:
    """More time for everybody who is at work."""
    head = session_head(slug, actor())
    try:
        with transaction():
            count = acts.give_all_minutes(
                actor=actor(),
                course_session_id=head.id,
                activity_key=key,
                minutes=request.form.get("minutes", 0, type=int) or 0,
                reason=request.form.get("reason", ""),
            )
    except Invalid as error:
        return _watch_page(slug, key, error)
    flash(_n("%(num)s attempt got more time.", "%(num)s attempts got more time.", count), "ok")
    return redirect(url_for("exercises.watch", slug=slug, key=key))


@bp.get("/attempts/<uuid:attempt_id>/acts")
@needs(Permission.DELIVER)
def attempt_acts(slug: str, attempt_id: uuid.UUID) -> Page:
    """What was done to an attempt, and what can be done now."""
    return _acts_page(attempt_id)


def _acts_page(attempt_id: uuid.UUID, error: Invalid | None = None) -> Page:
    found = queries.attempt_head(attempt_id, actor=actor())
    require(actor(), Permission.DELIVER, found.head)
    page = render_template(
        "exercises/acts.html",
        head=found.head,
        attempt=found,
        known=queries.published_activity(found),
        names=names_of(found, actor=actor()),
        people=[
            one
            for one in queries.partners(found.head, actor=actor())
            if one.enrolment_id not in found.members
        ],
        acts=queries.acts_of(attempt_id),
        errors=told(error),
        typed=request.form,
    )
    return (page, 422) if error else page


@bp.post("/attempts/<uuid:attempt_id>/acts")
@needs(Permission.DELIVER)
def act(slug: str, attempt_id: uuid.UUID) -> Page:
    """Give minutes, open again or close one attempt, with the reason that its people read."""
    found = queries.attempt_head(attempt_id, actor=actor())
    reason = request.form.get("reason", "")
    minutes = request.form.get("minutes", type=int)
    try:
        with transaction():
            match request.form.get("act"):
                case "minutes":
                    acts.give_minutes(
                        actor=actor(), attempt_id=attempt_id, minutes=minutes or 0, reason=reason
                    )
                    said = _("More time is given.")
                case "reopen":
                    acts.reopen(
                        actor=actor(), attempt_id=attempt_id, minutes=minutes, reason=reason
                    )
                    said = _("The attempt is open again. Its earlier marks stay on record.")
                case _other:
                    acts.close_for(actor=actor(), attempt_id=attempt_id, reason=reason)
                    said = _("The attempt is handed in.")
    except Invalid as error:
        return _acts_page(attempt_id, error)
    flash(said, "ok")
    return redirect(url_for("exercises.watch", slug=slug, key=found.activity))
