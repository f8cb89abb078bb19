"""Suggested tables: reckoned while the organiser waits, written by nobody until applied.

The search is bounded: 60 people take about a third of a second of a processor, 300 people under
three. The clock ends the solver's part on a machine that is busy, and the answer says so.
"""

from uuid import UUID

from lms.core.access import Identity, require
from lms.core.errors import Refused
from lms.core.messages import N_
from lms.courses.queries import session_head
from lms.engines.grouping import Effort, Grouping, Person, Problem, group_people
from lms.enrolments.policies import Permission
from lms.enrolments.queries.syndicates import arranged, judge, rules_of, seating_of
from lms.enrolments.rules.syndicates import Wish
from lms.enrolments.seating import Move, Seating, Suggestion

EFFORT = Effort(work=0.1, seconds=1.0)


def suggest(slug: str, wish: Wish, *, actor: Identity, effort: Effort = EFFORT) -> Suggestion:
    """Where everybody would sit by these weights. Locked people stay.

    Raises Refused where there is no table yet or nobody on the roll.
    """
    head = session_head(slug, actor)
    require(actor, Permission.MANAGE_SYNDICATES, head)
    now = seating_of(head, actor)
    if not now.tables:
        raise Refused(N_("Make the tables first, then ask who may sit where."))
    if not now.seats:
        raise Refused(N_("Nobody is on the roll yet, so nobody can be seated."))
    found = group_people(_problem(now, wish), effort)
    if found.clashes:
        return Suggestion(now, wish, clashes=found.clashes)
    return _shown(now, wish, found)


def _problem(now: Seating, wish: Wish) -> Problem:
    numbers = {table.row.id: number for number, table in enumerate(now.tables)}
    seats = now.seats
    here = {str(s.id): numbers[s.syndicate_id] for s in seats if s.syndicate_id in numbers}
    known = {seat.id for seat in seats}
    locked = [str(seat.id) for seat in seats if seat.locked]
    return Problem(
        [Person(str(seat.id), seat.features) for seat in seats],
        len(now.tables),
        rules_of(wish),
        locks={key: here[key] for key in locked if key in here},
        apart=[_text(pair) for pair in wish.apart if known.issuperset(pair)],
        together=[_text(pair) for pair in wish.together if known.issuperset(pair)],
        now=here,
    )


def _text(pair: tuple[UUID, UUID]) -> tuple[str, str]:
    return str(pair[0]), str(pair[1])


def _shown(now: Seating, wish: Wish, found: Grouping) -> Suggestion:
    tables = [table.row for table in now.tables]
    seats = now.seats
    place = {UUID(key): tables[group].id for key, group in found.place.items()}
    before = {seat.id: seat.syndicate_id for seat in seats if seat.syndicate_id}
    letters = now.letters
    moves = [
        Move(
            seat,
            letters.get(seat.syndicate_id, "") if seat.syndicate_id else "",
            letters[place[seat.id]],
        )
        for seat in seats
        if place[seat.id] != seat.syndicate_id
    ]
    return Suggestion(
        now=now,
        wish=wish,
        then=arranged(now.head, tables=tables, seats=seats, place=place, agencies=now.agencies),
        moves=moves,
        before=judge(tables, seats, before, wish).costs,
        after=judge(tables, seats, place, wish).costs,
        best=found.best,
        in_time=found.in_time,
    )
