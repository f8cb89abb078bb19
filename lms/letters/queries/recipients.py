"""Whom letters of a session may go to: the roll, the focal points, and what rooms above give.

`concord.letter_sources` lists functions `(head, actor, kind) -> Sequence[Recipient]`. A recipient
of such a source stands in the place of one of ours with the same key.
"""

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
from flask import current_app

from lms.accounts.enums import AppointmentRole
from lms.accounts.models import Appointment, Membership, Person, in_force
from lms.core.access import Identity
from lms.core.clock import utcnow
from lms.core.db import db, unscoped
from lms.core.names import joined_name
from lms.courses.rows import SessionHead
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.queries.roll import in_calling_order
from lms.letters.enums import LetterKind
from lms.letters.rows import Recipient
from lms.seats.queries.ledger import balance

Source = Callable[[SessionHead, Identity, LetterKind], Sequence[Recipient]]
ON_THE_ROLL = frozenset({LetterKind.JOINING, LetterKind.RELIEVING, LetterKind.REMINDER})


def recipients(head: SessionHead, kind: LetterKind, actor: Identity) -> list[Recipient]:
    """Everybody to whom a letter of this kind may go now, each once, in the order of sources."""
    sources: Sequence[Source] = current_app.extensions.get("concord.letter_sources", [])
    found: dict[str, Recipient] = {}
    for source in (own, *sources):
        found |= {one.key: one for one in source(head, actor, kind)}
    return list(found.values())


def own(head: SessionHead, actor: Identity, kind: LetterKind) -> Sequence[Recipient]:
    """Participants for letters about coming, focal points for the call."""
    if kind in ON_THE_ROLL:
        return participants(head, actor)
    return focal_points(head) if kind is LetterKind.CALL else []


def participants(head: SessionHead, actor: Identity) -> list[Recipient]:
    """Who is on the roll and not withdrawn, in calling order, as far as `actor` sees them."""
    statement = in_calling_order(
        sa.select(Enrolment, Person.email, Person.language, Membership.posting)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(
            Membership,
            (Membership.person_id == Enrolment.person_id)
            & (Membership.agency_id == Enrolment.agency_id)
            & Membership.ends_on.is_(None),
        )
    ).where(
        Enrolment.course_session_id == head.id,
        Enrolment.state != EnrolmentState.WITHDRAWN,
    )
    if not actor.is_system:
        statement = statement.where(Enrolment.visible_to(actor))
    rows = db.session.execute(unscoped(statement, because="narrowed by the enrolment's own scope"))
    return [
        Recipient(
            person_id=row.person_id,
            agency_id=row.agency_id,
            subject_id=row.id,
            name=joined_name(row.first_name, row.last_name),
            name_local=row.name_local,
            rank=row.rank,
            rank_local=row.rank_local,
            designation=row.designation,
            service_no=row.service_no or "",
            posting=posting or "",
            email=email,
            language=tongue,
            mend=f"/sessions/{head.slug}/roll/{row.id}",
        )
        for row, email, tongue, posting in rows
    ]


def focal_points(head: SessionHead, extra: Mapping[str, str] | None = None) -> list[Recipient]:
    """The focal points of the session's agencies, with the seats of each; `extra` goes to all."""
    seats = balance(head)
    rows = db.session.execute(
        unscoped(
            sa.select(Person, Appointment.agency_id, Membership.rank, Membership.designation)
            .join(Appointment, Appointment.person_id == Person.id)
            .outerjoin(
                Membership,
                (Membership.person_id == Person.id)
                & (Membership.agency_id == Appointment.agency_id)
                & Membership.ends_on.is_(None),
            )
            .where(
                Appointment.role == AppointmentRole.FOCAL_POINT,
                in_force(Appointment, utcnow().date()),
                Appointment.agency_id.in_(head.agency_ids),
                Person.archived_at.is_(None),
            )
            .order_by(Appointment.agency_id, Person.last_name, Person.id),
            because="organisers write to the focal points of the session's agencies",
        )
    )
    return [
        Recipient(
            person_id=person.id,
            agency_id=agency_id,
            subject_id=None,
            name=person.full_name,
            name_local=person.name_local,
            rank=rank or "",
            designation=designation or "",
            email=person.email,
            language=person.language,
            extra={"seats": str(seats.of(agency_id).quota), **(extra or {})},
            mend=f"/people/{person.id}",
        )
        for person, agency_id, rank, designation in rows
        if agency_id is not None
    ]
