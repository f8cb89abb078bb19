"""The run sheet of a session's ceremony."""

from uuid import UUID

import sqlalchemy as sa

from lms.ceremony.formats import plan as plans
from lms.ceremony.models import Ceremony, CeremonyChange
from lms.ceremony.policies import Permission
from lms.ceremony.rows import CeremonyPage, TimedItem
from lms.ceremony.rules.times import spans
from lms.core.access import Identity, require
from lms.core.db import db
from lms.courses.queries import session_head


def ceremony_page(slug: str, *, actor: Identity) -> CeremonyPage:
    """The plan with its times. Raises NotFound unless `actor` may see it."""
    head = session_head(slug, actor)
    require(actor, Permission.VIEW_CEREMONY, head)
    row = ceremony_row(head.id)
    if row is None:
        return CeremonyPage(head, None, None, None, [], None)
    plan = plans.read(row.plan)
    times = spans(row.starts_at, [item.minutes for item in plan.items])
    timed = [TimedItem(item, *span) for item, span in zip(plan.items, times, strict=True)]
    newest = db.session.scalar(
        sa.select(sa.func.max(CeremonyChange.number)).where(CeremonyChange.ceremony_id == row.id)
    )
    return CeremonyPage(head, row.id, row.starts_at, plan, timed, newest)


def ceremony_row(course_session_id: UUID) -> Ceremony | None:
    """The ceremony of a session, whose reading the caller has allowed."""
    return db.session.scalar(
        sa.select(Ceremony).where(Ceremony.course_session_id == course_session_id)
    )
