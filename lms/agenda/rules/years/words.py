"""Rules, wishes and changes of a year plan in sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from lms.agenda.rules.years.asking import Block, YearAsk
from lms.agenda.rules.years.known import KnownYear, SessionFact
from lms.core.db import LocalizedText
from lms.core.messages import N_, Message
from lms.engines.timetable.year import Breach, Problem, Rule, RuleKind, SessionWish, Wish

SHOWN_NAMES = 4
MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)

WISH_WORDS: Mapping[Wish, Message] = {
    Wish.EVEN_AGENCIES: N_("Agencies evenly busy over the months"),
    Wish.COURSE_APART: N_("Sessions of one course well apart"),
    Wish.EVEN_TRAINERS: N_("Trainers equally busy"),
    Wish.PREFERRED: N_("The months wished for"),
    Wish.FEW_MOVES: N_("Drafts stay where they are"),
}


@dataclass(frozen=True)
class Names:
    """What the keys of a problem are called."""

    ask: YearAsk
    known: KnownYear
    problem: Problem

    def session(self, key: str) -> object:
        """A planned session; one that is only given is not named, for it may be out of sight."""
        found = dict(self.ask.each()).get(key)
        if found is None:
            return N_("another session")
        name = session_name(key, found)
        fact = self.known.session(found.course_session_id)
        same = [block for block in self.ask.blocks if block.title == found.title]
        if fact is None or len(same) == 1:
            return name
        return N_("%(title)s %(code)s", title=name, code=fact.code)

    def wish(self, key: str) -> SessionWish:
        return next(one for one in self.problem.sessions if one.key == key)

    def fact(self, key: str) -> SessionFact | None:
        return self.known.session(self.ask.block_of(key).course_session_id)

    def venue(self, key: str | None) -> LocalizedText:
        found = next((one for one in self.known.venues if str(one.id) == key), None)
        return found.name if found else {}

    def rooms(self, key: str) -> int:
        return next(one.rooms for one in self.problem.venues if one.key == key)

    def trainer(self, key: str) -> str:
        found = next((one for one in self.known.trainers if str(one.id) == key), None)
        return found.name if found else ""

    def agency(self, key: str) -> LocalizedText:
        found = next((one for one in self.known.agencies if str(one.id) == key), None)
        return found.name if found else {}


def month_name(day: date) -> Message:
    """The month of a day with its year."""
    return N_("%(month)s %(year)s", month=MONTHS[day.month - 1], year=str(day.year))


def session_name(key: str, block: Block) -> object:
    """The title of a planned session; of several new ones with its number."""
    if len(block.keys) == 1:
        return block.title
    number = block.keys.index(key) + 1
    return N_("%(course)s (%(n)s of %(of)s)", course=block.title, n=number, of=block.count)


def rule_sentence(rule: Rule, names: Names) -> Message:
    """A hard rule, as it reads in a list of rules that contradict each other."""
    return _RULES[rule.kind](names, *rule.keys)


def _horizon(names: Names) -> Message:
    days = {"first": names.problem.first, "last": names.problem.last}
    return N_("The plan runs from %(first)s to %(last)s.", **days)


def _venue_needed(names: Names, key: str) -> Message:
    choices = names.wish(key).venue_choices
    words: dict[str, object] = {"session": names.session(key), "n": len(choices)}
    if len(choices) == 1:
        place = names.venue(choices[0].venue)
        return N_("%(session)s is held at %(venue)s.", session=words["session"], venue=place)
    return N_("%(session)s is held at one of the %(n)s venues allowed.", **words)


def _trainers_needed(names: Names, key: str) -> Message:
    wish = names.wish(key)
    people = [names.trainer(one) for one in wish.trainer_choices]
    words = {"session": names.session(key), "n": wish.trainers_needed}
    if not people:
        return N_("%(session)s needs trainers (%(n)s), and none is allowed.", **words)
    if len(people) > SHOWN_NAMES:
        return N_(
            "%(session)s needs trainers (%(n)s) of the %(of)s allowed.", of=len(people), **words
        )
    return N_(
        "%(session)s needs trainers (%(n)s) of these: %(names)s.", names=", ".join(people), **words
    )


def _after(names: Names, key: str, before: str) -> Message:
    gap = next(one.gap_days for one in names.wish(key).after if one.key == before)
    words = {"session": names.session(key), "other": names.session(before)}
    if gap:
        return N_("%(session)s comes after %(other)s (free days between: %(n)s).", n=gap, **words)
    return N_("%(session)s comes after %(other)s.", **words)


def _locked_venue(names: Names, key: str) -> Message:
    venue = names.venue(names.wish(key).lock.venue)
    return N_("%(session)s stays at %(venue)s.", session=names.session(key), venue=venue)


def _locked_trainers(names: Names, key: str) -> Message:
    people = ", ".join(names.trainer(one) for one in names.wish(key).lock.trainers)
    return N_(
        "%(session)s stays with its trainers: %(names)s.", session=names.session(key), names=people
    )


_RULES: Mapping[RuleKind, Callable[..., Message]] = {
    RuleKind.HORIZON: _horizon,
    RuleKind.WORKING_DAYS: lambda *_: N_("Teaching is on working days only."),
    RuleKind.UNBROKEN: lambda *_: N_(
        "A session that fits into a working week is not split by a weekend."
    ),
    RuleKind.HOLIDAYS: lambda *_: N_("Nothing is taught on holidays and general days off."),
    RuleKind.EARLIEST: lambda names, key: N_(
        "%(session)s begins on %(day)s or later.",
        session=names.session(key),
        day=names.wish(key).earliest,
    ),
    RuleKind.LATEST: lambda names, key: N_(
        "%(session)s begins by %(day)s.", session=names.session(key), day=names.wish(key).latest
    ),
    RuleKind.VENUE_NEEDED: _venue_needed,
    RuleKind.VENUE_SIZE: lambda names, key: N_(
        "%(session)s needs a room with %(n)s seats.",
        session=names.session(key),
        n=names.wish(key).seats,
    ),
    RuleKind.VENUE_ROOMS: lambda names, key: N_(
        "%(venue)s holds no more at once than it has rooms (%(n)s); what is booked there stays.",
        venue=names.venue(key),
        n=names.rooms(key),
    ),
    RuleKind.VENUE_CLOSED: lambda names, key: N_(
        "%(venue)s is closed on some days.", venue=names.venue(key)
    ),
    RuleKind.TRAINERS_NEEDED: _trainers_needed,
    RuleKind.TRAINER_ONCE: lambda names, key: N_(
        "%(name)s teaches one session at a time.", name=names.trainer(key)
    ),
    RuleKind.TRAINER_REST: lambda names, key: N_(
        "%(name)s has free days between two sessions (at least %(n)s).",
        name=names.trainer(key),
        n=names.ask.trainer_rest,
    ),
    RuleKind.TRAINER_AWAY: lambda names, key: N_(
        "%(name)s is away on some days.", name=names.trainer(key)
    ),
    RuleKind.TRAINER_MONTH: lambda names, key: N_(
        "%(name)s teaches no more than the days allowed a month (%(n)s).",
        name=names.trainer(key),
        n=names.ask.trainer_days,
    ),
    RuleKind.AGENCY_BLACKOUT: lambda names, key: N_(
        "%(agency)s sends nobody on its black-out days.", agency=names.agency(key)
    ),
    RuleKind.AGENCY_PEOPLE: lambda names, key: N_(
        "%(agency)s sends no more people a month than it can.", agency=names.agency(key)
    ),
    RuleKind.AGENCY_SESSIONS: lambda names, key: N_(
        "%(agency)s takes part in no more than the sessions allowed a month (%(n)s).",
        agency=names.agency(key),
        n=names.ask.agency_sessions,
    ),
    RuleKind.AFTER: _after,
    RuleKind.LOCKED_DATE: lambda names, key: N_(
        "%(session)s stays on %(day)s.", session=names.session(key), day=names.wish(key).lock.first
    ),
    RuleKind.LOCKED_VENUE: _locked_venue,
    RuleKind.LOCKED_TRAINERS: _locked_trainers,
}


def breach_sentence(breach: Breach, names: Names) -> Message:
    """One place where a wish is not met."""
    return _BREACHES[breach.wish](names, breach)


def _agency_month(names: Names, breach: Breach) -> Message:
    agency, month = breach.keys
    return N_(
        "%(agency)s is above its even share in %(month)s (days: %(n)s).",
        agency=names.agency(agency),
        n=breach.amount,
        month=month_name(date.fromisoformat(f"{month}-01")),
    )


def _moved(names: Names, breach: Breach) -> Message:
    key, what, *who = breach.keys
    words = {"session": names.session(key)}
    if what == "date":
        return N_("%(session)s moves to another date.", **words)
    if what == "venue":
        return N_("%(session)s moves to another venue.", **words)
    return N_("%(session)s gets %(name)s.", name=names.trainer(who[0]), **words)


_BREACHES: Mapping[Wish, Callable[[Names, Breach], Message]] = {
    Wish.EVEN_AGENCIES: _agency_month,
    Wish.COURSE_APART: lambda names, breach: N_(
        "%(session)s and %(other)s are closer than wished (weeks: %(n)s).",
        session=names.session(breach.keys[0]),
        other=names.session(breach.keys[1]),
        n=breach.amount,
    ),
    Wish.EVEN_TRAINERS: lambda names, breach: N_(
        "%(name)s teaches more than the even share (days: %(n)s).",
        name=names.trainer(breach.keys[0]),
        n=breach.amount,
    ),
    Wish.PREFERRED: lambda names, breach: N_(
        "%(session)s begins outside the months wished for (weeks: %(n)s).",
        session=names.session(breach.keys[0]),
        n=breach.amount,
    ),
    Wish.FEW_MOVES: _moved,
    Wish.LITTLE_TRAVEL: lambda names, breach: N_(
        "%(name)s travels to %(session)s.",
        name=names.trainer(breach.keys[1]),
        session=names.session(breach.keys[0]),
    ),
}
