"""Steps in force, verdicts so far, and the names that wait at a step."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Membership, Person
from lms.agencies.models import Agency
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db, seen_by, unscoped
from lms.core.errors import NotFound
from lms.core.names import joined_name
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.courses.rules import ALLOWED, Act
from lms.nominations.enums import NominationState, StepKind
from lms.nominations.models import ApprovalLink, ApprovalStep, Approver, Nomination, StepDecision
from lms.nominations.rules.steps import Ruling, Step, is_about_self, open_to, present

OPEN_STATES = tuple(state for state, acts in ALLOWED.items() if Act.ROLL in acts)


class StepRow(NamedTuple):
    """A step as administrators see it, with how many approvers it has in all agencies."""

    id: UUID
    position: int
    kind: StepKind
    title: LocalizedText
    archived_at: datetime | None
    approvers: int


@dataclass(frozen=True)
class WaitingName:
    """A name that waits at a step, with all that its approver reads. `own`: it is the reader's,
    who therefore cannot decide about it."""

    id: UUID
    person_id: UUID
    course_session_id: UUID
    slug: str
    session: LocalizedText
    starts_on: date
    ends_on: date
    agency_id: UUID
    agency: LocalizedText
    first_name: str
    last_name: str
    name_local: str
    rank: str
    designation: str
    service_no: str | None
    posting: str
    priority: int
    alternate: bool
    justification: str
    letter_ref: str
    letter_file_id: UUID | None
    submitted_at: datetime
    step: Step
    own: bool = False

    @property
    def full_name(self) -> str:
        return joined_name(self.first_name, self.last_name)

    @property
    def pick(self) -> str:
        """What a form sends for this name: so that a step decided meanwhile is not the next one."""
        return f"{self.id}:{self.step.id}"


def steps_in_force() -> list[Step]:
    """The steps in their order."""
    rows = db.session.execute(
        sa.select(ApprovalStep.id, ApprovalStep.kind, ApprovalStep.title)
        .where(ApprovalStep.archived_at.is_(None))
        .order_by(ApprovalStep.position, ApprovalStep.id)
    )
    return [Step(*row) for row in rows]


def all_steps() -> list[StepRow]:
    """Steps in force in their order, then archived ones."""
    today = utcnow().date()
    count = sa.func.count(Approver.id).filter(_in_force(today))
    rows = db.session.execute(
        sa.select(
            ApprovalStep.id,
            ApprovalStep.position,
            ApprovalStep.kind,
            ApprovalStep.title,
            ApprovalStep.archived_at,
            count,
        )
        .outerjoin(Approver, Approver.step_id == ApprovalStep.id)
        .group_by(ApprovalStep.id)
        .order_by(ApprovalStep.archived_at.is_not(None), ApprovalStep.position, ApprovalStep.id)
    )
    return [StepRow._make(row) for row in rows]


def rulings(nomination_ids: Collection[UUID]) -> dict[UUID, list[Ruling]]:
    """The verdicts on these names since each was put forward, oldest first."""
    rows = db.session.execute(
        unscoped(
            sa.select(
                StepDecision.nomination_id,
                StepDecision.step_id,
                StepDecision.verdict,
                StepDecision.decided_by,
            )
            .join(Nomination, Nomination.id == StepDecision.nomination_id)
            .where(
                StepDecision.nomination_id.in_(nomination_ids),
                StepDecision.at >= Nomination.submitted_at,
            )
            .order_by(StepDecision.at, StepDecision.id),
            because="verdicts on names that the caller may see",
        )
    )
    found: dict[UUID, list[Ruling]] = {one: [] for one in nomination_ids}
    for row in rows:
        found[row.nomination_id].append(Ruling(row.step_id, row.verdict, row.decided_by))
    return found


def present_steps(nomination_ids: Collection[UUID]) -> dict[UUID, Step | None]:
    """The step that each of these names waits at; None where none is left."""
    steps = steps_in_force()
    return {key: present(steps, said) for key, said in rulings(nomination_ids).items()}


def waits_for_me(person_id: UUID) -> list[WaitingName]:
    """The names on which this person may decide now, over all sessions, by first day.

    The own name stands among them with `own`: somebody else decides about it.
    """
    found = []
    posts = _posts(person_id)
    if not posts:
        return []
    for name, said, unit in _waiting(Nomination.agency_id.in_({one.agency_id for one in posts})):
        if not _holds(posts, name, unit):
            continue
        if open_to(person_id, name.person_id, name.step.id, said):
            found.append(name)
        elif name.person_id == person_id:
            found.append(replace(name, own=True))
    return found


def may_decide(person_id: UUID, nomination_ids: Collection[UUID]) -> dict[UUID, WaitingName]:
    """Those of these names on which the person may decide at their present step."""
    posts = _posts(person_id)
    return {
        name.id: name
        for name, said, unit in _waiting(Nomination.id.in_(nomination_ids))
        if _holds(posts, name, unit)
        and (open_to(person_id, name.person_id, name.step.id, said) or name.person_id == person_id)
    }


def session_facts(course_session_id: UUID) -> tuple[LocalizedText, date, date, str] | None:
    """Title, first and last day and zone of an open session, for the reader of a link."""
    row = db.session.execute(
        sa.select(
            CourseSession.title,
            CourseSession.starts_on,
            CourseSession.ends_on,
            CourseSession.time_zone,
        ).where(CourseSession.id == course_session_id, CourseSession.state.in_(OPEN_STATES))
    ).one_or_none()
    return (row.title, row.starts_on, row.ends_on, row.time_zone) if row else None


def agency_slug_of(slug: str, nomination_id: UUID, *, actor: Identity) -> str:
    """The address of the agency that put a name forward. Raises NotFound unless `actor` sees it."""
    statement = (
        sa.select(Agency.slug)
        .join(Nomination, Nomination.agency_id == Agency.id)
        .where(
            Nomination.id == nomination_id,
            Nomination.course_session_id == session_head(slug, actor).id,
        )
    )
    found = db.session.scalar(seen_by(actor, statement, Nomination))
    if found is None:
        raise NotFound
    return found


def decides_for(person_id: UUID, nomination_id: UUID, step_id: UUID) -> bool:
    """Whether the person is an approver of that step for the agency of this name."""
    agency_id = db.session.scalar(
        unscoped(
            sa.select(Nomination.agency_id).where(Nomination.id == nomination_id),
            because="whether the asker decides for its agency",
        )
    )
    return any(
        post.step_id == step_id and post.agency_id == agency_id for post in _posts(person_id)
    )


def waiting_at(link: ApprovalLink) -> list[WaitingName]:
    """The names of the link's agency in its session that wait at its step."""
    return [
        replace(name, own=is_about_self(name.full_name, link.recipient))
        for name, _said, _unit in _waiting(
            (Nomination.course_session_id == link.course_session_id)
            & (Nomination.agency_id == link.agency_id)
        )
        if name.step.id == link.step_id
    ]


