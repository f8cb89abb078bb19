"""The engine's problem out of what is asked and known.

Keys are ids as text; new sessions have the keys of their block. A session that is not planned is
given: it takes its venue, its trainers and its agencies' days.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from lms.agenda.rules.planner import month_days
from lms.agenda.rules.years.asking import Block, YearAsk
from lms.agenda.rules.years.known import KnownYear, SessionFact, VenueFact
from lms.engines.timetable.year import (
    After,
    Agency,
    Current,
    Given,
    Lock,
    Problem,
    Rule,
    RuleKind,
    SessionWish,
    Taking,
    Trainer,
    Venue,
    VenueChoice,
    Window,
)


def build(ask: YearAsk, known: KnownYear) -> Problem:
    """The problem, without the rules that are left out."""
    planned = {block.course_session_id for block in ask.blocks}
    given = [_given(one, ask, known) for one in known.sessions if one.id not in planned]
    holidays = _holidays(ask, known)
    problem = Problem(
        first=ask.first,
        last=ask.last,
        sessions=tuple(_wish(key, block, ask, known) for key, block in ask.each()),
        venues=tuple(_venue(one, holidays) for one in known.venues),
        trainers=tuple(
            Trainer(str(one.id), one.away, ask.trainer_days, ask.trainer_rest)
            for one in known.trainers
        ),
        agencies=tuple(
            Agency(str(one.id), one.blackout, most_sessions_in_month=ask.agency_sessions)
            for one in known.agencies
        ),
        given=(*given, *_closures(known.venues)),
        holidays=holidays,
        weekdays=ask.weekdays,
        apart_days=ask.apart_days,
        weights=ask.weights,
    )
    for rule in ask.left_out:
        problem = without(problem, rule)
    return problem


def _wish(key: str, block: Block, ask: YearAsk, known: KnownYear) -> SessionWish:
    fact = known.session(block.course_session_id)
    rooms = fact.rooms if fact else 1
    venues = {one.id: one for one in known.venues}
    wanted = [one for one in block.venue_ids or ask.venue_ids if one in venues]
    people = {one.id for one in known.trainers}
    trainers = [one for one in block.trainer_ids or ask.trainer_ids if one in people]
    agencies = {one.id for one in known.agencies}
    taking = [one for one in block.agency_ids if one in agencies]
    before = ask.block(block.after)
    return SessionWish(
        key=key,
        days=block.days,
        seats=block.seats,
        venues=tuple(VenueChoice(str(one), min(rooms, venues[one].rooms)) for one in wanted),
        trainers=tuple(map(str, trainers)),
        trainers_needed=block.trainers_needed,
        course=str(block.course_id),
        agencies=tuple(Taking(str(one), _people(block, len(taking))) for one in taking),
        earliest=block.earliest,
        latest=block.latest,
        after=tuple(After(one, block.gap_days) for one in before.keys) if before else (),
        preferred=tuple(_windows(block.months, ask.first, ask.last)),
        lock=_lock(block, fact, known),
        current=_current(fact),
    )


def _people(block: Block, agencies: int) -> int:
    """The seats of each agency, were they shared evenly."""
    return -(-block.seats // agencies)


def _windows(months: Iterable[int], first: date, last: date) -> Iterable[Window]:
    """The wished-for months as they come between two days."""
    wanted, month = set(months), first.replace(day=1)
    while month <= last:
        begin, end = month_days(month)
        if month.month in wanted:
            yield Window(begin, end)
        month = end + timedelta(days=1)


def _lock(block: Block, fact: SessionFact | None, known: KnownYear) -> Lock:
    if fact is None:
        return Lock()
    venues = {one.id for one in known.venues}
    people = {one.id for one in known.trainers}
    return Lock(
        first=fact.starts_on if block.keep_date else None,
        venue=str(fact.venue_id) if block.keep_venue and fact.venue_id in venues else None,
        trainers=tuple(str(one) for one in fact.trainer_ids if one in people)
        if block.keep_trainers
        else (),
    )


def _current(fact: SessionFact | None) -> Current | None:
    if fact is None:
        return None
    venue = str(fact.venue_id) if fact.venue_id else None
    return Current(fact.starts_on, venue, tuple(map(str, fact.trainer_ids)))


def _given(one: SessionFact, ask: YearAsk, known: KnownYear) -> Given:
    """A session that is not planned, as far as the plan has to do with its place and people."""
    venues = {venue.id for venue in known.venues}
    people = {trainer.id for trainer in known.trainers}
    agencies = {agency.id for agency in known.agencies}
    return Given(
        key=str(one.id),
        first=one.starts_on,
        last=one.ends_on,
        days=one.days(ask.weekdays),
        venue=str(one.venue_id) if one.venue_id in venues else None,
        rooms=one.rooms,
        trainers=tuple(str(trainer) for trainer in one.trainer_ids if trainer in people),
        course=str(one.course_id),
        agencies=tuple(
            Taking(str(agency), -(-one.capacity // len(one.agency_ids)))
            for agency in one.agency_ids
            if agency in agencies
        ),
    )


def _closures(venues: Iterable[VenueFact]) -> Iterable[Given]:
    """A room that is shut while others are open is taken, as if a session were in it."""
    for venue in venues:
        for number, (first, last) in enumerate(venue.partly):
            days = (last - first).days + 1
            yield Given(f"closure:{venue.id}:{number}", first, last, days, venue=str(venue.id))


def _venue(one: VenueFact, holidays: frozenset[date]) -> Venue:
    place = one.place.get("en", "")
    closed = one.closed | (one.holidays - holidays)
    return Venue(str(one.id), one.seats, max(1, one.rooms), closed, place)


def _holidays(ask: YearAsk, known: KnownYear) -> frozenset[date]:
    """The holidays of all venues asked for; those of one country alone close its venues."""
    asked = {*ask.venue_ids, *(one for block in ask.blocks for one in block.venue_ids)}
    found = [one.holidays for one in known.venues if one.id in asked]
    return frozenset.intersection(*found) if found else known.holidays


def without(problem: Problem, rule: Rule) -> Problem:
    """The problem without one of its rules. Rules that are facts of the world stay."""
    kind, key = rule.kind, rule.keys[0] if rule.keys else ""
    if kind is RuleKind.HOLIDAYS:
        return replace(problem, holidays=frozenset())
    if kind in _OF_SESSION:
        return replace(
            problem,
            sessions=tuple(
                _loosened(one, rule) if one.key == key else one for one in problem.sessions
            ),
        )
    if kind in _OF_TRAINER:
        trainers = (_freed(t, kind) if t.key == key else t for t in problem.trainers)
        return replace(problem, trainers=tuple(trainers))
    if kind in _OF_AGENCY:
        agencies = (_unbound(a, kind) if a.key == key else a for a in problem.agencies)
        return replace(problem, agencies=tuple(agencies))
    return problem


_OF_TRAINER = frozenset({RuleKind.TRAINER_REST, RuleKind.TRAINER_MONTH})
_OF_AGENCY = frozenset({RuleKind.AGENCY_BLACKOUT, RuleKind.AGENCY_SESSIONS})
_OF_SESSION = frozenset(
    {
        RuleKind.EARLIEST,
        RuleKind.LATEST,
        RuleKind.AFTER,
        RuleKind.LOCKED_DATE,
        RuleKind.LOCKED_VENUE,
        RuleKind.LOCKED_TRAINERS,
        RuleKind.TRAINERS_NEEDED,
        RuleKind.VENUE_NEEDED,
    }
)
MAY_BE_LEFT = _OF_SESSION | _OF_TRAINER | _OF_AGENCY | {RuleKind.HOLIDAYS}


def _freed(one: Trainer, kind: RuleKind) -> Trainer:
    if kind is RuleKind.TRAINER_REST:
        return replace(one, rest_days=0)
    return replace(one, most_days_in_month=None)


def _unbound(one: Agency, kind: RuleKind) -> Agency:
    if kind is RuleKind.AGENCY_BLACKOUT:
        return replace(one, blackout=frozenset())
    return replace(one, most_sessions_in_month=None)


def _loosened(one: SessionWish, rule: Rule) -> SessionWish:
    match rule.kind:
        case RuleKind.EARLIEST:
            return replace(one, earliest=None)
        case RuleKind.LATEST:
            return replace(one, latest=None)
        case RuleKind.AFTER:
            return replace(one, after=tuple(a for a in one.after if a.key != rule.keys[1]))
        case RuleKind.LOCKED_DATE:
            return replace(one, lock=replace(one.lock, first=None))
        case RuleKind.LOCKED_VENUE:
            return replace(one, lock=replace(one.lock, venue=None))
        case RuleKind.LOCKED_TRAINERS:
            return replace(one, lock=replace(one.lock, trainers=()))
        case RuleKind.TRAINERS_NEEDED:
            return replace(one, trainers_needed=0)
        case _:
            return replace(one, venues=(), lock=replace(one.lock, venue=None))
