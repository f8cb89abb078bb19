"""The organiser's decisions: all of a choice or none, under the lock of the seats."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import LocalizedText, db
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_, Message
from lms.courses.queries import session_head
from lms.nominations.enums import EventKind
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination
from lms.nominations.policies import Permission
from lms.nominations.queries.plans import plan_of
from lms.nominations.queries.steps import present_steps
from lms.nominations.rows import Decided
from lms.nominations.services import answering
from lms.nominations.services.events import (
    find_all,
    full_name,
    happened,
    note,
    waiting_places,
)
from lms.nominations.services.over_quota import require_consent
from lms.seats.services.ledger import Ledger, open_ledger

# From which states each decision may be taken. A name that is still with its agency can only be
# declined: its steps end first, or the organiser takes it over with a reason (`verdicts.waive`).
FROM = {
    State.APPROVED: {State.SHORTLISTED, State.WAIT_LISTED},
    State.WAIT_LISTED: {State.SHORTLISTED, State.APPROVED},
    State.DECLINED: {State.SHORTLISTED, State.WAIT_LISTED, State.APPROVED, State.NOMINATED},
    State.SHORTLISTED: {State.WAIT_LISTED, State.APPROVED, State.DECLINED},
}


def decide(
    *,
    actor: Identity,
    slug: str,
    nomination_ids: Sequence[UUID],
    to: State,
    reason: str = "",
    common: int = 0,
) -> Decided:
    """Approve (a seat is held), wait-list, decline with a reason, or put back to be decided.

    Those that are there already are left as they are. All or none: raises Refused with the name
    for which no seat is left or whose state does not allow it, Invalid where a decline has no
    reason, NotFound for an unknown one. `common`: as many seats of no agency may be taken for
    agencies whose quota is full; raises OverQuota where more are needed and there.
    """
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    require(actor, Permission.DECIDE, ledger.head)
    if to is State.DECLINED and not reason.strip():
        raise Invalid([FieldError("reason", N_("Say why, in a sentence the agency will read."))])
    rows = find_all(actor, ledger.head, list(nomination_ids))
    changed = [row for row in rows if row.state is not to and not _beyond(row, to)]
    for row in changed:
        if row.state not in FROM[to]:
            raise Refused(_not_from(row))
    if to is State.APPROVED:
        require_consent(ledger, changed, common=common)
    for row in changed:
        _TURNS[to](ledger, row, reason.strip())
    return Decided([row.id for row in changed], len(rows) - len(changed))


def _beyond(row: Nomination, to: State) -> bool:
    """Somebody confirmed needs no approval."""
    return to is State.APPROVED and row.state is State.CONFIRMED


def _not_from(row: Nomination) -> Message:
    if row.state is State.CONFIRMED:
        return N_(
            "%(name)s has confirmed and is on the roll. Withdraw or replace the person instead.",
            name=full_name(row),
        )
    if row.state is State.NOMINATED:
        return N_(
            "%(name)s waits at “%(step)s” inside the agency. Wait for that, send a link to who "
            "decides there, or take the name over with a reason.",
            name=full_name(row),
            step=_waits_at(row),
        )
    if row.state is State.DECLINED:
        return N_("%(name)s was declined. Put the name back to be decided first.",
                  name=full_name(row))  # fmt: skip
    return N_(
        "%(name)s was withdrawn. Nominate the person again first.",
        name=full_name(row),
    )


def _waits_at(row: Nomination) -> LocalizedText:
    step = present_steps([row.id])[row.id]
    return dict(step.title) if step else {}


def approve(ledger: Ledger, row: Nomination, reason: str = "") -> None:
    """Hold a seat for somebody; where the session asks for no answer, put the person on the
    roll at once. Raises Refused where no seat is free or the agency's letter is missing."""
    require_letter(ledger.head.id, row)
    try:
        ledger.hold(row.agency_id, row.id, reason=reason)
    except Refused as refused:
        raise Refused(
            N_("%(name)s: %(why)s", name=full_name(row), why=refused.message)
        ) from refused
    _turn(ledger, row, State.APPROVED, EventKind.APPROVED, reason)
    if not plan_of(ledger.head.id).needs_answer:
        answering.enrol(ledger, row)


def lacks_letter(course_session_id: UUID, row: Nomination) -> bool:
    """Whether the session wants the agency's letter and this nomination has none."""
    return row.letter_file_id is None and plan_of(course_session_id).needs_letter


def require_letter(course_session_id: UUID, row: Nomination) -> None:
    """Refuse where the session wants the agency's letter and there is none."""
    if lacks_letter(course_session_id, row):
        raise Refused(
            N_(
                "%(name)s: the agency's nomination letter is missing. Ask the agency to upload it, "
                "or upload it on the agency's side.",
                name=full_name(row),
            )
        )


