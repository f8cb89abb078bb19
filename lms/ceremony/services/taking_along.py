"""What leaves the house on paper is on record."""

from lms.audit.services import record
from lms.ceremony.enums import Paper
from lms.ceremony.rows import CallList
from lms.core.access import Identity
from lms.core.messages import N_


def record_print(*, actor: Identity, seen: CallList, paper: Paper) -> None:
    """Note that somebody took a list of names along."""
    record(
        actor,
        "ceremony.printed",
        object_type="ceremony",
        object_id=seen.ceremony_id,
        course_session_id=seen.head.id,
        summary=N_("Printed for the ceremony: %(paper)s.", paper=paper.value),
        after={"paper": paper.value, "people": len(seen.called)},
    )
