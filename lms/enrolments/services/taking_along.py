"""Rolls that leave the room: on record, because reading lists of officers is (rule L3)."""

from lms.audit.services import record
from lms.core.access import Identity
from lms.core.messages import N_, Message
from lms.courses.rows import SessionHead

_PAPERS = {
    "badges": N_("Name badges"),
    "badge": N_("Name badges"),
    "cards": N_("Table cards"),
    "roll": N_("Roll by agency"),
    "seating": N_("Seating plan"),
    "sign-in slips": N_("Sign-in slips"),
}


def record_export(*, actor: Identity, head: SessionHead, kind: str, count: int) -> None:
    """Write on record that the visible roll was taken along as a file or on paper.

    `kind` is a kind of file, a paper, or both: `xlsx`, `sign-in slips`, `badges, pdf`.
    """
    record(
        actor,
        "enrolments.exported",
        object_type="course_session",
        object_id=head.id,
        course_session_id=head.id,
        summary=N_(
            "Took the roll along as %(kind)s (%(count)s people).", kind=_words(kind), count=count
        ),
    )


def _words(kind: str) -> Message | str:
    paper, _comma, file = kind.partition(", ")
    known = _PAPERS.get(paper)
    if known is None:
        return kind
    return N_("%(what)s, %(kind)s", what=known, kind=file) if file else known
