"""The history of a nomination: each act adds one event, and one entry to the trail."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, seen_by, unscoped
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.core.messages import Message
from lms.core.names import joined_name
from lms.courses.rows import SessionHead
from lms.nominations.enums import EventKind, NominationState
from lms.nominations.models import Nomination, NominationEvent

Item = TypeVar("Item")
SCHEMA = 1


def happened(
    actor: Identity,
    row: Nomination,
    kind: EventKind,
    *,
    client_uuid: UUID | None = None,
    **payload: Any,
) -> None:
    """Add an event to a nomination's history, with the state that it leaves behind."""
    last = db.session.scalar(
        sa.select(sa.func.max(NominationEvent.sequence)).where(NominationEvent.owner_id == row.id)
    )
    db.session.add(
        NominationEvent(
            uuid=client_uuid or new_id(),
            owner_id=row.id,
            sequence=(last or 0) + 1,
            kind=kind.value,
            payload={"schema": SCHEMA, "state": row.state.value, **payload},
            server_at=utcnow(),
            actor_id=actor.person_id,
        )
    )
    db.session.flush()


def first_happened(
    actor: Identity, nomination_ids: Sequence[UUID], kind: EventKind, state: NominationState
) -> None:
    """Add the first event of nominations that were just made, all at once."""
    now = utcnow()
    for part in in_parts(nomination_ids, 1_000):
        events = [
            {
                "uuid": new_id(),
                "owner_id": key,
                "sequence": 1,
                "kind": kind.value,
                "payload": {"schema": SCHEMA, "state": state.value},
                "server_at": now,
                "actor_id": actor.person_id,
            }
            for key in part
        ]
        db.session.execute(sa.insert(NominationEvent), events)


def in_parts(items: Sequence[Item], size: int = 5_000) -> Iterator[Sequence[Item]]:
    """The items in parts that fit into one statement of any database."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def snapshot(row: Nomination) -> dict[str, object]:
    """The values of a nomination that a person may change, for before and after."""
    names = (
        "first_name", "last_name", "name_local", "certificate_name", "certificate_name_local",
        "gender", "rank", "designation", "service_no", "posting", "province", "practice_years",
        "needs", "letter_ref", "nominated_by", "justification", "alternate",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def note(
    actor: Identity,
    act: str,
    head: SessionHead,
    row: Nomination,
    summary: Message,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write one act about a nomination on record."""
    record(
        actor,
        act,
        object_type="nomination",
        object_id=row.id,
        course_session_id=head.id,
        summary=summary,
        before=dict(before or {}),
        after=dict(after or {}),
    )


def find(actor: Identity, head: SessionHead, nomination_id: UUID) -> Nomination:
    """The visible nomination of a session, read anew. Raises NotFound."""
    row = db.session.scalar(
        seen_by(
            actor,
            sa.select(Nomination)
            .where(Nomination.id == nomination_id, Nomination.course_session_id == head.id)
            .execution_options(populate_existing=True),
        )
    )
    if row is None:
        raise NotFound
    return row


def find_all(actor: Identity, head: SessionHead, ids: list[UUID]) -> list[Nomination]:
    """The visible nominations with these ids, in their order. Raises NotFound for any missing."""
    rows = db.session.scalars(
        seen_by(
            actor,
            sa.select(Nomination)
            .where(Nomination.id.in_(ids), Nomination.course_session_id == head.id)
            .execution_options(populate_existing=True),
        )
    )
    by_id = {row.id: row for row in rows}
    if set(by_id) != set(ids):
        raise NotFound
    return [by_id[one] for one in dict.fromkeys(ids)]


def waiting_places(course_session_id: UUID) -> int:
    """The highest place on a session's wait-list."""
    return (
        db.session.scalar(
            unscoped(
                sa.select(sa.func.max(Nomination.place)).where(
                    Nomination.course_session_id == course_session_id
                ),
                because="the wait-list is one line over all agencies",
            )
        )
        or 0
    )


def full_name(row: Nomination) -> str:
    """The name as messages and the trail write it."""
    return joined_name(row.first_name, row.last_name)
