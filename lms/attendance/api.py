"""Attendance as the page's script saves it: events in, the marks as they are now out."""

from flask import Blueprint, Response, jsonify

from lms.attendance import services
from lms.attendance.formats import read
from lms.attendance.policies import Permission
from lms.core.access import require
from lms.core.api import json_body
from lms.core.db import transaction
from lms.core.web import actor, needs
from lms.courses.queries import session_head

bp = Blueprint("attendance_api", __name__, url_prefix="/api/v1")


@bp.post("/course-sessions/<slug>/attendance")
@needs(Permission.MARK)
def mark(slug: str) -> Response:
    """Append `{"events": [...]}`. A repeated uuid changes nothing, so sending again is safe."""
    require(actor(), Permission.MARK, session_head(slug, actor()))
    events = read(json_body())
    with transaction():
        marked = services.mark(actor=actor(), slug=slug, events=events)
    return jsonify(
        new=marked.new,
        marks=[
            {"enrolment": str(cell[0]), "half_day": str(cell[1]), "presence": presence}
            for cell, presence in marked.marks.items()
        ],
    )
