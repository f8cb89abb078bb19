"""Answers of people: each is added, none is changed."""

from collections.abc import Mapping
from uuid import UUID

from lms.audit.services import record
from lms.core.access import Identity, require
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import FieldError, Invalid, NotFound
from lms.core.ids import new_id
from lms.core.messages import N_
from lms.courses.queries import session_head_by_id
from lms.privacy.enums import ConsentWay, NoticeKind
from lms.privacy.models import Consent
from lms.privacy.policies import Permission
from lms.privacy.queries.consents import asked
from lms.privacy.rows import Asked
from lms.privacy.services.texts import stored


def answer(
    *,
    actor: Identity,
    person_id: UUID,
    agency_id: UUID | None,
    course_session_id: UUID | None,
    answers: Mapping[NoticeKind, bool],
    way: ConsentWay,
) -> int:
    """Put a person's answers to the newest texts on record; returns how many were new.

    The person answers for themselves, the session's organisers write down what was signed on
    paper. An answer that stands already is not written again. Without `course_session_id` it
    holds everywhere. Raises NotFound, and Invalid where the notice is not acknowledged.
    """
    _require(actor, person_id, course_session_id)
    if answers.get(NoticeKind.NOTICE) is False:
        raise Invalid([FieldError("notice", N_("Read the notice and tick that you have read it."))])
    now = utcnow()
    before = asked(person_id, course_session_id)
    fresh = {
        kind: given
        for kind, given in answers.items()
        if _is_new(before[kind], given, course_session_id)
    }
    for kind, given in fresh.items():
        db.session.add(
            Consent(
                id=new_id(),
                person_id=person_id,
                agency_id=agency_id,
                course_session_id=course_session_id,
                text_id=stored(before[kind].text).id,
                given=given,
                way=way,
                at=now,
                recorded_by=actor.person_id,
            )
        )
    if fresh:
        db.session.flush()
        _note(actor, person_id, course_session_id, fresh, way)
    return len(fresh)


def _require(actor: Identity, person_id: UUID, course_session_id: UUID | None) -> None:
    if actor.is_system or actor.person_id == person_id:
        return
    if course_session_id is None:
        raise NotFound
    head = session_head_by_id(course_session_id, actor)
    require(actor, Permission.RECORD_ANSWERS, head)


def _is_new(asked_now: Asked, given: bool, course_session_id: UUID | None) -> bool:
    """Whether the answer says something that is not on record yet. One that holds everywhere says
    more than the same one in a session."""
    standing = asked_now.answer
    if standing is None or asked_now.outdated or standing.given is not given:
        return True
    return course_session_id is None and standing.course_session_id is not None


def _note(
    actor: Identity,
    person_id: UUID,
    course_session_id: UUID | None,
    fresh: Mapping[NoticeKind, bool],
    way: ConsentWay,
) -> None:
    record(
        actor,
        "privacy.answered",
        object_type="person",
        object_id=person_id,
        course_session_id=course_session_id,
        summary=N_("Put %(count)s answers about privacy on record.", count=len(fresh)),
        after={"answers": {kind.value: given for kind, given in fresh.items()}, "way": way.value},
    )
