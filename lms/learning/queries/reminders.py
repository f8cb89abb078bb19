"""Rules of reminders of a session, and whom they mean."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lms.core.access import SYSTEM, Identity, require
from lms.core.db import db
from lms.courses.rows import SessionHead
from lms.learning.enums import ReminderKind
from lms.learning.models import ReminderRule, ReminderSent
from lms.learning.policies import Permission
from lms.learning.queries.plans import plan
from lms.learning.queries.rooms import room_progress
from lms.learning.rules.reminders import Standing


@dataclass(frozen=True)
class RuleLine:
    """A rule of a session, and how many it has reminded so far."""

    id: uuid.UUID
    kind: ReminderKind
    days: int
    active: bool
    sent: int
    last_at: datetime | None


def rule_lines(head: SessionHead, *, actor: Identity) -> list[RuleLine]:
    """The rules of a session by kind and days."""
    require(actor, Permission.SEE_PROGRESS, head)
    rows = db.session.execute(
        sa.select(
            ReminderRule.id,
            ReminderRule.kind,
            ReminderRule.days,
            ReminderRule.active,
            sa.func.count(ReminderSent.enrolment_id),
            sa.func.max(ReminderSent.sent_at),
        )
        .outerjoin(ReminderSent, ReminderSent.rule_id == ReminderRule.id)
        .where(ReminderRule.course_session_id == head.id)
        .group_by(ReminderRule.id)
    )
    order = list(ReminderKind)
    lines = [RuleLine(*row) for row in rows]
    return sorted(lines, key=lambda line: (order.index(line.kind), line.days))


def standings(head: SessionHead) -> Mapping[uuid.UUID, Standing]:
    """How everybody of a session stands, for the work of the clock."""
    has_pre_test = bool(plan(head).before)
    return {
        line.enrolment_id: Standing(
            last_at=line.last_at,
            modules_left=line.completion.modules - line.completion.modules_done,
            pre_test_left=has_pre_test and line.completion.pre_test_percent is None,
        )
        for line in room_progress(head, actor=SYSTEM).lines
    }