def _wait(ledger: Ledger, row: Nomination, reason: str) -> None:
    ledger.give_back(row.id, reason=reason)
    _turn(ledger, row, State.WAIT_LISTED, EventKind.WAIT_LISTED, reason)
    row.place = waiting_places(ledger.head.id) + 1
    db.session.flush()


def _decline(ledger: Ledger, row: Nomination, reason: str) -> None:
    ledger.give_back(row.id, reason=reason)
    _turn(ledger, row, State.DECLINED, EventKind.DECLINED, reason)


def _reopen(ledger: Ledger, row: Nomination, reason: str) -> None:
    """Back to be decided: by the step that declined where there is one still, else by us."""
    ledger.give_back(row.id, reason=reason)
    held_up = row.state is State.DECLINED and present_steps([row.id])[row.id] is not None
    to = State.NOMINATED if held_up else State.SHORTLISTED
    _turn(ledger, row, to, EventKind.REOPENED, reason)


_TURNS: dict[State, Callable[[Ledger, Nomination, str], None]] = {
    State.APPROVED: approve,
    State.WAIT_LISTED: _wait,
    State.DECLINED: _decline,
    State.SHORTLISTED: _reopen,
}
_SUMMARIES = {
    State.APPROVED: N_("Approved %(name)s."),
    State.WAIT_LISTED: N_("Put %(name)s on the wait-list."),
    State.DECLINED: N_("Declined %(name)s."),
    State.SHORTLISTED: N_("Put %(name)s back to be decided."),
    State.NOMINATED: N_("Put %(name)s back to be decided by the agency."),
}


def _turn(ledger: Ledger, row: Nomination, to: State, kind: EventKind, reason: str) -> None:
    before = row.state
    row.state, row.reason, row.decided_at = to, reason[:500], utcnow()
    row.place = row.offered_at = None
    db.session.flush()
    happened(ledger.actor, row, kind, reason=reason)
    summary = N_(_SUMMARIES[to].text, name=full_name(row))
    note(
        ledger.actor,
        f"nominations.{kind.value}",
        ledger.head,
        row,
        summary,
        before={"state": before},
        after={"state": to, "reason": reason},
    )


def offer(*, actor: Identity, slug: str, nomination_ids: Sequence[UUID]) -> Decided:
    """Offer the free seats to people on the wait-list: who confirms first gets one.

    Raises Refused for somebody who is not on the wait-list, or for whom no seat is free.
    """
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    require(actor, Permission.DECIDE, ledger.head)
    rows = find_all(actor, ledger.head, list(nomination_ids))
    ledger.need(1)
    for row in rows:
        if row.state is not State.WAIT_LISTED:
            raise Refused(N_("%(name)s is not on the wait-list.", name=full_name(row)))
        require_letter(ledger.head.id, row)
        if not seat_for(ledger, row.agency_id):
            raise Refused(
                N_(
                    "%(name)s cannot be offered a seat: the free ones belong to other agencies.",
                    name=full_name(row),
                )
            )
        row.offered_at = utcnow()
        happened(actor, row, EventKind.OFFERED)
        note(
            actor,
            "nominations.offered",
            ledger.head,
            row,
            N_("Offered %(name)s a free seat.", name=full_name(row)),
        )
    return Decided([row.id for row in rows])


def order_waiting(*, actor: Identity, slug: str, nomination_ids: Sequence[UUID]) -> None:
    """Put the wait-list into this order; who is not named comes after."""
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    require(actor, Permission.DECIDE, ledger.head)
    named = find_all(actor, ledger.head, list(nomination_ids))
    rest = [row for row in waiting(ledger) if row not in named]
    rows = [row for row in (*named, *rest) if row.state is State.WAIT_LISTED]
    for place, row in enumerate(rows, start=1):
        row.place = place
    db.session.flush()


def waiting(ledger: Ledger) -> list[Nomination]:
    """The wait-list of the locked session in its order, over all agencies."""
    return answering.waiting_rows(ledger.head.id)


def promote(
    ledger: Ledger, *, reason: str, at_most: Mapping[UUID, int] | None = None
) -> list[Nomination]:
    """Approve people from the wait-list in its order, as far as seats are free for them, and of
    each agency no more than `at_most` where that is given. Whose letter is missing waits on."""
    left = Counter(at_most or {})
    promoted = []
    for row in waiting(ledger):
        if lacks_letter(ledger.head.id, row) or not seat_for(ledger, row.agency_id):
            continue
        if at_most is not None and left[row.agency_id] < 1:
            continue
        approve(ledger, row, reason)
        left[row.agency_id] -= 1
        promoted.append(row)
    return promoted


def seat_for(ledger: Ledger, agency_id: UUID) -> bool:
    """Whether somebody of the agency can get a seat now: an own one, or one of no agency."""
    balance = ledger.balance
    return balance.of(agency_id).unnamed > 0 or balance.common > 0
