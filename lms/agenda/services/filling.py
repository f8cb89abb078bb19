"""The agenda of a session that has its dates already, filled from a template in one step."""

from collections.abc import Mapping
from uuid import UUID

from lms.agenda.enums import TrainerState
from lms.agenda.making_rows import Plan
from lms.agenda.policies import Permission
from lms.agenda.queries import agenda
from lms.agenda.queries.making import fill_preview
from lms.agenda.rules.laying import lay_items
from lms.agenda.rules.shifting import DayRule
from lms.agenda.services import copying, items
from lms.agenda.services.steps import Saved
from lms.core.access import Identity, require
from lms.core.errors import FieldError, Invalid
from lms.core.ids import new_id
from lms.core.messages import N_


def fill_agenda(
    *,
    actor: Identity,
    slug: str,
    plan: Plan,
    day_rule: DayRule,
    rooms: Mapping[str, UUID | None],
    trainers: Mapping[str, UUID],
    replace: bool,
) -> Saved:
    """Lay the plan onto the days of the session; undoing gives back what was there before.

    `rooms` as for new sessions; trainers are those of the session. Raises Invalid at `days` where
    the session has too few, and at `replace` where items stand there and shall not go.
    """
    found = agenda.draft(slug, actor)
    require(actor, Permission.PLAN, found.head)
    look = fill_preview(plan, found, day_rule, rooms)
    faults = [FieldError("days", fault) for fault in look.faults]
    if found.items and not replace:
        message = N_(
            "The agenda has %(n)s items. Say that they shall be replaced.", n=len(found.items)
        )
        faults.append(FieldError("replace", message))
    known = {row.person_id for row in found.trainers if row.state is not TrainerState.DECLINED}
    faults += [
        FieldError(f"trainers-{role}", N_("Choose a trainer from the list."))
        for role, person_id in trainers.items()
        if person_id not in known
    ]
    if faults:
        raise Invalid(faults)
    choices = agenda.content_choices(found.head)
    laid, _faults = lay_items(
        plan.body,
        look.laid.days,
        found.head.zone,
        rooms=look.chosen,
        trainers=trainers,
        content=lambda item: copying.linked(item, choices),
    )
    return items.replace_agenda(
        actor=actor,
        slug=slug,
        act="filled",
        items={new_id(): item for item in laid},
        remove=[item.id for item in found.items],
    )
