"""The trainer's view of a room at a link chart, and a word on one line of a mark."""

import uuid
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import _, say
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.exercises.policies import Permission
from lms.exercises.queries.chart_room import ChartRoom, GroupLine, chart_room
from lms.exercises.services.line_marks import mark_line
from lms.exercises.views.blueprint import bp

_WIDTH, _HEIGHT = 560, 180


@bp.get("/<key>/found")
@needs(Permission.SEE_ROOM)
def found(slug: str, key: str) -> str:
    """Each link of the key with who found it, common errors, and the way of each group.

    Groups go by letters unless `?names=1` asks for their names, so that nobody is judged by
    their agency. `?live=1` counts the charts of those who still work.
    """
    head = session_head(slug, actor())
    shown = chart_room(
        head,
        key,
        actor=actor(),
        with_names=request.args.get("names") == "1",
        live=request.args.get("live") == "1",
    )
    return render_template(
        "exercises/found.html",
        head=head,
        known=shown.known,
        room=shown,
        with_names=request.args.get("names") == "1",
        curves=_curves(shown),
        most=max((one.curve[-1].minutes for one in shown.groups), default=0),
        links=len(shown.shares),
    )


def _curves(shown: ChartRoom) -> Sequence[tuple[GroupLine, str]]:
    """Each group's curve as the points of a polyline: minutes across, links found up."""
    longest = max((one.curve[-1].minutes for one in shown.groups), default=0) or 1
    links = len(shown.shares) or 1
    return [
        (
            group,
            " ".join(
                f"{point.minutes / longest * _WIDTH:.1f},"
                f"{_HEIGHT - point.found / links * _HEIGHT:.1f}"
                for point in group.curve
            ),
        )
        for group in shown.groups
    ]


@bp.post("/attempts/<uuid:attempt_id>/marked/line")
@needs(Permission.MARK)
def line(slug: str, attempt_id: uuid.UUID) -> Response:
    """Set what one line earns or costs, with the reason; empty leaves it to the engine again."""
    name = request.form.get("line", "")
    try:
        with transaction():
            mark_line(
                actor=actor(),
                attempt_id=attempt_id,
                line=name,
                credit=request.form.get("credit", ""),
                reason=request.form.get("reason", ""),
            )
    except Invalid as error:
        for one in error.errors:
            flash(say(one.message), "warn")
    else:
        flash(_("Marked again with your word. The earlier mark stays on record."), "ok")
    return redirect(
        url_for("exercises.marked", slug=slug, attempt_id=attempt_id, _anchor="lines-h")
    )
