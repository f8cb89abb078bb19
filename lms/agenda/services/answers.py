"""What trainers say themselves: whether they will teach, and which colleague might."""

import sqlalchemy as sa

from lms.agenda.enums import TrainerState
from lms.agenda.models import SessionTrainer
from lms.agenda.policies import Permission
from lms.agenda.services import trainer_mail
from lms.agenda.services.trainers import end_role
from lms.audit import services as audit
from lms.core.access import SYSTEM, Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.courses.rules import Act, allows

MOST_WORDS = 500
ANSWERS = {
    TrainerState.CONFIRMED: N_("The trainer agreed to teach."),
    TrainerState.DECLINED: N_("The trainer declined to teach."),
}


def answer(*, actor: Identity, slug: str, will_teach: bool) -> TrainerState:
    """Agree or decline to teach, where one was asked; the organisers are told.

    A refusal ends the role and its rights at once. Raises NotFound where the actor was not
    asked, Refused where the session is over or the actor has declined before.
    """
    row, head = _asked(actor, slug)
    state = TrainerState.CONFIRMED if will_teach else TrainerState.DECLINED
    if row.state is state:
        return state
    if not allows(head.state, Act.EDIT):
        raise Refused(N_("This session is closed or cancelled. There is nothing to answer."))
    if row.state is TrainerState.DECLINED:
        raise Refused(N_("You have declined. Ask an organiser to put the question again."))
    before, row.state, row.answered_at = row.state, state, utcnow()
    db.session.flush()
    audit.record(
        actor,
        f"agenda.trainer_{state.value}",
        object_type="session_trainer",
        object_id=row.person_id,
        summary=ANSWERS[state],
        course_session_id=head.id,
        before={"state": before},
        after={"state": state},
    )
    if state is TrainerState.DECLINED:
        end_role(actor=SYSTEM, head=head, person_id=row.person_id)
    trainer_mail.tell_organisers(
        actor=actor,
        head=head,
        template="agenda/trainer_answered",
        trainer=actor.name,
        will_teach=will_teach,
    )
    return state


def suggest(*, actor: Identity, slug: str, words: str) -> int:
    """Tell the organisers which colleague might teach; returns how many were told.

    For trainers, who plan but appoint nobody. Raises Invalid for empty or long words.
    """
    head = session_head(slug, actor)
    require(actor, Permission.PLAN, head)
    text = " ".join(words.split())
    if not 1 <= len(text) <= MOST_WORDS:
        message = N_("Write who and for what, in at most %(most)s signs.", most=MOST_WORDS)
        raise Invalid([FieldError("words", message)])
    audit.record(
        actor,
        "agenda.trainer_suggested",
        object_type="course_session",
        object_id=head.id,
        summary=N_("A trainer suggested to the organisers."),
        course_session_id=head.id,
        after={"words": text},
    )
    return trainer_mail.tell_organisers(
        actor=actor, head=head, template="agenda/trainer_suggested", by=actor.name, words=text
    )


def _asked(actor: Identity, slug: str) -> tuple[SessionTrainer, SessionHead]:
    """The asking of the actor, with the session's head as the system sees it: whoever was asked
    may answer, also without a role any more."""
    row = db.session.scalar(
        lock_row(
            sa.select(SessionTrainer)
            .join(CourseSession, CourseSession.id == SessionTrainer.course_session_id)
            .where(CourseSession.slug == slug, SessionTrainer.person_id == actor.person_id)
        )
    )
    if row is None:
        raise NotFound
    return row, session_head(slug, SYSTEM)
