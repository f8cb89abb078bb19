"""What a course asks for, read once per content hash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lms.core.errors import NotFound
from lms.courses.queries import content
from lms.courses.rows import SessionHead
from lms.exercises.kinds.base import Part
from lms.exercises.queries import activity, exercise_keys
from lms.exercises.rows import Activity
from lms.learning.rules import lesson_key


@dataclass(frozen=True)
class ModulePlan:
    slug: str
    body: Mapping[str, Any]
    lessons: Sequence[str]
    check: str | None
    exercises: Sequence[str]


@dataclass(frozen=True)
class Plan:
    """Modules in order, tests before and after, exercises, and every activity by its key."""

    course: Mapping[str, Any]
    modules: Sequence[ModulePlan]
    before: Sequence[str]
    after: Sequence[str]
    exercises: Sequence[str]
    activities: Mapping[str, Activity]


@lru_cache(maxsize=16)
def _plan(head_key: "_Key") -> Plan:
    head = head_key.head
    assert head.content_hash is not None
    body = content(head.content_hash)
    exercises = exercise_keys(head)
    tests = body["course"].get("tests", [])
    modules = [
        ModulePlan(
            slug=module["slug"],
            body=module,
            lessons=[lesson_key(module["slug"], one["slug"]) for one in module["lessons"]],
            check=module.get("quiz"),
            exercises=module.get("exercises", []),
        )
        for module in body["modules"]
    ]
    checks = [module.check for module in modules if module.check]
    activities = {key: activity(head, key) for key in [*tests, *checks, *exercises]}
    before = [key for key in tests if activities[key].terms.part is Part.PRE_TEST]
    return Plan(
        course=body["course"],
        modules=modules,
        before=before,
        after=[key for key in tests if key not in before],
        exercises=exercises,
        activities=activities,
    )


class _Key:
    """A head that compares by its content, so that a plan is made once per content."""

    def __init__(self, head: SessionHead) -> None:
        self.head = head

    def __hash__(self) -> int:
        return hash(self.head.content_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.head.content_hash == self.head.content_hash


def plan(head: SessionHead) -> Plan:
    """The plan of a session's pinned content. Raises NotFound where none is pinned."""
    if head.content_hash is None:
        raise NotFound
    return _plan(_Key(head))
