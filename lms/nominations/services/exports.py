"""What was taken along, on record."""

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.messages import N_
from lms.courses.rows import SessionHead


def record_export(*, actor: Identity, head: SessionHead, count: int) -> None:
    """Write on record who took the nominations along, and how many."""
    record(
        actor,
        "nominations.exported",
        object_type="course_session",
        object_id=head.id,
        course_session_id=head.id,
        summary=N_("Took along %(count)s nominations as a file.", count=count),
    )
