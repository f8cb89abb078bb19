"""The blueprint and the tab to which all pages of enrolments belong."""

from typing import Any

from flask import Blueprint
from markupsafe import Markup

from lms.core.i18n import _, _l
from lms.core.web import Tab
from lms.enrolments.enums import Arrival, EnrolmentState
from lms.enrolments.policies import Permission

bp = Blueprint("enrolments", __name__)
TABS = [
    Tab(30, _l("Roll"), "enrolments.roll", Permission.VIEW_ROLL),
    # for those who do not see the roll; the others find the tables there
    Tab(30, _l("My table"), "enrolments.syndicates", Permission.OWN_SYNDICATE),
]

_KINDS = {
    EnrolmentState.CONFIRMED: "half",
    EnrolmentState.ATTENDED: "tick ok",
    EnrolmentState.PARTLY_ATTENDED: "half warn",
    EnrolmentState.NO_SHOW: "bad",
    EnrolmentState.WITHDRAWN: "open none",
}


def state_words() -> dict[EnrolmentState, str]:
    """The word for each state in the page's language."""
    return {
        EnrolmentState.CONFIRMED: _("Confirmed"),
        EnrolmentState.ATTENDED: _("Attended"),
        EnrolmentState.PARTLY_ATTENDED: _("Partly attended"),
        EnrolmentState.NO_SHOW: _("No-show"),
        EnrolmentState.WITHDRAWN: _("Withdrawn"),
    }


def state_marks() -> dict[EnrolmentState, Markup]:
    """Shape and word of each state, made once for a whole roll."""
    return {
        state: Markup('<span class="st {}">{}</span>').format(_KINDS[state], word)
        for state, word in state_words().items()
    }


def arrival_words() -> dict[Arrival, str]:
    """How somebody came onto the roll, where that is worth saying."""
    return {Arrival.LISTED: "", Arrival.WALK_IN: _("walk-in"), Arrival.SUBSTITUTE: _("substitute")}


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of this room write of states."""
    return {"state_marks": state_marks(), "arrivals": arrival_words()}