def waiting_of(course_session_id: UUID, agency_id: UUID) -> list[WaitingName]:
    """The names of one agency in a session that wait at any of its steps. The caller has asked
    whether the reader may see that side."""
    return [
        name
        for name, _said, _unit in _waiting(
            (Nomination.course_session_id == course_session_id)
            & (Nomination.agency_id == agency_id)
        )
    ]


class _Post(NamedTuple):
    step_id: UUID
    agency_id: UUID
    unit_id: UUID | None


def _posts(person_id: UUID) -> list[_Post]:
    """For which steps, agencies and units the person decides today, as one of their people."""
    today = utcnow().date()
    rows = db.session.execute(
        unscoped(
            sa.select(Approver.step_id, Approver.agency_id, Approver.unit_id)
            .join(
                Membership,
                (Membership.person_id == Approver.person_id)
                & (Membership.agency_id == Approver.agency_id),
            )
            .where(
                Approver.person_id == person_id,
                _in_force(today),
                Membership.starts_on <= today,
                Membership.ends_on.is_(None) | (Membership.ends_on >= today),
            )
            .distinct(),
            because="the approver's own appointments",
        )
    )
    return [_Post._make(row) for row in rows]


def _in_force(today: date) -> sa.ColumnElement[bool]:
    return (Approver.starts_on <= today) & (
        Approver.ends_on.is_(None) | (Approver.ends_on >= today)
    )


def _holds(posts: Iterable[_Post], name: WaitingName, unit: UUID | None) -> bool:
    return any(
        post.step_id == name.step.id
        and post.agency_id == name.agency_id
        and post.unit_id in {None, unit}
        for post in posts
    )


_COLUMNS = (
    Nomination.id,
    Nomination.person_id,
    Nomination.course_session_id,
    CourseSession.slug,
    CourseSession.title.label("session"),
    CourseSession.starts_on,
    CourseSession.ends_on,
    Nomination.agency_id,
    Agency.name.label("agency"),
    Nomination.first_name,
    Nomination.last_name,
    Nomination.name_local,
    Nomination.rank,
    Nomination.designation,
    Nomination.service_no,
    Nomination.posting,
    Nomination.priority,
    Nomination.alternate,
    Nomination.justification,
    Nomination.letter_ref,
    Nomination.letter_file_id,
    Nomination.submitted_at,
)


