"""Files of questions that wait for nobody any more."""

from datetime import timedelta

import sqlalchemy as sa

from lms.authoring.enums import DraftState
from lms.authoring.models import CourseDraft
from lms.authoring.queries.exchange import waiting_owner
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.files import StoredFile

KEPT = timedelta(days=7)
LEAST = timedelta(hours=1)


def sweep_waiting() -> list[str]:
    """Delete the records of files whose draft is closed, or that have waited for a week.

    Returns the SHA-256 of each: its bytes go by `files.sweep` once this is committed.
    """
    drafts = db.session.scalars(
        sa.select(CourseDraft.id).where(CourseDraft.state == DraftState.OPEN)
    )
    still = [waiting_owner(draft_id) for draft_id in drafts]
    now = utcnow()
    left = sa.and_(StoredFile.owner.not_in(still), StoredFile.created_at < now - LEAST)
    rows = db.session.scalars(
        sa.select(StoredFile).where(
            StoredFile.owner.startswith("authoring.questions:"),
            sa.or_(left, StoredFile.created_at < now - KEPT),
        )
    ).all()
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    return [row.sha256 for row in rows]
