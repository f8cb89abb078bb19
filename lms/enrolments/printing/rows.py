"""What is put on paper about people, free of language."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lms.core.db import LocalizedText
from lms.courses.rows import SessionHead


@dataclass(frozen=True)
class PaperPerson:
    """Somebody with a badge. `id`: of the enrolment, or of the person where staff; `role`:
    participant, trainer or organiser; `letter`: of the table, may be empty; `short`: the short
    name of the agency."""

    id: UUID
    name: str
    local: str
    rank: str
    designation: str
    agency: LocalizedText
    short: LocalizedText
    role: str = "participant"
    letter: str = ""


@dataclass(frozen=True)
class PaperAgency:
    """The people of one agency; `first` is the number of the first in the whole calling order."""

    name: LocalizedText
    people: Sequence[PaperPerson]
    first: int


@dataclass(frozen=True)
class PaperTable:
    """A table with its people."""

    letter: str
    name: LocalizedText
    people: Sequence[PaperPerson]


@dataclass(frozen=True)
class PaperRoom:
    """Everybody of a session as papers need them."""

    head: SessionHead
    agencies: Sequence[PaperAgency]
    staff: Sequence[PaperPerson]
    tables: Sequence[PaperTable]
    unseated: Sequence[PaperPerson]

    @property
    def participants(self) -> list[PaperPerson]:
        """Everybody on the roll, in calling order."""
        return [one for agency in self.agencies for one in agency.people]
