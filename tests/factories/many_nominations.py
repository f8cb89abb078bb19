"""A session with very many nominations, straight into the tables."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from lms.accounts.enums import Gender
from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.core.access import SYSTEM
from lms.core.clock import utcnow
from lms.core.db import db, transaction
from lms.core.ids import new_id
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination, NominationPlan
from lms.seats.services.ledger import open_ledger
from tests.factories.courses import make_session

PROVINCES = ("Sindh", "Punjab", "Khyber Pakhtunkhwa", "Balochistan", "Gilgit-Baltistan", "")
RANKS = ("Inspector", "Sub-Inspector", "ASI", "Havildar", "Superintendent", "")
LANES = (State.SHORTLISTED,) * 6 + (State.WAIT_LISTED, State.DECLINED)
AIMS = {
    "schema": 1,
    "aims": [
        {"kind": "share_at_least", "feature": "gender", "values": ["female"], "amount": 30},
        {"kind": "spread", "feature": "province", "amount": 5},
        {"kind": "prefer", "feature": "training", "values": ["none"]},
    ],
}


def make_many(
    size: int, agencies: Sequence[Agency], organiser: Person, *, quota: int = 5
) -> CourseSession:
    """So many names, evenly of all agencies; each agency's first `quota` names have their seat,
    the others stand in the lanes in turns. The aims are women, provinces and newcomers."""
    held = quota * len(agencies)
    row = make_session(
        agencies=agencies,
        organiser=organiser,
        state=SessionState.CONFIRMED,
        capacity=2 * held,
    )
    rows = [_one(row, number, agencies, quota) for number in range(size)]
    with transaction():
        db.session.execute(sa.insert(Person), [_person(one) for one in rows])
        db.session.execute(sa.insert(Nomination), rows)
        db.session.add(_plan(row))
        ledger = open_ledger(row.id, actor=SYSTEM)
        ledger.set_quotas({agency.id: 2 * quota for agency in agencies})
        for one in rows[:held]:
            ledger.hold(one["agency_id"], one["id"])
    return row


def _one(
    course_session: CourseSession, number: int, agencies: Sequence[Agency], quota: int
) -> dict[str, object]:
    priority = number // len(agencies) + 1
    state = State.APPROVED if priority <= quota else LANES[number % len(LANES)]
    return {
        "id": new_id(),
        "course_session_id": course_session.id,
        "agency_id": agencies[number % len(agencies)].id,
        "person_id": new_id(),
        "state": state,
        "priority": priority,
        "place": number if state is State.WAIT_LISTED else None,
        "first_name": f"Muhammad {number}",
        "last_name": "Baloch",
        "name_local": "محمد بلوچ",
        "certificate_name": f"Muhammad {number} Baloch",
        "gender": Gender.FEMALE if number % 9 == 8 else Gender.MALE,
        "rank": RANKS[number % len(RANKS)],
        "posting": "Karachi",
        "province": PROVINCES[number % 7 % len(PROVINCES)],
        "practice_years": number % 20,
        "submitted_at": utcnow() - timedelta(minutes=size_of(number)),
        "reason": "Below the rank asked for" if state is State.DECLINED else "",
    }


def size_of(number: int) -> int:
    """How many minutes ago a name came: not in the order of priority."""
    return number * 7919 % 10_007


def _person(one: dict[str, object]) -> dict[str, object]:
    names = ("first_name", "last_name", "name_local")
    return {"id": one["person_id"]} | {name: one[name] for name in names}


def _plan(course_session: CourseSession) -> NominationPlan:
    return NominationPlan(
        course_session_id=course_session.id,
        flow_agencies={"schema": 1, "agencies": []},
        asked_for={},
        travel_notes={},
        aims=AIMS,
    )
