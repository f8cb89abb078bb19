"""Whom an attempt can be shared with, and who is busy with another."""

import uuid
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from lms.core.access import Identity
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_
from lms.courses.rows import SessionHead
from lms.enrolments.models import Enrolment
from lms.exercises.enums import AttemptState
from lms.exercises.kinds.base import Terms
from lms.exercises.models import Attempt, AttemptMember
from lms.exercises.queries.people import own_enrolment, partners, people, tablemates
from lms.exercises.rules import MOST_PARTNERS, find_by_code


def lock_people(enrolment_ids: Sequence[uuid.UUID]) -> None:
    """One start at a time for each person, whatever arrives at the same moment."""
    db.session.execute(
        lock_row(
            unscoped(
                sa.select(Enrolment.id)
                .where(Enrolment.id.in_(enrolment_ids))
                .order_by(Enrolment.id),
                because="locks the rows of a group whose members were checked",
            )
        )
    ).all()


def partners_by_id(
    head: SessionHead, actor: Identity, wanted: Collection[uuid.UUID]
) -> set[uuid.UUID]:
    """People whom the actor may choose by name, or who sit at the own table."""
    if not wanted:
        return set()
    known = (*partners(head, actor=actor), *tablemates(head, actor=actor))
    allowed = {one.enrolment_id for one in known}
    if not allowed.issuperset(wanted):
        raise no_partner()
    return _few(set(wanted))


def free_tablemates(head: SessionHead, actor: Identity, activity: str) -> set[uuid.UUID]:
    """The others at the actor's table who have no attempt open at an activity."""
    ids = {one.enrolment_id for one in tablemates(head, actor=actor)}
    return {one for one in ids if open_attempt([one], head, activity) is None}


def partners_by_code(head: SessionHead, actor: Identity, codes: Sequence[str]) -> set[uuid.UUID]:
    """People by their codes. Thirty signs in eight places leave nothing to be tried out."""
    codes = [code for code in codes if code.strip()]
    if not codes:
        return set()
    ids = [one.enrolment_id for one in people(head.id)]
    found = {find_by_code(code, ids) for code in codes[: MOST_PARTNERS + 1]}
    found -= {own_enrolment(head, actor=actor)}
    joining = {one for one in found if one is not None}
    if not joining:
        raise no_partner()
    return _few(joining)


def _few(members: set[uuid.UUID]) -> set[uuid.UUID]:
    if len(members) > MOST_PARTNERS:
        raise Refused(N_("A group has at most %(most)s people.", most=MOST_PARTNERS + 1))
    return members


def refuse_size(people: int, terms: Terms, *, least: bool = False) -> None:
    """Raises Invalid for more people than an activity is for, or fewer (at the beginning)."""
    if people > terms.most:
        message = N_("Everybody works on this alone.")
        if terms.most > 1:
            message = N_("This is for at most %(most)s people.", most=terms.most)
        raise Invalid([FieldError("partner", message)])
    if least and people < terms.least:
        message = N_(
            "This is for at least %(least)s people. Choose who works with you.", least=terms.least
        )
        raise Invalid([FieldError("partner", message)])


def no_partner() -> Invalid:
    """Nobody can be found who could join."""
    message = N_("No other participant of this session has this code. Ask for it once more.")
    return Invalid([FieldError("partner", message)])


def open_attempt(
    members: Sequence[uuid.UUID], head: SessionHead, activity: str
) -> uuid.UUID | None:
    """The attempt at an activity that one of `members` has open."""
    return db.session.scalar(
        unscoped(
            sa.select(Attempt.id)
            .join(AttemptMember, AttemptMember.attempt_id == Attempt.id)
            .where(
                Attempt.course_session_id == head.id,
                Attempt.activity == activity,
                Attempt.state == AttemptState.OPEN,
                AttemptMember.enrolment_id.in_(members),
            )
            .order_by(Attempt.number.desc())
            .limit(1),
            because="the members are the actor and partners who agreed",
        )
    )


def refuse_busy(members: Sequence[uuid.UUID], head: SessionHead, activity: str) -> None:
    """Raises Invalid where one of `members` has an attempt open at an activity."""
    if members and open_attempt(members, head, activity) is not None:
        message = N_("This person has an attempt open. It must be handed in first.")
        raise Invalid([FieldError("partner", message)])


def taken_by(members: Sequence[uuid.UUID], head: SessionHead, activity: str) -> int:
    """How often the member with the most attempts has taken the activity."""
    counts = db.session.execute(
        unscoped(
            sa.select(AttemptMember.enrolment_id, sa.func.count())
            .join(Attempt, AttemptMember.attempt_id == Attempt.id)
            .where(
                Attempt.course_session_id == head.id,
                Attempt.activity == activity,
                AttemptMember.enrolment_id.in_(members),
            )
            .group_by(AttemptMember.enrolment_id),
            because="the members are the actor and partners who agreed",
        )
    )
    return max((count for _, count in counts), default=0)
