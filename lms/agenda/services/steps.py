"""The one way to change a draft agenda: a step with both sides, which can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.agenda.formats.items import step_items, step_json
from lms.agenda.models import AgendaItem, AgendaItemTrainer, AgendaStep, SessionAgenda
from lms.agenda.policies import Permission
from lms.agenda.queries import clashes
from lms.agenda.queries.agenda import session_items
from lms.agenda.queries.steps import stacks
from lms.agenda.rows import ItemRow
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import Refused
from lms.core.messages import N_, Message
from lms.core.names import joined_name
from lms.courses.queries import session_head
from lms.courses.rows import SessionHead
from lms.courses.services.sessions import locked

Changes = Mapping[UUID, ItemRow | None]

ACT_WORDS: Mapping[str, Message] = {
    "added": N_("Agenda: %(title)s added."),
    "changed": N_("Agenda: %(title)s changed."),
    "moved": N_("Agenda: %(title)s moved."),
    "copied": N_("Agenda: %(title)s copied."),
    "removed": N_("Agenda: %(title)s taken out."),
    "undone": N_("Agenda: the last change taken back."),
    "redone": N_("Agenda: the change made again."),
}
BULK = N_("Agenda: %(n)s items set.")


@dataclass(frozen=True)
class Saved:
    """What a step did: the draft's number, the items as they are now, and those that went."""

    revision: int
    items: tuple[ItemRow, ...]
    removed: tuple[UUID, ...]
    step_id: UUID | None
    titles: tuple[Mapping[str, str], ...] = ()


def open_draft(actor: Identity, slug: str) -> tuple[SessionHead, SessionAgenda]:
    """The session's head and its draft, locked, where `actor` may plan now.

    Raises NotFound or Refused.
    """
    head = session_head(slug, actor)
    require(actor, Permission.PLAN, head)
    return head, locked_draft(head)


def locked_draft(head: SessionHead) -> SessionAgenda:
    """The draft's row, locked until the transaction ends; made where there is none."""
    # The session's row is the lock: the draft's own row may not be there yet.
    locked(head.id)
    row = db.session.get(SessionAgenda, head.id, populate_existing=True)
    if row is None:
        row = SessionAgenda(course_session_id=head.id, revision=0, changed_at=utcnow())
        db.session.add(row)
        db.session.flush()
    return row


def apply(
    *,
    actor: Identity,
    head: SessionHead,
    draft: SessionAgenda,
    act: str,
    changes: Changes,
    undoes_id: UUID | None = None,
) -> Saved:
    """Write one step: the items as they shall be, None to take one out. Same as before: no step.

    The caller has the draft locked and has checked the items. Refused where the step makes a clash
    that refuses changes in this installation.
    """
    present = {item.id: item for item in session_items(head.id)}
    before = {item_id: present.get(item_id) for item_id in changes}
    changed = {item_id: item for item_id, item in changes.items() if item != before[item_id]}
    if not changed:
        return Saved(draft.revision, tuple(i for i in changes.values() if i), (), None)
    for item_id, item in changed.items():
        _write(item_id, before[item_id], item)
    clashes.refuse_blocked(head, actor, tuple(present.values()))
    draft.revision += 1
    draft.changed_at = utcnow()
    step = AgendaStep(
        course_session_id=head.id,
        sequence=draft.revision,
        act=act,
        before=step_json({item_id: before[item_id] for item_id in changed}),
        after=step_json(changed),
        actor_id=actor.person_id,
        at=draft.changed_at,
        undoes_id=undoes_id,
    )
    db.session.add(step)
    db.session.flush()
    _record(actor, head, act, changed, before)
    return Saved(
        draft.revision,
        tuple(item for item in changes.values() if item),
        tuple(item_id for item_id, item in changed.items() if item is None),
        step.id,
        tuple(_title(changed[item_id] or before[item_id]) for item_id in changed),
    )


def undo(*, actor: Identity, slug: str) -> Saved:
    """Take back the actor's last step. Refused where there is none, or where somebody else has
    changed the same items since."""
    head, draft = open_draft(actor, slug)
    mine = stacks(head.id, actor).undo
    if not mine:
        raise Refused(N_("There is nothing to take back."))
    return _turn_back(actor, head, draft, mine[-1], "undone")


