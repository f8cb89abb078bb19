"""More time for some people at everything that has a limit."""

import uuid

from flask import flash, redirect, render_template, request, url_for

from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.exercises.policies import Permission
from lms.exercises.queries.extra_time import time_lines
from lms.exercises.services.extra_time import MOST_PERCENT, set_extra_time
from lms.exercises.views.blueprint import Page, bp
from lms.exercises.views.refused import told


@bp.get("/extra-time")
@needs(Permission.DELIVER)
def extra_time(slug: str) -> Page:
    """Who has more time, and the form to agree on it."""
    return _page(slug)


@bp.post("/extra-time")
@needs(Permission.DELIVER)
def set_time(slug: str) -> Page:
    """Agree on more time for one person, change it, or take it back with 0."""
    head = session_head(slug, actor())
    require(actor(), Permission.DELIVER, head)
    person = request.form.get("person", type=uuid.UUID)
    percent = request.form.get("percent", type=int)
    try:
        with transaction():
            set_extra_time(
                actor=actor(),
                course_session_id=head.id,
                enrolment_id=person or uuid.UUID(int=0),
                percent=-1 if percent is None else percent,
                note=request.form.get("note", ""),
            )
    except Invalid as error:
        return _page(slug, error)
    flash(_("The extra time is kept. It counts for attempts that begin from now on."), "ok")
    return redirect(url_for("exercises.extra_time", slug=slug))


def _page(slug: str, error: Invalid | None = None) -> Page:
    head = session_head(slug, actor())
    page = render_template(
        "exercises/extra_time.html",
        head=head,
        lines=time_lines(head, actor=actor()),
        most=MOST_PERCENT,
        errors=told(error),
        typed=request.form,
    )
    return (page, 422) if error else page
