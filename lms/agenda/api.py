"""The agenda as the editor's script reads and changes it."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify

from lms.agenda.formats.wire import Wire, item_wire
from lms.agenda.policies import Permission
from lms.agenda.queries import agenda, clashes
from lms.agenda.queries.agenda import Draft
from lms.agenda.queries.clashes import ClashRow
from lms.agenda.rows import ItemRow
from lms.agenda.services import items, steps
from lms.core.api import json_body
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import localized, say
from lms.core.web import actor, needs

bp = Blueprint("agenda_api", __name__, url_prefix="/api/v1")


@bp.get("/course-sessions/<slug>/agenda")
@needs(Permission.VIEW_DRAFT)
def state(slug: str) -> Response:
    """The draft with everything that the editor shows."""
    return _state(slug)


@bp.post("/course-sessions/<slug>/agenda/check")
@needs(Permission.VIEW_DRAFT)
def check(slug: str) -> Response:
    """The clashes that `{"items": [...]}` would make. Nothing is saved."""
    draft = agenda.draft(slug, actor())
    sent = json_body().get("items")
    changed = [_moved(draft, Wire(one)) for one in sent if isinstance(one, dict)] if sent else []
    return jsonify(clashes=[clash_wire(row) for row in clashes.after_move(draft, actor(), changed)])


@bp.post("/course-sessions/<slug>/agenda/moves")
@needs(Permission.PLAN)
def move(slug: str) -> Response:
    """Move, resize or reassign one item; answers with the whole draft as it is now."""
    wire = Wire(json_body())
    item_id, revision = wire.identifier("id"), wire.number("revision")
    begin, end = wire.moment("starts_at"), wire.moment("ends_at")
    more: dict[str, Any] = {}
    if wire.has("room_id"):
        more["room_id"] = wire.identifier("room_id")
    if wire.has("track"):
        more["track"] = wire.text("track")
    if wire.has("trainer_ids"):
        more["trainer_ids"] = wire.identifiers("trainer_ids")
    wire.done()
    if item_id is None:
        raise NotFound
    with transaction():
        items.move_item(
            actor=actor(), slug=slug, item_id=item_id, starts_at=begin, ends_at=end,
            revision=revision, **more,
        )  # fmt: skip
    return _state(slug)


@bp.post("/course-sessions/<slug>/agenda/copies")
@needs(Permission.PLAN)
def copy(slug: str) -> Response:
    """Copy one item, to `starts_at` and `track` where they are sent."""
    wire = Wire(json_body())
    item_id = wire.identifier("id")
    begin = wire.moment("starts_at") if wire.has("starts_at") else None
    track = wire.text("track") if wire.has("track") else None
    wire.done()
    if item_id is None:
        raise NotFound
    with transaction():
        items.copy_item(actor=actor(), slug=slug, item_id=item_id, starts_at=begin, track=track)
    return _state(slug)


@bp.post("/course-sessions/<slug>/agenda/removals")
@needs(Permission.PLAN)
def remove(slug: str) -> Response:
    """Take one item out."""
    wire = Wire(json_body())
    item_id, revision = wire.identifier("id"), wire.number("revision")
    wire.done()
    if item_id is None:
        raise NotFound
    with transaction():
        items.remove_item(actor=actor(), slug=slug, item_id=item_id, revision=revision)
    return _state(slug)


@bp.post("/course-sessions/<slug>/agenda/undo")
@needs(Permission.PLAN)
def undo(slug: str) -> Response:
    """Take back the own last step."""
    with transaction():
        steps.undo(actor=actor(), slug=slug)
    return _state(slug)


@bp.post("/course-sessions/<slug>/agenda/redo")
@needs(Permission.PLAN)
def redo(slug: str) -> Response:
    """Make the step again that was taken back last."""
    with transaction():
        steps.redo(actor=actor(), slug=slug)
    return _state(slug)


def _state(slug: str) -> Response:
    draft = agenda.draft(slug, actor())
    return jsonify(draft_wire(draft, clashes.found(draft, actor())))


def draft_wire(draft: Draft, rows: list[ClashRow]) -> dict[str, Any]:
    """The draft with days, rooms, trainers and clashes, names in the page's language."""
    return {
        "revision": draft.revision,
        "zone": draft.head.zone,
        "days": [
            {"day": one.day.isoformat(), "contact_minutes": one.contact_minutes}
            for one in agenda.days(draft.items, draft.head)
        ],
        "contact_minutes": draft.contact_minutes,
        "items": [
            {**item_wire(item, draft.head.zone), "title": localized(item.title)}
            for item in draft.items
        ],
        "rooms": [
            {"id": str(room.id), "name": localized(room.name), "capacity": room.capacity}
            for room in draft.rooms
            if room.archived_at is None
        ],
        "trainers": [
            {
                "id": str(row.person_id),
                "name": row.name,
                "mode": row.mode.value,
                "state": row.state.value,
                "minutes": row.minutes,
            }
            for row in draft.trainers
        ],
        "clashes": [clash_wire(row) for row in rows],
        "blocking": len(clashes.blocking(rows)),
        "can_undo": draft.can_undo,
        "can_redo": draft.can_redo,
        "changed_since_release": draft.changed_since_release,
    }


def clash_wire(row: ClashRow) -> dict[str, Any]:
    """One clash in the page's language."""
    return {
        "rule": row.rule.value,
        "severity": row.severity.value,
        "item": str(row.item_id),
        "other": str(row.other_item_id) if row.other_item_id else None,
        "href": row.other_href,
        "title": say(row.title),
        "sentence": say(row.sentence),
        "remedies": [
            {"kind": one.kind, "label": say(one.label), "send": one.send} for one in row.remedies
        ],
    }


def _moved(draft: Draft, wire: Wire) -> ItemRow:
    known = draft.item(wire.identifier("id") or draft.head.id)
    if known is None:
        raise NotFound
    changes: dict[str, Any] = {
        "starts_at": wire.moment("starts_at"),
        "ends_at": wire.moment("ends_at"),
    }
    if wire.has("room_id"):
        changes["room_id"] = wire.identifier("room_id")
    if wire.has("track"):
        changes["track"] = wire.text("track")
    if wire.has("trainer_ids"):
        changes["trainer_ids"] = wire.identifiers("trainer_ids")
    wire.done()
    return replace(known, **changes)
