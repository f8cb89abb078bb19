"""All that the board counts, sorts and narrows by, read once in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.enums import Gender
from lms.core.access import Identity, require
from lms.core.db import db, seen_by, unscoped
from lms.courses.models import CourseSession
from lms.courses.queries import session_agencies, session_head
from lms.courses.rows import AgencyRow, SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.nominations.enums import DoubleState
from lms.nominations.enums import NominationState as State
from lms.nominations.formats.aims import read_aims
from lms.nominations.models import Nomination, NominationDouble
from lms.nominations.policies import Permission
from lms.nominations.queries.plans import plan_of
from lms.nominations.rows import PlanRow
from lms.nominations.rules.balance import Chosen, Room, room_of
from lms.nominations.rules.board import Known, Slim, own_order
from lms.nominations.rules.features import features
from lms.seats.queries.ledger import balance
from lms.seats.rows import Balance

_SLIM = (
    Nomination.id,
    Nomination.agency_id,
    Nomination.person_id,
    Nomination.state,
    Nomination.priority,
    Nomination.place,
    Nomination.alternate,
    Nomination.gender,
    Nomination.rank,
    Nomination.province,
    Nomination.practice_years,
    Nomination.submitted_at,
    Nomination.first_name,
    Nomination.last_name,
    Nomination.name_local,
    (Nomination.note != "").label("noted"),
)
SEATED = frozenset({State.APPROVED, State.CONFIRMED})


class OnRoll(NamedTuple):
    """Somebody on the roll who was never nominated."""

    agency_id: UUID
    person_id: UUID
    gender: Gender
    rank: str


@dataclass(frozen=True)
class Facts:
    """A session's nominations with its seats, plan and agencies."""

    head: SessionHead
    plan: PlanRow
    seats: Balance
    agencies: list[AgencyRow]
    rows: list[Slim]
    roll: list[OnRoll]
    known: Known

    def trained(self, person_id: UUID) -> bool:
        return person_id in self.known.trained

    def chosen(self, row: Slim) -> Chosen:
        """A nomination as one who would have a seat."""
        return Chosen(row.agency_id, row.features(self.trained(row.person_id)))

    @cached_property
    def seated(self) -> list[Chosen]:
        """Everybody who has a seat: approved or confirmed, or on the roll by another way."""
        rest = [
            Chosen(
                one.agency_id,
                features(
                    gender=one.gender,
                    rank=one.rank,
                    province="",
                    practice_years=None,
                    trained=self.trained(one.person_id),
                ),
            )
            for one in self.roll
        ]
        return [self.chosen(row) for row in self.rows if row.state in SEATED] + rest

    def _seats_for(self, agency_id: UUID) -> int:
        side = self.seats.of(agency_id)
        return side.quota if side.has_quota else side.quota + max(0, self.seats.common)

    @cached_property
    def room(self) -> Room:
        """The room as it stands."""
        return room_of(
            self.seated,
            capacity=self.seats.capacity,
            used=Counter(one.agency_id for one in self.seated),
            quotas={one.agency_id: self._seats_for(one.agency_id) for one in self.agencies},
            aims=read_aims(self.plan.aims),
        )


def facts(slug: str, *, actor: Identity) -> Facts:
    """Read them. Raises NotFound for who does not organise the session."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_BOARD, head)
    rows = _slim(head.id, actor)
    return Facts(
        head=head,
        plan=plan_of(head.id),
        seats=balance(head),
        agencies=session_agencies(head.id),
        rows=rows,
        roll=_never_nominated(head.id),
        known=Known(_trained(head.id), _doubles(head.id, rows)),
    )


def _slim(course_session_id: UUID, actor: Identity) -> list[Slim]:
    statement = sa.select(*_SLIM).where(Nomination.course_session_id == course_session_id)
    rows = [Slim._make(row) for row in db.session.execute(seen_by(actor, statement, Nomination))]
    turns = own_order(rows)
    return [row._replace(priority=turns.get(row.id, row.priority)) for row in rows]


def _never_nominated(course_session_id: UUID) -> list[OnRoll]:
    nominated = sa.select(Nomination.enrolment_id).where(
        Nomination.course_session_id == course_session_id, Nomination.enrolment_id.is_not(None)
    )
    rows = db.session.execute(
        unscoped(
            sa.select(Enrolment.agency_id, Enrolment.person_id, Enrolment.gender, Enrolment.rank)
            .where(
                Enrolment.course_session_id == course_session_id,
                Enrolment.state != EnrolmentState.WITHDRAWN,
                Enrolment.id.not_in(nominated),
            )
            .order_by(Enrolment.id),
            because="the organiser's balance counts everybody who has a seat",
        )
    )
    return [OnRoll._make(row) for row in rows]


def _trained(course_session_id: UUID) -> dict[UUID, date]:
    """Who of the nominated took part before for the same agency, and until when at last."""
    earlier = sa.orm.aliased(Enrolment)
    rows = db.session.execute(
        unscoped(
            sa.select(Nomination.person_id, sa.func.max(CourseSession.ends_on))
            .join(
                earlier,
                (earlier.person_id == Nomination.person_id)
                & (earlier.agency_id == Nomination.agency_id),
            )
            .join(CourseSession, CourseSession.id == earlier.course_session_id)
            .where(
                Nomination.course_session_id == course_session_id,
                earlier.course_session_id != course_session_id,
                earlier.state.in_((EnrolmentState.ATTENDED, EnrolmentState.PARTLY_ATTENDED)),
            )
            .group_by(Nomination.person_id),
            because="the agency's own record of the people that it puts forward",
        )
    )
    return {row[0]: row[1] for row in rows}


def _doubles(course_session_id: UUID, rows: list[Slim]) -> frozenset[UUID]:
    """Nominations under an open suspicion, from either side of it."""
    found = db.session.execute(
        unscoped(
            sa.select(NominationDouble.nomination_id, NominationDouble.other_person_id)
            .join(Nomination, Nomination.id == NominationDouble.nomination_id)
            .where(
                Nomination.course_session_id == course_session_id,
                NominationDouble.state == DoubleState.OPEN,
            ),
            because="suspicions in a session that the actor organises",
        )
    ).all()
    others = {row.other_person_id for row in found}
    ours = {row.nomination_id for row in found}
    return frozenset(ours | {row.id for row in rows if row.person_id in others})