def redo(*, actor: Identity, slug: str) -> Saved:
    """Make the step again that was taken back last. Refused as `undo` is."""
    head, draft = open_draft(actor, slug)
    mine = stacks(head.id, actor).redo
    if not mine:
        raise Refused(N_("There is nothing to make again."))
    return _turn_back(actor, head, draft, mine[-1], "redone")


def refuse_overtaken(
    actor: Identity, head: SessionHead, item_ids: set[UUID], revision: int | None
) -> None:
    """Refused where somebody else changed one of the items after `revision` (None: not asked)."""
    if revision is None:
        return
    later = db.session.execute(
        sa.select(AgendaStep.after, AgendaStep.actor_id)
        .where(AgendaStep.course_session_id == head.id, AgendaStep.sequence > revision)
        .where(AgendaStep.actor_id.is_distinct_from(actor.person_id))
        .order_by(AgendaStep.sequence.desc())
    )
    wanted = {str(item_id) for item_id in item_ids}
    for after, actor_id in later:
        if wanted & set(after["items"]):
            raise Refused(
                N_(
                    "%(name)s has changed this meanwhile. Look at the agenda as it is now and "
                    "try again.",
                    name=_name(actor_id),
                )
            )


def _turn_back(
    actor: Identity, head: SessionHead, draft: SessionAgenda, step_id: UUID, act: str
) -> Saved:
    step = db.session.get_one(AgendaStep, step_id)
    changes = step_items(head.id, step.before)
    refuse_overtaken(actor, head, set(changes), step.sequence)
    return apply(actor=actor, head=head, draft=draft, act=act, changes=changes, undoes_id=step.id)


def _write(item_id: UUID, before: ItemRow | None, item: ItemRow | None) -> None:
    if item is None:
        db.session.execute(sa.delete(AgendaItemTrainer).where(AgendaItemTrainer.item_id == item_id))
        db.session.execute(sa.delete(AgendaItem).where(AgendaItem.id == item_id))
        return
    row = db.session.get(AgendaItem, item_id, populate_existing=True) if before else None
    if row is None:
        row = AgendaItem(id=item_id, course_session_id=item.course_session_id)
        db.session.add(row)
    for name in (
        "kind", "title", "starts_at", "ends_at", "track", "room_id", "content", "guests",
        "materials", "notes", "locked",
    ):  # fmt: skip
        setattr(row, name, getattr(item, name))
    db.session.flush()
    if set(before.trainer_ids if before else ()) == set(item.trainer_ids):
        return
    db.session.execute(sa.delete(AgendaItemTrainer).where(AgendaItemTrainer.item_id == item_id))
    db.session.add_all(
        AgendaItemTrainer(item_id=item_id, person_id=person_id)
        for person_id in dict.fromkeys(item.trainer_ids)
    )
    db.session.flush()


def _record(
    actor: Identity, head: SessionHead, act: str, changed: Changes, before: Changes
) -> None:
    titles = [_title(item or before[item_id]).get("en", "") for item_id, item in changed.items()]
    words = ACT_WORDS.get(act)
    if len(titles) == 1 and words is not None:
        summary = Message(words.text, {"title": titles[0]})
    else:
        summary = Message(BULK.text, {"n": len(titles)})
    audit.record(
        actor,
        f"agenda.{act}",
        object_type="course_session",
        object_id=head.id,
        summary=summary,
        course_session_id=head.id,
        before=step_json(before) if len(titles) == 1 else None,
        after=step_json(changed) if len(titles) == 1 else {"items": sorted(map(str, changed))},
    )


def _title(item: ItemRow | None) -> Mapping[str, str]:
    assert item is not None, "a step without an item on either side"
    return item.title


def _name(person_id: UUID | None) -> str:
    row = db.session.execute(
        unscoped(
            sa.select(Person.first_name, Person.last_name).where(Person.id == person_id),
            because="planners of one session know each other",
        )
    ).one_or_none()
    return joined_name(row.first_name, row.last_name) if row else "Concord"
