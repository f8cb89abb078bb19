"""The trainer's room: attempts of everybody at one activity, release, marking again."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.i18n import _, _n
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.exercises import queries, services
from lms.exercises.policies import Permission
from lms.exercises.views.blueprint import bp


@bp.get("/<key>/room")
@needs(Permission.SEE_ROOM)
def room(slug: str, key: str) -> str:
    """Who works on it, what they reached, what waits for release."""
    head = session_head(slug, actor())
    return render_template(
        "exercises/room.html",
        head=head,
        known=queries.activity(head, key),
        lines=queries.room(head, key, actor=actor()),
        waits=queries.waiting_marking(head, key, actor=actor()),
        now=utcnow(),
    )


@bp.post("/<key>/release")
@needs(Permission.MARK)
def release(slug: str, key: str) -> Response:
    """Show the marks to those who earned them."""
    head = session_head(slug, actor())
    with transaction():
        count = services.release(actor=actor(), course_session_id=head.id, activity_key=key)
    flash(_n("%(num)s mark is released.", "%(num)s marks are released.", count), "ok")
    waits = queries.waiting_marking(head, key, actor=actor())
    if waits:
        text = _n(
            "%(num)s attempt waits for a mark by hand.",
            "%(num)s attempts wait for a mark by hand.",
            waits,
        )
        flash(text, "info")
    return redirect(url_for("exercises.room", slug=slug, key=key))


@bp.post("/attempts/<uuid:attempt_id>/again")
@needs(Permission.MARK)
def again(slug: str, attempt_id: uuid.UUID) -> Response:
    """Mark an attempt again, with the reason."""
    found = queries.attempt_head(attempt_id, actor=actor())
    with transaction():
        services.remark(actor=actor(), attempt_id=attempt_id, reason=request.form.get("reason", ""))
    flash(_("Marked again. The earlier mark stays on record."), "ok")
    return redirect(url_for("exercises.room", slug=slug, key=found.activity))


@bp.post("/attempts/<uuid:attempt_id>/members")
@needs(Permission.MARK)
def members(slug: str, attempt_id: uuid.UUID) -> Response:
    """Credit one more person for an attempt."""
    found = queries.attempt_head(attempt_id, actor=actor())
    chosen = request.form.get("enrolment", type=uuid.UUID)
    if chosen is not None:
        with transaction():
            services.add_member(actor=actor(), attempt_id=attempt_id, enrolment_id=chosen)
        flash(_("The person is credited too."), "ok")
    return redirect(url_for("exercises.room", slug=slug, key=found.activity))
