"""The demonstration as typed data: what the YAML files of `data/` say, checked when read."""

from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from lms.accounts.enums import Gender
from lms.certificates.enums import RevocationCode
from lms.core.plainyaml import load

DATA = Path(__file__).with_name("data")
SESSIONS = (
    "islamabad-2018.yaml",
    "karachi-2019.yaml",
    "quetta-next.yaml",
    "karachi-open.yaml",
)

Text = dict[str, str]


class _Plan(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AgencyPlan(_Plan):
    """An agency, in the order of precedence of the file."""

    slug: str
    country: str
    name: Text
    short: Text


class PersonPlan(_Plan):
    """An invented person; `username` is given to those whom a visitor may be."""

    first: str
    last: str
    local: str
    gender: Gender
    agency: str
    designation: str
    rank: str = ""
    service_no: str | None = None
    username: str | None = None


class StaffPlan(PersonPlan):
    """Somebody who works on sessions; the key begins with the role."""

    key: str


class PeopleFile(_Plan):
    """`people.yaml`."""

    agencies: list[AgencyPlan]
    staff: list[StaffPlan]
    focal_points: list[PersonPlan]


class Correction(_Plan):
    """A name found wrong after the certificate was issued."""

    first: str
    local: str
    reason: str


class Revocation(_Plan):
    """A certificate revoked weeks later, with a code and a note for the organisers."""

    code: RevocationCode
    note: str = ""


class ParticipantPlan(PersonPlan):
    """A participant and what becomes of the training: shares in percent, None for not taken.

    `attendance` has a sign for each half-day: p present, l late, a absent, e excused. `before` is
    the pre-test where the post-test says nothing of it; `extra_time` is percent more.
    """

    attendance: str = ""
    modules: int = 0
    test: int | None = None
    chart: int | None = None
    before: int | None = None
    extra_time: int = 0
    known: bool = False
    unfinished: bool = False
    correct: Correction | None = None
    revoke: Revocation | None = None
    # was not at the ceremony; what became of the paper weeks later
    away: bool = False
    paper: Literal["returned", "bearer", "lost"] | None = None


class SignatoryPlan(_Plan):
    """An office that signs, without a name."""

    office: Text
    organisation: Text
    seals: bool = False


class RulePlan(_Plan):
    """The completion rule, in percent."""

    attendance: int
    modules: int
    post_test: int | None
    exercises: int
    participation: int


class RoomPlan(_Plan):
    """A room of a venue; `key` is how agendas name it."""

    key: str
    name: Text
    seats: int
    equipment: str = ""


class PrayerPlan(_Plan):
    """A daily time of prayer, as clock times; on all days where none are named."""

    name: Text
    starts: time
    ends: time
    weekdays: str = "1234567"


class VenuePlan(_Plan):
    """A venue with its hours and rooms."""

    key: str
    name: Text
    place: Text
    opens: time
    closes: time
    rooms: list[RoomPlan]
    prayers: list[PrayerPlan]


class DayOffPlan(_Plan):
    """Days on which no training is held, from the loading on: of everybody, or of one agency."""

    in_days: int
    days: int
    name: Text
    agency: str | None = None


class PlacesFile(_Plan):
    """`places.yaml`."""

    venues: list[VenuePlan]
    days_off: list[DayOffPlan]


class LateChange(_Plan):
    """A change after the release: the item with this English title gets another trainer."""

    item: str
    trainer: str


class AgendaPlan(_Plan):
    """Where a session is held and by which template; rooms and staff take the template's roles.

    `asked` has those who have not answered yet.
    """

    venue: str
    template: str
    rooms: dict[str, str]
    trainers: dict[str, str]
    asked: list[str] = []
    late_changes: list[LateChange] = []


class NomineePlan(PersonPlan):
    """Somebody put forward, and what the organiser decided so far."""

    posting: str
    province: str
    practice: int
    state: Literal["confirmed", "approved", "wait_listed", "declined", "withdrawn", "to_decide"]
    reason: str = ""
    nominated_by: str = ""


class NominationsPlan(_Plan):
    """How a session takes nominations: days from the loading, shares in percent."""

    closes_in_days: int
    answer_in_days: int
    quotas: dict[str, int]
    asked_for: Text
    travel_notes: Text
    women_at_least: int
    provinces_at_least: int
    names: list[NomineePlan]


class SessionPlan(_Plan):
    """A course session; its first day is fixed, or `in_days` from the loading, on a Monday.

    `{year}` in the code stands for the year of the first day.
    """

    slug: str
    code: str
    first_day: date | None = None
    in_days: int | None = None
    days: int
    zone: str
    capacity: int
    title: Text
    venue: Text
    place: Text
    host: Text
    organised_by: Text
    donor: Text
    project: Text
    agencies: list[str]
    signatories: list[SignatoryPlan]
    rule: RulePlan
    staff: list[str]
    agenda: AgendaPlan | None = None
    nominations: NominationsPlan | None = None
    participants: list[ParticipantPlan] = []


@cache
def people_plan() -> PeopleFile:
    """Agencies, staff and focal points."""
    return PeopleFile.model_validate(_read("people.yaml"))


@cache
def places_plan() -> PlacesFile:
    """Venues with their rooms, and days off."""
    return PlacesFile.model_validate(_read("places.yaml"))


@cache
def session_plans() -> tuple[SessionPlan, ...]:
    """The sessions in the order of their dates."""
    return tuple(SessionPlan.model_validate(_read(name)) for name in SESSIONS)


def _read(name: str) -> object:
    return load((DATA / name).read_text(encoding="utf-8"))
