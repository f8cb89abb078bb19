"""Setting up a course session: facts, half-days, agencies, signatories, rule, content."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from lms.agencies.models import Agency
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_, Message
from lms.courses.enums import SnapshotState, StaffRole
from lms.courses.inputs import (
    CompletionRule,
    HalfDayInput,
    SessionFacts,
    SignatoryInput,
    half_day_faults,
    text_fault,
    tidy,
)
from lms.courses.models import (
    ContentSnapshot,
    Course,
    CourseSession,
    CourseStaff,
    HalfDay,
    SessionAgency,
    Signatory,
)
from lms.courses.policies import Permission
from lms.courses.queries import session_head_by_id, session_staff
from lms.courses.rules import Act, allows, refusal

WorkProbe = Callable[[UUID], bool]


def create_session(*, actor: Identity, facts: SessionFacts) -> CourseSession:
    """A new course session as a draft; the one who makes it becomes its organiser.

    The newest published content of the course is pinned. Raises Invalid for wrong facts, also
    where slug or code are taken.
    """
    require(actor, Permission.CREATE_SESSION)
    values = facts.checked()
    if db.session.get(Course, facts.course_id) is None:
        raise Invalid([FieldError("course_id", N_("Choose a course from the catalogue."))])
    _refuse_taken(facts, own_id=None)
    row = CourseSession(**values, content_hash=_newest_content(facts.course_id))
    _flush_unique(row)
    if actor.person_id is not None:
        db.session.add(
            CourseStaff(
                course_session_id=row.id,
                person_id=actor.person_id,
                role=StaffRole.ORGANISER,
                starts_on=utcnow().date(),
            )
        )
        db.session.flush()
    _record(actor, "courses.session_created", row, N_("Session set up."), after=_plain(values))
    return row


def update_session(*, actor: Identity, course_session_id: UUID, facts: SessionFacts) -> None:
    """Change the facts. Raises Invalid for wrong ones, also where half-days would lie outside."""
    row = editable(actor, course_session_id)
    values = facts.checked()
    _refuse_taken(facts, own_id=row.id)
    outside = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(HalfDay)
        .where(
            HalfDay.course_session_id == row.id,
            (HalfDay.day < facts.starts_on) | (HalfDay.day > facts.ends_on),
        )
    )
    if outside:
        message = N_(
            "%(n)s half-days lie outside these dates. Move the session with all that hangs on its "
            "dates, or change the half-days.",
            n=outside,
        )
        field = "ends_on" if facts.starts_on == row.starts_on else "starts_on"
        raise Invalid([FieldError(field, message)])
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    _flush_unique(row)
    changed = [name for name in values if before[name] != values[name]]
    if "capacity" in changed:
        for follow in current_app.extensions["concord.capacity_followers"]:
            follow(actor, row.id)
    _record(
        actor,
        "courses.session_changed",
        row,
        N_("Facts of the session changed."),
        before=_plain({name: before[name] for name in changed}),
        after=_plain({name: values[name] for name in changed}),
    )


def set_agencies(*, actor: Identity, course_session_id: UUID, agency_ids: Sequence[UUID]) -> None:
    """The partner agencies in their order of precedence, first to last. Replaces the list.

    Raises Invalid for a wrong list, and where an agency cannot go yet.
    """
    row = editable(actor, course_session_id)
    known = set(db.session.scalars(sa.select(Agency.id).where(Agency.id.in_(agency_ids))))
    if len(set(agency_ids)) != len(agency_ids) or known != set(agency_ids):
        raise Invalid([FieldError("agency_ids", N_("Name each agency once, from the list."))])
    before = _agency_ids(row.id)
    db.session.execute(sa.delete(SessionAgency).where(SessionAgency.course_session_id == row.id))
    db.session.add_all(
        SessionAgency(course_session_id=row.id, agency_id=agency_id, precedence=place)
        for place, agency_id in enumerate(agency_ids, start=1)
    )
    db.session.flush()
    removed = [agency_id for agency_id in before if agency_id not in known]
    if removed:
        for follow in current_app.extensions["concord.agency_followers"]:
            follow(actor, row.id, removed)
    _record(
        actor,
        "courses.agencies_ordered",
        row,
        N_("Partner agencies set: %(n)s.", n=len(agency_ids)),
        before={"agencies": before},
        after={"agencies": list(agency_ids)},
    )


def set_half_days(
    *, actor: Identity, course_session_id: UUID, half_days: Sequence[HalfDayInput]
) -> None:
    """The half-days of the session. Rows of the same day and part stay, so their marks stay.

    Raises Invalid for wrong ones and where a half-day with attendance would vanish.
    """
    row = editable(actor, course_session_id)
    errors = half_day_faults(half_days, row.starts_on, row.ends_on)
    if errors:
        raise Invalid(errors)
    known = {
        (half.day, half.part): half
        for half in db.session.scalars(
            sa.select(HalfDay).where(HalfDay.course_session_id == row.id)
        )
    }
    for given in half_days:
        half = known.pop((given.day, given.part), None)
        if half is None:
            half = HalfDay(course_session_id=row.id, day=given.day, part=given.part)
            db.session.add(half)
        half.starts_at, half.ends_at = given.starts_at, given.ends_at
        half.contact_minutes = given.contact_minutes
    for gone in known.values():
        db.session.delete(gone)
    try:
        db.session.flush()
    except IntegrityError as error:
        message = N_("A half-day with attendance cannot be removed. Keep it.")
        raise Invalid([FieldError("half_days", message)]) from error
    _record(
        actor,
        "courses.half_days_set",
        row,
        N_("Half-days set: %(n)s.", n=len(half_days)),
        after={"half_days": [[half.day, half.part, half.contact_minutes] for half in half_days]},
    )


def set_signatories(
    *, actor: Identity, course_session_id: UUID, signatories: Sequence[SignatoryInput]
) -> None:
    """The offices that sign, first to last. Certificates already issued keep theirs."""
    row = editable(actor, course_session_id)
    errors = [
        FieldError(f"signatories-{at}-office", N_("Write the office in English."))
        for at, item in enumerate(signatories)
        if not item.office.get("en", "").strip()
    ] + [
        FieldError(f"signatories-{at}-{name}", fault)
        for at, item in enumerate(signatories)
        for name in ("office", "organisation", "name")
        if (fault := text_fault(getattr(item, name))) is not None
    ]
    staff = {one.person_id for one in session_staff(row.id)}
    stranger = N_("Choose somebody who has a role in this session.")
    errors += [
        FieldError(f"signatories-{at}-person", stranger)
        for at, item in enumerate(signatories)
        if item.person_id is not None and item.person_id not in staff
    ]
    if errors:
        raise Invalid(errors)
    db.session.execute(sa.delete(Signatory).where(Signatory.course_session_id == row.id))
    db.session.add_all(
        Signatory(
            course_session_id=row.id,
            position=place,
            office=tidy(item.office),
            name=tidy(item.name),
            organisation=tidy(item.organisation),
            seals_file=item.seals_file,
            person_id=item.person_id,
        )
        for place, item in enumerate(signatories, start=1)
    )
    db.session.flush()
    _record(
        actor,
        "courses.signatories_set",
        row,
        N_("Signatories set: %(n)s.", n=len(signatories)),
        after={
            "offices": [tidy(item.office) for item in signatories],
            "people": [item.person_id for item in signatories],
        },
    )


def set_rule(*, actor: Identity, course_session_id: UUID, rule: CompletionRule) -> None:
    """What a certificate asks for. Certificates already issued do not change."""
    row = editable(actor, course_session_id)
    values = {f"rule_{name}": value for name, value in asdict(rule.checked()).items()}
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    db.session.flush()
    _record(actor, "courses.rule_set", row, N_("Completion rule set."), before=before, after=values)


def pin_content(*, actor: Identity, course_session_id: UUID, content_hash: str) -> None:
    """Teach this version of the course. Refused once somebody has worked with another one.

    Raises NotFound for a hash that is no published content of the session's course.
    """
    row = editable(actor, course_session_id)
    snapshot = db.session.get(ContentSnapshot, content_hash)
    if snapshot is None or snapshot.course_id != row.course_id:
        raise NotFound
    if snapshot.state is not SnapshotState.PUBLISHED:
        raise Refused(N_("This version is retired. Choose another one."))
    if row.content_hash not in (None, content_hash) and _worked_with(row.id):
        raise Refused(
            N_("People have worked with the present version. A new session can use another one.")
        )
    before, row.content_hash = row.content_hash, content_hash
    db.session.flush()
    _record(
        actor,
        "courses.content_pinned",
        row,
        N_("Content pinned: version %(n)s.", n=snapshot.number),
        before={"content_hash": before},
        after={"content_hash": content_hash},
    )


def _worked_with(course_session_id: UUID) -> bool:
    """Whether a higher room has work on the session's content; the factory hands in the probes."""
    probes: Sequence[WorkProbe] = current_app.extensions["concord.work_probes"]
    return any(probe(course_session_id) for probe in probes)


