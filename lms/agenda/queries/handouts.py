"""Reading hand-outs: of an item for those who plan, of a session for those who take part."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from lms.agenda.models import Handout
from lms.agenda.policies import Permission
from lms.agenda.queries.agenda import session_items
from lms.agenda.queries.releases import latest_release, released_items
from lms.agenda.rows import ItemRow, ReleasedItem
from lms.core.access import Identity, can, require
from lms.core.db import LocalizedText, db
from lms.core.errors import NotFound
from lms.core.files import StoredFile
from lms.courses.queries import session_head
from lms.courses.queries.heads import session_head_by_id
from lms.courses.rows import SessionHead


@dataclass(frozen=True)
class HandoutRow:
    """A hand-out: a file with its name and size in bytes, or a link."""

    id: UUID
    item_id: UUID
    title: str
    url: str
    token: str
    file_id: UUID | None
    file_name: str | None
    size: int | None


@dataclass(frozen=True)
class ItemHandouts:
    """An item and what is handed out for it. `released`: participants see it."""

    id: UUID
    title: LocalizedText
    starts_at: datetime
    ends_at: datetime
    track: str
    released: bool
    handouts: Sequence[HandoutRow]


@dataclass(frozen=True)
class SessionHandouts:
    """The hand-outs of a session by item, in the order of time."""

    head: SessionHead
    items: Sequence[ItemHandouts]


def of_item(slug: str, item_id: UUID, actor: Identity) -> tuple[SessionHead, ItemHandouts]:
    """One item of the draft with its hand-outs. Raises NotFound for those who do not plan it."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_DRAFT, head)
    item = next((one for one in session_items(head.id) if one.id == item_id), None)
    if item is None:
        raise NotFound
    shown = {one.id for one in _released(head)}
    return head, _with(item, rows_of(head.id).get(item_id, []), shown)


def of_session(slug: str, actor: Identity) -> SessionHandouts:
    """All hand-outs that the actor may have: those who plan see the draft's, too."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_HANDOUTS, head)
    found = rows_of(head.id)
    items: dict[UUID, ItemRow | ReleasedItem] = {one.id: one for one in _released(head)}
    shown = set(items)
    if can(actor, Permission.VIEW_DRAFT, head):
        items |= {one.id: one for one in session_items(head.id)}
    order = sorted(items.values(), key=lambda one: (one.starts_at, one.track, one.id))
    return SessionHandouts(
        head, [_with(one, found[one.id], shown) for one in order if one.id in found]
    )


def by_id(slug: str, handout_id: UUID, actor: Identity) -> tuple[SessionHead, HandoutRow]:
    """One hand-out of a session. Raises NotFound where the actor may not have it (yet)."""
    head = session_head(slug, actor)
    return head, _one(head, Handout.id == handout_id, actor)


def by_token(token: str, actor: Identity) -> tuple[SessionHead, HandoutRow]:
    """The hand-out behind a short address. Raises NotFound where the actor may not have it."""
    course_session_id = db.session.scalar(
        sa.select(Handout.course_session_id).where(Handout.token == token)
    )
    if course_session_id is None:
        raise NotFound
    head = session_head_by_id(course_session_id, actor)
    return head, _one(head, Handout.token == token, actor)


def rows_of(course_session_id: UUID) -> dict[UUID, list[HandoutRow]]:
    """All hand-outs of a session by their items. Access was decided by the head."""
    found: dict[UUID, list[HandoutRow]] = defaultdict(list)
    statement = _ROWS.where(Handout.course_session_id == course_session_id)
    for row in db.session.execute(statement.order_by(Handout.created_at, Handout.id)):
        found[row.item_id].append(HandoutRow(**row._asdict()))
    return dict(found)


_ROWS = sa.select(
    Handout.id,
    Handout.item_id,
    Handout.title,
    Handout.url,
    Handout.token,
    Handout.file_id,
    StoredFile.name.label("file_name"),
    StoredFile.size,
).outerjoin(StoredFile, StoredFile.id == Handout.file_id)


def _one(head: SessionHead, criterion: sa.ColumnElement[bool], actor: Identity) -> HandoutRow:
    require(actor, Permission.VIEW_HANDOUTS, head)
    row = db.session.execute(
        _ROWS.where(criterion, Handout.course_session_id == head.id)
    ).one_or_none()
    if row is None:
        raise NotFound
    plans = can(actor, Permission.VIEW_DRAFT, head)
    if not plans and row.item_id not in {one.id for one in _released(head)}:
        raise NotFound
    return HandoutRow(**row._asdict())


def _released(head: SessionHead) -> list[ReleasedItem]:
    release = latest_release(head.id)
    items = released_items(release.id) if release else ()
    return [one for one in items if not one.cancelled]


def _with(
    item: ItemRow | ReleasedItem, rows: Sequence[HandoutRow], shown: set[UUID]
) -> ItemHandouts:
    return ItemHandouts(
        id=item.id,
        title=item.title,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        track=item.track,
        released=item.id in shown,
        handouts=rows,
    )
