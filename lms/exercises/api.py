"""Exercises for scripts: save steps, read the state."""

import base64
import uuid
from typing import Any

from flask import Blueprint, Response, jsonify, request

from lms.core.access import Identity, require
from lms.core.api import idempotent, json_body
from lms.core.clock import utcnow
from lms.core.db import transaction
from lms.core.errors import Invalid
from lms.core.i18n import say
from lms.core.web import actor, needs
from lms.engines.linkchart.likeness import dump_pairs, likely_pairs
from lms.engines.linkchart.measures import dump_measures, measures
from lms.engines.linkchart.paths import all_paths, dump_paths
from lms.exercises import queries, services
from lms.exercises.formats import MOST_BODY, read_batch, read_path_query, read_presence
from lms.exercises.policies import Permission
from lms.exercises.services.presence import note_presence

bp = Blueprint("exercises_api", __name__, url_prefix="/api/v1")


@bp.post("/attempts/<uuid:attempt_id>/events")
@needs(Permission.SEND)
@idempotent
def append_events(attempt_id: uuid.UUID) -> Response:
    """Keep a batch of steps; a repeated batch gets a receipt again and changes nothing."""
    who = actor()
    try:
        events = read_batch(json_body(limit=MOST_BODY))
    except Invalid:
        _refuse_strangers(who, attempt_id)
        raise
    with transaction():
        receipt = services.append_events(actor=who, attempt_id=attempt_id, events=events)
    return jsonify(
        {
            "attempt": str(receipt.attempt_id),
            "kept": receipt.kept,
            "known": receipt.known,
            "sequence": receipt.sequence,
            "saved_at": receipt.saved_at.isoformat(),
        }
    )


def _refuse_strangers(who: Identity, attempt_id: uuid.UUID) -> None:
    """Whoever may not send hears nothing of faults."""
    require(who, Permission.SEND, queries.attempt_head(attempt_id, actor=who))


@bp.post("/attempts/<uuid:attempt_id>/presence")
@needs(Permission.SEND)
def presence(attempt_id: uuid.UUID) -> Response:
    """The page of an attempt is there; it hears the deadline and what a trainer did."""
    try:
        said = read_presence(json_body(limit=1024))
    except Invalid:
        _refuse_strangers(actor(), attempt_id)
        raise
    with transaction():
        heard = note_presence(actor=actor(), attempt_id=attempt_id, said=said)
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


@bp.get("/attempts/<uuid:attempt_id>/updates")
@needs(Permission.VIEW_ATTEMPT)
def updates(attempt_id: uuid.UUID) -> Response:
    """What was drawn on a chart since row `?since=`, at most so much, and who is there.

    Members hear each other's names; who only looks on hears them where `?names=1` asks for them.
    """
    attempt = queries.attempt_head(attempt_id, actor=actor())
    since = max(0, request.args.get("since", 0, type=int))
    drawn = queries.drawn_since(attempt, since)
    with_names = attempt.has(actor()) or request.args.get("names") == "1"
    members = queries.members_here(attempt, actor=actor(), with_names=with_names)
    return jsonify(
        {
            "attempt": str(attempt_id),
            "state": attempt.state.value,
            "due_at": attempt.due_at.isoformat() if attempt.due_at else None,
            "now": utcnow().isoformat(),
            "sequence": drawn.sequence,
            "more": drawn.more,
            "updates": [
                {
                    "sequence": one.sequence,
                    "who": one.who,
                    "at": one.at.isoformat(),
                    "kind": one.kind,
                    "update": base64.b64encode(one.update).decode(),
                }
                for one in drawn.updates
            ],
            "members": [one.as_json() for one in members],
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


@bp.get("/attempts/<uuid:attempt_id>/measures")
@needs(Permission.VIEW_ATTEMPT)
def measured(attempt_id: uuid.UUID) -> Response:
    """How central each entity and link of the saved chart is."""
    return jsonify(dump_measures(measures(queries.drawn_chart(attempt_id, actor=actor()))))


@bp.get("/attempts/<uuid:attempt_id>/paths")
@needs(Permission.VIEW_ATTEMPT)
def paths(attempt_id: uuid.UUID) -> Response:
    """All paths between two entities of the saved chart: `from`, `to`, at most `depth` links."""
    chart = queries.drawn_chart(attempt_id, actor=actor())
    start, end, longest, only = read_path_query(request.args)
    if not {start, end} <= chart.entities.keys():
        return jsonify({"complete": True, "paths": []})
    return jsonify(dump_paths(all_paths(chart, start, end, only, longest=longest)))


@bp.get("/attempts/<uuid:attempt_id>/matches")
@needs(Permission.VIEW_ATTEMPT)
def matches(attempt_id: uuid.UUID) -> Response:
    """Entities of the saved chart that may be one, with what speaks for and against."""
    pairs = likely_pairs(queries.drawn_chart(attempt_id, actor=actor()))
    return jsonify(dump_pairs(pairs, say))
