"""Fixed words of lists that are signed."""

from enum import StrEnum


class ListState(StrEnum):
    """Of a list: read and approved, then signed by each office, then its papers are filed."""

    PREPARED = "prepared"
    APPROVED = "approved"
    SIGNED = "signed"
    FILED = "filed"
    WITHDRAWN = "withdrawn"
