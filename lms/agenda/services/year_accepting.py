"""Taking over a proposed year plan: all its sessions at once, or none."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from lms.agenda.enums import ProposalState
from lms.agenda.formats.years import ask_of
from lms.agenda.making_inputs import TrancheInput
from lms.agenda.queries.making_names import Names as FreeCodes
from lms.agenda.queries.year_known import known_year
from lms.agenda.queries.years import PLANNABLE
from lms.agenda.rules.years.asking import Block, YearAsk
from lms.agenda.rules.years.moving import taught_days
from lms.agenda.rules.years.problem import build
from lms.agenda.rules.years.words import Names, rule_sentence, session_name
from lms.agenda.services.year_moving import Target, make_planned, move_session
from lms.agenda.services.years import owned_plan
from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.messages import N_
from lms.courses.policies import Permission as CoursePermission
from lms.courses.queries import session_head_by_id
from lms.courses.services.sessions import locked
from lms.engines.timetable.year import Placement, Plan, Problem, check

CHANGED = N_("Something this plan is made of has changed since. Ask again.")


def accept(*, actor: Identity, plan_id: UUID, number: int) -> int:
    """Set the dates, venues and trainers of a proposal (`number` from 0); returns how many
    sessions changed or came.

    Refused where a session is no draft any more, where something has changed since so that the
    plan no longer fits, and for a plan that was taken over already. Runs in the caller's
    transaction: what fails leaves nothing behind.
    """
    row = owned_plan(actor, plan_id)
    proposals = row.result.get("proposals", [])
    if row.state is not ProposalState.DONE or not 0 <= number < len(proposals):
        raise NotFound
    if row.accepted is not None:
        raise Refused(N_("A proposal of this plan was taken over already. Ask again for more."))
    wanted = ask_of(row.request)
    placed = {one["key"]: one for one in proposals[number]["placed"]}
    _refuse_no_drafts(actor, wanted)
    _refuse_misfit(wanted, placed)
    codes = FreeCodes(actor, None, [])
    changed = sum(
        _settle(actor, wanted, key, block, _target(placed[key], block, wanted), codes)
        for key, block in wanted.each()
    )
    row.accepted = number
    audit.record(
        actor,
        "agenda.year_plan_accepted",
        object_type="year_plan",
        object_id=row.id,
        summary=N_("Plan taken over: %(title)s.", title=row.title),
        after={"number": number + 1, "sessions": changed},
    )
    return changed


def _settle(  # noqa: PLR0917 - one session of the plan with all that it needs
    actor: Identity,
    wanted: YearAsk,
    key: str,
    block: Block,
    target: Target,
    codes: FreeCodes,
) -> bool:
    try:
        if block.course_session_id is not None:
            return move_session(
                actor=actor, course_session_id=block.course_session_id, target=target
            )
        code = codes.code(TrancheInput(first=target.days[0]))
        make_planned(actor=actor, block=block, code=code, slug=codes.slug(code), target=target)
    except Invalid as error:
        raise Refused(_about(key, block, error.errors[0].message)) from error
    except Refused as error:
        raise Refused(_about(key, block, error.message)) from error
    return True


def _about(key: str, block: Block, what: object) -> Any:
    return N_("%(session)s: %(what)s", session=session_name(key, block), what=what)


def _target(placed: Mapping[str, Any], block: Block, wanted: YearAsk) -> Target:
    first = date.fromisoformat(placed["first"])
    return Target(
        days=taught_days(first, block.days, wanted.weekdays),
        venue_id=UUID(placed["venue"]) if placed["venue"] else None,
        trainer_ids=tuple(UUID(one) for one in placed["trainers"]),
    )


def _refuse_no_drafts(actor: Identity, wanted: YearAsk) -> None:
    """The sessions are still drafts that the actor organises; they are locked from here on."""
    for block in sorted(wanted.blocks, key=lambda one: str(one.course_session_id)):
        if block.course_session_id is None:
            continue
        head = session_head_by_id(block.course_session_id, actor)
        require(actor, CoursePermission.MANAGE_SESSION, head)
        if locked(head.id).state not in PLANNABLE:
            raise Refused(
                N_("%(session)s is no draft any more. Ask again without it.", session=head.title)
            )


def _refuse_misfit(wanted: YearAsk, placed: Mapping[str, Mapping[str, Any]]) -> None:
    """The plan still keeps every hard rule, with what is known now."""
    known = known_year(wanted)
    try:
        problem = build(wanted, known)
        found = check(problem, _plan(problem, placed)).violations
    except (KeyError, ValueError) as error:
        raise Refused(CHANGED) from error
    if found:
        sentence = rule_sentence(found[0].rule, Names(wanted, known, problem))
        raise Refused(N_("This plan no longer fits: %(rule)s Ask again.", rule=sentence))


def _plan(problem: Problem, placed: Mapping[str, Mapping[str, Any]]) -> Plan:
    return Plan(
        tuple(
            Placement(
                key=one.key,
                first=date.fromisoformat(placed[one.key]["first"]),
                last=date.fromisoformat(placed[one.key]["last"]),
                venue=placed[one.key]["venue"],
                trainers=tuple(placed[one.key]["trainers"]),
            )
            for one in problem.sessions
        )
    )