def editable(actor: Identity, course_session_id: UUID) -> CourseSession:
    """The locked row, where `actor` may change it now. Raises NotFound or Refused."""
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.MANAGE_SESSION, head)
    if not allows(head.state, Act.EDIT):
        raise Refused(refusal(Act.EDIT))
    return locked(course_session_id)


def locked(course_session_id: UUID) -> CourseSession:
    """The row of a course session, locked until the transaction ends."""
    row = db.session.scalar(
        lock_row(sa.select(CourseSession).where(CourseSession.id == course_session_id))
    )
    if row is None:
        raise NotFound
    return row


def _newest_content(course_id: UUID) -> str | None:
    return db.session.scalar(
        sa.select(ContentSnapshot.hash)
        .where(
            ContentSnapshot.course_id == course_id,
            ContentSnapshot.state == SnapshotState.PUBLISHED,
        )
        .order_by(ContentSnapshot.number.desc())
        .limit(1)
    )


def _refuse_taken(facts: SessionFacts, *, own_id: UUID | None) -> None:
    rows = db.session.execute(
        sa.select(CourseSession.slug, CourseSession.code).where(
            (CourseSession.slug == facts.slug) | (CourseSession.code == facts.code),
            CourseSession.id != own_id if own_id else sa.true(),
        )
    ).all()
    errors = [
        FieldError(name, N_("Another session has this already. Choose another one."))
        for name in ("slug", "code")
        if any(getattr(row, name) == getattr(facts, name) for row in rows)
    ]
    if errors:
        raise Invalid(errors)


def _flush_unique(row: CourseSession) -> None:
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        message = N_("Another session has this already. Choose another one.")
        raise Invalid([FieldError("slug", message)]) from error


def _agency_ids(course_session_id: UUID) -> list[UUID]:
    return list(
        db.session.scalars(
            sa.select(SessionAgency.agency_id)
            .where(SessionAgency.course_session_id == course_session_id)
            .order_by(SessionAgency.precedence)
        )
    )


def _record(
    actor: Identity,
    act: str,
    row: CourseSession,
    summary: Message,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    audit.record(
        actor,
        act,
        object_type="course_session",
        object_id=row.id,
        summary=summary,
        course_session_id=row.id,
        before=dict(before) if before else None,
        after=dict(after) if after else None,
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(values)
