"""A question as a whole inside a file of another form, and whether it is still the same there."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from lms.core.messages import N_
from lms.engines.exchange.collecting import Notes
from lms.engines.exchange.types import LeftOut, Payload, Unreadable

# what a text that claims to be a question of ours may raise when it is written out to compare
_MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


def carried(payload: Payload, language: str) -> str:
    """A question and the language in which it is shown beside, in plain ASCII."""
    whole = {"language": language, "question": payload}
    return json.dumps(whole, ensure_ascii=True, separators=(",", ":"))


def unpacked(text: str) -> tuple[Payload, str] | None:
    """The question and its language; None where the text is none of ours."""
    try:
        whole: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    payload = whole.get("question") if isinstance(whole, Mapping) else None
    return (payload, str(whole.get("language", "en"))) if isinstance(payload, dict) else None


def settled(
    plain: Payload,
    ours: tuple[Payload, str] | None,
    shown: Callable[[Payload, str], Payload],
    notes: Notes,
) -> Payload:
    """Our own question where the file still shows it as we wrote it, else what the file shows.

    `shown` gives what would be read of ours if it were written out again.
    """
    if ours is None:
        return plain
    try:
        same = shown(*ours) == plain
    except (*_MALFORMED, LeftOut, Unreadable):
        same = False
    if same:
        notes.messages.clear()
        return ours[0]
    notes.tell(
        N_(
            "It was changed since it was written here, so it was read as it stands now; "
            "what this format cannot hold is lost."
        )
    )
    return plain
