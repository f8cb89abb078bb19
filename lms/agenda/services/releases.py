"""Releasing an agenda: frozen, numbered, and told to those whom it touches."""

from collections.abc import Sequence
from uuid import UUID

from lms.agenda.formats.items import SCHEMA, released_json
from lms.agenda.models import AgendaRelease
from lms.agenda.queries import clashes
from lms.agenda.queries.agenda import Draft, draft_of
from lms.agenda.queries.releases import release_list, released_items
from lms.agenda.rows import ReleasedItem
from lms.agenda.rules.differences import Change, differences, next_sequences
from lms.agenda.services import telling
from lms.agenda.services.steps import open_draft
from lms.audit import services as audit
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_
from lms.courses.rows import SessionHead

MOST_NOTE = 500


def release(
    *, actor: Identity, slug: str, note: str = "", revision: int | None = None
) -> AgendaRelease:
    """Release the draft as it stands, and tell those whom the changes touch.

    Refused where a clash holds it back, where nothing changed, and where the draft is no longer
    `revision`, which the releaser has read. Raises Invalid for a note that is too long.
    """
    head, state = open_draft(actor, slug)
    if revision is not None and state.revision != revision:
        raise Refused(N_("The agenda was changed meanwhile. Read it again, then release it."))
    if len(note) > MOST_NOTE:
        raise Invalid([FieldError("note", N_("Write at most %(most)s signs.", most=MOST_NOTE))])
    draft = draft_of(head, actor)
    _refuse_unready(draft, actor)
    earlier = release_list(head.id)
    before = released_items(earlier[0].id) if earlier else ()
    after = next_sequences(before, {item.id: item for item in as_released(draft)})
    changes = differences(before, after, head.zone)
    if earlier and not changes:
        raise Refused(N_("Nothing has changed since the last release."))
    row = AgendaRelease(
        course_session_id=head.id,
        number=earlier[0].number + 1 if earlier else 1,
        revision=draft.revision,
        body={"schema": SCHEMA, "items": [released_json(item) for item in after]},
        note=note.strip(),
        released_at=utcnow(),
        released_by=actor.person_id,
    )
    db.session.add(row)
    state.released_revision = draft.revision
    db.session.flush()
    _record(actor, head, row, changes)
    telling.tell(actor=actor, head=head, release=row, changes=changes, first=not earlier)
    return row


def as_released(draft: Draft) -> list[ReleasedItem]:
    """The draft's items with names of rooms and trainers written out; staff notes stay behind."""
    rooms = {room.id: room.name for room in draft.rooms}
    people = {row.person_id: (row.name, row.name_local) for row in draft.trainers}
    return [
        ReleasedItem(
            id=item.id,
            kind=item.kind,
            title=item.title,
            starts_at=item.starts_at,
            ends_at=item.ends_at,
            track=item.track,
            room_id=item.room_id,
            room=rooms.get(item.room_id, {}) if item.room_id else {},
            content=item.content,
            guests=item.guests,
            materials=item.materials,
            trainers=_named(item.trainer_ids, people),
            sequence=0,
            cancelled=False,
        )
        for item in draft.items
    ]


def _named(
    ids: Sequence[UUID], people: dict[UUID, tuple[str, str]]
) -> tuple[tuple[UUID, str, str], ...]:
    found = [(one, *people[one]) for one in ids if one in people]
    return tuple(sorted(found, key=lambda entry: entry[1].casefold()))


def pending_changes(draft: Draft) -> list[Change]:
    """What a release of this draft would change, against the last one."""
    before = released_items(draft.released.id) if draft.released else ()
    return differences(before, as_released(draft), draft.head.zone)


def _refuse_unready(draft: Draft, actor: Identity) -> None:
    if not draft.items:
        raise Refused(N_("The agenda is empty. Add items first."))
    holding = clashes.blocking(clashes.found(draft, actor))
    if holding:
        raise Refused(
            N_(
                "Clashes hold back the release: %(n)s. The first: %(first)s",
                n=len(holding),
                first=holding[0].sentence,
            )
        )


def _record(
    actor: Identity, head: SessionHead, row: AgendaRelease, changes: Sequence[Change]
) -> None:
    audit.record(
        actor,
        "agenda.released",
        object_type="agenda_release",
        object_id=row.id,
        summary=N_(
            "Agenda released: number %(number)s, changes: %(n)s.",
            number=row.number,
            n=len(changes),
        ),
        course_session_id=head.id,
        after={"number": row.number, "changes": [s for c in changes for s in c.sentences]},
    )
