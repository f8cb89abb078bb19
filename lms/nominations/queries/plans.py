"""How a session takes nominations."""

from uuid import UUID

import sqlalchemy as sa

from lms.core.clock import utcnow
from lms.core.db import db
from lms.courses.rows import SessionHead
from lms.nominations.models import ApprovalStep, NominationPlan
from lms.nominations.rows import PlanRow, Side


def plan_of(course_session_id: UUID) -> PlanRow:
    """The plan of a session; the usual one where nobody has set another."""
    row = db.session.get(NominationPlan, course_session_id, populate_existing=True)
    if row is None:
        return PlanRow()
    return PlanRow(
        open=row.open,
        closes_at=row.closes_at,
        answer_by=row.answer_by,
        needs_letter=row.needs_letter,
        needs_answer=row.needs_answer,
        flow=row.flow,
        flow_agencies=tuple(UUID(one) for one in row.flow_agencies.get("agencies", ())),
        flowed_at=row.flowed_at,
        asked_for=row.asked_for,
        travel_notes=row.travel_notes,
        aims=row.aims,
    )


def side_of(head: SessionHead, agency_id: UUID) -> Side:
    """One agency's side of a session at this moment."""
    return Side(head, agency_id, plan_of(head.id), utcnow())


def has_steps() -> bool:
    """Whether the installation lets nominations go through steps inside the agency."""
    return bool(db.session.scalar(sa.select(sa.exists().where(ApprovalStep.archived_at.is_(None)))))
