"""What a participant comes for: the next thing to do, and what the certificate still needs."""

from dataclasses import dataclass
from uuid import UUID

from lms.agenda.overview import coming_items
from lms.agenda.rows import ReleasedItem
from lms.certificates.queries.evidence import candidates, judged
from lms.certificates.rules import Eligibility
from lms.core.access import Identity, Role
from lms.core.clock import utcnow
from lms.courses.enums import SessionState
from lms.courses.queries import session_choices, session_head_by_id
from lms.courses.rows import SessionHead, SessionRow
from lms.enrolments.queries import own_names
from lms.enrolments.rows import OwnName
from lms.learning.queries import carry_on
from lms.learning.rows import CarryOn

SHOWN = 3
ORDER = (
    SessionState.RUNNING,
    SessionState.COMPLETED,
    SessionState.CONFIRMED,
    SessionState.ANNOUNCED,
    SessionState.POSTPONED,
    SessionState.CLOSED,
)

HELD = frozenset({SessionState.ANNOUNCED, SessionState.CONFIRMED, SessionState.RUNNING})


@dataclass(frozen=True)
class OwnPart:
    """One session that the actor takes part in."""

    head: SessionHead
    next: CarryOn | None
    eligibility: Eligibility | None
    name: OwnName | None
    coming: list[ReleasedItem]

    @property
    def name_open(self) -> bool:
        """Whether the own name still waits for approval, and may be changed now."""
        return self.name is not None and self.name.approved_at is None and self.name.may_change


def own_parts(actor: Identity) -> list[OwnPart]:
    """The sessions that `actor` takes part in: running ones first, at most three."""
    mine = actor.sessions_as(Role.PARTICIPANT)
    if not mine:
        return []
    rows = [row for row in session_choices(actor) if row.id in mine and row.state in ORDER]
    rows.sort(key=lambda row: (ORDER.index(row.state), -row.starts_on.toordinal()))
    names = {name.slug: name for name in own_names(actor=actor)}
    return [_part(actor, row, names) for row in rows[:SHOWN]]


def _part(actor: Identity, row: SessionRow, names: dict[str, OwnName]) -> OwnPart:
    head = session_head_by_id(row.id, actor)
    return OwnPart(
        head=head,
        next=carry_on(row.id, actor=actor) if _learning(row) else None,
        eligibility=_eligibility(actor, head),
        name=names.get(row.slug),
        coming=coming_items(row.id, utcnow(), actor=actor) if row.state in HELD else [],
    )


def _learning(row: SessionRow) -> bool:
    return row.state not in {SessionState.CLOSED, SessionState.POSTPONED}


def _eligibility(actor: Identity, head: SessionHead) -> Eligibility | None:
    """Why the actor gets which certificate, as of now."""
    own: set[UUID] = {
        grant.enrolment_id
        for grant in actor.grants
        if grant.course_session_id == head.id and grant.enrolment_id
    }
    people = [one for one in candidates(head.id, actor=actor) if one.enrolment_id in own]
    found = judged(head, people, actor=actor)
    return next((eligibility for _evidence, eligibility in found.values()), None)
