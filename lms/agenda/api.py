"""The agenda as the editor's script reads and changes it.

Times are ISO 8601: with an offset, or without one on the clock of the session's place, so that a
browser need not know when clocks change there. Every change is one step that `undo` takes back.
"""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, request

from lms.agenda.formats.wire import Wire
from lms.agenda.policies import Permission
from lms.agenda.queries import agenda, clashes
from lms.agenda.queries.agenda import Draft
from lms.agenda.rows import ItemRow
from lms.agenda.services import items, steps
from lms.agenda.views.state import clash_state, draft_state, turned_words
from lms.core.access import require
from lms.core.api import idempotent, json_body
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.web import actor, needs
from lms.courses.queries import session_head

bp = Blueprint("agenda_api", __name__, url_prefix="/api/v1")


@bp.get("/course-sessions/<slug>/agenda")
@needs(Permission.VIEW_DRAFT)
def state(slug: str) -> Response:
    """The draft with everything that the editor shows; 204 where it still is `?revision=`."""
    draft = agenda.draft(slug, actor())
    if request.args.get("revision") == str(draft.revision):
        return Response(status=204)
    return jsonify(draft_state(draft, clashes.found(draft, actor())))


@bp.post("/course-sessions/<slug>/agenda/check")
@needs(Permission.VIEW_DRAFT)
def check(slug: str) -> Response:
    """The clashes that `{"items": [...]}` would make. Nothing is saved."""
    draft = agenda.draft(slug, actor())
    sent = json_body().get("items")
    changed = [
        _moved(draft, Wire(one, draft.head.zone)) for one in sent or () if isinstance(one, dict)
    ]
    rows = clashes.after_move(draft, actor(), changed)
    return jsonify(clashes=[clash_state(row, draft.head.zone) for row in rows])


@bp.post("/course-sessions/<slug>/agenda/moves")
@needs(Permission.PLAN)
@idempotent
def move(slug: str) -> Response:
    """Move, resize or reassign one item; answers with the whole draft as it is now."""
    _may_plan(slug)
    wire, item_id = _sent(slug)
    revision = wire.number("revision")
    begin, end = wire.moment("starts_at"), wire.moment("ends_at")
    more = _places(wire)
    wire.done()
    with transaction():
        items.move_item(
            actor=actor(), slug=slug, item_id=item_id, starts_at=begin, ends_at=end,
            revision=revision, **more,
        )  # fmt: skip
    return _state(slug)


@bp.post("/course-sessions/<slug>/agenda/copies")
@needs(Permission.PLAN)
@idempotent
def copy(slug: str) -> Response:
    """Copy one item, to `starts_at`, `track`, `room_id` and `trainer_ids` where they are sent."""
    _may_plan(slug)
    wire, item_id = _sent(slug)
    begin = wire.moment("starts_at") if wire.has("starts_at") else None
    more = _places(wire)
    wire.done()
    with transaction():
        items.copy_item(actor=actor(), slug=slug, item_id=item_id, starts_at=begin, **more)
    return _state(slug)


@bp.post("/course-sessions/<slug>/agenda/removals")
@needs(Permission.PLAN)
@idempotent
def remove(slug: str) -> Response:
    """Take one item out."""
    _may_plan(slug)
    wire, item_id = _sent(slug)
    revision = wire.number("revision")
    wire.done()
    with transaction():
        items.remove_item(actor=actor(), slug=slug, item_id=item_id, revision=revision)
    return _state(slug)


@bp.post("/course-sessions/<slug>/agenda/undo")
@needs(Permission.PLAN)
@idempotent
def undo(slug: str) -> Response:
    """Take back the own last step."""
    with transaction():
        done = steps.undo(actor=actor(), slug=slug)
    return _state(slug, said=turned_words(done, back=True))


@bp.post("/course-sessions/<slug>/agenda/redo")
@needs(Permission.PLAN)
@idempotent
def redo(slug: str) -> Response:
    """Make the step again that was taken back last."""
    with transaction():
        done = steps.redo(actor=actor(), slug=slug)
    return _state(slug, said=turned_words(done, back=False))


def _may_plan(slug: str) -> None:
    """Who may not plan learns nothing of what is wrong with the message."""
    require(actor(), Permission.PLAN, session_head(slug, actor()))


def _state(slug: str, **more: str) -> Response:
    draft = agenda.draft(slug, actor())
    return jsonify(draft_state(draft, clashes.found(draft, actor())) | more)


def _sent(slug: str) -> tuple[Wire, Any]:
    """What was sent, and the id of the item in it. Raises NotFound without one."""
    wire = Wire(json_body(), session_head(slug, actor()).zone)
    item_id = wire.identifier("id")
    if item_id is None:
        wire.done()
        raise NotFound
    return wire, item_id


def _places(wire: Wire) -> dict[str, Any]:
    """Room, track and trainers, as far as they are sent."""
    found: dict[str, Any] = {}
    if wire.has("room_id"):
        found["room_id"] = wire.identifier("room_id")
    if wire.has("track"):
        found["track"] = wire.text("track")
    if wire.has("trainer_ids"):
        found["trainer_ids"] = wire.identifiers("trainer_ids")
    return found


def _moved(draft: Draft, wire: Wire) -> ItemRow:
    known = draft.item(wire.identifier("id") or draft.head.id)
    if known is None:
        raise NotFound
    begin, end = wire.moment("starts_at"), wire.moment("ends_at")
    changes = _places(wire)
    wire.done()
    return replace(known, starts_at=begin, ends_at=end, **changes)
