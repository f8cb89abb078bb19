"""Reading courses, their content and course sessions, narrowed to what the actor may see."""

from lms.courses.queries.content import (
    content,
    course_by_slug,
    course_list,
    media_file,
    package_of,
    snapshot_list,
    version_label,
)
from lms.courses.queries.heads import session_head, session_head_by_id
from lms.courses.queries.lists import SessionFilter, session_choices, session_list, session_years
from lms.courses.queries.parts import (
    agency_places,
    completion_rule,
    half_days,
    readiness,
    session_agencies,
    session_facts,
    session_staff,
    signatories,
)
from lms.courses.queries.scorm import scorm_package, stays_here

__all__ = [
    "SessionFilter",
    "agency_places",
    "completion_rule",
    "content",
    "course_by_slug",
    "course_list",
    "half_days",
    "media_file",
    "package_of",
    "readiness",
    "scorm_package",
    "session_agencies",
    "session_choices",
    "session_facts",
    "session_head",
    "session_head_by_id",
    "session_list",
    "session_staff",
    "session_years",
    "signatories",
    "snapshot_list",
    "stays_here",
    "version_label",
]
