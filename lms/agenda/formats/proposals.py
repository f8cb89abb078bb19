"""How a request to the solver and its answer are kept as JSON."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from lms.agenda.rules.solving.asking import Ask, LeftOut, NewPart, Strength, Which
from lms.core.messages import Message
from lms.engines.timetable.within import RuleKind, Wish

SCHEMA = 1


def ask_json(ask: Ask) -> dict[str, Any]:
    """A request as it is kept."""
    return {
        "schema": SCHEMA,
        "which": ask.which.value,
        "days": [day.isoformat() for day in ask.days],
        "opens": ask.opens,
        "closes": ask.closes,
        "rooms": [str(one) for one in ask.room_ids],
        "trainers": [str(one) for one in ask.trainer_ids],
        "items": [str(one) for one in ask.item_ids],
        "keep_rooms": ask.keep_rooms,
        "keep_trainers": ask.keep_trainers,
        "move_pauses": ask.move_pauses,
        "seconds": ask.seconds,
        "wishes": {wish.value: strength.value for wish, strength in ask.wishes.items()},
        "new": [
            {"id": str(one.id), "content": one.content, "minutes": one.minutes} for one in ask.new
        ],
        "left_out": [
            {
                "kind": one.kind.value,
                "item": one.item,
                "other": one.other,
                "day": one.day.isoformat() if one.day else None,
                "window": one.window,
            }
            for one in ask.left_out
        ],
    }


def ask_of(body: Mapping[str, Any]) -> Ask:
    """A request as it was kept."""
    return Ask(
        which=Which(body["which"]),
        days=tuple(date.fromisoformat(day) for day in body["days"]),
        opens=body["opens"],
        closes=body["closes"],
        room_ids=tuple(UUID(one) for one in body["rooms"]),
        trainer_ids=tuple(UUID(one) for one in body["trainers"]),
        item_ids=tuple(UUID(one) for one in body["items"]),
        keep_rooms=body["keep_rooms"],
        keep_trainers=body["keep_trainers"],
        move_pauses=body["move_pauses"],
        seconds=body["seconds"],
        wishes={Wish(name): Strength(word) for name, word in body["wishes"].items()},
        new=tuple(NewPart(UUID(one["id"]), one["content"], one["minutes"]) for one in body["new"]),
        left_out=tuple(
            LeftOut(
                RuleKind(one["kind"]),
                one["item"],
                one["other"],
                date.fromisoformat(one["day"]) if one["day"] else None,
                one["window"],
            )
            for one in body["left_out"]
        ),
    )


def message_json(message: Message) -> dict[str, Any]:
    """A sentence with its values, each marked by what it is."""
    return {
        "text": message.text,
        "values": {name: _value_json(value) for name, value in message.values.items()},
    }


def message_of(kept: Mapping[str, Any]) -> Message:
    """A sentence as it was kept, to be said in the reader's language."""
    values = {name: _value_of(value) for name, value in kept["values"].items()}
    return Message(kept["text"], values)


def _value_json(value: object) -> Any:
    if isinstance(value, Message):
        return {"message": message_json(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"clock": f"{value:%H:%M}"}
    if isinstance(value, Mapping):
        return {"words": dict(value)}
    return value


def _value_of(value: Any) -> object:
    if not isinstance(value, Mapping):
        return value
    if "message" in value:
        return message_of(value["message"])
    if "day" in value:
        return date.fromisoformat(value["day"])
    if "clock" in value:
        return time.fromisoformat(value["clock"])
    return value["words"]
