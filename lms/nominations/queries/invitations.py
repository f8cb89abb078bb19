"""A person's own invitations, and all that the page of one shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.arrangements.queries.lists import own as own_stay
from lms.arrangements.rows import OnePerson
from lms.core.access import SYSTEM, Identity
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession
from lms.courses.queries import half_days, session_agencies, session_head_by_id
from lms.courses.rows import HalfDayRow, SessionHead
from lms.courses.rules import Act, allows
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination
from lms.nominations.queries.plans import plan_of
from lms.nominations.rows import PlanRow
from lms.privacy.enums import NoticeKind
from lms.privacy.queries import consents
from lms.privacy.rows import Asked

# Of what is still being decided the person learns by letter, not by a list.
SHOWN = (State.APPROVED, State.CONFIRMED, State.WAIT_LISTED, State.WITHDRAWN)


class OwnInvitation(NamedTuple):
    """A line of the own list."""

    id: UUID
    state: State
    offered_at: datetime | None
    title: LocalizedText
    starts_on: date
    ends_on: date
    session_state: SessionState


@dataclass(frozen=True)
class Invitation:
    """One invitation as its person sees it. `open` says whether anything can be changed now."""

    nomination_id: UUID
    person_id: UUID
    agency_id: UUID
    enrolment_id: UUID | None
    state: State
    offered: bool
    name: str
    certificate_name: str
    certificate_name_local: str
    name_approved_at: datetime | None
    needs: str
    head: SessionHead
    agency: LocalizedText
    half_days: Sequence[HalfDayRow]
    plan: PlanRow
    asked: Mapping[NoticeKind, Asked]
    stay: OnePerson | None
    open: bool

    @property
    def awaits_answer(self) -> bool:
        """Whether the person is asked to accept or decline."""
        return self.open and (
            self.state is State.APPROVED or (self.state is State.WAIT_LISTED and self.offered)
        )

    @property
    def comes(self) -> bool:
        return self.state is State.CONFIRMED

    @property
    def late(self) -> bool:
        """Whether the day until which an answer was asked for has passed."""
        return self.plan.answer_by is not None and utcnow() > self.plan.answer_by


def own(actor: Identity) -> list[OwnInvitation]:
    """The own invitations, newest session first."""
    rows = db.session.execute(
        unscoped(
            sa.select(
                Nomination.id,
                Nomination.state,
                Nomination.offered_at,
                CourseSession.title,
                CourseSession.starts_on,
                CourseSession.ends_on,
                CourseSession.state,
            )
            .join(CourseSession, CourseSession.id == Nomination.course_session_id)
            .where(
                Nomination.person_id == actor.person_id,
                Nomination.state.in_(SHOWN),
                CourseSession.state != SessionState.DRAFT,
            )
            .order_by(CourseSession.starts_on.desc(), Nomination.id),
            because="the own invitations",
        )
    )
    return [OwnInvitation._make(row) for row in rows]


def own_one(actor: Identity, nomination_id: UUID) -> Invitation:
    """One of the own invitations. Raises NotFound."""
    if not any(one.id == nomination_id for one in own(actor)):
        raise NotFound
    return invitation(nomination_id, actor=actor)


def invitation(nomination_id: UUID, *, actor: Identity) -> Invitation:
    """All about one invitation for its person, as whom `actor` acts."""
    row = db.session.scalar(
        unscoped(
            sa.select(Nomination)
            .where(Nomination.id == nomination_id, Nomination.person_id == actor.person_id)
            .execution_options(populate_existing=True),
            because="the own invitation",
        )
    )
    if row is None:
        raise NotFound
    head = session_head_by_id(row.course_session_id, SYSTEM)
    comes = row.state is State.CONFIRMED and row.enrolment_id is not None
    agencies = {one.agency_id: one.name for one in session_agencies(head.id)}
    return Invitation(
        nomination_id=row.id,
        person_id=row.person_id,
        agency_id=row.agency_id,
        enrolment_id=row.enrolment_id if comes else None,
        state=row.state,
        offered=row.offered_at is not None,
        name=joined_name(row.first_name, row.last_name),
        certificate_name=row.certificate_name,
        certificate_name_local=row.certificate_name_local,
        name_approved_at=row.name_approved_at,
        needs=row.needs,
        head=head,
        agency=agencies.get(row.agency_id, {}),
        half_days=half_days(head.id),
        plan=plan_of(head.id),
        asked=consents.asked(row.person_id, head.id),
        stay=own_stay(head.slug, actor=actor) if comes else None,
        open=row.state not in {State.WITHDRAWN, State.DECLINED} and allows(head.state, Act.ROLL),
    )
