"""The gate before the keys: for which names of which list may be signed at this moment.

It trusts no state that somebody wrote down: the digest is computed again from the entries, and
approvals and signatures are counted against it.
"""

from dataclasses import dataclass
from uuid import UUID

from lms.core.errors import NotFound
from lms.core.messages import N_, Message
from lms.signing import queries, rules
from lms.signing.enums import ListState


class NotAdmitted(Exception):
    """No paper of this list may be signed; the message says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


@dataclass(frozen=True)
class Admission:
    """A list whose papers may be signed: its digest, and the keys of the names that stand."""

    digest: str
    entries: frozenset[str]


def admit(list_id: UUID) -> Admission:
    """Judge a list from its rows alone. Raises NotAdmitted."""
    try:
        row = queries.signing_list(list_id)
    except NotFound:
        raise NotAdmitted(N_("There is no such list.")) from None
    entries = {"schema": rules.SCHEMA, "people": list(row.people)}
    if rules.digest_of(row.id, row.course_session_id, entries) != row.digest:
        raise NotAdmitted(N_("The list is not the one that was approved: it was changed."))
    if row.state is ListState.WITHDRAWN:
        raise NotAdmitted(N_("The list was withdrawn."))
    why = rules.why_not_ready(row.facts)
    if why is not None:
        raise NotAdmitted(why)
    standing = {str(one["key"]) for one in row.people} - row.struck.keys()
    return Admission(row.digest, frozenset(standing))
