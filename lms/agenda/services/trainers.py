"""The trainers of a session: added, asked, their answer recorded, taken off.

Who trains has the role trainer in the session's staff; the row here says how, and what was
answered. Organisers add and take off; trainers suggest colleagues (see `answers`).
"""

from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.accounts.services.people import create_person
from lms.agenda.enums import TrainerMode, TrainerState
from lms.agenda.models import SessionTrainer
from lms.agenda.queries.agenda import session_items
from lms.agenda.queries.trainers import session_trainers
from lms.agenda.rows import ItemRow
from lms.agenda.services import trainer_mail
from lms.agenda.services.items import as_input, replace_agenda
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_, Message
from lms.courses.enums import StaffRole
from lms.courses.models import CourseStaff
from lms.courses.policies import Permission as CoursePermission
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.courses.services.staff import appoint_staff, end_staff

SHOWN_ITEMS = 3
STATE_ACTS = {
    TrainerState.ASKED: N_("%(name)s asked to teach."),
    TrainerState.CONFIRMED: N_("%(name)s teaches: recorded."),
    TrainerState.DECLINED: N_("%(name)s does not teach: recorded."),
}


@dataclass(frozen=True)
class ExternalInput:
    """A trainer from outside, who may have no account and no e-mail address."""

    first_name: str
    last_name: str = ""
    name_local: str = ""
    email: str | None = None


def add_trainer(
    *,
    actor: Identity,
    slug: str,
    person_id: UUID,
    mode: TrainerMode = TrainerMode.INTERNAL,
    ask: bool = True,
    login: str = "",
) -> SessionTrainer:
    """Make somebody a trainer of the session: asked by mail, or with `ask` off as agreed already.

    Raises NotFound for a person whom the actor may not see and whose login is not `login`.
    """
    head = _managed(actor, slug)
    appoint_staff(
        actor=actor,
        course_session_id=head.id,
        person_id=person_id,
        role=StaffRole.TRAINER,
        login=login,
    )
    row = _row(head, person_id)
    row.mode = mode
    return _set(actor, head, row, TrainerState.ASKED if ask else TrainerState.CONFIRMED)


def add_external(
    *,
    actor: Identity,
    slug: str,
    person: ExternalInput,
    mode: TrainerMode = TrainerMode.EXTERNAL,
    ask: bool = True,
) -> SessionTrainer:
    """Make somebody from outside a trainer: a person without agency and account.

    Raises Invalid with each fault at its field.
    """
    _managed(actor, slug)
    made = create_person(
        actor=actor,
        first_name=person.first_name,
        last_name=person.last_name,
        name_local=person.name_local,
        email=person.email,
    )
    return add_trainer(actor=actor, slug=slug, person_id=made.id, mode=mode, ask=ask)


def set_mode(*, actor: Identity, slug: str, person_id: UUID, mode: TrainerMode) -> None:
    """Say how a trainer takes part. Raises NotFound for somebody who is none."""
    head = _managed(actor, slug)
    row = _row(head, _trainer(head, person_id))
    if row.mode is mode:
        return
    before, row.mode = row.mode, mode
    db.session.flush()
    message = N_("How %(name)s teaches changed.", name=_name(person_id))
    _record(actor, head, row, "agenda.trainer_mode_set", message, {"mode": before})


def record_answer(
    *, actor: Identity, slug: str, person_id: UUID, state: TrainerState
) -> SessionTrainer:
    """Ask a trainer (again), or record what was answered by word of mouth.

    A refusal ends the role and its rights; asking again or agreeing gives them back.
    """
    head = _managed(actor, slug)
    row = _row(head, _trainer(head, person_id))
    if state is TrainerState.DECLINED:
        end_role(actor=actor, head=head, person_id=person_id)
    else:
        appoint_staff(
            actor=actor,
            course_session_id=head.id,
            person_id=person_id,
            role=StaffRole.TRAINER,
        )
    return _set(actor, head, row, state)


