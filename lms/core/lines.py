"""Texts of one line that people type and others read: reasons, references, notes, names."""

from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_, Message
from lms.core.names import (
    CONTROL_MESSAGE,
    clean_name,
    direction_message,
    has_control,
    has_direction_control,
)


def one_line(text: str, field: str, *, most: int, missing: Message | None = None) -> str:
    """The text in one line of at most so many signs, none of them hidden.

    Raises Invalid at `field`; with `missing` where nothing was typed, else that is "".
    """
    clean = " ".join(text.split())
    if fault := _fault(clean, most) or (missing if not clean else None):
        raise Invalid([FieldError(field, fault)])
    return clean


def _fault(clean: str, most: int) -> Message | None:
    if hidden := has_direction_control(clean):
        return direction_message(hidden)
    if has_control(clean):
        return CONTROL_MESSAGE
    return N_("At most %(n)s signs. Shorten it.", n=most) if len(clean) > most else None


def name_or_fault(text: str, field: str, faults: list[FieldError]) -> str:
    """The clean name; where it is none, "" with the fault added, so that all are told at once."""
    clean = clean_name(text)
    if isinstance(clean, Message):
        faults.append(FieldError(field, clean))
        return ""
    return clean
