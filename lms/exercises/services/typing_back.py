"""Answers on paper, typed back by a trainer: an attempt like any other, with who typed it."""

import uuid
from collections.abc import Sequence

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.ids import random_id
from lms.courses.policies import while_open
from lms.courses.queries import session_head_by_id
from lms.courses.rows import SessionHead
from lms.courses.rules import Act
from lms.exercises.enums import ActKind, AttemptState
from lms.exercises.formats.paper import Unreadable, read_answer
from lms.exercises.kinds.base import Step
from lms.exercises.kinds.quiz import answer_step
from lms.exercises.models import Attempt, AttemptEvent, AttemptMember
from lms.exercises.policies import Permission
from lms.exercises.queries.attempts import attempt_head
from lms.exercises.queries.paper import Form, paper_form
from lms.exercises.queries.people import people
from lms.exercises.rows import Person
from lms.exercises.rules import attempts_refusal, group_key
from lms.exercises.services.acts import record_act
from lms.exercises.services.groups import lock_people, refuse_busy, taken_by
from lms.exercises.services.handing_in import close


def type_back(
    *,
    actor: Identity,
    course_session_id: uuid.UUID,
    activity_key: str,
    enrolment_id: uuid.UUID,
    typed: Sequence[str],
    own_form: bool = False,
) -> uuid.UUID:
    """Make an attempt of a person's paper, handed in and marked; returns its id.

    `typed` holds what stands on the form, in its order; `own_form` where the person had one of
    the own. Raises Invalid with the number of each answer that cannot be read (`q-3`), Refused
    where all attempts are used.
    """
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.DELIVER, head)
    decision = while_open(head, Act.LEARN)
    if decision.reason is not None:
        raise Refused(decision.reason)
    person = next((one for one in people(head.id) if one.enrolment_id == enrolment_id), None)
    if person is None:
        raise NotFound
    form = paper_form(head, activity_key, person if own_form else None, actor=actor)
    steps = _read(form, typed)
    row = _attempt(actor, head, form, person)
    _keep(actor, row, steps)
    attempt = attempt_head(row.id, actor=actor)
    close(actor, row, attempt)
    record_act(actor, attempt, ActKind.TYPED_BACK, "")
    return row.id


def _read(form: Form, typed: Sequence[str]) -> list[Step]:
    """The steps of what was typed. Raises Invalid with every fault."""
    steps, errors = [], []
    for number, (question, text) in enumerate(
        zip(form.view["questions"], typed, strict=False), start=1
    ):
        try:
            answer = read_answer(question, text)
        except Unreadable as error:
            errors.append(FieldError(f"q-{number}", error.message))
            continue
        if answer is None:
            continue
        step = answer_step(question["token"], answer)
        problems = form.known.kind.check(form.known.spec, form.seed, step)
        errors += [FieldError(f"q-{number}", one.message) for one in problems]
        steps.append(step)
    if errors:
        raise Invalid(errors)
    return steps


def _attempt(actor: Identity, head: SessionHead, form: Form, person: Person) -> Attempt:
    members = [person.enrolment_id]
    lock_people(members)
    refuse_busy(members, head, form.known.key)
    taken = taken_by(members, head, form.known.key)
    refusal = attempts_refusal(taken, form.known.terms.attempts)
    if refusal is not None:
        raise Refused(refusal)
    row = Attempt(
        course_session_id=head.id,
        content_hash=form.known.content_hash,
        activity=form.known.key,
        kind=form.known.kind.name,
        purpose=form.known.terms.purpose,
        group_key=group_key(members),
        number=taken + 1,
        seed=form.seed,
        state=AttemptState.OPEN,
        started_at=utcnow(),
        typed_by=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(AttemptMember(attempt_id=row.id, enrolment_id=person.enrolment_id))
    db.session.flush()
    return row


def _keep(actor: Identity, row: Attempt, steps: Sequence[Step]) -> None:
    db.session.add_all(
        AttemptEvent(
            owner_id=row.id,
            uuid=random_id(),
            sequence=sequence,
            kind=step.kind,
            payload=step.payload,
            client_at=None,
            server_at=row.started_at,
            actor_id=actor.person_id,
        )
        for sequence, step in enumerate(steps, start=1)
    )
    db.session.flush()
