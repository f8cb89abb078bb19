"""How a chart was drawn, step by step."""

import uuid

from flask import render_template, request, url_for

from lms.core.errors import Refused
from lms.core.i18n import _
from lms.core.messages import N_
from lms.core.web import actor, needs
from lms.courses.policies import teaches
from lms.exercises import queries
from lms.exercises.policies import Permission
from lms.exercises.views.blueprint import Page, bp
from lms.exercises.views.workspace import vocabulary


@bp.get("/attempts/<uuid:attempt_id>/replay")
@needs(Permission.VIEW_ATTEMPT)
def replay(slug: str, attempt_id: uuid.UUID) -> Page:
    """For trainers at any time, for members when the marks are released.

    Members see each other's names, trainers where `?names=1` asks for them.
    """
    attempt = queries.attempt_head(attempt_id, actor=actor())
    count = queries.steps_of(attempt)
    if attempt.released_at is None and not teaches(actor(), attempt.head):
        raise Refused(N_("How it was drawn is shown when the marks are."))
    known = queries.activity_of(attempt)
    view = known.kind.public_view(known.spec, attempt.seed)
    names = request.args.get("names") or None
    return render_template(
        "exercises/replay.html",
        head=attempt.head,
        attempt=attempt,
        known=known,
        data={**vocabulary(view), "titleBlock": _("the title block")},
        count=count,
        updates_url=url_for("exercises_api.updates", attempt_id=attempt.id, names=names),
    )
