"""The moves of a ledger with the names that a reader may know."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from lms.accounts.models import Person
from lms.agencies.models import Agency
from lms.core.access import Identity
from lms.core.db import LocalizedText, db, seen_by, unscoped
from lms.core.names import joined_name
from lms.courses.policies import organises
from lms.courses.rows import SessionHead
from lms.seats.queries.ledger import lines
from lms.seats.rows import History, Holder, Wish

# Names of those of these holders whom somebody may see; higher rooms give them, by the factory.
HolderNames = Callable[[Identity, Collection[UUID]], Mapping[UUID, Holder]]


def history(
    head: SessionHead, *, actor: Identity, wish: Wish, limit: int, offset: int = 0
) -> History:
    """The newest moves that `actor` may see. Raises NotFound where there are none to see."""
    found, total = lines(head, actor=actor, wish=wish, limit=limit, offset=offset)
    return History(
        lines=found,
        total=total,
        agencies=_agencies({line.agency_id for line in found if line.agency_id}),
        actors=_actors(head, actor, {line.actor_id for line in found if line.actor_id}),
        holders=_holders(actor, {line.holder_id for line in found if line.holder_id}),
    )


def _agencies(ids: Collection[UUID]) -> Mapping[UUID, LocalizedText]:
    rows = db.session.execute(sa.select(Agency.id, Agency.name).where(Agency.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _actors(head: SessionHead, actor: Identity, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Organisers read who moved seats of their session; others the people they know."""
    statement = sa.select(Person.id, Person.first_name, Person.last_name).where(Person.id.in_(ids))
    rows = db.session.execute(
        unscoped(statement, because="organisers read who moved seats of their session")
        if organises(actor, head)
        else seen_by(actor, statement)
    )
    return {key: joined_name(first, last) for key, first, last in rows}


def _holders(actor: Identity, ids: Collection[UUID]) -> Mapping[UUID, Holder]:
    found: dict[UUID, Holder] = {}
    for names in current_app.extensions["concord.seat_holder_names"]:
        found |= names(actor, ids)
    return found
