"""Typed rows of letters, and whom a letter goes to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lms.core.db import LocalizedText
from lms.core.messages import Message
from lms.letters.enums import LetterKind, TextOrigin
from lms.letters.rules.frozen import Frozen
from lms.letters.rules.render import Texts
from lms.outbox.models import MailState


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom a letter goes, with names as they stand in the thing it is about.

    `subject_id` is the nomination or enrolment. `extra` gives values of the act, by the names of
    `rules.variables`; a day or a moment there is ISO text and is written in the letter's
    language. `mend` is the address of the page where the person's own values are written.

    `at_writing` is called once, in the transaction that writes the letter, and its values take
    the place of those in `extra`: for an address that is made for this letter. `extra` then holds
    what a preview shows there.
    """

    person_id: UUID | None
    agency_id: UUID | None
    subject_id: UUID | None
    name: str
    name_local: str = ""
    rank: str = ""
    rank_local: str = ""
    designation: str = ""
    service_no: str = ""
    posting: str = ""
    email: str | None = None
    language: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    mend: str = ""
    at_writing: Callable[[], Mapping[str, str]] | None = None

    @property
    def key(self) -> str:
        """What names the recipient in a form."""
        return str(self.subject_id or self.person_id or self.agency_id)


@dataclass(frozen=True)
class Gap:
    """A value that a letter to somebody needs and that is empty: what to do, and where."""

    name: str
    mend: Message
    address: str


@dataclass(frozen=True)
class Line:
    """A recipient on the page from which letters are written."""

    recipient: Recipient
    agency: LocalizedText
    gaps: Sequence[Gap]
    references: Sequence[str]  # letters of this kind that the person has already


@dataclass(frozen=True)
class TextRow:
    """The text of a kind of letter that is in force, and where it comes from."""

    kind: LetterKind
    texts: Texts
    origin: TextOrigin
    changed_at: datetime | None = None


@dataclass(frozen=True)
class LetterRow:
    """A written letter in a list. `state` is that of its message; None while it is made."""

    id: UUID
    kind: LetterKind
    reference: str
    name: str
    agency: LocalizedText | None
    written_at: datetime
    made: bool
    state: MailState | None
    address: str | None


@dataclass(frozen=True)
class LetterFile:
    """A written letter for reading: its content, and its PDF once it is made.

    `whole` is whether the reader may have the private addresses in it: organisers, who hand
    letters over on paper, and the recipient. Other readers get a copy without them.
    """

    id: UUID
    content: Frozen
    file_id: UUID | None
    whole: bool

    @property
    def file_name(self) -> str:
        """A name for the file, without an ending."""
        return self.content.reference.replace("/", "-")
