"""Whom a session thanks by a certificate of appreciation: its trainers, and guests by name."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from lms.audit.services import record
from lms.certificates import queries
from lms.certificates.models import Certificate, Thanks
from lms.certificates.policies import Permission
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.lines import name_or_fault
from lms.core.messages import N_
from lms.courses.enums import StaffRole
from lms.courses.inputs import text_fault, tidy
from lms.courses.queries import session_head, session_staff

MOST = 200
TRAINER = {"en": "trainer", "ur": "ٹرینر"}


def thank_trainers(*, actor: Identity, slug: str) -> int:
    """Put every trainer of a session on the list who is not on it; returns how many came."""
    head = session_head(slug, actor)
    require(actor, Permission.ISSUE, head)
    there = {one.person_id for one in queries.evidence.thanked(head.id)}
    came = 0
    for row in session_staff(head.id):
        if row.role is not StaffRole.TRAINER or row.person_id in there:
            continue
        recorded = queries.evidence.recorded_name(row.person_id)
        name = recorded.name if recorded else row.name
        local = recorded.local_name if recorded else row.name_local
        line = Thanks(
            course_session_id=head.id,
            person_id=row.person_id,
            name=name,
            local_name=local,
            post={},
            organisation={},
            capacity=TRAINER,
        )
        _add(line, actor)
        there.add(row.person_id)
        came += 1
    if came:
        record(
            actor,
            "certificates.thanked",
            object_type="course_session",
            object_id=head.id,
            summary=N_("Put %(n)s trainers on the list of thanks.", n=came),
            course_session_id=head.id,
        )
    return came


def thank(
    *,
    actor: Identity,
    slug: str,
    name: str,
    local_name: str = "",
    post: Mapping[str, str],
    organisation: Mapping[str, str],
    capacity: Mapping[str, str],
) -> UUID:
    """Put a guest on the list. Raises Invalid with every fault at its field."""
    head = session_head(slug, actor)
    require(actor, Permission.ISSUE, head)
    faults: list[FieldError] = []
    latin = name_or_fault(name, "name", faults)
    local = name_or_fault(local_name, "local_name", faults) if local_name.strip() else ""
    for field, text in (("post", post), ("organisation", organisation), ("capacity", capacity)):
        fault = text_fault(text)
        if fault is not None:
            faults.append(FieldError(field, fault))
    there = _lines(head.id)
    if len(there) >= MOST:
        faults.append(FieldError("name", N_("At most %(n)s people are thanked.", n=MOST)))
    line = Thanks(
        course_session_id=head.id,
        name=latin,
        local_name=local,
        post=tidy(post),
        organisation=tidy(organisation),
        capacity=tidy(capacity),
    )
    if any(_same(line, one) for one in there):
        faults.append(FieldError("name", N_("%(name)s is on the list already.", name=latin)))
    if faults:
        raise Invalid(faults)
    row = _add(line, actor)
    record(
        actor,
        "certificates.thanked",
        object_type="certificate_thanks",
        object_id=row.id,
        summary=N_("Put a guest on the list of thanks."),
        course_session_id=head.id,
        after={"name": latin},
    )
    return row.id


def unthank(*, actor: Identity, slug: str, thanks_id: UUID) -> None:
    """Take somebody off the list. Raises Refused where a certificate was issued."""
    head = session_head(slug, actor)
    require(actor, Permission.ISSUE, head)
    row = db.session.get(Thanks, thanks_id)
    if row is None or row.course_session_id != head.id:
        raise NotFound
    issued = sa.select(sa.exists().where(Certificate.thanks_id == row.id))
    if db.session.scalar(unscoped(issued, because="whether a paper names this line")):
        raise Refused(N_("A certificate was issued to %(name)s. Revoke it instead.", name=row.name))
    db.session.delete(row)
    db.session.flush()
    record(
        actor,
        "certificates.not_thanked",
        object_type="certificate_thanks",
        object_id=thanks_id,
        summary=N_("Took somebody off the list of thanks."),
        course_session_id=head.id,
        before={"name": row.name},
    )


def _lines(course_session_id: UUID) -> Sequence[Thanks]:
    chosen = sa.select(Thanks).where(Thanks.course_session_id == course_session_id)
    return db.session.scalars(chosen).all()


def _same(one: Thanks, other: Thanks) -> bool:
    """Whether two lines say the same of a guest: then one was sent twice."""
    said = ("name", "local_name", "post", "organisation", "capacity")
    return all(getattr(one, name) == getattr(other, name) for name in said)


def _add(row: Thanks, actor: Identity) -> Thanks:
    row.added_by, row.added_at = actor.person_id, utcnow()
    db.session.add(row)
    db.session.flush()
    return row
