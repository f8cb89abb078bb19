"""Typed rows and errors of authoring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.authoring.enums import ChangeKind, DraftState
from lms.core.errors import Refused
from lms.core.messages import N_


@dataclass(frozen=True)
class DraftRow:
    """A draft of a course. `sequence` is the number of its newest change, 0 where there is none."""

    id: UUID
    slug: str
    state: DraftState
    base_hash: str | None
    base_number: int | None
    published_hash: str | None
    begun_by: str
    created_at: datetime
    updated_at: datetime
    sequence: int


@dataclass(frozen=True)
class FileRow:
    """A file of a draft without its content; `version` is what a save begins with."""

    path: str
    version: int
    stored_file_id: UUID | None
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
class TextFile:
    """A text file of a draft as it stands."""

    path: str
    text: str
    version: int
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
class ChangeRow:
    """One change in the history of a draft."""

    sequence: int
    path: str
    kind: ChangeKind
    at: datetime
    by: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class PresentRow:
    """Somebody who has a part open, and when their page last said so."""

    name: str
    path: str
    seen_at: datetime


@dataclass(frozen=True)
class Edit:
    """A file as an author wants it: `text` None takes it away.

    `version` is the one that the author began with; None where the change was made from the
    present text in the same transaction.
    """

    path: str
    text: str | None
    version: int | None = None


@dataclass(frozen=True)
class Written:
    """The changes that a save made: numbers `first` to `last`; none where nothing changed."""

    first: int
    last: int

    @property
    def any(self) -> bool:
        return self.last >= self.first


@dataclass(frozen=True)
class Clash:
    """One file that two authors changed: where both began, what stands there now, and mine."""

    path: str
    base: str
    theirs: str
    mine: str
    version: int
    by: str
    at: datetime | None


class SaveConflict(Refused):
    """Somebody else has changed the same place since; nothing was written, nothing is lost."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(
            N_("Somebody else has changed this part since you opened it. Choose what stays.")
        )
        self.clashes = list(clashes)
