"""The first start: what an administrator sets up before the first training can run."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

from lms.agencies.queries import agency_list
from lms.core.access import Identity
from lms.core.messages import N_, Message
from lms.core.settings import Settings
from lms.courses.queries import SessionFilter, course_list, session_list


@dataclass(frozen=True)
class SetupStep:
    """One step: what to do, how, where (None: not on a page), and whether it is done."""

    what: Message
    how: Message
    endpoint: str | None
    done: bool


def setup_steps(actor: Identity) -> Sequence[SetupStep]:
    """The steps while one of them is open, for administrators; afterwards none."""
    settings: Settings = current_app.extensions["concord.settings"]
    if not actor.is_administrator or settings.demo:
        return ()
    _rows, sessions = session_list(actor, SessionFilter(), limit=1)
    steps = (
        SetupStep(
            N_("Name the installation"),
            N_("Write CONCORD_INSTALLATION_NAME into instance/concord.env and start again."),
            None,
            settings.installation_name != "Concord",
        ),
        SetupStep(
            N_("Enter the agencies"),
            N_("Names in both scripts, and their order of precedence."),
            "agencies.index",
            bool(agency_list(actor=actor)),
        ),
        SetupStep(
            N_("Take in a course"),
            N_("Read the course that is shipped, or upload a package of your own."),
            "courses.catalogue",
            bool(course_list(actor)),
        ),
        SetupStep(
            N_("Plan the first session"),
            N_("Dates, venue, partner agencies and signatories; then appoint its organiser."),
            "courses.new_session",
            bool(sessions),
        ),
    )
    return () if all(step.done for step in steps) else steps
