"""Administrators and focal points: appointed with dates, ended at once, never the last one."""

import uuid
from datetime import date, timedelta

import sqlalchemy as sa

from lms.accounts.enums import AppointmentRole
from lms.accounts.models import Account, Appointment, Person, in_force
from lms.accounts.policies import Permission
from lms.accounts.services.standing import person_for
from lms.agencies.models import Agency
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import FieldError, Invalid, NotFound, Refused
from lms.core.messages import N_


def appoint(
    *,
    actor: Identity,
    person_id: uuid.UUID,
    role: AppointmentRole,
    agency_id: uuid.UUID | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Appointment:
    """Appoint a person from `starts_on` (today) to `ends_on` (None: until ended).

    Raises Invalid at its field, Refused for an archived record.
    """
    person = person_for(actor, Permission.APPOINT, person_id)
    first = starts_on or utcnow().date()
    _check(role, agency_id, first, ends_on)
    if person.archived_at is not None:
        raise Refused(N_("This record is archived. Restore it first."))
    row = Appointment(
        person_id=person_id, role=role, agency_id=agency_id, starts_on=first, ends_on=ends_on
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        "accounts.appointed",
        object_type="person",
        object_id=person_id,
        summary=N_("%(name)s appointed.", name=person.full_name),
        after={"role": role, "agency_id": agency_id, "starts_on": first, "ends_on": ends_on},
    )
    return row


def end_appointment(*, actor: Identity, appointment_id: uuid.UUID, on: date | None = None) -> None:
    """Let an appointment end with the day `on` (yesterday: the rights end at once).

    Raises Refused for the last administrator.
    """
    require(actor, Permission.APPOINT)
    row = db.session.get(Appointment, appointment_id)
    if row is None:
        raise NotFound
    last = on or utcnow().date() - timedelta(days=1)
    if row.role is AppointmentRole.ADMINISTRATOR:
        refuse_last_administrator(but_appointment=row.id)
    before, row.ends_on = row.ends_on, last
    db.session.flush()
    audit.record(
        actor,
        "accounts.appointment_ended",
        object_type="person",
        object_id=row.person_id,
        summary=N_("Appointment ended."),
        before={"role": row.role, "agency_id": row.agency_id, "ends_on": before},
        after={"ends_on": last},
    )


def refuse_last_administrator(
    *, but_appointment: uuid.UUID | None = None, but_person: uuid.UUID | None = None
) -> None:
    """Raise Refused unless an administrator stays without the given appointment or person: one
    who can sign in and whose appointment has no end. All administrators' rows are locked, so that
    two of them cannot end each other at the same moment."""
    today = utcnow().date()
    locked = db.session.scalars(
        lock_row(
            sa.select(Appointment)
            .where(Appointment.role == AppointmentRole.ADMINISTRATOR, in_force(Appointment, today))
            .order_by(Appointment.id)
        ).execution_options(populate_existing=True)
    ).all()
    if but_person is not None and all(row.person_id != but_person for row in locked):
        return
    usable = set(
        db.session.scalars(
            unscoped(
                sa.select(Account.person_id)
                .join(Person, Person.id == Account.person_id)
                .where(
                    Account.person_id.in_([row.person_id for row in locked]),
                    Account.disabled_at.is_(None),
                    Person.archived_at.is_(None),
                ),
                because="the installation must keep an administrator",
            )
        )
    )
    for row in locked:
        gone = row.id == but_appointment or row.person_id == but_person
        if not gone and row.ends_on is None and row.person_id in usable:
            return
    raise Refused(N_("This is the last administrator who can sign in. Appoint another one first."))


def _check(
    role: AppointmentRole, agency_id: uuid.UUID | None, first: date, last: date | None
) -> None:
    errors = []
    if role is AppointmentRole.FOCAL_POINT:
        if agency_id is None or db.session.get(Agency, agency_id) is None:
            errors.append(FieldError("agency_id", N_("Choose the agency.")))
    elif agency_id is not None:
        errors.append(FieldError("agency_id", N_("An administrator is of no agency: leave empty.")))
    if last is not None and last < first:
        errors.append(FieldError("ends_on", N_("Choose a last day that is not before the first.")))
    if errors:
        raise Invalid(errors)
