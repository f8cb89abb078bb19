"""Answers about privacy that were signed on paper."""

from collections.abc import Mapping
from uuid import UUID

from lms.arrangements.queries.consents import consent_line
from lms.core.access import Identity
from lms.privacy.enums import ConsentWay, NoticeKind
from lms.privacy.services.consents import answer


def record_paper(
    *, actor: Identity, slug: str, enrolment_id: UUID, answers: Mapping[NoticeKind, bool]
) -> int:
    """Put what a participant signed on record; returns how many answers were new.

    For the session's organisers, in every state of the session. Raises NotFound.
    """
    seen, line = consent_line(slug, enrolment_id, actor=actor)
    return answer(
        actor=actor,
        person_id=line.person.person_id,
        agency_id=line.person.agency_id,
        course_session_id=seen.head.id,
        answers=answers,
        way=ConsentWay.PAPER,
    )
