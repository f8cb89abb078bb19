"""Fixed words of courses and their sessions."""

from enum import StrEnum


class SessionState(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    RUNNING = "running"
    COMPLETED = "completed"
    CLOSED = "closed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class StaffRole(StrEnum):
    ORGANISER = "organiser"
    TRAINER = "trainer"
    SIGNATORY = "signatory"
    OBSERVER = "observer"


class DayPart(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class SnapshotState(StrEnum):
    """A published snapshot never changes; a retired one is not offered to new sessions."""

    PUBLISHED = "published"
    RETIRED = "retired"
