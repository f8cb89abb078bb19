"""Lists of a session's exercises and tests, with what was made of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lms.core.access import Identity, require
from lms.courses.policies import teaches
from lms.courses.queries import content
from lms.courses.rows import SessionHead
from lms.exercises.enums import AttemptState
from lms.exercises.policies import Permission
from lms.exercises.queries.activities import activity, exercise_keys
from lms.exercises.queries.results import results
from lms.exercises.rows import Activity, Result


@dataclass(frozen=True)
class ExerciseLine:
    """An activity with the actor's own results, or (for trainers) everybody's.

    `percent` is the best mark that may be shown; counts are of attempts.
    """

    known: Activity
    open: int
    handed_in: int
    waiting: int
    percent: int | None


def exercise_lines(head: SessionHead, *, actor: Identity) -> list[ExerciseLine]:
    """The exercises of a session, in the course's order."""
    return _lines(head, exercise_keys(head), actor)


def test_lines(head: SessionHead, *, actor: Identity) -> list[ExerciseLine]:
    """Tests and checks of a session, for its trainers."""
    require(actor, Permission.SEE_ROOM, head)
    assert head.content_hash is not None
    body = content(head.content_hash)
    checks = [module["quiz"] for module in body["modules"] if module.get("quiz")]
    return _lines(head, [*body["course"].get("tests", []), *checks], actor)


def _lines(head: SessionHead, keys: Sequence[str], actor: Identity) -> list[ExerciseLine]:
    taken: dict[str, dict[object, Result]] = defaultdict(dict)
    for result in results(head.id, actor=actor):
        taken[result.activity][result.attempt_id] = result
    whole_room = teaches(actor, head)
    return [_line(activity(head, key), list(taken[key].values()), whole_room) for key in keys]


def _line(known: Activity, taken: Sequence[Result], whole_room: bool) -> ExerciseLine:
    shown = [
        one.percent
        for one in taken
        if one.percent is not None and one.released_at and not whole_room
    ]
    handed = [one for one in taken if one.state is not AttemptState.OPEN]
    return ExerciseLine(
        known=known,
        open=len(taken) - len(handed),
        handed_in=len(handed),
        waiting=sum(one.released_at is None for one in handed),
        percent=max(shown, default=None),
    )
