"""The roll for machines: the rows that the caller may see, page by page."""

from flask import Blueprint, Response, jsonify, request

from lms.core.api import decode_cursor, encode_cursor
from lms.core.web import actor, needs
from lms.enrolments import queries
from lms.enrolments.policies import Permission
from lms.enrolments.rows import RollEntry

bp = Blueprint("enrolments_api", __name__, url_prefix="/api/v1")
LARGEST = 200


@bp.get("/course-sessions/<slug>/roll")
@needs(Permission.VIEW_ROLL)
def roll(slug: str) -> Response:
    """Enrolments by key; `?limit=` up to 200, `?cursor=` as `next` gave it."""
    limit = min(max(request.args.get("limit", 50, type=int), 1), LARGEST)
    after = decode_cursor(request.args.get("cursor"))
    rows, more = queries.roll_page(slug, actor=actor(), after=after, size=limit)
    cursor = encode_cursor(rows[-1].id) if more else None
    return jsonify(items=[_item(row) for row in rows], next=cursor)


def _item(entry: RollEntry) -> dict[str, object]:
    return {
        "id": str(entry.id),
        "agency": str(entry.agency_id),
        "state": entry.state.value,
        "arrival": entry.arrival.value,
        "first_name": entry.first_name,
        "last_name": entry.last_name,
        "name_local": entry.name_local,
        "name_on_certificate": entry.certificate_name,
        "name_approved": entry.name_approved_at is not None,
        "rank_or_grade": entry.rank,
        "designation": entry.designation,
        "service_no": entry.service_no,
    }
