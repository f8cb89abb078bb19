"""The form that asks the solver: what was typed, what is offered, and the asking made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from lms.agenda.enums import TrainerState
from lms.agenda.queries.proposals import AskPage
from lms.agenda.rules.solving.asking import SECONDS, Ask, NewPart, Strength, Which
from lms.agenda.rules.solving.clock import MOMENT
from lms.agenda.rules.times import QUARTER, clock_time, minutes_of
from lms.core.errors import FieldError, Invalid
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.engines.timetable.within import Wish

USUAL_HOURS = (9 * 60, 17 * 60)


@dataclass(frozen=True)
class Filled:
    """What the form shows in its fields, as typed."""

    which: str = Which.ALL.value
    days: frozenset[str] = frozenset()
    opens: str = ""
    closes: str = ""
    rooms: frozenset[str] = frozenset()
    trainers: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    keep_rooms: str = ""
    keep_trainers: str = "1"
    move_pauses: bool = False
    seconds: str = str(SECONDS[0])
    wishes: Mapping[str, str] = field(default_factory=dict)
    new: frozenset[str] = frozenset()
    minutes: Mapping[str, str] = field(default_factory=dict)


def usual(page: AskPage) -> Filled:
    """What a form begins with: every day that nothing speaks against, all rooms and trainers."""
    opens, closes = _usual_hours(page)
    days = [one.day.isoformat() for one in page.days if one.remark is None]
    return Filled(
        which=Which.ALL.value if page.draft.items else "",
        days=frozenset(days or (one.day.isoformat() for one in page.days)),
        opens=_clock(opens),
        closes=_clock(closes),
        rooms=frozenset(str(one.id) for one in page.known.rooms if one.archived_at is None),
        trainers=frozenset(
            str(one.person_id)
            for one in page.known.trainers
            if one.state is not TrainerState.DECLINED
        ),
        wishes={wish.value: Strength.SOME.value for wish in Wish},
        minutes={part.content: str(part.minutes) for part in page.known.missing_parts},
    )


def _usual_hours(page: AskPage) -> tuple[int, int]:
    """From the draft's earliest beginning to its latest end or the venue's close."""
    zone, venue = page.draft.head.zone, page.draft.venue
    opens, closes = (venue.opens, venue.closes) if venue else USUAL_HOURS
    starts = [minutes_of(item.starts_at, zone) for item in page.draft.items]
    ends = [minutes_of(item.ends_at - MOMENT, zone) + 1 for item in page.draft.items]
    return min(starts, default=opens) // QUARTER * QUARTER, max([closes, *ends])


def asked_before(ask: Ask, page: AskPage) -> Filled:
    """What a form begins with that changes an earlier asking."""
    usually = usual(page)
    return Filled(
        which=ask.which.value,
        days=frozenset(day.isoformat() for day in ask.days),
        opens=_clock(ask.opens),
        closes=_clock(ask.closes),
        rooms=frozenset(map(str, ask.room_ids)),
        trainers=frozenset(map(str, ask.trainer_ids)),
        items=frozenset(map(str, ask.item_ids)),
        keep_rooms="1" if ask.keep_rooms else "",
        keep_trainers="1" if ask.keep_trainers else "",
        move_pauses=ask.move_pauses,
        seconds=str(ask.seconds),
        wishes={**usually.wishes, **{wish.value: word.value for wish, word in ask.wishes.items()}},
        new=frozenset(one.content for one in ask.new),
        minutes={**usually.minutes, **{one.content: str(one.minutes) for one in ask.new}},
    )


def typed(form: MultiDict[str, str]) -> Filled:
    """What was sent."""
    return Filled(
        which=form.get("which", ""),
        days=frozenset(form.getlist("days")),
        opens=form.get("opens", ""),
        closes=form.get("closes", ""),
        rooms=frozenset(form.getlist("rooms")),
        trainers=frozenset(form.getlist("trainers")),
        items=frozenset(form.getlist("items")),
        keep_rooms=form.get("keep_rooms", ""),
        keep_trainers=form.get("keep_trainers", ""),
        move_pauses="move_pauses" in form,
        seconds=form.get("seconds", ""),
        wishes={wish.value: form.get(f"wish-{wish.value}", "") for wish in Wish},
        new=frozenset(form.getlist("new")),
        minutes={
            name.removeprefix("minutes-"): value
            for name, value in form.items()
            if name.startswith("minutes-")
        },
    )


def asking(filled: Filled) -> Ask:
    """The asking that was typed. Raises Invalid with what cannot be read at its field; what may
    not be asked is the service's to say."""
    reader = _Reader()
    ask = Ask(
        which=reader.read("which", lambda: Which(filled.which), Which.ALL),
        days=reader.read("days", lambda: tuple(sorted(map(date.fromisoformat, filled.days))), ()),
        opens=reader.read("opens", lambda: _minutes(filled.opens), 0),
        closes=reader.read("closes", lambda: _minutes(filled.closes), 0),
        room_ids=reader.read("rooms", lambda: _ids(filled.rooms), ()),
        trainer_ids=reader.read("trainers", lambda: _ids(filled.trainers), ()),
        item_ids=reader.read("items", lambda: _ids(filled.items), ()),
        keep_rooms=bool(filled.keep_rooms),
        keep_trainers=bool(filled.keep_trainers),
        move_pauses=filled.move_pauses,
        seconds=reader.read("seconds", lambda: int(filled.seconds), SECONDS[0]),
        wishes=reader.read("wishes", lambda: _wishes(filled.wishes), {}),
        new=reader.read("new", lambda: _new(filled), ()),
    )
    if reader.faults:
        raise Invalid(reader.faults)
    return ask


class _Reader:
    """Reads each field and remembers which could not be read."""

    def __init__(self) -> None:
        self.faults: list[FieldError] = []

    def read(self, name: str, value: Any, otherwise: Any) -> Any:
        try:
            return value()
        except ValueError:
            self.faults.append(FieldError(name, FAULTS[name]))
            return otherwise


FAULTS = {
    "which": N_("Choose which items may move."),
    "days": N_("Choose at least one day of the session."),
    "opens": N_("Write a time of day, as in 09:00."),
    "closes": N_("Write a time of day, as in 17:00."),
    "rooms": N_("Choose at least one room."),
    "trainers": N_("Choose from the list."),
    "items": N_("Choose the items that may move."),
    "seconds": N_("Choose a time from the list."),
    "wishes": N_("Choose from the list."),
    "new": N_("Write the minutes as a whole number."),
}


def _minutes(text: str) -> int:
    hours, _colon, minutes = text.strip().partition(":")
    if not 0 <= int(minutes or "0") < 60:
        raise ValueError(text)
    return int(hours) * 60 + int(minutes or "0")


def _ids(typed_ids: frozenset[str]) -> tuple[UUID, ...]:
    return tuple(sorted(UUID(one) for one in typed_ids))


def _wishes(words: Mapping[str, str]) -> dict[Wish, Strength]:
    return {Wish(name): Strength(word) for name, word in words.items()}


def _new(filled: Filled) -> tuple[NewPart, ...]:
    return tuple(
        NewPart(new_id(), content, int(filled.minutes.get(content, "")))
        for content in sorted(filled.new)
    )


def _clock(minutes: int) -> str:
    return "24:00" if minutes == 24 * 60 else f"{clock_time(minutes):%H:%M}"
