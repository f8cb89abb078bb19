"""Rolls that leave the room: on record, because reading lists of officers is (rule L3)."""

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.messages import N_
from lms.courses.rows import SessionHead


def record_export(*, actor: Identity, head: SessionHead, kind: str, count: int) -> None:
    """Write on record that the visible roll was taken along as a file or on paper."""
    record(
        actor,
        "enrolments.exported",
        object_type="course_session",
        object_id=head.id,
        course_session_id=head.id,
        summary=N_("Took the roll along as %(kind)s (%(count)s people).", kind=kind, count=count),
    )
