"""What stands on a desk: read only, through the queries of the rooms below, in few queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.agenda.overview import AgendaCount, agenda_counts, ready_proposals
from lms.agenda.queries.trainers import own_askings
from lms.attendance.overview import OpenHalfDay, open_half_days
from lms.certificates.overview import CertificateCount, certificate_counts
from lms.core.access import STAFF_ROLES, Identity, Role
from lms.core.clock import utcnow
from lms.courses.enums import SessionState
from lms.courses.queries import session_choices
from lms.courses.rows import SessionRow
from lms.desk.rules import (
    ENDED,
    SessionCard,
    Waiting,
    in_order,
    waits_for_answer,
    waits_for_approval,
    waits_for_choice,
    waits_for_focal_point,
    waits_for_organiser,
    waits_for_reply,
    waits_for_signatory,
    waits_for_trainer,
)
from lms.enrolments.overview import RollCount, roll_counts
from lms.exercises.overview import AttemptCount, attempt_counts
from lms.nominations.overview import NominationCount, nomination_counts
from lms.nominations.queries.invitations import own as invitations
from lms.nominations.queries.steps import waits_for_me

CARDS = 6


@dataclass(frozen=True)
class Desk:
    """What one person's desk shows. `more` counts the sessions that are not shown as cards."""

    cards: Sequence[SessionCard]
    more: int
    waiting: Sequence[Waiting]

    @property
    def next(self) -> Waiting | None:
        """The one next action."""
        return self.waiting[0] if self.waiting else None


def desk_of(actor: Identity) -> Desk:
    """The desk of `actor`: sessions of a staff or focal point role, and what waits in them."""
    rows = [row for row in session_choices(actor) if _roles(actor, row)]
    shown = _present_first(rows)[:CARDS]
    cards = _cards(actor, shown)
    now = utcnow()
    waiting = [item for card in cards for item in _waiting(card, now)]
    if actor.has(Role.TRAINER):
        waiting += waits_for_answer(own_askings(actor))
    if actor.has(Role.TRAINER, Role.ORGANISER):
        waiting += waits_for_choice(ready_proposals(actor))
    if actor.person_id is not None:
        waiting += waits_for_approval(waits_for_me(actor.person_id))
        waiting += waits_for_reply(invitations(actor))
    return Desk(cards, len(rows) - len(shown), in_order(waiting))


def _waiting(card: SessionCard, now: datetime) -> list[Waiting]:
    if Role.ORGANISER in card.roles:
        return waits_for_organiser(card, now)
    if Role.TRAINER in card.roles:
        return waits_for_trainer(card, now)
    if Role.FOCAL_POINT in card.roles:
        return waits_for_focal_point(card, now)
    return waits_for_signatory(card) if Role.SIGNATORY in card.roles else []


def _roles(actor: Identity, row: SessionRow) -> frozenset[Role]:
    """The roles that put a session onto somebody's desk; taking part has its own place there."""
    held = {role for role in STAFF_ROLES if actor.has(role, course_session_id=row.id)}
    if actor.is_administrator:
        held.add(Role.ADMINISTRATOR)
    if actor.focal_agencies and row.state is not SessionState.DRAFT:
        held.add(Role.FOCAL_POINT)
    return frozenset(held)


def _present_first(rows: Sequence[SessionRow]) -> list[SessionRow]:
    """Sessions that still want something by their first day, then the ended ones, newest first."""
    open_ones = sorted(
        (row for row in rows if row.state not in ENDED), key=lambda row: (row.starts_on, row.code)
    )
    ended = sorted(
        (row for row in rows if row.state in ENDED), key=lambda row: row.starts_on, reverse=True
    )
    return [*open_ones, *ended]


def _cards(actor: Identity, rows: Sequence[SessionRow]) -> list[SessionCard]:
    ids = [row.id for row in rows]
    roll = roll_counts(ids, actor)
    papers = certificate_counts(ids, actor)
    staffed = [row.id for row in rows if _roles(actor, row) - {Role.FOCAL_POINT}]
    attempts = attempt_counts(staffed, actor)
    agendas = agenda_counts(staffed)
    named = nomination_counts(ids, actor)
    halves: dict[UUID, list[OpenHalfDay]] = defaultdict(list)
    for half in open_half_days(staffed, utcnow()):
        halves[half.course_session_id].append(half)
    return [
        SessionCard(
            row,
            _roles(actor, row),
            roll.get(row.id, RollCount()),
            papers.get(row.id, CertificateCount()),
            attempts.get(row.id, AttemptCount()),
            halves[row.id],
            agendas.get(row.id, AgendaCount()),
            named.get(row.id, NominationCount()),
        )
        for row in rows
    ]
