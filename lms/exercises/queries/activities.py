"""Activities of pinned content. Content never changes under its hash, so parsing is kept."""

from functools import lru_cache
from typing import Any

from lms.core.access import Identity, require
from lms.core.errors import NotFound
from lms.courses.queries import content
from lms.courses.rows import SessionHead
from lms.exercises.kinds import KINDS
from lms.exercises.policies import Permission
from lms.exercises.rows import Activity, AttemptHead


@lru_cache(maxsize=256)
def _parsed(content_hash: str, key: str) -> Activity:
    payload: Any = content(content_hash)["activities"].get(key)
    kind = KINDS.get(payload.get("kind", "")) if isinstance(payload, dict) else None
    if kind is None:
        raise NotFound
    spec = kind.parse(kind.upgrade(payload)).value
    if spec is None:
        raise NotFound
    return Activity(content_hash, key, kind, spec, kind.terms(spec))


def activity(head: SessionHead, key: str) -> Activity:
    """An activity of the session's content. Raises NotFound where it has none of this key.

    Holds the key of the exercise: views must show its `public_view` only.
    """
    if head.content_hash is None:
        raise NotFound
    return _parsed(head.content_hash, key)


def readable_activity(head: SessionHead, key: str, kind: str, *, actor: Identity) -> Activity:
    """An activity of one kind, for the pages before it is taken. Raises NotFound."""
    require(actor, Permission.LIST, head)
    found = activity(head, key)
    if found.kind.name != kind:
        raise NotFound
    return found


def activity_of(attempt: AttemptHead) -> Activity:
    """The activity that an attempt is about, in the content that it was begun with."""
    return _parsed(attempt.content_hash, attempt.activity)


def exercise_keys(head: SessionHead) -> list[str]:
    """The exercises of a session's course, in order: those of its modules, then its own."""
    if head.content_hash is None:
        return []
    body = content(head.content_hash)
    keys = [key for module in body["modules"] for key in module.get("exercises", [])]
    return list(dict.fromkeys([*keys, *body["course"].get("exercises", [])]))
