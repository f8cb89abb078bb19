"""Reading agendas: the draft for those who plan, the release for everybody else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.models import AgendaItem, AgendaItemTrainer, SessionAgenda
from lms.agenda.policies import Permission
from lms.agenda.queries import places
from lms.agenda.queries.releases import latest_release, released_items
from lms.agenda.queries.steps import Stacks, stacks
from lms.agenda.queries.trainers import session_trainers
from lms.agenda.rows import (
    DayRow,
    ItemRow,
    ReleasedItem,
    ReleaseRow,
    RoomRow,
    TrainerRow,
    VenueRow,
)
from lms.agenda.rules.hours import by_day, contact_minutes
from lms.agenda.rules.tables import for_table
from lms.core.access import Identity, require
from lms.core.db import db
from lms.courses.queries import content, session_head
from lms.courses.rows import SessionHead
from lms.enrolments.queries.syndicates import own_letters


@dataclass(frozen=True)
class Draft:
    """The agenda as it is being planned."""

    head: SessionHead
    venue: VenueRow | None
    rooms: tuple[RoomRow, ...]
    items: tuple[ItemRow, ...]
    trainers: tuple[TrainerRow, ...]
    revision: int
    changed_at: datetime | None
    released: ReleaseRow | None
    released_revision: int | None
    steps: Stacks

    @property
    def can_undo(self) -> bool:
        return bool(self.steps.undo)

    @property
    def can_redo(self) -> bool:
        return bool(self.steps.redo)

    @property
    def changed_since_release(self) -> bool:
        return self.released_revision != self.revision

    @property
    def contact_minutes(self) -> int:
        return contact_minutes(self.items)

    def item(self, item_id: UUID) -> ItemRow | None:
        return next((one for one in self.items if one.id == item_id), None)


@dataclass(frozen=True)
class Released:
    """The agenda that participants see; no release: nothing yet.

    `table`: the letter of the reader's own table, empty for who has none and for staff. `hidden`:
    how many items of other tables are left out.
    """

    head: SessionHead
    release: ReleaseRow | None
    items: tuple[ReleasedItem, ...]
    table: str = ""
    hidden: int = 0

    def of_own_table(self, actor: Identity) -> "Released":
        """With the items of the whole room and of the reader's own table only."""
        letter = own_letters([self.head.id], actor=actor).get(self.head.id, "")
        kept = tuple(item for item in self.items if for_table(item, letter))
        return replace(self, items=kept, table=letter, hidden=len(self.items) - len(kept))


def draft(slug: str, actor: Identity) -> Draft:
    """The draft agenda of a session. Raises NotFound for those who do not plan it."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_DRAFT, head)
    return draft_of(head, actor)


def draft_of(head: SessionHead, actor: Identity) -> Draft:
    """The draft of a session whose head the actor was given for planning."""
    state = db.session.execute(
        sa.select(
            SessionAgenda.venue_id,
            SessionAgenda.revision,
            SessionAgenda.changed_at,
            SessionAgenda.released_revision,
        ).where(SessionAgenda.course_session_id == head.id)
    ).one_or_none()
    items = session_items(head.id)
    venue_id = state.venue_id if state else None
    return Draft(
        head=head,
        venue=places.venue_by_id(venue_id) if venue_id else None,
        rooms=tuple(places.rooms_of(venue_id)) if venue_id else (),
        items=items,
        trainers=tuple(session_trainers(head.id)),
        revision=state.revision if state else 0,
        changed_at=state.changed_at if state else None,
        released=latest_release(head.id),
        released_revision=state.released_revision if state else None,
        steps=stacks(head.id, actor),
    )


def session_items(course_session_id: UUID) -> tuple[ItemRow, ...]:
    """The items of a session's draft in the order of time. Access was decided by the head."""
    rows = db.session.execute(
        sa.select(
            AgendaItem.id,
            AgendaItem.course_session_id,
            AgendaItem.kind,
            AgendaItem.title,
            AgendaItem.starts_at,
            AgendaItem.ends_at,
            AgendaItem.track,
            AgendaItem.room_id,
            AgendaItem.content,
            AgendaItem.guests,
            AgendaItem.materials,
            AgendaItem.notes,
            AgendaItem.locked,
        )
        .where(AgendaItem.course_session_id == course_session_id)
        .order_by(AgendaItem.starts_at, AgendaItem.track, AgendaItem.id)
    ).all()
    teaching = db.session.execute(
        sa.select(AgendaItemTrainer.item_id, AgendaItemTrainer.person_id)
        .join(AgendaItem, AgendaItem.id == AgendaItemTrainer.item_id)
        .where(AgendaItem.course_session_id == course_session_id)
        .order_by(AgendaItemTrainer.person_id)
    )
    trainers: dict[UUID, list[UUID]] = defaultdict(list)
    for item_id, person_id in teaching:
        trainers[item_id].append(person_id)
    return tuple(
        ItemRow(**row._asdict(), trainer_ids=tuple(trainers.get(row.id, ()))) for row in rows
    )


def released(slug: str, actor: Identity) -> Released:
    """The released agenda, for everybody who may see the session. Cancelled items are left out."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_AGENDA, head)
    release = latest_release(head.id)
    items = released_items(release.id) if release else ()
    return Released(head, release, tuple(item for item in items if not item.cancelled))


def session_days(head: SessionHead) -> list[date]:
    """Every day of the session."""
    length = (head.ends_on - head.starts_on).days + 1
    return [head.starts_on + timedelta(days=offset) for offset in range(length)]


def days(items: Sequence[ItemRow], head: SessionHead) -> list[DayRow]:
    """The days of the session, also empty ones, and days outside it that items lie on."""
    found = by_day(items, head.zone)
    return [
        DayRow(day, tuple(found.get(day, ())), contact_minutes(found.get(day, ())))
        for day in sorted({*session_days(head), *found})
    ]


def content_choices(head: SessionHead) -> list[tuple[str, dict[str, str], str]]:
    """What of the pinned course an item may be linked to: value, title, kind of the item."""
    if head.content_hash is None:
        return []
    body = content(head.content_hash)
    activities = body["activities"]
    return [
        *((f"module:{one['slug']}", one["title"], "module") for one in body["modules"]),
        *(
            (f"{kind}:{key}", activities[key]["title"], kind)
            for group, kind in (("exercises", "exercise"), ("tests", "test"))
            for key in body["course"][group]
        ),
    ]
