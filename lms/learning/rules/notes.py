"""What a note may be. Pure: what a browser sent is read with all its faults."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_

MOST_NOTES = 2_000
MOST_SIGNS = 4_000
MOST_QUOTE = 2_000
MOST_PARAGRAPH = 10_000
MOST_BEGINS = 200_000
SCHEMA = 1
KINDS = ("note", "removed", "restored")


@dataclass(frozen=True)
class NoteInput:
    """A note as it was written; a highlight has the words that it marks in `quote`."""

    id: uuid.UUID
    lesson: str
    language: str
    paragraph: int
    begins: int = 0
    quote: str = ""
    body: str = ""


def read_note(payload: Mapping[str, Any]) -> NoteInput:
    """A note from a browser's event. Raises Invalid with what to mend."""
    quote, body = _text(payload, "quote", MOST_QUOTE), _text(payload, "body", MOST_SIGNS)
    language = _text(payload, "language", 8)
    if not quote and not body:
        raise _fault("body", "empty")
    if not language:
        raise _fault("language", "form")
    return NoteInput(
        id=read_id(payload),
        lesson=_text(payload, "lesson", 160),
        language=language,
        paragraph=_whole(payload, "paragraph", MOST_PARAGRAPH),
        begins=_whole(payload, "begins", MOST_BEGINS),
        quote=quote,
        body=body,
    )


def read_id(payload: Mapping[str, Any]) -> uuid.UUID:
    """The id of the note that an event is about. Raises Invalid."""
    value = payload.get("id")
    if payload.get("schema") != SCHEMA or not isinstance(value, str):
        raise _fault("id", "form")
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise _fault("id", "form") from error


def _text(payload: Mapping[str, Any], name: str, most: int) -> str:
    value = payload.get(name, "")
    if not isinstance(value, str):
        raise _fault(name, "form")
    text = _whole_signs(value).replace("\r\n", "\n").replace("\x00", "")
    text = text if name == "quote" else text.strip()
    if len(text) > most:
        text_too_long = N_("This has more than %(most)s signs. Make two notes of it.", most=most)
        raise Invalid([FieldError(name, text_too_long)])
    return text


def _whole_signs(text: str) -> str:
    """The text without halves of signs: a browser counts in halves and may cut one through."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _whole(payload: Mapping[str, Any], name: str, most: int) -> int:
    value = payload.get(name, 0)
    if type(value) is not int or not 0 <= value <= most:
        raise _fault(name, "form")
    return value


def _fault(name: str, kind: str) -> Invalid:
    words = {
        "empty": N_("Write something, or remove the note."),
        "form": N_("This note has an unknown form. Load the page again."),
    }
    return Invalid([FieldError(name, words[kind])])
