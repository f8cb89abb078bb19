"""What a message brings along: small texts made for it alone, and stored files."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from lms.core.db import Json
from lms.core.files import StoredFile

MOST_SIGNS = 1_000_000


@dataclass(frozen=True)
class Attachment:
    """A text with a message, such as a calendar entry. `media_type` is `text/...`; `parameters`
    stand in the part's header.

    `beside` sets it beside the message's text as its other form, where mail programs look for an
    invitation; otherwise it is a file of this name.
    """

    name: str
    media_type: str
    text: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    beside: bool = False

    def __post_init__(self) -> None:
        if not self.media_type.startswith("text/"):
            raise ValueError("Only texts go along.")
        if len(self.text) > MOST_SIGNS:
            raise ValueError("Too long to go along.")


def packed(attachments: Sequence[Attachment]) -> Json | None:
    """Attachments as the column keeps them; None for none."""
    if not attachments:
        return None
    return {"schema": 1, "files": [asdict(one) for one in attachments]}


def unpacked(body: Json | None) -> list[Attachment]:
    """Attachments back from the column."""
    return [Attachment(**one) for one in body["files"]] if body else []


class AttachedFile(NamedTuple):
    """A stored file that goes along, under the name the reader sees."""

    id: uuid.UUID
    name: str


def named(files: Sequence[StoredFile]) -> Json | None:
    """Stored files as the column names them; None for none."""
    if not files:
        return None
    return {"schema": 1, "files": [{"id": str(one.id), "name": one.name} for one in files]}


def attached(body: Json | None) -> list[AttachedFile]:
    """Stored files back from the column."""
    found = body["files"] if body else []
    return [AttachedFile(uuid.UUID(one["id"]), one["name"]) for one in found]
