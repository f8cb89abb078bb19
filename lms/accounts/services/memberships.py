"""In which agency a person serves, by date. Rights that follow end with it (rule I5)."""

import uuid
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from lms.accounts.enums import AppointmentRole
from lms.accounts.models import Appointment, Membership
from lms.accounts.policies import Permission
from lms.accounts.services.standing import person_for
from lms.agencies.models import Agency, Unit
from lms.audit import services as audit
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_


def change_agency(
    *,
    actor: Identity,
    person_id: uuid.UUID,
    agency_id: uuid.UUID,
    on: date | None = None,
    unit_id: uuid.UUID | None = None,
    service_no: str | None = None,
    rank: str = "",
    designation: str = "",
    posting: str = "",
) -> Membership:
    """Let a person serve in `agency_id` from the day `on` (today); the old membership ends the
    day before, and with it appointments as that agency's focal point.

    Raises Refused where the present membership began on that day or later, Invalid at its field.
    """
    person = person_for(actor, Permission.EDIT_PERSON, person_id)
    starts_on = on or utcnow().date()
    present = _present(person_id)
    if present is not None:
        if present.starts_on >= starts_on:
            raise Refused(
                N_(
                    "The present membership began on %(day)s. Choose a later day, or correct it.",
                    day=present.starts_on,
                )
            )
        _end(present, starts_on - timedelta(days=1))
    row = add_membership(
        person_id=person_id,
        agency_id=agency_id,
        unit_id=unit_id,
        service_no=service_no,
        rank=rank,
        designation=designation,
        posting=posting,
        starts_on=starts_on,
    )
    audit.record(
        actor,
        "accounts.agency_changed",
        object_type="person",
        object_id=person_id,
        summary=N_("%(name)s serves in another agency.", name=person.full_name),
        before={"agency_id": present.agency_id if present else None},
        after={"agency_id": agency_id, "starts_on": starts_on, "service_no": service_no},
    )
    return row


def end_membership(*, actor: Identity, person_id: uuid.UUID, on: date | None = None) -> None:
    """Let the present membership end with the day `on` (yesterday: rights end at once)."""
    person = person_for(actor, Permission.EDIT_PERSON, person_id)
    present = _present(person_id)
    if present is None:
        raise NotFound
    last = on or utcnow().date() - timedelta(days=1)
    _end(present, last)
    audit.record(
        actor,
        "accounts.membership_ended",
        object_type="person",
        object_id=person_id,
        summary=N_("%(name)s left the agency.", name=person.full_name),
        before={"agency_id": present.agency_id},
        after={"ends_on": last},
    )


def correct_membership(
    *,
    actor: Identity,
    person_id: uuid.UUID,
    unit_id: uuid.UUID | None,
    service_no: str | None,
    rank: str,
    designation: str,
    posting: str,
) -> None:
    """Correct what the present membership says; agency and dates stay. Raises Invalid, NotFound."""
    person = person_for(actor, Permission.EDIT_PERSON, person_id)
    row = _present(person_id)
    if row is None:
        raise NotFound
    _check_unit(row.agency_id, unit_id)
    before = _values(row)
    row.unit_id = unit_id
    row.rank, row.designation, row.posting = rank.strip(), designation.strip(), posting.strip()
    row.service_no = (service_no or "").strip() or None
    _flush(row)
    audit.record(
        actor,
        "accounts.membership_changed",
        object_type="person",
        object_id=person_id,
        summary=N_("Service details of %(name)s changed.", name=person.full_name),
        before=before,
        after=_values(row),
    )


def add_membership(
    *,
    person_id: uuid.UUID,
    agency_id: uuid.UUID,
    unit_id: uuid.UUID | None,
    service_no: str | None,
    rank: str,
    designation: str,
    posting: str,
    starts_on: date,
) -> Membership:
    """The row of a membership. Raises Invalid at agency_id, unit_id or service_no."""
    if db.session.get(Agency, agency_id) is None:
        raise Invalid([FieldError("agency_id", N_("Choose an agency of the list."))])
    _check_unit(agency_id, unit_id)
    row = Membership(
        person_id=person_id,
        agency_id=agency_id,
        unit_id=unit_id,
        service_no=(service_no or "").strip() or None,
        rank=rank.strip(),
        designation=designation.strip(),
        posting=posting.strip(),
        starts_on=starts_on,
    )
    _flush(row)
    return row


def _check_unit(agency_id: uuid.UUID, unit_id: uuid.UUID | None) -> None:
    unit = db.session.get(Unit, unit_id) if unit_id else None
    if unit_id is not None and (unit is None or unit.agency_id != agency_id):
        raise Invalid([FieldError("unit_id", N_("Choose a unit of this agency."))])


def _flush(row: Membership) -> None:
    """Two people of one agency cannot have one service number; the database decides."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        message = N_(
            "Another person of this agency has the service number %(number)s. It may be the same "
            "person: look for that record, or ask an administrator.",
            number=row.service_no or "",
        )
        raise Invalid([FieldError("service_no", message)]) from error


def _present(person_id: uuid.UUID) -> Membership | None:
    return db.session.scalar(
        unscoped(
            sa.select(Membership)
            .where(Membership.person_id == person_id, Membership.ends_on.is_(None))
            .order_by(Membership.starts_on.desc())
            .limit(1)
            .with_for_update(),
            because="the person's row was checked",
        )
    )


def _end(row: Membership, last_day: date) -> None:
    row.ends_on = last_day
    db.session.execute(
        sa.update(Appointment)
        .where(
            Appointment.person_id == row.person_id,
            Appointment.agency_id == row.agency_id,
            Appointment.role == AppointmentRole.FOCAL_POINT,
            Appointment.ends_on.is_(None) | (Appointment.ends_on > last_day),
        )
        .values(ends_on=last_day)
    )
    db.session.flush()


def _values(row: Membership) -> dict[str, object]:
    names = ("unit_id", "service_no", "rank", "designation", "posting")
    return {name: getattr(row, name) for name in names}
