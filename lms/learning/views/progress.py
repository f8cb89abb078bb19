"""How the room is getting on."""

from flask import render_template

from lms.core.clock import utcnow
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.learning import queries
from lms.learning.policies import Permission
from lms.learning.views.blueprint import bp


@bp.get("/progress")
@needs(Permission.SEE_PROGRESS)
def progress(slug: str) -> str:
    """Who is where, who has gone silent, who is stuck."""
    head = session_head(slug, actor())
    room = queries.room_progress(head, actor=actor())
    return render_template("learning/progress.html", head=head, room=room, now=utcnow())
