"""Changing the roll: one function per act."""

from lms.enrolments.services.imports import (
    UploadFinished,
    confirm_import,
    discard_import,
    press,
    read_file,
    upload_roll,
)
from lms.enrolments.services.names import approve_names, approve_own_name, correct_own_name
from lms.enrolments.services.order import move, order_agency, order_room
from lms.enrolments.services.roll import (
    EnrolmentInput,
    add,
    edit,
    restore,
    set_outcomes,
    withdraw,
)
from lms.enrolments.services.slips import make_slips
from lms.enrolments.services.spoken import write_own_spoken, write_spoken
from lms.enrolments.services.taking_along import record_export

__all__ = [
    "EnrolmentInput",
    "UploadFinished",
    "add",
    "approve_names",
    "approve_own_name",
    "confirm_import",
    "correct_own_name",
    "discard_import",
    "edit",
    "make_slips",
    "move",
    "order_agency",
    "order_room",
    "press",
    "read_file",
    "record_export",
    "restore",
    "set_outcomes",
    "upload_roll",
    "withdraw",
    "write_own_spoken",
    "write_spoken",
]
