"""Lists that leave the room: on record, because reading lists of officers is (rule L3)."""

from lms.arrangements.services.gate import note
from lms.core.access import Identity
from lms.core.messages import N_
from lms.courses.rows import SessionHead

_LISTS = {
    "allowances": N_("Allowances"),
    "travel": N_("Travel"),
    "rooms": N_("Rooms"),
    "consents": N_("Privacy"),
}


def record_export(*, actor: Identity, head: SessionHead, what: str, kind: str, count: int) -> None:
    """Write on record that a list was taken along as a file or on paper."""
    summary = N_(
        "Took the list “%(what)s” along as %(kind)s (%(count)s people).",
        what=_LISTS.get(what, what),
        kind=kind,
        count=count,
    )
    note(actor, "arrangements.exported", head, summary)
