"""The ceremony as screen and phone keep it: the list and what happened out, events in."""

from flask import Blueprint, Response, jsonify, request

from lms.ceremony import queries, services
from lms.ceremony.formats.events import read
from lms.ceremony.policies import Permission
from lms.core.access import require
from lms.core.api import json_body
from lms.core.db import transaction
from lms.core.i18n import language
from lms.core.web import actor, needs
from lms.courses.queries import session_head

bp = Blueprint("ceremony_api", __name__, url_prefix="/api/v1")


@bp.get("/course-sessions/<slug>/ceremony")
@needs(Permission.WATCH_CEREMONY)
def state(slug: str) -> Response:
    """`?after=` a sequence: only later events; `?list=` a hash: the list only if it is another."""
    seen = queries.call_list(slug, actor=actor(), may=Permission.WATCH_CEREMONY)
    data = queries.screen_data(seen, language())
    after = request.args.get("after", 0, type=int)
    data["events"] = [event for event in data["events"] if event["sequence"] > after]
    if request.args.get("list") == data["list"]:
        for name in ("people", "items", "show_next"):
            del data[name]
    return jsonify(data)


@bp.post("/course-sessions/<slug>/ceremony")
@needs(Permission.RUN_CEREMONY)
def append(slug: str) -> Response:
    """Append `{"events": [...]}`. A repeated uuid changes nothing, so sending again is safe."""
    require(actor(), Permission.RUN_CEREMONY, session_head(slug, actor()))
    events = read(json_body())
    with transaction():
        new = services.mark(actor=actor(), slug=slug, events=events)
    return jsonify(new=new)
