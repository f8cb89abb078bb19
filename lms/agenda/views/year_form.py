"""The form of a year plan: what is chosen first, what its fields begin with, what was typed."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from werkzeug.datastructures import MultiDict

from lms.agenda.queries.years import Choices
from lms.agenda.rules.solving.asking import Strength
from lms.agenda.rules.years.asking import SECONDS, USUAL_APART, Block, YearAsk
from lms.agenda.rules.years.words import WISH_WORDS
from lms.core.errors import FieldError, Invalid
from lms.core.i18n import _
from lms.core.messages import N_, Message
from lms.engines.timetable.year import Wish

Form = MultiDict[str, str]
T = TypeVar("T")
COURSE_ROWS = 3
USUAL_DAYS = 3
USUAL_SEATS = 30
NOTICE = timedelta(days=14)
HALF_A_YEAR = timedelta(days=182)
NOTHING = UUID(int=0)
KEEPS = ("date", "venue", "trainers")

NUMBER = N_("Write a whole number.")
DAY = N_("Write a day, as in 2027-03-15.")
CHOOSE = N_("Choose from the list.")


def usual_days(today: date) -> tuple[date, date]:
    """From the Monday after a fortnight on for half a year."""
    first = today + NOTICE
    first += timedelta(days=(7 - first.weekday()) % 7)
    return first, first + HALF_A_YEAR


def starting(args: Form, choices: Choices, today: date) -> YearAsk:
    """The plan that the first page's choices begin: its sessions with their usual needs."""
    usual = usual_days(today)
    blocks = [_draft_block(one, choices) for one in args.getlist("sessions")]
    blocks += [_new_block(args, number, choices) for number in range(1, COURSE_ROWS + 1)]
    return YearAsk(
        title=args.get("title", "").strip() or _("Plan %(year)s", year=usual[1].year),
        first=_or(lambda: date.fromisoformat(args["first"]), usual[0]),
        last=_or(lambda: date.fromisoformat(args["last"]), usual[1]),
        blocks=tuple(block for block in blocks if block),
        venue_ids=tuple(one.id for one in choices.venues),
        trainer_ids=tuple(one.person_id for one in choices.trainers),
        wishes=dict.fromkeys(Wish, Strength.SOME),
    )


def _draft_block(text: str, choices: Choices) -> Block | None:
    draft = choices.draft(_or(lambda: UUID(text), None))
    if draft is None:
        return None
    return Block(
        key=str(draft.id),
        course_session_id=draft.id,
        course_id=draft.course_id,
        title=draft.title,
        days=draft.days(frozenset(range(1, 6))),
        seats=draft.capacity,
        trainers_needed=max(1, len(draft.trainer_ids)),
        agency_ids=draft.agency_ids,
    )


def _new_block(args: Form, number: int, choices: Choices) -> Block | None:
    course_id = _or(lambda: UUID(args[f"course-{number}"]), None)
    course = choices.course(course_id) if course_id else None
    count = _or(lambda: int(args[f"n-{number}"]), 0)
    if course is None or count < 1:
        return None
    return Block(
        key=f"new{number}",
        course_id=course.id,
        title=course.title,
        count=count,
        days=USUAL_DAYS,
        seats=USUAL_SEATS,
        agency_ids=tuple(one.id for one in choices.agencies),
    )


def _or(read: Callable[[], T], otherwise: T) -> T:
    try:
        return read()
    except (KeyError, ValueError):
        return otherwise


def filled(ask: YearAsk) -> Form:
    """The fields of a plan as the form shows them."""
    found: Form = MultiDict()
    values: dict[str, object] = {
        "title": ask.title,
        "first": ask.first,
        "last": ask.last,
        "trainer_days": ask.trainer_days,
        "trainer_rest": ask.trainer_rest,
        "agency_sessions": ask.agency_sessions,
        "apart_days": ask.apart_days,
        "seconds": ask.seconds,
        **{f"wish-{wish.value}": ask.wishes.get(wish, Strength.SOME).value for wish in WISH_WORDS},
    }
    for block in ask.blocks:
        for name in ("days", "seats", "count", "trainers_needed", "earliest", "latest", "gap_days"):
            values[f"{block.key}-{name}"] = getattr(block, name)
        values |= {f"{block.key}-course": block.course_id, f"{block.key}-after": block.after}
    for name, value in values.items():
        found[name] = "" if value is None else str(value)
    lists: dict[str, Iterable[object]] = {
        "block": [block.key for block in ask.blocks],
        "weekdays": sorted(ask.weekdays),
        "venues": ask.venue_ids,
        "trainers": ask.trainer_ids,
    }
    for block in ask.blocks:
        lists |= {
            f"{block.key}-months": block.months,
            f"{block.key}-venues": block.venue_ids,
            f"{block.key}-trainers": block.trainer_ids,
            f"{block.key}-agencies": block.agency_ids,
            f"{block.key}-keep": [name for name in KEEPS if getattr(block, f"keep_{name}")],
        }
    for name, several in lists.items():
        found.setlist(name, [str(one) for one in several])
    return found


