"""Typed rows that the queries of designs return."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.designs.enums import Paper
from lms.designs.formats import DesignSource


@dataclass(frozen=True)
class DesignRow:
    """One design of the list. `id` is None for those that ship."""

    key: str
    name: str
    id: UUID | None
    number: int
    changed_at: datetime | None
    used_by: int


@dataclass(frozen=True)
class VersionRow:
    """One entry of a design's history, newest first."""

    number: int
    hash: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class DesignDetail:
    """A design to be edited; `source` is its newest version's."""

    key: str
    name: str
    id: UUID | None
    source: DesignSource
    number: int
    may_change: bool


@dataclass(frozen=True)
class PictureRow:
    """An uploaded picture."""

    sha256: str
    media_type: str
    name: str
    file_id: UUID


@dataclass(frozen=True)
class ChoiceRow:
    """What a session uses for one kind of paper."""

    paper: Paper
    key: str
    expires_months: int | None
