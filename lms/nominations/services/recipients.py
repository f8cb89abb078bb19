"""To whom letters about nominations go; the factory hands it to the letters below."""

from collections.abc import Mapping, Sequence
from functools import partial

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core.access import Identity
from lms.core.db import db, seen_by
from lms.core.names import joined_name
from lms.courses.rows import SessionHead
from lms.letters.enums import LetterKind
from lms.letters.queries.recipients import focal_points
from lms.letters.rows import Recipient
from lms.nominations.enums import EventKind
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination
from lms.nominations.queries.plans import plan_of
from lms.nominations.rows import PlanRow
from lms.nominations.services.events import happened
from lms.nominations.services.links import answer_address

STATES = {
    LetterKind.INVITATION: State.APPROVED,
    LetterKind.WAITING: State.WAIT_LISTED,
    LetterKind.REGRET: State.DECLINED,
}
SHOWN_LINK = "https://…"  # what a preview shows; the letter gets an address of its own


def recipients(head: SessionHead, actor: Identity, kind: LetterKind) -> Sequence[Recipient]:
    """Who gets a letter of this kind as things stand: the approved and those who were offered a
    seat are invited, the others are told; focal points are called with the deadline."""
    plan = plan_of(head.id)
    if kind is LetterKind.CALL:
        closes = {"deadline": plan.closes_at.isoformat()} if plan.closes_at else None
        return focal_points(head, closes)
    if kind not in STATES:
        return []
    return [
        _recipient(head, actor, plan, kind, row, person)
        for row, person in db.session.execute(_statement(head, actor, kind))
    ]


def _statement(
    head: SessionHead, actor: Identity, kind: LetterKind
) -> sa.Select[Nomination, Person]:
    meant = Nomination.state == STATES[kind]
    if kind is LetterKind.INVITATION:
        meant |= (Nomination.state == State.WAIT_LISTED) & Nomination.offered_at.is_not(None)
    return seen_by(
        actor,
        sa.select(Nomination, Person)
        .join(Person, Person.id == Nomination.person_id)
        .where(Nomination.course_session_id == head.id, meant)
        .order_by(Nomination.agency_id, Nomination.priority, Nomination.id),
    )


def _recipient(  # noqa: PLR0917 - one line of a list
    head: SessionHead,
    actor: Identity,
    plan: PlanRow,
    kind: LetterKind,
    row: Nomination,
    person: Person,
) -> Recipient:
    extra = {}
    if kind is LetterKind.INVITATION:
        extra["answer_link"] = SHOWN_LINK
        if plan.answer_by:
            extra["answer_by"] = plan.answer_by.isoformat()
    return Recipient(
        person_id=row.person_id,
        agency_id=row.agency_id,
        subject_id=row.id,
        name=joined_name(row.first_name, row.last_name),
        name_local=row.name_local,
        rank=row.rank,
        designation=row.designation,
        service_no=row.service_no or "",
        posting=row.posting,
        email=person.email,
        language=person.language,
        extra=extra,
        mend=f"/sessions/{head.slug}/nominations/{row.id}/edit",
        at_writing=partial(_written, actor, kind, row),
    )


def _written(actor: Identity, kind: LetterKind, row: Nomination) -> Mapping[str, str]:
    """Note the letter in the history; an invitation gets an address of its own."""
    happened(actor, row, EventKind.LETTER, letter=kind.value)
    return {"answer_link": answer_address(row)} if kind is LetterKind.INVITATION else {}
