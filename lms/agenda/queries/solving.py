"""Reading what the solver must know of a draft: its course, places, people and what binds them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from lms.agenda.enums import ClashRule, ItemKind
from lms.agenda.queries import clash_facts, clashes
from lms.agenda.queries.agenda import Draft, session_days
from lms.agenda.queries.clash_facts import Reading
from lms.agenda.rows import ItemRow
from lms.agenda.rules.clashes.severities import HOLDING, Severities
from lms.agenda.rules.holidays import holiday_names
from lms.agenda.rules.solving.known import Busy, Known, Part, Prayer
from lms.agenda.rules.times import whole_day
from lms.core.access import SYSTEM
from lms.core.messages import N_, Message
from lms.core.settings import settings
from lms.courses.queries import content
from lms.courses.rows import SessionHead

KINDS = {"module": ItemKind.MODULE, "exercise": ItemKind.EXERCISE, "test": ItemKind.TEST}
USUAL_MINUTES = {"module": 90, "exercise": 90, "test": 45}
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class DayChoice:
    """A day of the session that may be chosen; `remark` says why it is better left out."""

    day: date
    remark: Message | None


def known_of(draft: Draft) -> Known:
    """Everything that the solver must know. Access was decided when the draft was asked for; what
    others do is given as times alone."""
    head = draft.head
    reading = clash_facts.read(draft, _over_all_days(draft))
    weights = clashes.severities()
    rows = clashes.found(draft, SYSTEM) if draft.items else []
    ids = {one for row in rows for one in (row.item_id, row.other_item_id) if one is not None}
    held = {item.room_id for item in draft.items}
    return Known(
        zone=head.zone,
        session_days=tuple(session_days(head)),
        items=draft.items,
        rooms=tuple(one for one in draft.rooms if one.archived_at is None or one.id in held),
        trainers=draft.trainers,
        busy_rooms=_busy_rooms(draft, reading),
        busy_trainers=_busy_trainers(reading),
        elsewhere=_elsewhere(head, reading, weights),
        prayers=tuple(_prayers(draft, reading, weights)),
        parts=tuple(parts_of(head)),
        people=reading.facts.deliveries[head.id].people,
        track_people=reading.facts.deliveries[head.id].track_people,
        clashing=frozenset(ids) & {item.id for item in draft.items},
    )


def day_choices(draft: Draft) -> list[DayChoice]:
    """The days of the session, with what speaks against each."""
    reading = clash_facts.read(draft, _over_all_days(draft))
    return [DayChoice(day, _remark(draft, reading, day)) for day in session_days(draft.head)]


def parts_of(head: SessionHead) -> list[Part]:
    """The parts of the pinned course in its order: tests before, modules each with its exercises,
    other exercises, tests after."""
    if head.content_hash is None:
        return []
    body = content(head.content_hash)
    activities = body["activities"]
    tests = [f"test:{key}" for key in body["course"]["tests"]]
    purposes = {f"test:{key}": activities[key]["purpose"] for key in body["course"]["tests"]}
    before = [one for one in tests if purposes[one] == "pre_test"]
    found: dict[str, str] = dict.fromkeys(before, "")
    for module in body["modules"]:
        found[f"module:{module['slug']}"] = ""
        for key in module["exercises"]:
            found.setdefault(f"exercise:{key}", f"module:{module['slug']}")
    for key in body["course"]["exercises"]:
        found.setdefault(f"exercise:{key}", "")
    found.update(dict.fromkeys([one for one in tests if one not in found], ""))
    modules = {f"module:{one['slug']}": one for one in body["modules"]}
    return [
        _part(place, key, module, modules.get(key) or activities[key.partition(":")[2]])
        for place, (key, module) in enumerate(found.items())
    ]


def _part(place: int, key: str, module: str, body: dict[str, object]) -> Part:
    kind = key.partition(":")[0]
    minutes = body.get("minutes")
    return Part(
        content=key,
        title=body["title"],  # type: ignore[arg-type]
        kind=KINDS[kind],
        minutes=minutes if isinstance(minutes, int) else USUAL_MINUTES[kind],
        place=place,
        module=module,
        purpose=str(body.get("purpose", "")) if kind == "test" else "",
    )


def _over_all_days(draft: Draft) -> list[ItemRow]:
    """The items, and one that spans each outer day of the session: so that what is read covers
    every day, also those without items."""
    head = draft.head
    spans = [whole_day(day, head.zone) for day in (head.starts_on, head.ends_on)]
    edges = [
        ItemRow(
            id=NOBODY,
            course_session_id=head.id,
            kind=ItemKind.OTHER,
            title={},
            starts_at=begin,
            ends_at=end - timedelta(seconds=1),
            track="",
            room_id=None,
            content="",
            guests="",
            materials="",
            notes="",
            locked=False,
        )
        for begin, end in spans
    ]
    return [*draft.items, *edges]


def _busy_rooms(draft: Draft, reading: Reading) -> dict[UUID, tuple[Busy, ...]]:
    found: dict[UUID, list[Busy]] = defaultdict(list)
    for booking in reading.others.values():
        if booking.room_id is not None:
            found[booking.room_id].append((booking.starts_at, booking.ends_at))
    for closure in reading.facts.closures:
        closed = [room.id for room in draft.rooms] if closure.room_id is None else [closure.room_id]
        for room_id in closed:
            found[room_id].append((closure.starts_at, closure.ends_at))
    return {room_id: tuple(sorted(times)) for room_id, times in found.items()}


def _busy_trainers(reading: Reading) -> dict[UUID, tuple[Busy, ...]]:
    found: dict[UUID, list[Busy]] = defaultdict(list)
    for booking in reading.others.values():
        for person_id in booking.trainer_ids:
            found[person_id].append((booking.starts_at, booking.ends_at))
    for absence in reading.facts.absences:
        found[absence.person_id].append((absence.starts_at, absence.ends_at))
    return {person_id: tuple(sorted(times)) for person_id, times in found.items()}


def _elsewhere(head: SessionHead, reading: Reading, weights: Severities) -> tuple[Busy, ...]:
    """When somebody of this session is at work in another, where that holds back a release."""
    if weights[ClashRule.PARTICIPANTS_TWICE] not in HOLDING:
        return ()
    sharing = reading.facts.sharing.get(head.id, frozenset())
    times = {
        (booking.starts_at, booking.ends_at)
        for booking in reading.others.values()
        if booking.course_session_id in sharing and not booking.free
    }
    return tuple(_joined(sorted(times)))


def _joined(times: Iterable[Busy]) -> list[Busy]:
    """Times that touch or overlap made one; they come in the order of their beginnings."""
    found: list[Busy] = []
    for begin, end in times:
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _prayers(draft: Draft, reading: Reading, weights: Severities) -> Iterable[Prayer]:
    if draft.venue is None:
        return
    place = reading.facts.places[draft.venue.id]
    hard = weights[ClashRule.OVER_PRAYER] in HOLDING
    for day in session_days(draft.head):
        for prayer_id, (begin, end) in reading.facts.prayers_on(place, day):
            yield Prayer(
                key=str(prayer_id),
                name=reading.prayers[prayer_id],
                starts_at=begin,
                ends_at=end,
                hard=hard,
            )


def _remark(draft: Draft, reading: Reading, day: date) -> Message | None:
    venue = draft.venue
    if venue is not None and str(day.isoweekday()) not in venue.weekdays:
        return N_("the venue is closed")
    here = settings()
    country = venue.country if venue else here.country
    subdivision = venue.subdivision if venue else ""
    names = holiday_names(country, subdivision, day, here.languages)
    if names:
        return N_("public holiday: %(name)s", name=names)
    for off in reading.facts.free_days:
        if off.first_day <= day <= off.last_day and off.country in {None, country}:
            if off.agency_id is not None:
                agency = reading.agencies.get(off.agency_id, {})
                return N_("black-out day of %(agency)s", agency=agency)
            return N_("day off: %(name)s", name=reading.free_days[off.id])
    return None