Waiting = tuple[WaitingName, Sequence[Ruling], UUID | None]


def _waiting(criterion: sa.ColumnElement[bool]) -> list[Waiting]:
    """Names that wait at a step, with the verdicts so far and the unit. Three queries."""
    steps = steps_in_force()
    rows = (
        db.session.execute(
            unscoped(
                sa.select(*_COLUMNS)
                .join(CourseSession, CourseSession.id == Nomination.course_session_id)
                .join(Agency, Agency.id == Nomination.agency_id)
                .where(
                    criterion,
                    Nomination.state == NominationState.NOMINATED,
                    CourseSession.state.in_(OPEN_STATES),
                    CourseSession.state != SessionState.DRAFT,
                )
                .order_by(
                    CourseSession.starts_on,
                    Nomination.course_session_id,
                    Nomination.priority,
                    Nomination.id,
                ),
                because="narrowed to the approver's agency and step by the caller",
            )
        )
        .mappings()
        .all()
    )
    said = rulings([row["id"] for row in rows])
    units = _units([(row["person_id"], row["agency_id"]) for row in rows])
    found: list[Waiting] = []
    for row in rows:
        step = present(steps, said[row["id"]])
        if step is not None:
            name = WaitingName(**row, step=step)
            unit = units.get((name.person_id, name.agency_id))
            found.append((name, said[name.id], unit))
    return found


def _units(pairs: Collection[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], UUID | None]:
    """The unit in which each person serves in the agency today."""
    today = utcnow().date()
    rows = db.session.execute(
        unscoped(
            sa.select(Membership.person_id, Membership.agency_id, Membership.unit_id).where(
                Membership.person_id.in_({person for person, _agency in pairs}),
                Membership.starts_on <= today,
                Membership.ends_on.is_(None) | (Membership.ends_on >= today),
            ),
            because="the units of names that wait at a step",
        )
    )
    return {(person, agency): unit for person, agency, unit in rows}


class ApproverRow(NamedTuple):
    """Somebody who decides a step for an agency or one of its units."""

    id: UUID
    step_id: UUID
    unit_id: UUID | None
    person_id: UUID
    first_name: str
    last_name: str
    designation: str
    starts_on: date
    ends_on: date | None

    @property
    def name(self) -> str:
        return joined_name(self.first_name, self.last_name)


def approvers_of(agency_id: UUID) -> list[ApproverRow]:
    """Who decides for an agency now or later, by step and first day. The caller has asked."""
    today = utcnow().date()
    rows = db.session.execute(
        unscoped(
            sa.select(
                Approver.id,
                Approver.step_id,
                Approver.unit_id,
                Approver.person_id,
                Person.first_name,
                Person.last_name,
                sa.func.coalesce(Membership.designation, ""),
                Approver.starts_on,
                Approver.ends_on,
            )
            .join(ApprovalStep, ApprovalStep.id == Approver.step_id)
            .join(Person, Person.id == Approver.person_id)
            .outerjoin(
                Membership,
                (Membership.person_id == Approver.person_id)
                & (Membership.agency_id == Approver.agency_id)
                & Membership.ends_on.is_(None),
            )
            .where(
                Approver.agency_id == agency_id,
                ApprovalStep.archived_at.is_(None),
                Approver.ends_on.is_(None) | (Approver.ends_on >= today),
            )
            .order_by(ApprovalStep.position, Approver.starts_on, Approver.id),
            because="the agency's own people, for those who appoint there",
        )
    )
    return [ApproverRow._make(row) for row in rows]


class Member(NamedTuple):
    """Somebody who serves in an agency today."""

    person_id: UUID
    first_name: str
    last_name: str
    designation: str

    @property
    def name(self) -> str:
        return joined_name(self.first_name, self.last_name)


def members_of(agency_id: UUID) -> list[Member]:
    """The agency's own people today, by name: whom one may appoint. The caller has asked."""
    today = utcnow().date()
    rows = db.session.execute(
        unscoped(
            sa.select(Person.id, Person.first_name, Person.last_name, Membership.designation)
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Membership.agency_id == agency_id,
                Membership.starts_on <= today,
                Membership.ends_on.is_(None) | (Membership.ends_on >= today),
                Person.archived_at.is_(None),
                Person.merged_into_id.is_(None),
            )
            .order_by(Person.first_name, Person.last_name, Person.id),
            because="the agency's own people, for those who appoint there",
        )
    )
    return [Member._make(row) for row in rows]
