"""Reading rolls, single enrolments, uploads and one's own names."""

from lms.enrolments.queries.detail import detail, look_alike_names, own_names
from lms.enrolments.queries.imports import open_uploads, preview
from lms.enrolments.queries.roll import export_rows, free_seats, roll, roll_page, visible_ids

__all__ = [
    "detail",
    "export_rows",
    "free_seats",
    "look_alike_names",
    "open_uploads",
    "own_names",
    "preview",
    "roll",
    "roll_page",
    "visible_ids",
]
