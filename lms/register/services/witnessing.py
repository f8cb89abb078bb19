"""Telling the witnesses of a new head: whoever holds it sees when the register is another one."""

from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from lms.accounts.enums import AppointmentRole
from lms.accounts.models import Appointment, Person, in_force
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, unscoped
from lms.core.settings import settings
from lms.outbox.services import send
from lms.register import queries
from lms.register.models import RegisterHead, RegisterLog, RegisterWitness
from lms.register.rows import Head, Serials


def serials() -> Serials:
    """The serials of the room above, as the factory names them."""
    found: Serials = current_app.extensions["concord.serials"]
    return found


def tell_witnesses(*, log_id: int, size: int) -> int:
    """Send a head by mail to every focal point, once; returns how many were told now.

    The mail names nobody: it holds the signed head and the last serial.
    """
    chosen = sa.select(RegisterHead).where(RegisterHead.log_id == log_id, RegisterHead.size == size)
    row = db.session.scalars(lock_row(chosen)).one()
    told = sa.select(RegisterWitness.id).where(
        RegisterWitness.log_id == log_id, RegisterWitness.size == size
    )
    if db.session.scalar(told.limit(1)) is not None:
        return 0
    head = queries.as_head(row, db.session.get_one(RegisterLog, log_id).origin)
    points = _focal_points()
    serial = serials().last() if points else ""
    for agency_id, person in points:
        _tell(head, serial, agency_id, person)
    db.session.flush()
    return len(points)


def _tell(head: Head, serial: str, agency_id: UUID, person: Person) -> None:
    here = settings()
    message = send(
        template="register/head",
        language=person.language or here.languages[0],
        address=person.email,
        values={
            "head": head,
            "serial": serial,
            "zone": here.time_zone,
            "page": f"{here.base_url.rstrip('/')}/register/heads",
        },
        person_id=person.id,
        agency_id=agency_id,
        digest=True,
    )
    db.session.add(
        RegisterWitness(
            log_id=head.log_id,
            size=head.size,
            agency_id=agency_id,
            message_id=message.id,
            at=utcnow(),
        )
    )


def _focal_points() -> list[tuple[UUID, Person]]:
    statement = (
        sa.select(Appointment.agency_id, Person)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.role == AppointmentRole.FOCAL_POINT,
            Appointment.agency_id.is_not(None),
            in_force(Appointment, utcnow().date()),
            Person.archived_at.is_(None),
        )
        .order_by(Appointment.agency_id, Person.id)
    )
    rows = db.session.execute(unscoped(statement, because="every focal point is a witness"))
    return [(agency_id, person) for agency_id, person in rows if agency_id is not None]
