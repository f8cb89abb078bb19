"""What an agency reads of its nominations: state, and what comes next."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from lms.core.db import LocalizedText
from lms.core.i18n import _, localized, stamp
from lms.enrolments.rows import Known
from lms.nominations.enums import NominationState as State
from lms.nominations.queries.sides import Order
from lms.nominations.rows import PlanRow
from lms.nominations.views.board_words import state_words

_KINDS = {
    State.NOMINATED: "open info",
    State.SHORTLISTED: "half",
    State.WAIT_LISTED: "hold",
    State.APPROVED: "ok",
    State.CONFIRMED: "tick ok",
    State.DECLINED: "bad",
    State.WITHDRAWN: "open none",
}


def state_marks() -> dict[State, Markup]:
    """Shape and word of each state."""
    return {
        state: Markup('<span class="st {}">{}</span>').format(_KINDS[state], word)
        for state, word in state_words().items()
    }


def order_words() -> dict[Order, str]:
    """How a list can be sorted."""
    return {
        Order.PRIORITY: _("Our order"),
        Order.NAME: _("Name"),
        Order.STATE: _("State"),
        Order.DATE: _("Date of nomination"),
    }


@dataclass(frozen=True)
class Standing:
    """Where one nomination stands, as far as its agency is told."""

    state: State
    reason: str
    has_letter: bool
    offered_at: datetime | None
    step: LocalizedText | None
    replaced: bool = False


def next_words(one: Standing, plan: PlanRow, zone: str) -> str:
    """What happens next, or why nothing does. Places on the wait-list would count others."""
    if one.state is State.NOMINATED:
        step = localized(one.step) if one.step else ""
        return _("Waits for: %(step)s", step=step) if step else _("Waits in your agency.")
    if one.state is State.SHORTLISTED:
        if plan.needs_letter and not one.has_letter:
            return _("Upload the nomination letter; without it there is no approval.")
        return _("The organiser decides.")
    if one.state is State.WAIT_LISTED:
        if one.offered_at is not None:
            return _("A free seat is offered to several: the first to confirm gets it.")
        return _("The organiser decides who of the wait-list gets a seat.")
    if one.state is State.APPROVED:
        if plan.answer_by is None:
            return _("The person confirms.")
        return _("The person confirms, until %(when)s.", when=stamp(plan.answer_by, zone))
    if one.state is State.CONFIRMED:
        return _("On the roll.")
    if one.replaced:
        return _("Somebody else comes instead.")
    return one.reason or _("Ended.")


def known_words(known: Known) -> str:
    """A choice of "the same person?"."""
    return _(
        "Yes: %(name)s, %(rank)s, service number %(number)s",
        name=known.name,
        rank=known.rank or _("no rank"),
        number=known.service_no or _("not known"),
    )
