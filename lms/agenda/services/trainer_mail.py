"""Letters about teaching: asking a trainer, telling organisers what was answered or suggested."""

from uuid import UUID

import sqlalchemy as sa

from lms.accounts.models import Account, Person
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.settings import settings
from lms.courses.enums import StaffRole
from lms.courses.models import CourseStaff
from lms.courses.rows import SessionHead
from lms.outbox import services as outbox


def ask(*, actor: Identity, head: SessionHead, person: Person) -> None:
    """Ask a person to teach. With an account the letter leads to the answer; without one it asks
    to answer the organiser, who records it."""
    signs_in = db.session.scalar(
        sa.select(Account.id).where(Account.person_id == person.id, Account.disabled_at.is_(None))
    )
    _send(
        actor,
        person,
        "agenda/ask_trainer",
        head,
        url=_url(f"/me/teaching/{head.slug}") if signs_in else "",
        asked_by=actor.name,
    )


def tell_organisers(*, actor: Identity, head: SessionHead, template: str, **values: object) -> int:
    """Write to the organisers of the session, not to the one who acts; returns to how many."""
    people = [one for one in _organisers(head.id) if one.id != actor.person_id]
    for person in people:
        url = _url(f"/sessions/{head.slug}/agenda/trainers")
        _send(actor, person, template, head, url=url, **values)
    return len(people)


def _send(
    actor: Identity, person: Person, template: str, head: SessionHead, **values: object
) -> None:
    here = settings()
    outbox.send(
        template=template,
        language=person.language or here.languages[0],
        address=person.email,
        person_id=person.id,
        course_session_id=head.id,
        requested_by=actor,
        values={"name": person.full_name, "head": head, **values},
    )


def _organisers(course_session_id: UUID) -> list[Person]:
    today = utcnow().date()
    chosen = sa.select(CourseStaff.person_id).where(
        CourseStaff.course_session_id == course_session_id,
        CourseStaff.role == StaffRole.ORGANISER,
        CourseStaff.starts_on <= today,
        CourseStaff.ends_on.is_(None) | (CourseStaff.ends_on >= today),
    )
    return list(
        db.session.scalars(
            unscoped(
                sa.select(Person)
                .where(Person.id.in_(chosen), Person.archived_at.is_(None))
                .order_by(Person.id),
                because="the organisers of the session, who are written to",
            )
        )
    )


def _url(path: str) -> str:
    return settings().base_url.rstrip("/") + path
