"""Files that leave the house, on record."""

from lms.audit import services as audit
from lms.core.access import Identity, require
from lms.core.messages import N_
from lms.courses.rows import SessionHead
from lms.exercises.policies import Permission


def record_marks_export(*, actor: Identity, head: SessionHead, kind: str, count: int) -> None:
    """Put on record that the marks of a session were taken along as a file."""
    require(actor, Permission.SEE_ROOM, head)
    audit.record(
        actor,
        "exercises.marks_exported",
        object_type="course_session",
        object_id=head.id,
        summary=N_("Marks book taken as %(kind)s: %(count)s people.", kind=kind, count=count),
        course_session_id=head.id,
    )
