"""Verdicts on names at the agency's own steps, by approvers and by single-use links."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from lms.core.access import SYSTEM, Identity, require
from lms.core.clock import utcnow
from lms.core.db import db, lock_row, unscoped
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.messages import N_
from lms.courses.models import CourseSession
from lms.courses.queries import session_head
from lms.courses.rules import Act, allows
from lms.enrolments.services.gate import require_state
from lms.nominations.enums import EventKind, Verdict
from lms.nominations.enums import NominationState as State
from lms.nominations.models import Nomination, StepDecision
from lms.nominations.policies import Permission
from lms.nominations.queries import steps as queries
from lms.nominations.rules.steps import Step
from lms.nominations.services.events import find_all, full_name, happened, note
from lms.nominations.services.opening import ledger_for
from lms.seats.services.ledger import Ledger, open_ledger

OWN_NAME = "own name"
NEEDS_REASON = N_("Say why, in a sentence the agency will read.")


@dataclass(frozen=True)
class Ruled:
    """What a verdict did: names decided, own names left to others, names decided meanwhile."""

    changed: int = 0
    own: int = 0
    passed_by: int = 0


class Pick(NamedTuple):
    """A name, and the step at which the reader saw it waiting."""

    nomination_id: UUID
    step_id: UUID


class Said(NamedTuple):
    """A verdict with who gave it: a person, or a link in the name of an office."""

    verdict: Verdict
    reason: str = ""
    by: UUID | None = None
    office: str = ""
    link_id: UUID | None = None


def decide(*, actor: Identity, picks: Sequence[Pick], verdict: Verdict, reason: str = "") -> Ruled:
    """Give one verdict on all these names as their approver.

    Names that have passed the step meanwhile are left alone, so a form sent twice does nothing
    twice. The own name is recused by itself. Raises NotFound for a name that is not the actor's
    to decide, Invalid where a decline has no reason; then nothing is written.
    """
    if actor.person_id is None:
        raise NotFound
    if verdict is Verdict.DECLINED and not reason.strip():
        raise Invalid([FieldError("reason", NEEDS_REASON)])
    wanted = {pick.nomination_id: pick.step_id for pick in picks}
    rows = locked_rows(wanted)
    mine = queries.may_decide(actor.person_id, wanted)
    if any(key not in mine and key not in rows for key in wanted):
        raise NotFound
    changed = own = 0
    ledgers: dict[UUID, Ledger] = {}
    for key, step_id in wanted.items():
        name = mine.get(key)
        if name is None or name.step.id != step_id:
            _need_own(actor.person_id, key, step_id)
            continue
        said = Said(verdict, reason.strip(), actor.person_id)
        if name.person_id == actor.person_id:
            said, own = Said(Verdict.RECUSED, OWN_NAME, actor.person_id), own + 1
        else:
            changed += 1
        course_session_id = name.course_session_id
        ledger = ledgers.get(course_session_id) or ledger_for(course_session_id, actor=actor)
        ledgers[course_session_id] = ledger
        rule(ledger, rows[key], name.step, said)
    return Ruled(changed, own, len(wanted) - changed - own)


def _need_own(person_id: UUID, nomination_id: UUID, step_id: UUID) -> None:
    """A name that waits at this step no more was decided by somebody; to all others than the
    step's own approvers it does not exist."""
    if not queries.decides_for(person_id, nomination_id, step_id):
        raise NotFound


def locked_rows(ids: Collection[UUID]) -> dict[UUID, Nomination]:
    """These nominations, their sessions locked in one order so that nobody waits in a circle."""
    sessions = db.session.scalars(
        unscoped(
            sa.select(Nomination.course_session_id).where(Nomination.id.in_(ids)).distinct(),
            because="who may decide is asked after the lock",
        )
    ).all()
    lock_sessions(sessions)
    rows = db.session.scalars(
        unscoped(
            sa.select(Nomination)
            .where(Nomination.id.in_(ids))
            .execution_options(populate_existing=True),
            because="who may decide is asked after the lock",
        )
    )
    return {row.id: row for row in rows}


def lock_sessions(ids: Collection[UUID]) -> None:
    """Lock course sessions until the transaction ends, always in the order of their ids."""
    for one in sorted(ids):
        db.session.execute(lock_row(sa.select(CourseSession.id).where(CourseSession.id == one)))


