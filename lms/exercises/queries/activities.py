"""Activities of pinned content. Content never changes under its hash, so parsing is kept."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from lms.core.access import Identity, require
from lms.core.errors import NotFound
from lms.courses.formats import supply_of
from lms.courses.queries import content
from lms.courses.rows import SessionHead
from lms.engines.marking.quiz import Quiz, with_mends
from lms.exercises.kinds import KINDS
from lms.exercises.policies import Permission
from lms.exercises.queries.mends import Mend, newest_mends
from lms.exercises.rows import Activity, AttemptBrief, AttemptHead


@lru_cache(maxsize=256)
def _parsed(content_hash: str, key: str) -> Activity:
    body = content(content_hash)
    payload: Any = body["activities"].get(key)
    kind = KINDS.get(payload.get("kind", "")) if isinstance(payload, dict) else None
    if kind is None:
        raise NotFound
    spec = kind.parse(kind.upgrade(payload), supply_of(body)).value
    if spec is None:
        raise NotFound
    return Activity(content_hash, key, kind, spec, kind.terms(spec))


def activity(head: SessionHead, key: str) -> Activity:
    """An activity of the session's content. Raises NotFound where it has none of this key.

    It is as published, without the mends of the session. Holds the key of the exercise: views
    must show its `public_view` only.
    """
    if head.content_hash is None:
        raise NotFound
    return _parsed(head.content_hash, key)


def mended_activity(head: SessionHead, key: str) -> Activity:
    """An activity of the session's content with the keys that its trainers mended. 1 query."""
    return mended(activity(head, key), head.id)


def readable_activity(head: SessionHead, key: str, kind: str, *, actor: Identity) -> Activity:
    """An activity of one kind, for the pages before it is taken. Raises NotFound."""
    require(actor, Permission.LIST, head)
    found = activity(head, key)
    if found.kind.name != kind:
        raise NotFound
    return found


def activity_of(attempt: AttemptHead) -> Activity:
    """The activity that an attempt is about, in the content that it was begun with, with the keys
    that were mended since. 1 query."""
    return mended(published_activity(attempt), attempt.course_session_id)


def published_activity(attempt: AttemptBrief) -> Activity:
    """The same without mends, for what no key decides: what is shown, what can be kept.

    A mend never changes that.
    """
    return _parsed(attempt.content_hash, attempt.activity)


def activity_in(content_hash: str, key: str, mends: Sequence[Mend]) -> Activity:
    """An activity of any content that a session had, with mends that were read before."""
    return with_newest(_parsed(content_hash, key), mends)


def mended(known: Activity, course_session_id: uuid.UUID) -> Activity:
    """An activity with the newest mends of a session. One that no longer fits is left out."""
    if not isinstance(known.spec, Quiz):
        return known
    return with_newest(known, newest_mends(course_session_id, known.key))


def with_newest(known: Activity, mends: Sequence[Mend]) -> Activity:
    """An activity with these mends, which were read before."""
    if not mends:
        return known
    payloads = {mend.question: mend.payload for mend in mends}
    return _with_payloads(known.content_hash, known.key, json.dumps(payloads))


@lru_cache(maxsize=64)
def _with_payloads(content_hash: str, key: str, mends: str) -> Activity:
    known = _parsed(content_hash, key)
    return replace(known, spec=overlaid(known.spec, json.loads(mends)))


def overlaid(quiz: Quiz, mends: Mapping[str, object]) -> Quiz:
    """The quiz with each of these mends that fits it."""
    for question, payload in mends.items():
        quiz = with_mends(quiz, {question: payload}).value or quiz
    return quiz


def exercise_keys(head: SessionHead) -> list[str]:
    """The exercises of a session's course, in order: those of its modules, then its own."""
    if head.content_hash is None:
        return []
    body = content(head.content_hash)
    keys = [key for module in body["modules"] for key in module.get("exercises", [])]
    return list(dict.fromkeys([*keys, *body["course"].get("exercises", [])]))
