"""Exercises for scripts: save steps, read the state."""

import uuid
from typing import Any

from flask import Blueprint, Response, jsonify

from lms.core.access import require
from lms.core.api import idempotent, json_body
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import say
from lms.core.web import actor, needs
from lms.exercises import queries, services
from lms.exercises.formats import read_batch, read_presence
from lms.exercises.policies import Permission
from lms.exercises.services.presence import note_presence

bp = Blueprint("exercises_api", __name__, url_prefix="/api/v1")


@bp.post("/attempts/<uuid:attempt_id>/events")
@needs(Permission.SEND)
@idempotent
def append_events(attempt_id: uuid.UUID) -> Response:
    """Keep a batch of steps; a repeated batch gets a receipt again and changes nothing."""
    attempt = queries.attempt_head(attempt_id, actor=actor())
    require(actor(), Permission.SEND, attempt)
    events = read_batch(json_body())
    with transaction():
        receipt = services.append_to(actor=actor(), attempt=attempt, events=events)
    return jsonify(
        {
            "attempt": str(receipt.attempt_id),
            "kept": receipt.kept,
            "known": receipt.known,
            "sequence": receipt.sequence,
            "saved_at": receipt.saved_at.isoformat(),
        }
    )


@bp.post("/attempts/<uuid:attempt_id>/presence")
@needs(Permission.SEND)
def presence(attempt_id: uuid.UUID) -> Response:
    """The page of an attempt is there; it hears the deadline and what a trainer did."""
    try:
        place, unsent = read_presence(json_body(limit=1024))
    except Invalid:  # whoever may not send hears nothing of faults
        require(actor(), Permission.SEND, queries.attempt_head(attempt_id, actor=actor()))
        raise
    with transaction():
        heard = note_presence(actor=actor(), attempt_id=attempt_id, place=place, unsent=unsent)
    return jsonify(
        {
            "state": heard.state.value,
            "due_at": heard.due_at.isoformat() if heard.due_at else None,
            "now": heard.now.isoformat(),
            "acts": [
                {"at": act.at.isoformat(), "told": say(act.told), "reason": act.reason}
                for act in queries.acts_of(attempt_id)
            ],
        }
    )


@bp.get("/attempts/<uuid:attempt_id>")
@needs(Permission.VIEW_ATTEMPT)
def attempt(attempt_id: uuid.UUID) -> Response:
    """An attempt's state: the fold of its steps, and the server's time."""
    done = queries.work(attempt_id, actor=actor())
    known = queries.activity_of(done.attempt)
    found: dict[str, Any] = {
        "attempt": str(attempt_id),
        "kind": done.attempt.kind,
        "state": done.attempt.state.value,
        "sequence": done.sequence,
        "due_at": done.attempt.due_at.isoformat() if done.attempt.due_at else None,
        "now": utcnow().isoformat(),
        "work": known.kind.fold(known.spec, done.attempt.seed, done.steps),
    }
    return jsonify(found)
