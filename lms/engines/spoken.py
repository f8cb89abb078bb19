"""Messages and exact numbers as JSON, so that a stored mark can be told again in any language."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lms.core.messages import Message

Json = dict[str, Any]


def dump_message(message: Message) -> Json:
    """A message with its values; values may be texts, numbers, {language: text} or messages."""
    return {"msg": message.text, "values": {k: _dump(v) for k, v in message.values.items()}}


def load_message(payload: Mapping[str, Any]) -> Message:
    """The message that `dump_message` wrote."""
    return Message(payload["msg"], {k: _load(v) for k, v in payload["values"].items()})


def dump_words(words: Mapping[str, str] | Message | None) -> Json | None:
    """Authored text or a message, or neither."""
    if words is None:
        return None
    return dump_message(words) if isinstance(words, Message) else dict(words)


def load_words(payload: Mapping[str, Any] | None) -> Mapping[str, str] | Message | None:
    """What `dump_words` wrote."""
    if payload is None:
        return None
    return load_message(payload) if "msg" in payload else dict(payload)


def dump_fraction(number: Fraction) -> str:
    """An exact number as "n" or "n/d"."""
    return str(number)


def _dump(value: object) -> object:
    if isinstance(value, Message):
        return dump_message(value)
    return dict(value) if isinstance(value, Mapping) else value


def _load(value: object) -> object:
    if isinstance(value, Mapping) and "msg" in value:
        return load_message(value)
    return dict(value) if isinstance(value, Mapping) else value
