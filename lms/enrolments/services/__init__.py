"""Changing the roll: one function per act."""

from lms.enrolments.services.imports import (
    UploadFinished,
    answer_same_person,
    clean_cell,
    confirm_import,
    discard_import,
    drop_row,
    mend_cells,
    press,
    read_file,
    upload_roll,
)
from lms.enrolments.services.names import approve_names, approve_own_name, correct_own_name
from lms.enrolments.services.order import move, order_agency
from lms.enrolments.services.roll import (
    EnrolmentInput,
    add,
    edit,
    restore,
    set_outcomes,
    withdraw,
)
from lms.enrolments.services.slips import make_slips
from lms.enrolments.services.taking_along import record_export

__all__ = [
    "EnrolmentInput",
    "UploadFinished",
    "add",
    "answer_same_person",
    "approve_names",
    "approve_own_name",
    "clean_cell",
    "confirm_import",
    "correct_own_name",
    "discard_import",
    "drop_row",
    "edit",
    "make_slips",
    "mend_cells",
    "move",
    "order_agency",
    "press",
    "read_file",
    "record_export",
    "restore",
    "set_outcomes",
    "upload_roll",
    "withdraw",
]
