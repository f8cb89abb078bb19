"""A quiz on paper: one order for the whole room, or one for each person."""

import hashlib
import uuid


def paper_seed(
    course_session_id: uuid.UUID,
    content_hash: str,
    activity: str,
    enrolment_id: uuid.UUID | None = None,
) -> str:
    """The seed of a session's form, or of one person's own form: always the same one.

    Who is handed one paper cannot tell another person's from it.
    """
    names = ("paper", str(course_session_id), content_hash, activity, str(enrolment_id or ""))
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:32]
