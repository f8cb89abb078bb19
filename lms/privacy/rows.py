"""Typed rows that the queries of privacy return."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.core.db import LocalizedText
from lms.privacy.enums import ConsentWay, NoticeKind


@dataclass(frozen=True)
class TextRow:
    """One version of a text. `published_at` is None for a shipped one that nobody answered yet."""

    id: UUID
    kind: NoticeKind
    number: int
    title: LocalizedText
    body: LocalizedText
    published_at: datetime | None = None


@dataclass(frozen=True)
class VersionRow:
    """A version with the people who answered it; one person counts once, by the newest answer."""

    text: TextRow
    given: int
    refused: int

    @property
    def answered(self) -> int:
        return self.given + self.refused


@dataclass(frozen=True)
class Answer:
    """One answer as it stands on record. `session_title` is None for one that holds everywhere.

    `recorded_by` names who wrote it down where that was not the person.
    """

    person_id: UUID
    kind: NoticeKind
    text_id: UUID
    number: int
    given: bool
    way: ConsentWay
    at: datetime
    recorded_by: str
    course_session_id: UUID | None
    session_title: LocalizedText | None


@dataclass(frozen=True)
class Asked:
    """A question as it stands for one person: the newest text, and the answer that counts."""

    text: TextRow
    answer: Answer | None = None

    @property
    def given(self) -> bool | None:
        """True, False, or None where nothing was answered."""
        return self.answer.given if self.answer else None

    @property
    def outdated(self) -> bool:
        """Whether the answer was to an older version, so that it is to be asked again."""
        return self.answer is not None and self.answer.number < self.text.number
