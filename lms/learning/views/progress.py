"""How the room is getting on."""

import uuid
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, _n, say
from lms.core.ids import new_id
from lms.core.web import actor, needs
from lms.courses.queries import half_days, session_head
from lms.courses.rows import SessionHead
from lms.learning import queries
from lms.learning.policies import Permission
from lms.learning.services.taught import take_back, teach_module
from lms.learning.views.blueprint import bp


@bp.get("/progress")
@needs(Permission.SEE_PROGRESS)
def progress(slug: str) -> str:
    """Who is where, who has gone silent, who is stuck."""
    head = session_head(slug, actor())
    return _page(head)


def _page(head: SessionHead, errors: Sequence[str] = ()) -> str:
    return render_template(
        "learning/progress.html",
        head=head,
        room=queries.room_progress(head, actor=actor()),
        half_days=half_days(head.id),
        teaches=can(actor(), Permission.TEACH, head).allowed,
        errors=errors,
        undo=request.args.get("undo", type=uuid.UUID),
        now=utcnow(),
    )


@bp.post("/taught")
@needs(Permission.TEACH)
def taught(slug: str) -> Response | tuple[str, int]:
    """A module was taught in the room: whoever was there has done its lessons."""
    back = request.form.get("back", type=uuid.UUID)
    if back is not None:
        with transaction():
            take_back(actor=actor(), slug=slug, act=back)
        flash(_("Taken back. The lessons are as they were."), "ok")
        return redirect(url_for("learning.progress", slug=slug))
    act = new_id()
    try:
        with transaction():
            count = teach_module(
                actor=actor(),
                slug=slug,
                module=request.form.get("module", ""),
                half_day_id=request.form.get("half_day", type=uuid.UUID),
                act=act,
            )
    except Invalid as error:
        return _page(session_head(slug, actor()), [say(one.message) for one in error.errors]), 422
    flash(
        _n(
            "The lessons count as done for %(num)s person.",
            "The lessons count as done for %(num)s people.",
            count,
        ),
        "ok",
    )
    return redirect(url_for("learning.progress", slug=slug, undo=act if count else None))