def asking(form: Form, choices: Choices) -> YearAsk:
    """The plan that was typed. Raises Invalid with what cannot be read at its field; what may not
    be asked is the service's to say."""
    read = _Reader(form)
    blocks = [_block(read, key, choices) for key in dict.fromkeys(form.getlist("block"))]
    ask = YearAsk(
        title=form.get("title", ""),
        first=read.one("first", date.fromisoformat, DAY, date.max),
        last=read.one("last", date.fromisoformat, DAY, date.max),
        blocks=tuple(blocks),
        venue_ids=read.ids("venues"),
        trainer_ids=read.ids("trainers"),
        weekdays=frozenset(read.several("weekdays", int)),
        trainer_days=read.optional("trainer_days", int, NUMBER),
        trainer_rest=read.one("trainer_rest", int, NUMBER, 0),
        agency_sessions=read.optional("agency_sessions", int, NUMBER),
        apart_days=read.one("apart_days", int, NUMBER, USUAL_APART),
        seconds=read.one("seconds", int, CHOOSE, SECONDS[0]),
        wishes={
            wish: read.one(f"wish-{wish.value}", Strength, CHOOSE, Strength.SOME)
            for wish in WISH_WORDS
        },
    )
    if read.faults:
        raise Invalid(read.faults)
    return ask


def _block(read: "_Reader", key: str, choices: Choices) -> Block:
    course_session_id = _or(lambda: UUID(key), None)
    draft = choices.draft(course_session_id)
    course_id = draft.course_id if draft else read.one(f"{key}-course", UUID, CHOOSE, NOTHING)
    course = choices.course(course_id)
    kept = read.form.getlist(f"{key}-keep")
    return Block(
        key=key,
        course_session_id=course_session_id,
        course_id=course_id,
        title=draft.title if draft else course.title if course else {},
        count=1 if course_session_id else read.one(f"{key}-count", int, NUMBER, 1),
        days=read.one(f"{key}-days", int, NUMBER, USUAL_DAYS),
        seats=read.one(f"{key}-seats", int, NUMBER, USUAL_SEATS),
        trainers_needed=read.one(f"{key}-trainers_needed", int, NUMBER, 1),
        earliest=read.optional(f"{key}-earliest", date.fromisoformat, DAY),
        latest=read.optional(f"{key}-latest", date.fromisoformat, DAY),
        months=tuple(read.several(f"{key}-months", int)),
        venue_ids=read.ids(f"{key}-venues"),
        trainer_ids=read.ids(f"{key}-trainers"),
        agency_ids=read.ids(f"{key}-agencies"),
        after=read.form.get(f"{key}-after", ""),
        gap_days=read.one(f"{key}-gap_days", int, NUMBER, 0),
        **{f"keep_{name}": name in kept for name in KEEPS},
    )


class _Reader:
    """Reads each field and remembers which could not be read."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.faults: list[FieldError] = []

    def one(self, name: str, read: Callable[[str], T], fault: Message, otherwise: T) -> T:
        try:
            return read(self.form.get(name, "").strip())
        except ValueError:
            self.faults.append(FieldError(name, fault))
            return otherwise

    def optional(self, name: str, read: Callable[[str], T], fault: Message) -> T | None:
        if not self.form.get(name, "").strip():
            return None
        return self.one(name, read, fault, None)

    def several(self, name: str, read: Callable[[str], T]) -> Sequence[T]:
        try:
            return [read(one) for one in self.form.getlist(name)]
        except ValueError:
            self.faults.append(FieldError(name, CHOOSE))
            return []

    def ids(self, name: str) -> tuple[UUID, ...]:
        return tuple(self.several(name, UUID))
