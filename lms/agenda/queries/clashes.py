"""The clashes of a draft agenda, in sentences, as far as the actor may know.

Of a session whose draft the actor may not see, nothing is given but that a room or person is
busy: no title, code, room, id or link.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.enums import ClashRule, Severity, TrainerState
from lms.agenda.models import ClashSetting
from lms.agenda.queries import clash_facts
from lms.agenda.queries import clash_statements as ask
from lms.agenda.queries.agenda import Draft, draft_of
from lms.agenda.queries.clash_facts import booking_of
from lms.agenda.queries.clash_names import names_for
from lms.agenda.rows import ItemRow
from lms.agenda.rules.clashes.book import Book
from lms.agenda.rules.clashes.names import Names, Scene
from lms.agenda.rules.clashes.remedies import with_remedies
from lms.agenda.rules.clashes.rows import ClashRow, Remedy, refuse_new, rows_of
from lms.agenda.rules.clashes.severities import Severities, blocking, in_force
from lms.core.access import Identity
from lms.core.db import db, lock_row
from lms.courses.policies import organises
from lms.courses.rows import SessionHead

__all__ = ["ClashRow", "Remedy", "after_move", "blocking", "found", "refuse_blocked", "severities"]


def found(draft: Draft, actor: Identity) -> list[ClashRow]:
    """All clashes of the draft: the most severe first, then by time."""
    return rows_with(draft, draft.items, actor, severities())


def after_move(draft: Draft, actor: Identity, changed: Sequence[ItemRow]) -> list[ClashRow]:
    """The clashes that the draft would have with these items changed or added. Nothing is saved."""
    items = {one.id: one for one in (*draft.items, *changed)}
    moved = {one.id for one in changed}
    return rows_with(draft, tuple(items.values()), actor, severities(), changed=moved)


def severities() -> dict[ClashRule, Severity]:
    """What each kind of clash does in this installation."""
    return in_force({row.rule: row.severity for row in db.session.execute(ask.SETTINGS)})


def refuse_blocked(head: SessionHead, actor: Identity, before: Sequence[ItemRow]) -> None:
    """Raise Refused where the draft, as it is written in this transaction, breaks a rule that
    refuses changes, and did not with the items `before`.

    One at a time: while such a rule is in force, changes of all agendas wait for each other here,
    so that two sessions cannot take one room in the same moment.
    """
    statement = sa.select(ClashSetting).where(ClashSetting.severity == Severity.BLOCK)
    strict = db.session.scalars(lock_row(statement.order_by(ClashSetting.rule))).all()
    if not strict:
        return
    weights = dict.fromkeys(ClashRule, Severity.IGNORE) | {row.rule: row.severity for row in strict}
    draft = draft_of(head, actor)
    known = {one.id: one for one in before}
    changed = {one.id for one in draft.items if one != known.get(one.id)}
    rows = rows_with(draft, draft.items, actor, weights, changed=changed)
    refuse_new(rows, rows_with(draft, before, actor, weights) if rows else ())


def rows_with(
    draft: Draft,
    items: Sequence[ItemRow],
    actor: Identity,
    weights: Severities,
    *,
    changed: Collection[UUID] = (),
) -> list[ClashRow]:
    """The clashes that the draft's session has or would have with these items."""
    if not items:
        return []
    reading = clash_facts.read(draft, items)
    own = {one.id: booking_of(one) for one in items}
    book = Book(reading.facts, own.values(), fixed=reading.others.values())
    clashes = [one for one in book.clashes() if weights[one.rule] is not Severity.IGNORE]
    scene = Scene(
        course_session_id=draft.head.id,
        slug=draft.head.slug,
        zone=draft.head.zone,
        facts=reading.facts,
        own=own,
        others=reading.others,
        names=Names(titles={one.id: one.title for one in items}),
        changed=frozenset(changed),
        before={one.id: booking_of(one) for one in draft.items if one.id in changed},
        locked=frozenset(one.id for one in items if one.locked),
        organises=organises(actor, draft.head),
        **_choices(draft),
    )
    scene = replace(scene, names=names_for(draft, scene, reading, clashes, actor))
    return with_remedies(rows_of(clashes, scene, weights), book, scene, weights)


def _choices(draft: Draft) -> Mapping[str, list[UUID]]:
    """Rooms from the smallest, and trainers who said yes from the one with least to teach."""
    rooms = [row for row in draft.rooms if row.archived_at is None]
    team = [row for row in draft.trainers if row.state is TrainerState.CONFIRMED]
    return {
        "rooms": [row.id for row in sorted(rooms, key=lambda row: row.capacity)],
        "team": [row.person_id for row in sorted(team, key=lambda row: row.minutes)],
    }
