"""How what is asked over a year is kept as JSON."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from lms.agenda.rules.solving.asking import Strength
from lms.agenda.rules.years.asking import Block, YearAsk
from lms.engines.timetable.year import Rule, RuleKind, Wish

SCHEMA = 1


def ask_json(ask: YearAsk) -> dict[str, Any]:
    """A plan as it was asked for."""
    return {
        "schema": SCHEMA,
        "title": ask.title,
        "first": ask.first.isoformat(),
        "last": ask.last.isoformat(),
        "blocks": [_block_json(block) for block in ask.blocks],
        "venues": _texts(ask.venue_ids),
        "trainers": _texts(ask.trainer_ids),
        "weekdays": sorted(ask.weekdays),
        "trainer_days": ask.trainer_days,
        "trainer_rest": ask.trainer_rest,
        "agency_sessions": ask.agency_sessions,
        "apart_days": ask.apart_days,
        "seconds": ask.seconds,
        "wishes": {wish.value: strength.value for wish, strength in ask.wishes.items()},
        "left_out": [{"kind": one.kind.value, "keys": list(one.keys)} for one in ask.left_out],
    }


def ask_of(body: Mapping[str, Any]) -> YearAsk:
    """What was asked for, as it was kept."""
    return YearAsk(
        title=body["title"],
        first=date.fromisoformat(body["first"]),
        last=date.fromisoformat(body["last"]),
        blocks=tuple(_block_of(block) for block in body["blocks"]),
        venue_ids=_ids(body["venues"]),
        trainer_ids=_ids(body["trainers"]),
        weekdays=frozenset(body["weekdays"]),
        trainer_days=body["trainer_days"],
        trainer_rest=body["trainer_rest"],
        agency_sessions=body["agency_sessions"],
        apart_days=body["apart_days"],
        seconds=body["seconds"],
        wishes={Wish(name): Strength(word) for name, word in body["wishes"].items()},
        left_out=tuple(Rule(RuleKind(one["kind"]), tuple(one["keys"])) for one in body["left_out"]),
    )


def _block_json(block: Block) -> dict[str, Any]:
    return {
        "key": block.key,
        "session": str(block.course_session_id) if block.course_session_id else None,
        "course": str(block.course_id),
        "title": block.title,
        "count": block.count,
        "days": block.days,
        "seats": block.seats,
        "trainers_needed": block.trainers_needed,
        "earliest": block.earliest.isoformat() if block.earliest else None,
        "latest": block.latest.isoformat() if block.latest else None,
        "months": list(block.months),
        "venues": _texts(block.venue_ids),
        "trainers": _texts(block.trainer_ids),
        "agencies": _texts(block.agency_ids),
        "after": block.after,
        "gap_days": block.gap_days,
        "keep": [name for name in ("date", "venue", "trainers") if getattr(block, f"keep_{name}")],
    }


def _block_of(body: Mapping[str, Any]) -> Block:
    return Block(
        key=body["key"],
        course_session_id=UUID(body["session"]) if body["session"] else None,
        course_id=UUID(body["course"]),
        title=body["title"],
        count=body["count"],
        days=body["days"],
        seats=body["seats"],
        trainers_needed=body["trainers_needed"],
        earliest=date.fromisoformat(body["earliest"]) if body["earliest"] else None,
        latest=date.fromisoformat(body["latest"]) if body["latest"] else None,
        months=tuple(body["months"]),
        venue_ids=_ids(body["venues"]),
        trainer_ids=_ids(body["trainers"]),
        agency_ids=_ids(body["agencies"]),
        after=body["after"],
        gap_days=body["gap_days"],
        **{f"keep_{name}": True for name in body["keep"]},
    )


def _texts(ids: tuple[UUID, ...]) -> list[str]:
    return [str(one) for one in ids]


def _ids(texts: list[str]) -> tuple[UUID, ...]:
    return tuple(UUID(one) for one in texts)
