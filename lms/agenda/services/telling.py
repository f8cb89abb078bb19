"""Telling those whom a release touches."""

from collections.abc import Sequence

from lms.agenda.models import AgendaRelease
from lms.agenda.rules.differences import Change
from lms.core.access import Identity
from lms.courses.rows import SessionHead


def tell(
    *,
    actor: Identity,
    head: SessionHead,
    release: AgendaRelease,
    changes: Sequence[Change],
    first: bool,
) -> int:
    """Write one message to each person whom the changes touch; returns how many."""
    return 0
