"""Fixed words of authoring."""

from enum import StrEnum


class DraftState(StrEnum):
    OPEN = "open"
    PUBLISHED = "published"
    DROPPED = "dropped"


class ChangeKind(StrEnum):
    """What became of one file of a draft."""

    CREATED = "created"
    CHANGED = "changed"
    REMOVED = "removed"
