"""The organiser's decisions: all of a choice or none, under the lock of the seats."""

from collections.abc import Callable, Sequence
from uuid import UUID

from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, Refused
from lms.core.messages import N_, Message
from lms.courses.queries import session_head
from lms.nominations.enums import EventKind
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination
from lms.nominations.policies import Permission
from lms.nominations.queries.plans import plan_of
from lms.nominations.rows import Decided
from lms.nominations.services import answering
from lms.nominations.services.events import (
    find_all,
    full_name,
    happened,
    note,
    waiting_places,
)
from lms.seats.services.ledger import Ledger, open_ledger

# From which states each decision may be taken.
FROM = {
    State.APPROVED: {State.SHORTLISTED, State.WAIT_LISTED, State.NOMINATED},
    State.WAIT_LISTED: {State.SHORTLISTED, State.APPROVED, State.NOMINATED},
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
) -> Decided:
    """Approve (a seat is held), wait-list, decline with a reason, or put back to be decided.

    Those that are there already are left as they are. All or none: raises Refused with the name
    for which no seat is left or whose state does not allow it, Invalid where a decline has no
    reason, NotFound for an unknown one.
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
    return N_(
        "%(name)s was withdrawn. Nominate the person again first.",
        name=full_name(row),
    )


def approve(ledger: Ledger, row: Nomination, reason: str = "") -> None:
    """Hold a seat for somebody; where the session asks for no answer, put the person on the
    roll at once."""
    try:
        ledger.hold(row.agency_id, row.id, reason=reason)
    except Refused as refused:
        raise Refused(
            N_("%(name)s: %(why)s", name=full_name(row), why=refused.message)
        ) from refused
    _turn(ledger, row, State.APPROVED, EventKind.APPROVED, reason)
    if not plan_of(ledger.head.id).needs_answer:
        answering.enrol(ledger, row)


def _wait(ledger: Ledger, row: Nomination, reason: str) -> None:
    ledger.give_back(row.id, reason=reason)
    _turn(ledger, row, State.WAIT_LISTED, EventKind.WAIT_LISTED, reason)
    row.place = waiting_places(ledger.head.id) + 1
    db.session.flush()


def _decline(ledger: Ledger, row: Nomination, reason: str) -> None:
    ledger.give_back(row.id, reason=reason)
    _turn(ledger, row, State.DECLINED, EventKind.DECLINED, reason)


def _reopen(ledger: Ledger, row: Nomination, reason: str) -> None:
    ledger.give_back(row.id, reason=reason)
    _turn(ledger, row, State.SHORTLISTED, EventKind.REOPENED, reason)


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

    Raises Refused for somebody who is not on the wait-list, or where no seat is free.
    """
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    require(actor, Permission.DECIDE, ledger.head)
    rows = find_all(actor, ledger.head, list(nomination_ids))
    ledger.need(1)
    for row in rows:
        if row.state is not State.WAIT_LISTED:
            raise Refused(N_("%(name)s is not on the wait-list.", name=full_name(row)))
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


def promote(ledger: Ledger, *, reason: str) -> list[Nomination]:
    """Approve people from the wait-list in its order, as far as seats are free for them."""
    promoted = []
    for row in waiting(ledger):
        side = ledger.balance.of(row.agency_id)
        if side.unnamed or ledger.balance.common > 0:
            approve(ledger, row, reason)
            promoted.append(row)
    return promoted
