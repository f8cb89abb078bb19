"""Answers about privacy of all who are on the roll of a session."""

from uuid import UUID

from lms.arrangements.queries.lists import people
from lms.arrangements.rows import ConsentLine, ConsentList
from lms.core.access import Identity, require
from lms.core.errors import NotFound
from lms.courses.queries import session_head
from lms.privacy.policies import Permission
from lms.privacy.queries.consents import answers_of


def consent_list(slug: str, *, actor: Identity) -> ConsentList:
    """Who answered what, for the session's organisers. Raises NotFound."""
    head = session_head(slug, actor)
    require(actor, Permission.RECORD_ANSWERS, head)
    rows = people(head, actor=actor)
    found = answers_of(head.id, actor=actor, people=[row.person_id for row in rows])
    return ConsentList(head, [ConsentLine(row, found[row.person_id]) for row in rows])


def consent_line(
    slug: str, enrolment_id: UUID, *, actor: Identity
) -> tuple[ConsentList, ConsentLine]:
    """One participant's answers. Raises NotFound."""
    seen = consent_list(slug, actor=actor)
    for line in seen.lines:
        if line.person.enrolment_id == enrolment_id:
            return seen, line
    raise NotFound
