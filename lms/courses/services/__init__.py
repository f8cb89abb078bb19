"""Writing courses, their content, course sessions and their staff."""

from lms.courses.services.content import import_library, import_package, retire_snapshot
from lms.courses.services.sessions import (
    create_session,
    pin_content,
    set_agencies,
    set_half_days,
    set_rule,
    set_signatories,
    update_session,
)
from lms.courses.services.staff import appoint_staff, end_staff
from lms.courses.services.states import change_state

__all__ = [
    "appoint_staff",
    "change_state",
    "create_session",
    "end_staff",
    "import_library",
    "import_package",
    "pin_content",
    "retire_snapshot",
    "set_agencies",
    "set_half_days",
    "set_rule",
    "set_signatories",
    "update_session",
]
