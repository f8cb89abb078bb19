"""Saying who has which part open."""

from uuid import UUID

import sqlalchemy as sa

from lms.authoring.models import DraftPresence
from lms.authoring.policies import Permission
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db

_MOST = 200


def seen(*, actor: Identity, draft_id: UUID, path: str, gone: bool = False) -> None:
    """Note that the actor has this part open, or (`gone`) has left it."""
    require(actor, Permission.WRITE)
    if actor.person_id is None:
        return
    key = (draft_id, path[:_MOST], actor.person_id)
    row = db.session.get(DraftPresence, key)
    if gone:
        if row is not None:
            db.session.delete(row)
    elif row is None:
        db.session.add(
            DraftPresence(draft_id=key[0], path=key[1], person_id=key[2], seen_at=utcnow())
        )
    else:
        row.seen_at = utcnow()
    db.session.flush()


def forget(draft_id: UUID) -> None:
    """Nobody has a closed draft open."""
    db.session.execute(sa.delete(DraftPresence).where(DraftPresence.draft_id == draft_id))
