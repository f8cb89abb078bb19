"""Course sessions for machines: those that the caller may see, page by page."""

from flask import Blueprint, Response, jsonify, request

from lms.core.api import decode_cursor, encode_cursor
from lms.core.web import actor, needs
from lms.courses import queries
from lms.courses.policies import Permission
from lms.courses.queries import lists
from lms.courses.rows import SessionHead, SessionRow

bp = Blueprint("courses_api", __name__, url_prefix="/api/v1")
LARGEST = 100


@bp.get("/course-sessions")
@needs(Permission.LIST_SESSIONS)
def course_sessions() -> Response:
    limit = min(max(request.args.get("limit", 20, type=int), 1), LARGEST)
    after = decode_cursor(request.args.get("cursor"))
    rows = lists.sessions_after(actor(), after, limit + 1)
    more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return jsonify(items=[_item(row) for row in rows[:limit]], next=more)


@bp.get("/course-sessions/<slug>")
@needs(Permission.VIEW_SESSION)
def course_session(slug: str) -> Response:
    head = queries.session_head(slug, actor())
    return jsonify(_item(head) | {"time_zone": head.zone, "content": head.content_hash})


def _item(row: SessionRow | SessionHead) -> dict[str, object]:
    return {
        "slug": row.slug,
        "code": row.code,
        "title": row.title,
        "state": row.state.value,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "venue": row.venue,
        "capacity": row.capacity,
    }
