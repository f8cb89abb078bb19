"""The exercises of a session."""

from flask import render_template

from lms.core.access import can, require
from lms.core.web import actor, needs
from lms.courses.queries import session_head
from lms.exercises import queries
from lms.exercises.policies import Permission
from lms.exercises.queries.peers import open_tasks
from lms.exercises.views.blueprint import bp


@bp.get("/")
@needs(Permission.LIST)
def index(slug: str) -> str:
    """All exercises; for participants with what they made of them, for trainers with counts."""
    head = session_head(slug, actor())
    require(actor(), Permission.LIST, head)
    sees_room = can(actor(), Permission.SEE_ROOM, head).allowed
    return render_template(
        "exercises/index.html",
        head=head,
        lines=queries.exercise_lines(head, actor=actor()),
        tests=queries.test_lines(head, actor=actor()) if sees_room else [],
        tasks=0 if sees_room else open_tasks(head, actor=actor()),
        sees_room=sees_room,
    )
