"""The roll as people bring it: columns by any of their usual names, every fault at its cell."""

from lms.enrolments.formats.agencies import AgencyChoice, find_agency
from lms.enrolments.formats.check import OnRoll, RollCheck, RollFault, RollRow, check_draft
from lms.enrolments.formats.columns import (
    NOMINATION_COLUMNS,
    ROLL_FIELDS,
    TEMPLATE_COLUMNS,
    Column,
    Field,
    field_of,
)
from lms.enrolments.formats.draft import (
    DraftRow,
    RollDraft,
    RollUnreadable,
    headings_known,
    read_draft,
)
from lms.enrolments.formats.pressed import NoSuchCell, Pressed

__all__ = [
    "NOMINATION_COLUMNS",
    "ROLL_FIELDS",
    "TEMPLATE_COLUMNS",
    "AgencyChoice",
    "Column",
    "DraftRow",
    "Field",
    "NoSuchCell",
    "OnRoll",
    "Pressed",
    "RollCheck",
    "RollDraft",
    "RollFault",
    "RollRow",
    "RollUnreadable",
    "check_draft",
    "field_of",
    "find_agency",
    "headings_known",
    "read_draft",
]
