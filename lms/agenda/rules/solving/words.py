"""Rules, wishes and changes in sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from lms.agenda.rows import ItemRow
from lms.agenda.rules.solving.asking import Ask, Which
from lms.agenda.rules.solving.clock import clock_value
from lms.agenda.rules.solving.known import Known
from lms.agenda.rules.solving.problem import CLOCK, ELSEWHERE, PRAYER, Asked
from lms.core.db import LocalizedText
from lms.core.messages import N_, Message
from lms.engines.timetable.within import Broken, Item, Profile, Rule, RuleKind, Window, Wish

WISH_WORDS: Mapping[Wish, Message] = {
    Wish.ORDER: N_("Items in the order of the course"),
    Wish.PRACTICAL_LAST: N_("No practical work at the end of a day"),
    Wish.LONG_STRETCH: N_("A break after two hours at most"),
    Wish.TRAINER_GAP: N_("Trainers without idle hours in between"),
    Wish.ROOM_CHANGE: N_("Few changes of room"),
    Wish.UNEVEN_LOAD: N_("Trainers equally busy"),
    Wish.IDLE: N_("No empty time for participants"),
    Wish.LATE_END: N_("The last hour of the day left free"),
    Wish.SOFT_WINDOW: N_("Prayer times left free"),
}
PROFILE_WORDS: Mapping[Profile, Message] = {
    Profile.BALANCED: N_("As weighed"),
    Profile.STEADY: N_("People stay where they are"),
    Profile.EARLY: N_("Short days"),
    Profile.EVEN: N_("Trainers equally busy"),
}


@dataclass(frozen=True)
class Names:
    """What the keys of a problem are called."""

    known: Known
    ask: Ask
    asked: Asked

    def item(self, key: str) -> LocalizedText:
        row = self.asked.item(key) or self.row(key)
        return row.title if row else {"en": key}

    def row(self, key: str) -> ItemRow | None:
        """An item of the draft, also one that is a window here."""
        return next((one for one in self.known.items if str(one.id) == key), None)

    def room(self, key: str) -> LocalizedText:
        found = next((one for one in self.known.rooms if str(one.id) == key), None)
        return found.name if found else {"en": key}

    def trainer(self, key: str) -> str:
        found = next((one for one in self.known.trainers if str(one.person_id) == key), None)
        return found.name if found else key

    def day(self, index: int | None) -> date:
        return self.asked.days[index or 0]

    def window(self, day: int | None, key: str) -> object:
        """The name of a time that is kept free."""
        if key.startswith(PRAYER):
            wanted = key.removeprefix(PRAYER)
            found = next((one for one in self.known.prayers if one.key == wanted), None)
            return found.name if found else N_("Prayer")
        if key.startswith(ELSEWHERE):
            return N_("the participants' other session")
        if key.startswith(CLOCK):
            return N_("the change of the clocks")
        return self.item(key)

    def window_times(self, day: int | None, key: str) -> Window:
        days = self.asked.problem.days
        return next(one for one in days[day or 0].windows if one.key == key)

    def engine_item(self, key: str) -> Item:
        return next(one for one in self.asked.problem.items if one.key == key)

    def is_locked(self, key: str) -> bool:
        row = self.asked.item(key)
        return bool(row and row.locked)


def rule_sentence(rule: Rule, names: Names) -> Message:
    """A hard rule, as it reads in a list of rules that contradict each other."""
    return _RULES[rule.kind](rule, names)


def _locked(rule: Rule, names: Names) -> Message:
    item = names.engine_item(rule.item)
    at = {
        "item": names.item(rule.item),
        "day": names.day(item.lock.day),
        "at": clock_value(item.lock.start or 0),
    }
    if names.is_locked(rule.item):
        return N_("%(item)s is locked on %(day)s at %(at)s.", **at)
    return N_("%(item)s is not among the items that may move: %(day)s at %(at)s.", **at)


def _locked_room(rule: Rule, names: Names) -> Message:
    room = names.engine_item(rule.item).lock.room or ""
    words = {"item": names.item(rule.item), "room": names.room(room)}
    return N_("%(item)s stays in %(room)s.", **words)


def _locked_trainers(rule: Rule, names: Names) -> Message:
    trainers = names.engine_item(rule.item).lock.trainers or ()
    people = ", ".join(names.trainer(one) for one in trainers)
    words = {"item": names.item(rule.item), "names": people}
    return N_("%(item)s stays with its trainers: %(names)s.", **words)


def _hours(rule: Rule, names: Names) -> Message:
    day = names.asked.problem.days[rule.day or 0]
    if names.day(rule.day) not in names.ask.open_days:
        return N_("%(day)s is not among the chosen days.", day=names.day(rule.day))
    return N_(
        "%(day)s runs from %(opens)s to %(closes)s.",
        day=names.day(rule.day),
        opens=clock_value(day.opens),
        closes=clock_value(day.closes),
    )


def _window(rule: Rule, names: Names) -> Message:
    window = names.window_times(rule.day, rule.window)
    return N_(
        "Nothing is taught over %(name)s, %(day)s from %(begin)s to %(end)s.",
        name=names.window(rule.day, rule.window),
        day=names.day(rule.day),
        begin=clock_value(window.start),
        end=clock_value(window.end),
    )


def _when(rule: Rule, names: Names) -> Message:
    item = names.engine_item(rule.item)
    days = len(item.days or ()) == 1 and item.days
    words: dict[str, object] = {
        "item": names.item(rule.item),
        "begin": clock_value(item.earliest),
        "end": clock_value(item.latest),
    }
    if days:
        words["day"] = names.day(min(days))
        return N_("%(item)s lies on %(day)s between %(begin)s and %(end)s.", **words)
    return N_("%(item)s lies on a chosen day between %(begin)s and %(end)s.", **words)


def _large(rule: Rule, names: Names) -> Message:
    words = {"item": names.item(rule.item), "seats": names.engine_item(rule.item).seats}
    return N_("%(item)s needs a room with %(seats)s seats.", **words)


def _fit(rule: Rule, names: Names) -> Message:
    rooms = names.engine_item(rule.item).rooms or frozenset()
    words = {"item": names.item(rule.item), "n": len(rooms)}
    if len(rooms) == 1:
        return N_("%(item)s is held in %(room)s.", item=words["item"], room=names.room(min(rooms)))
    return N_("%(item)s is held in one of the %(n)s allowed rooms.", **words)


def _trainers_of(rule: Rule, names: Names) -> Message:
    item = names.engine_item(rule.item)
    people = sorted(names.trainer(one) for one in item.trainers or ())
    words = {
        "item": names.item(rule.item),
        "n": item.trainers_needed,
        "names": ", ".join(people),
    }
    if not people:
        return N_("%(item)s needs trainers (%(n)s), and none is allowed.", **words)
    if len(people) == item.trainers_needed:
        return N_("%(item)s is taught by %(names)s.", **words)
    return N_("%(item)s needs trainers (%(n)s) of these: %(names)s.", **words)


def _track_once(rule: Rule, _names: Names) -> Message:
    if rule.track:
        return N_("Track %(track)s does one thing at a time.", track=rule.track)
    return N_("Participants do one thing at a time.")


_RULES: Mapping[RuleKind, Callable[[Rule, Names], Message]] = {
    RuleKind.ROOM_ONCE: lambda rule, names: N_(
        "%(room)s holds one item at a time.", room=names.room(rule.room)
    ),
    RuleKind.ROOM_OPEN: lambda rule, names: N_(
        "%(room)s is closed or taken at times on %(day)s.",
        room=names.room(rule.room),
        day=names.day(rule.day),
    ),
    RuleKind.ROOM_LARGE: _large,
    RuleKind.ROOM_FIT: _fit,
    RuleKind.TRAINER_ONCE: lambda rule, names: N_(
        "%(name)s teaches one item at a time.", name=names.trainer(rule.trainer)
    ),
    RuleKind.TRAINER_FREE: lambda rule, names: N_(
        "%(name)s is busy or away at times on %(day)s.",
        name=names.trainer(rule.trainer),
        day=names.day(rule.day),
    ),
    RuleKind.TRAINER_LOAD: lambda rule, names: N_(
        "%(name)s teaches no more than allowed on %(day)s.",
        name=names.trainer(rule.trainer),
        day=names.day(rule.day),
    ),
    RuleKind.TRAINERS_OF: _trainers_of,
    RuleKind.TRACK_ONCE: _track_once,
    RuleKind.HOURS: _hours,
    RuleKind.WINDOW: _window,
    RuleKind.WHEN: _when,
    RuleKind.ORDER: lambda rule, names: N_(
        "%(item)s comes after %(other)s.",
        item=names.item(rule.item),
        other=names.item(rule.other),
    ),
    RuleKind.TOGETHER: lambda rule, names: N_(
        "%(item)s starts together with %(other)s.",
        item=names.item(rule.item),
        other=names.item(rule.other),
    ),
    RuleKind.APART: lambda rule, names: N_(
        "%(item)s lies on another day than %(other)s.",
        item=names.item(rule.item),
        other=names.item(rule.other),
    ),
    RuleKind.LOCKED_TIME: _locked,
    RuleKind.LOCKED_ROOM: _locked_room,
    RuleKind.LOCKED_TRAINERS: _locked_trainers,
}


def broken_sentence(broken: Broken, names: Names) -> Message:
    """One place where a wish is not met."""
    words = _broken_words(broken, names)
    text = _BROKEN[broken.wish]
    if broken.track:
        return N_("Track %(track)s: %(what)s", track=broken.track, what=Message(text.text, words))
    return Message(text.text, words)


_BROKEN: Mapping[Wish, Message] = {
    Wish.ORDER: N_("%(other)s comes before %(item)s."),
    Wish.PRACTICAL_LAST: N_("%(item)s ends %(day)s."),
    Wish.LONG_STRETCH: N_("No break from %(begin)s to %(end)s on %(day)s."),
    Wish.TRAINER_GAP: N_("%(trainer)s waits %(minutes)s min on %(day)s."),
    Wish.ROOM_CHANGE: N_("Rooms on %(day)s: %(n)s."),
    Wish.UNEVEN_LOAD: N_("%(trainer)s teaches %(minutes)s min more than %(second)s."),
    Wish.IDLE: N_("Nothing from %(begin)s to %(end)s on %(day)s."),
    Wish.LATE_END: N_("%(minutes)s min in the last hour of %(day)s."),
    Wish.SOFT_WINDOW: N_("%(item)s runs %(minutes)s min over %(window)s on %(day)s."),
}


def _broken_words(broken: Broken, names: Names) -> dict[str, object]:
    words: dict[str, object] = {"minutes": broken.amount * 15, "n": len(broken.rooms)}
    if broken.item:
        words["item"] = names.item(broken.item)
    if broken.wish is Wish.ORDER:
        words["other"] = names.item(broken.other)
    if broken.trainer:
        words["trainer"] = names.trainer(broken.trainer)
    if broken.wish is Wish.UNEVEN_LOAD:
        words["second"] = names.trainer(broken.other)
    if broken.day is not None:
        words["day"] = names.day(broken.day)
    if broken.start is not None and broken.end is not None:
        words |= {"begin": clock_value(broken.start), "end": clock_value(broken.end)}
    if broken.window:
        words["window"] = names.window(broken.day, broken.window)
    return words


WHICH_WORDS: Mapping[Which, Message] = {
    Which.ALL: N_("All items that are not locked"),
    Which.WITHOUT_ROOM: N_("Items without a room"),
    Which.CLASHING: N_("Items that clash"),
    Which.CHOSEN: N_("Chosen items"),
}
