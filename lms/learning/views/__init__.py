"""Pages of lessons, checks and tests, and of how the room is getting on."""

from flask.blueprints import BlueprintSetupState

from lms.learning.views import (
    checks,
    lessons,
    notes,
    openings,
    pictures,
    progress,
    reminders,
    taking,
)
from lms.learning.views.blueprint import TABS, bp
from lms.learning.views.live import live


@bp.record
def _with_live(state: BlueprintSetupState) -> None:
    """The question on the wall has pages of its own, beside those of learning."""
    state.app.register_blueprint(live)


__all__ = [
    "TABS",
    "bp",
    "checks",
    "lessons",
    "notes",
    "openings",
    "pictures",
    "progress",
    "reminders",
    "taking",
]
