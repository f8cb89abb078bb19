"""Fixed words of attendance."""

from enum import StrEnum


class Presence(StrEnum):
    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"
    EXCUSED = "excused"
