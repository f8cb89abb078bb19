"""Fellow participants mark answers; names reach neither side."""

import uuid

from flask import flash, redirect, render_template, request, url_for

from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.exercises.policies import Permission
from lms.exercises.queries.peers import my_tasks, task_page
from lms.exercises.services.peers import give_peer_mark
from lms.exercises.views.blueprint import Page, bp
from lms.exercises.views.refused import told


@bp.get("/peers")
@needs(Permission.MARK_PEERS)
def peers(slug: str) -> Page:
    """The answers that the participant is asked to mark."""
    head = session_head(slug, actor())
    return render_template("exercises/peers.html", head=head, tasks=my_tasks(head, actor=actor()))


@bp.get("/peers/<uuid:task_id>")
@needs(Permission.MARK_PEERS)
def peer_task(slug: str, task_id: uuid.UUID) -> Page:
    """One answer with the rubric."""
    return _page(slug, task_id)


def _page(slug: str, task_id: uuid.UUID, error: Invalid | None = None) -> Page:
    head = session_head(slug, actor())
    page = render_template(
        "exercises/peer_task.html",
        head=head,
        task=task_page(head, task_id, actor=actor()),
        errors=told(error),
        typed=request.form,
    )
    return (page, 422) if error else page


@bp.post("/peers/<uuid:task_id>")
@needs(Permission.MARK_PEERS)
def give_peer(slug: str, task_id: uuid.UUID) -> Page:
    """Keep what the participant gives."""
    head = session_head(slug, actor())
    points = {
        name.removeprefix("points-"): value
        for name, value in request.form.items()
        if name.startswith("points-")
    }
    try:
        with transaction():
            give_peer_mark(
                actor=actor(),
                course_session_id=head.id,
                task_id=task_id,
                points=points,
                comment=request.form.get("comment", ""),
            )
    except Invalid as error:
        return _page(slug, task_id, error)
    flash(_("Kept. You can change it until the marks are shown."), "ok")
    return redirect(url_for("exercises.peers", slug=slug))
