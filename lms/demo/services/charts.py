"""Groups of a session at Operation COPPER HERON: each has found a part, some fell for a trap."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

from lms.accounts.identity import identity_of
from lms.core.access import SYSTEM, Identity
from lms.core.clock import FixedClock
from lms.core.ids import new_id
from lms.courses import queries as courses
from lms.courses.rows import SessionHead
from lms.demo.plans import SessionPlan
from lms.demo.services.people import Cast
from lms.engines.linkchart.events import dump_event
from lms.engines.linkchart.key import Case, Key
from lms.engines.linkchart.model import Entity, Link
from lms.engines.linkchart.steps_items import AddEntity, AddLink
from lms.engines.linkchart.vocabulary import Direction
from lms.exercises import services as exercises
from lms.exercises.kinds.base import Step
from lms.exercises.queries import activity_of, attempt_head
from lms.exercises.rows import EventInput
from lms.exercises.rules import partner_code

CASE = "copper-heron"
GROUP = 4
PARTS = 8
# percent of the key that a group found, traps that it drew, and minutes between two parts
WAYS = ((95, 0, 9), (85, 1, 11), (60, 3, 14), (90, 1, 7), (70, 2, 12), (52, 2, 15), (80, 0, 13))


def solve_case(cast: Cast, plan: SessionPlan, rows: Mapping[str, UUID], clock: FixedClock) -> None:
    """Groups of four draw the case; the trainer then shows the marks."""
    head = courses.session_head(plan.slug, SYSTEM)
    drew = [one for one in plan.participants if one.chart is not None]
    groups = [drew[at : at + GROUP] for at in range(0, len(drew), GROUP)]
    begun, last = clock.now(), clock.now()
    for number, group in enumerate(groups):
        clock.set(begun + timedelta(minutes=number))
        first, *others = [str(one.service_no) for one in group]
        codes = [partner_code(rows[one]) for one in others]
        _draw(identity_of(cast.people[first]), head, codes, WAYS[number % len(WAYS)], clock)
        last = max(last, clock.now())
    clock.set(last)
    exercises.release(actor=cast.acting("trainer"), course_session_id=head.id, activity_key=CASE)


def _draw(
    actor: Identity,
    head: SessionHead,
    codes: Sequence[str],
    way: tuple[int, int, int],
    clock: FixedClock,
) -> None:
    percent, traps, minutes = way
    attempt_id = exercises.start_attempt(
        actor=actor, course_session_id=head.id, activity=CASE, partner_codes=codes
    )
    begun = attempt_head(attempt_id, actor=actor)
    known = activity_of(begun)
    steps = known.kind.model_steps(known.spec, begun.seed, share=Fraction(percent, 100))
    steps = [*steps, *_wrong(known.spec, steps, traps)]
    size = -(-len(steps) // PARTS)
    for at in range(0, len(steps), size):
        clock.advance(timedelta(minutes=minutes))
        events = [EventInput(new_id(), one.kind, one.payload) for one in steps[at : at + size]]
        exercises.append_events(actor=actor, attempt_id=attempt_id, events=events)
    clock.advance(timedelta(minutes=minutes))
    exercises.hand_in(actor=actor, attempt_id=attempt_id)


def _wrong(case: Case, steps: Sequence[Step], count: int) -> Iterator[Step]:
    """Links for traps of the key, with the thing that they mistake for another."""
    drawn = {
        step.payload["entity"]["id"].removeprefix("m-")
        for step in steps
        if step.kind == AddEntity.kind
    }
    kind = next(iter(case.link_types))
    fitting = [pair for pair in sorted(map(sorted, case.key.traps)) if drawn & set(pair)]
    for number, ends in enumerate(fitting[:count]):
        for code in ends:
            if code not in drawn:
                drawn.add(code)
                yield Step(*dump_event(AddEntity(_drawn(case.key, code, number))))
        source, target = (f"m-{code}" for code in ends)
        link = Link(f"w-{number}", source, target, kind, Direction.NONE)
        yield Step(*dump_event(AddLink(link)))


def _drawn(key: Key, code: str, number: int) -> Entity:
    right = key.entities[code]
    return Entity(f"m-{code}", right.type, right.names[0], at=(120 + 180 * number, 40))
