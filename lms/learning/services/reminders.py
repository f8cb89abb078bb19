"""Gentle reminders: rules of a session, and the letters that the clock writes by them."""

import uuid
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from lms.accounts.models import Account, Person
from lms.audit import services as audit
from lms.core.access import SYSTEM, Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.messages import N_
from lms.core.names import joined_name
from lms.core.settings import settings
from lms.courses.models import CourseSession
from lms.courses.queries import session_head, session_head_by_id
from lms.courses.rows import SessionHead
from lms.courses.rules import Act, allows
from lms.enrolments.models import Enrolment
from lms.learning.enums import ReminderKind
from lms.learning.models import ReminderRule, ReminderSent
from lms.learning.policies import Permission
from lms.learning.queries.reminders import standings
from lms.learning.rules.reminders import LABELS, MOST_RULES, concerns, is_open
from lms.outbox import services as outbox


def add_rule(*, actor: Identity, slug: str, kind: ReminderKind, days: int) -> uuid.UUID:
    """Remind from now on. Raises Invalid for days out of bounds or a rule that is there."""
    head = session_head(slug, actor)
    require(actor, Permission.REMIND, head)
    if not 1 <= days <= 60:
        raise Invalid([FieldError("days", N_("Write a whole number from 1 to 60."))])
    mine = ReminderRule.course_session_id == head.id
    known = db.session.scalars(sa.select(ReminderRule).where(mine)).all()
    if any((one.kind, one.days) == (kind, days) for one in known):
        raise Invalid([FieldError("days", N_("There is such a rule already. Change its days."))])
    if len(known) >= MOST_RULES:
        raise Invalid(
            [FieldError("kind", N_("A session has at most %(most)s rules.", most=MOST_RULES))]
        )
    rule = ReminderRule(course_session_id=head.id, kind=kind, days=days, active=True)
    db.session.add(rule)
    db.session.flush()
    _record(actor, head, rule, "learning.reminder_added")
    return rule.id


def switch_rule(*, actor: Identity, slug: str, rule_id: uuid.UUID, active: bool) -> None:
    """Let a rule rest, or write again."""
    head, rule = _own(actor, slug, rule_id)
    rule.active = active
    db.session.flush()
    _record(actor, head, rule, "learning.reminder_switched")


def remove_rule(*, actor: Identity, slug: str, rule_id: uuid.UUID) -> None:
    """Remove a rule that has not written yet; one that has is switched off instead."""
    head, rule = _own(actor, slug, rule_id)
    _record(actor, head, rule, "learning.reminder_removed")
    sent = sa.select(ReminderSent.enrolment_id).where(ReminderSent.rule_id == rule.id).exists()
    if db.session.scalar(sa.select(sent)):
        rule.active = False
    else:
        db.session.delete(rule)
    db.session.flush()


def remind_all() -> int:
    """Write what is due in all sessions, each person at most once by each rule; how many."""
    now = utcnow()
    ids = db.session.scalars(
        sa.select(ReminderRule.course_session_id)
        .join(CourseSession, CourseSession.id == ReminderRule.course_session_id)
        .where(ReminderRule.active, CourseSession.content_hash.is_not(None))
        .distinct()
    ).all()
    return sum(_remind(session_head_by_id(one, SYSTEM), now) for one in ids)


def _remind(head: SessionHead, now: datetime) -> int:
    if not allows(head.state, Act.LEARN):
        return 0
    here = now.astimezone(ZoneInfo(head.zone))
    rules = [
        rule
        for rule in db.session.scalars(
            sa.select(ReminderRule)
            .where(ReminderRule.course_session_id == head.id, ReminderRule.active)
            .order_by(ReminderRule.created_at, ReminderRule.id)
        )
        if is_open(rule.kind, rule.days, head.starts_on, head.ends_on, here)
    ]
    if not rules:
        return 0
    known = standings(head)
    written: set[uuid.UUID] = set()
    for rule in rules:
        done = set(
            db.session.scalars(
                sa.select(ReminderSent.enrolment_id).where(ReminderSent.rule_id == rule.id)
            )
        )
        due = [
            one
            for one, standing in known.items()
            if one not in done | written and concerns(rule.kind, rule.days, standing, now)
        ]
        _write(head, rule, due, now)
        written.update(due)
    return len(written)


def _write(
    head: SessionHead, rule: ReminderRule, enrolment_ids: Collection[uuid.UUID], now: datetime
) -> None:
    rows = db.session.execute(
        unscoped(
            sa.select(
                Enrolment.id,
                Person.id.label("person_id"),
                Person.first_name,
                Person.last_name,
                Person.language,
                sa.func.coalesce(Person.email, Account.email).label("address"),
            )
            .join(Person, Person.id == Enrolment.person_id)
            .outerjoin(Account, Account.person_id == Person.id)
            .where(Enrolment.id.in_(enrolment_ids))
            .order_by(Enrolment.id),
            because="each is written to alone",
        )
    ).all()
    here = settings()
    for row in rows:
        outbox.send(
            template="learning/reminder",
            language=row.language if row.language in here.languages else here.languages[0],
            address=row.address,
            person_id=row.person_id,
            course_session_id=head.id,
            digest=True,
            values={
                "name": joined_name(row.first_name, row.last_name),
                "head": head,
                "kind": rule.kind.value,
                "url": f"{here.base_url.rstrip('/')}/sessions/{head.slug}/learning/resume",
            },
        )
        db.session.add(ReminderSent(rule_id=rule.id, enrolment_id=row.id, sent_at=now))
    db.session.flush()


def _own(actor: Identity, slug: str, rule_id: uuid.UUID) -> tuple[SessionHead, ReminderRule]:
    head = session_head(slug, actor)
    require(actor, Permission.REMIND, head)
    rule = db.session.get(ReminderRule, rule_id)
    if rule is None or rule.course_session_id != head.id:
        raise NotFound
    return head, rule


def _record(actor: Identity, head: SessionHead, rule: ReminderRule, act: str) -> None:
    audit.record(
        actor,
        act,
        object_type="reminder_rule",
        object_id=rule.id,
        summary=N_("Reminders: %(what)s.", what=LABELS[rule.kind]),
        course_session_id=head.id,
        after={"kind": rule.kind.value, "days": rule.days, "active": rule.active},
    )