def rule(ledger: Ledger, row: Nomination, step: Step, said: Said) -> None:
    """Write one verdict and what follows: on to the next step or the organiser, or declined."""
    require_state(ledger.head, Act.ROLL)
    db.session.add(
        StepDecision(
            nomination_id=row.id,
            step_id=step.id,
            verdict=said.verdict,
            reason=said.reason[:500],
            decided_by=said.by,
            decided_as=said.office[:160],
            link_id=said.link_id,
            at=utcnow(),
        )
    )
    db.session.flush()
    happened(
        ledger.actor,
        row,
        EventKind.STEP,
        **_named(said),
        step=dict(step.title),
        verdict=said.verdict.value,
        reason=said.reason[:500],
    )
    note(
        ledger.actor,
        f"nominations.step_{said.verdict.value}",
        ledger.head,
        row,
        N_(
            _SUMMARIES[said.verdict].text,
            name=full_name(row),
            step=dict(step.title),
        ),
        after={"verdict": said.verdict, "reason": said.reason, "as": said.office},
    )
    if said.verdict is Verdict.DECLINED:
        _decline(ledger, row, said)
    elif said.verdict is Verdict.APPROVED:
        move_on(ledger, row)


_SUMMARIES = {
    Verdict.APPROVED: N_("“%(step)s” let %(name)s through."),
    Verdict.DECLINED: N_("“%(step)s” declined %(name)s."),
    Verdict.RECUSED: N_("Stood back from deciding on %(name)s at “%(step)s”."),
}


def _decline(ledger: Ledger, row: Nomination, said: Said) -> None:
    row.state, row.reason, row.decided_at = State.DECLINED, said.reason[:500], utcnow()
    db.session.flush()
    happened(ledger.actor, row, EventKind.DECLINED, **_named(said), reason=said.reason)


def _named(said: Said) -> dict[str, Any]:
    """Who decided, where that is an office that holds a link."""
    return {"as": said.office} if said.office else {}


def move_on(ledger: Ledger, row: Nomination, *, because: str = "") -> bool:
    """Hand a name that no step holds any more to the organiser; returns whether it was so."""
    if row.state is not State.NOMINATED or queries.present_steps([row.id])[row.id] is not None:
        return False
    row.state = State.SHORTLISTED
    db.session.flush()
    happened(ledger.actor, row, EventKind.SHORTLISTED, because=because)
    return True


def waive(*, actor: Identity, slug: str, nomination_ids: Sequence[UUID], reason: str) -> int:
    """The organiser takes names over that wait inside their agency, with a reason on record: for
    a step that has nobody to decide it. Returns how many."""
    if not reason.strip():
        raise Invalid([FieldError("reason", NEEDS_REASON)])
    ledger = open_ledger(session_head(slug, actor).id, actor=actor)
    require(actor, Permission.DECIDE, ledger.head)
    rows = [
        row
        for row in find_all(actor, ledger.head, list(nomination_ids))
        if row.state is State.NOMINATED
    ]
    for row in rows:
        row.state = State.SHORTLISTED
        db.session.flush()
        happened(actor, row, EventKind.SHORTLISTED, waived=True, reason=reason.strip())
        summary = N_("Took %(name)s over before the agency’s steps ended.", name=full_name(row))
        note(actor, "nominations.steps_waived", ledger.head, row, summary,
             after={"reason": reason.strip()})  # fmt: skip
    return len(rows)


def settle(*, actor: Identity = SYSTEM, because: str = "") -> int:
    """Hand all names on that no step in force holds any more, as after a step was archived;
    returns how many. In sessions whose roll is closed everything stays."""
    waiting = db.session.execute(
        unscoped(
            sa.select(Nomination.id, Nomination.course_session_id)
            .join(CourseSession, CourseSession.id == Nomination.course_session_id)
            .where(
                Nomination.state == State.NOMINATED,
                CourseSession.state.in_(queries.OPEN_STATES),
            ),
            because="a step changed for all agencies",
        )
    ).all()  # fmt: skip
    free = {key for key, step in queries.present_steps([k for k, _s in waiting]).items()
            if step is None}  # fmt: skip
    by_session: dict[UUID, list[UUID]] = {}
    for key, course_session_id in waiting:
        if key in free:
            by_session.setdefault(course_session_id, []).append(key)
    rows = locked_rows(free)
    moved = 0
    for course_session_id, keys in sorted(by_session.items()):
        ledger = ledger_for(course_session_id, actor=actor)
        if allows(ledger.head.state, Act.ROLL):
            moved += sum(move_on(ledger, rows[key], because=because) for key in keys)
    return moved


def require_verdicts(
    names: Sequence[queries.WaitingName], given: Mapping[UUID, tuple[Verdict, str]]
) -> None:
    """Raise Invalid unless each of the names has a verdict, and each decline a reason."""
    errors = []
    for name in names:
        verdict, reason = given.get(name.id, (None, ""))
        if verdict is None:
            errors.append(FieldError(f"verdict-{name.id}", N_("Approve or decline.")))
        elif verdict is Verdict.DECLINED and not reason.strip():
            errors.append(FieldError(f"reason-{name.id}", NEEDS_REASON))
    if errors:
        raise Invalid(errors)