def remove_trainer(
    *, actor: Identity, slug: str, person_id: UUID, clear_items: bool = False
) -> int:
    """Take a trainer off the session; returns how many items were without the trainer then.

    Refused while items name the trainer, unless `clear_items`: then they lose the name in one
    step, which can be taken back.
    """
    head = _managed(actor, slug)
    _trainer(head, person_id)
    named = [item for item in session_items(head.id) if person_id in item.trainer_ids]
    if named and not clear_items:
        raise Refused(_still_named(named))
    if named:
        replace_agenda(
            actor=actor,
            slug=slug,
            act="trainer_cleared",
            items={item.id: as_input(_without(item, person_id)) for item in named},
        )
    end_role(actor=actor, head=head, person_id=person_id)
    row = _known(head, person_id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
    audit.record(
        actor,
        "agenda.trainer_removed",
        object_type="session_trainer",
        object_id=person_id,
        summary=N_("%(name)s is no longer a trainer.", name=_name(person_id)),
        course_session_id=head.id,
        after={"items_cleared": len(named)},
    )
    return len(named)


def end_role(*, actor: Identity, head: SessionHead, person_id: UUID) -> None:
    """End the role trainer of a person in the session at once, where it is held."""
    rows = db.session.scalars(
        sa.select(CourseStaff.id).where(
            CourseStaff.course_session_id == head.id,
            CourseStaff.person_id == person_id,
            CourseStaff.role == StaffRole.TRAINER,
            CourseStaff.ends_on.is_(None) | (CourseStaff.ends_on >= utcnow().date()),
        )
    ).all()
    for course_staff_id in rows:
        end_staff(actor=actor, course_staff_id=course_staff_id)


def _managed(actor: Identity, slug: str) -> SessionHead:
    head = session_head(slug, actor)
    require(actor, CoursePermission.MANAGE_SESSION, head)
    return head


def _trainer(head: SessionHead, person_id: UUID) -> UUID:
    """The id, of a trainer of the session. Raises NotFound for anybody else."""
    if person_id not in {row.person_id for row in session_trainers(head.id)}:
        raise NotFound
    return person_id


def _row(head: SessionHead, person_id: UUID) -> SessionTrainer:
    """The row of a trainer; made where nobody was asked here yet."""
    row = _known(head, person_id)
    if row is None:
        row = SessionTrainer(
            course_session_id=head.id,
            person_id=person_id,
            mode=TrainerMode.INTERNAL,
            state=TrainerState.CONFIRMED,
            asked_at=utcnow(),
        )
        db.session.add(row)
        db.session.flush()
    return row


def _known(head: SessionHead, person_id: UUID) -> SessionTrainer | None:
    return db.session.scalar(
        sa.select(SessionTrainer).where(
            SessionTrainer.course_session_id == head.id, SessionTrainer.person_id == person_id
        )
    )


def _set(
    actor: Identity, head: SessionHead, row: SessionTrainer, state: TrainerState
) -> SessionTrainer:
    before = row.state
    row.state = state
    if state is TrainerState.ASKED:
        row.asked_at, row.answered_at = utcnow(), None
        trainer_mail.ask(actor=actor, head=head, person=_person(row.person_id))
    else:
        row.answered_at = utcnow()
    db.session.flush()
    message = Message(STATE_ACTS[state].text, {"name": _name(row.person_id)})
    _record(actor, head, row, f"agenda.trainer_{state.value}", message, {"state": before})
    return row


def _without(item: ItemRow, person_id: UUID) -> ItemRow:
    return replace(item, trainer_ids=tuple(one for one in item.trainer_ids if one != person_id))


def _still_named(named: list[ItemRow]) -> Message:
    titles = [item.title.get("en", "") for item in named[:SHOWN_ITEMS]]
    words = {"titles": ", ".join(titles), "n": len(named) - len(titles)}
    if words["n"]:
        return N_(
            "Still named on %(titles)s and %(n)s more. Clear the name from them as well, or give "
            "them to somebody else first.",
            **words,
        )
    return N_(
        "Still named on %(titles)s. Clear the name there as well, or give the items to somebody "
        "else first.",
        **words,
    )


def _person(person_id: UUID) -> Person:
    found = db.session.scalar(
        unscoped(
            sa.select(Person).where(Person.id == person_id),
            because="a trainer of the session, whom its organiser writes to",
        )
    )
    if found is None:
        raise Invalid([FieldError("person_id", N_("Choose a person."))])
    return found


def _name(person_id: UUID) -> str:
    return _person(person_id).full_name


def _record(  # noqa: PLR0917 - what an entry of the log needs
    actor: Identity,
    head: SessionHead,
    row: SessionTrainer,
    act: str,
    summary: Message,
    before: dict[str, object],
) -> None:
    audit.record(
        actor,
        act,
        object_type="session_trainer",
        object_id=row.person_id,
        summary=summary,
        course_session_id=head.id,
        before=before,
        after={"mode": row.mode, "state": row.state},
    )
