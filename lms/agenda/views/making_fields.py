"""The form for new sessions: from what is proposed, or from what was typed, to a wish.

What was typed stays as typed; each fault stands at its field by the field's name.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from lms.agenda.making_inputs import MOST_TRANCHES, MakeInput, TakeAlong, TrancheInput
from lms.agenda.making_rows import Plan, Suggested
from lms.agenda.rules.shifting import DayRule
from lms.core.messages import N_, Message

TAKEN = ("agencies", "signatories", "rule", "staff")
APART = timedelta(days=7)
Faults = dict[str, list[Message]]


@dataclass(frozen=True)
class TrancheFields:
    """A line of the table of sessions. `rooms_of` is the venue whose rooms were offered."""

    first: str = ""
    code: str = ""
    last: str = ""
    venue: str = ""
    rooms_of: str = ""
    rooms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MakingFields:
    """Everything on the page, as text."""

    course_id: str
    title_en: str
    title_ur: str
    capacity: str
    day_rule: str
    earlier: str
    take: frozenset[str]
    trainers: Mapping[str, str]
    tranches: tuple[TrancheFields, ...]


@dataclass(frozen=True)
class Reading:
    """The wish that the fields mean, of the lines `numbers` whose first day can be read."""

    wish: MakeInput
    numbers: tuple[int, ...]
    faults: Faults


def proposed(found: Suggested) -> MakingFields:
    """The page before anybody has typed."""
    venue = str(found.venue_id or "")
    return MakingFields(
        course_id=str(found.course_id or ""),
        title_en=found.title.get("en", ""),
        title_ur=found.title.get("ur", ""),
        capacity=str(found.capacity),
        day_rule=DayRule.SKIP.value,
        earlier=found.earlier.slug if found.earlier else "",
        take=frozenset(TAKEN),
        trainers={role: str(person_id) for role, person_id in found.trainers.items()},
        tranches=(TrancheFields(first=found.first.isoformat(), venue=venue),),
    )


def typed(form: Mapping[str, str], plan: Plan) -> MakingFields:
    """The page as it was sent."""

    def text(name: str) -> str:
        return form.get(name, "").strip()[:300]

    numbers = [at for at in range(MOST_TRANCHES) if f"tranches-{at}-first" in form]
    return MakingFields(
        course_id=text("course_id"),
        title_en=text("title_en"),
        title_ur=text("title_ur"),
        capacity=text("capacity"),
        day_rule=text("day_rule"),
        earlier=text("earlier"),
        take=frozenset(name for name in TAKEN if f"take-{name}" in form),
        trainers={role.key: text(f"trainers-{role.key}") for role in plan.body.trainers},
        tranches=tuple(_tranche(form, plan, f"tranches-{at}-") for at in numbers),
    )


def _tranche(form: Mapping[str, str], plan: Plan, prefix: str) -> TrancheFields:
    values = {
        name: form.get(f"{prefix}{name}", "").strip()[:80]
        for name in ("first", "code", "last", "venue", "rooms_of")
    }
    rooms = {
        role.key: form[f"{prefix}room-{role.key}"][:40]
        for role in plan.body.rooms
        if f"{prefix}room-{role.key}" in form
    }
    return TrancheFields(**values, rooms=rooms)


def one_more(fields: MakingFields, ends: date | None) -> MakingFields:
    """The page with a further session at the same venue, whole weeks behind the last one, which
    ends on the day `ends`."""
    last = fields.tranches[-1] if fields.tranches else TrancheFields()
    day = _day(last.first)
    if day is not None:
        end = max(ends or day, day)
        while day <= end:
            day += APART
    more = TrancheFields(first=day.isoformat() if day else "", venue=last.venue)
    return _with(fields, (*fields.tranches, more)[:MOST_TRANCHES])


def one_less(fields: MakingFields, number: int) -> MakingFields:
    """The page without one of its sessions; the last one stays."""
    left = tuple(one for at, one in enumerate(fields.tranches) if at != number)
    return _with(fields, left or fields.tranches)


def _with(fields: MakingFields, tranches: tuple[TrancheFields, ...]) -> MakingFields:
    return MakingFields(**{**fields.__dict__, "tranches": tranches})


def read(fields: MakingFields) -> Reading:
    """The wish, and the faults of fields that cannot be read."""
    faults: Faults = defaultdict(list)
    course_id = as_uuid(fields.course_id)
    if course_id is None:
        faults["course_id"].append(N_("Choose a course from the catalogue."))
    if not fields.capacity.isdecimal() or not 1 <= int(fields.capacity) <= 5000:
        faults["capacity"].append(N_("Give a number of seats from 1 to %(most)s.", most=5000))
    rules = {one.value: one for one in DayRule}
    if fields.day_rule not in rules:
        faults["day_rule"].append(N_("Choose one of the rules."))
    numbers, tranches = [], []
    for at, one in enumerate(fields.tranches):
        tranche = _read_tranche(one, f"tranches-{at}-", faults)
        if tranche is not None:
            numbers.append(at)
            tranches.append(tranche)
    people = {role: as_uuid(text) for role, text in fields.trainers.items()}
    wish = MakeInput(
        course_id=course_id or UUID(int=0),
        title={"en": fields.title_en, "ur": fields.title_ur},
        capacity=1 if faults["capacity"] else int(fields.capacity),
        tranches=tuple(tranches),
        day_rule=rules.get(fields.day_rule, DayRule.SKIP),
        trainers={role: who for role, who in people.items() if who is not None},
        earlier=fields.earlier,
        take=TakeAlong(**{name: name in fields.take for name in TAKEN}),
    )
    return Reading(wish, tuple(numbers), {key: found for key, found in faults.items() if found})


def _read_tranche(one: TrancheFields, prefix: str, faults: Faults) -> TrancheInput | None:
    first, last = _day(one.first), _day(one.last)
    if first is None:
        faults[f"{prefix}first"].append(N_("Give the first day as a date."))
    if one.last and last is None:
        faults[f"{prefix}last"].append(N_("Give the last day as a date, or leave it empty."))
    if len(one.code) > 40:
        message = N_("Give the session a code of up to 40 signs, e.g. DGTR-2026-03.")
        faults[f"{prefix}code"].append(message)
    if first is None:
        return None
    offered = one.rooms if one.rooms_of == one.venue else {}
    return TrancheInput(
        first=first,
        code=one.code,
        last=last,
        venue_id=as_uuid(one.venue),
        rooms={role: as_uuid(text) for role, text in offered.items()},
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def as_uuid(text: str) -> UUID | None:
    """The id in a text, None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
