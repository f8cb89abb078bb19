"""What the solver answered, as it is kept: whole in itself, so that a page needs nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from lms.agenda.formats.proposals import SCHEMA, message_json
from lms.agenda.rows import ItemRow
from lms.agenda.rules.solving.clock import clock, clock_value, first_quarter
from lms.agenda.rules.solving.known import FREE
from lms.agenda.rules.solving.problem import ELSEWHERE, LOCKS, PRAYER
from lms.agenda.rules.solving.words import Names, broken_sentence, rule_sentence
from lms.agenda.rules.times import day_of, local_moment
from lms.core.messages import N_, Message
from lms.engines.timetable.within import (
    Broken,
    Contradiction,
    Placed,
    Proposal,
    Proposals,
    Rule,
    RuleKind,
    check,
)

SHOWN_PLACES = 6
ABOUT_ITEMS = LOCKS | {
    RuleKind.ROOM_LARGE,
    RuleKind.ROOM_FIT,
    RuleKind.TRAINERS_OF,
    RuleKind.WHEN,
    RuleKind.ORDER,
}


def outcome(found: Proposals, names: Names) -> dict[str, Any]:
    """The whole answer as it is kept."""
    known, asked = names.known, names.asked
    rows = {row.id: row for row in (*known.items, *asked.items)}
    cheapest_first = sorted(found.proposals, key=lambda one: one.cost)
    return {
        "schema": SCHEMA,
        "zone": known.zone,
        "days": [day.isoformat() for day in asked.days],
        "opens": min((day.opens for day in asked.problem.days), default=0),
        "closes": max((day.closes for day in asked.problem.days), default=0),
        "tracks": [track for track in asked.problem.tracks if track],
        "items": {str(row.id): _item(row, names) for row in rows.values()},
        "rooms": {str(room.id): room.name for room in known.rooms},
        "trainers": {str(row.person_id): row.name for row in known.trainers},
        "present": present_cost(names),
        "proposals": [_proposal(one, names) for one in cheapest_first],
        "contradiction": _contradiction(found.contradiction, names),
        "stopped": found.stopped,
    }


def present_cost(names: Names) -> int | None:
    """What the draft costs as it is now; None where it cannot be compared."""
    if names.ask.new:
        return None
    try:
        return check(names.asked.problem, names.asked.present()).cost
    except ValueError:  # it holds a room or a trainer who may not be used any more
        return None


def _item(row: ItemRow, names: Names) -> dict[str, Any]:
    return {
        "title": row.title,
        "kind": row.kind.value,
        "track": row.track,
        "content": row.content,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "new": any(one.id == row.id for one in names.ask.new),
        "moves": str(row.id) in names.asked.movable,
    }


def _proposal(proposal: Proposal, names: Names) -> dict[str, Any]:
    placed = [one for one in proposal.placed if one.item in names.asked.movable]
    changes = [message for one in placed for message in changes_of(one, names)]
    return {
        "profile": proposal.profile.value,
        "cost": proposal.cost,
        "best": proposal.best,
        "seconds": round(proposal.seconds, 1),
        "wishes": _wishes(proposal.broken, names),
        "placed": [_placed(one, names) for one in placed],
        "changes": [message_json(message) for message in changes],
    }


def _wishes(broken: Sequence[Broken], names: Names) -> list[dict[str, Any]]:
    """Each wish that is missed and counts, the dearest first, with where it is missed."""
    found = []
    for wish in dict.fromkeys(one.wish for one in broken):
        places = [one for one in broken if one.wish is wish]
        cost = sum(one.cost for one in places)
        if cost:
            shown = _once(sorted(places, key=lambda one: -one.cost), names)[:SHOWN_PLACES]
            found.append(
                {
                    "wish": wish.value,
                    "cost": cost,
                    "places": len(places),
                    "where": [message_json(broken_sentence(one, names)) for one in shown],
                }
            )
    return sorted(found, key=lambda one: -one["cost"])


def _once(broken: Sequence[Broken], names: Names) -> list[Broken]:
    """The same told once where it is so for every track."""
    tracks = len(names.asked.problem.tracks)
    plain = [replace(one, track="") for one in broken]
    found = [
        bare if plain.count(bare) == tracks else one
        for one, bare in zip(broken, plain, strict=True)
    ]
    return list(dict.fromkeys(found))


def _placed(placed: Placed, names: Names) -> dict[str, Any]:
    row = _row(placed, names)
    start = moment_of(placed, names)
    return {
        "item": placed.item,
        "starts_at": start.isoformat(),
        "ends_at": (start + (row.ends_at - row.starts_at)).isoformat(),
        "room": placed.room or (str(row.room_id) if _keeps_room(row, placed) else None),
        "trainers": list(placed.trainers) or [],
        "changed": bool(changes_of(placed, names)),
    }


def _keeps_room(row: ItemRow, placed: Placed) -> bool:
    """A pause keeps the room it has; the solver gives it none."""
    return row.room_id is not None and placed.room is None and row.kind in FREE


def moment_of(placed: Placed, names: Names) -> datetime:
    """When a placed item starts. One that stays in its quarter-hour keeps its very minute."""
    row, zone = _row(placed, names), names.known.zone
    day = names.asked.days[placed.day]
    same = day_of(row.starts_at, zone) == day and first_quarter(row.starts_at, zone) == placed.start
    if same:
        return row.starts_at
    moment = local_moment(day, clock(placed.start), zone)
    if isinstance(moment, Message):  # kept out by windows, except for a pause: an hour later
        later = local_moment(day, clock(placed.start + 4), zone)
        assert isinstance(later, datetime)
        return later - timedelta(hours=1)
    return moment


def changes_of(placed: Placed, names: Names) -> list[Message]:
    """How a placed item differs from the draft, in sentences; nothing where it does not."""
    row = _row(placed, names)
    at = {
        "item": row.title,
        "day": names.asked.days[placed.day],
        "at": clock_value(placed.start),
    }
    if any(one.id == row.id for one in names.ask.new):
        return [N_("%(item)s is new: %(day)s, %(at)s.", **at), *_room_change(row, placed, names)]
    moved = moment_of(placed, names) != row.starts_at
    old = {
        "old_day": day_of(row.starts_at, names.known.zone),
        "old": clock_value(first_quarter(row.starts_at, names.known.zone)),
    }
    found = []
    if moved:
        found.append(
            N_("%(item)s moves from %(old_day)s, %(old)s, to %(day)s, %(at)s.", **at, **old)
        )
    return [*found, *_room_change(row, placed, names), *_trainer_change(row, placed, names)]


def _room_change(row: ItemRow, placed: Placed, names: Names) -> Iterable[Message]:
    old = str(row.room_id) if row.room_id else None
    if placed.room is None or placed.room == old:
        return
    words: dict[str, object] = {"item": row.title, "room": names.room(placed.room)}
    if old is None:
        yield N_("%(item)s is held in %(room)s.", **words)
    else:
        words["old"] = names.room(old)
        yield N_("%(item)s is held in %(room)s instead of %(old)s.", **words)


def _trainer_change(row: ItemRow, placed: Placed, names: Names) -> Iterable[Message]:
    old = {str(one) for one in row.trainer_ids}
    if set(placed.trainers) == old:
        return
    words: dict[str, object] = {
        "item": row.title,
        "names": ", ".join(sorted(names.trainer(one) for one in placed.trainers)),
        "old": ", ".join(sorted(names.trainer(one) for one in old)),
    }
    if not placed.trainers:
        yield N_("%(item)s loses its trainers: %(old)s.", **words)
    elif old:
        yield N_("%(item)s is taught by %(names)s instead of %(old)s.", **words)
    else:
        yield N_("%(item)s is taught by %(names)s.", **words)


def _row(placed: Placed, names: Names) -> ItemRow:
    row = names.asked.item(placed.item)
    assert row is not None
    return row


def _contradiction(found: Contradiction | None, names: Names) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "proof": found.proof.value,
        "rules": [_rule(rule, names) for rule in found.rules],
    }


def _rule(rule: Rule, names: Names) -> dict[str, Any]:
    kind, key = link_of(rule, names)
    return {
        "kind": rule.kind.value,
        "item": rule.item,
        "other": rule.other,
        "day": names.day(rule.day).isoformat() if rule.day is not None else None,
        "window": rule.window,
        "sentence": message_json(rule_sentence(rule, names)),
        "link": kind,
        "key": key,
        "may_be_left": may_be_left(rule, names),
    }


def link_of(rule: Rule, names: Names) -> tuple[str, str]:
    """Where a rule can be changed: item, room, trainer, venue, ask (the form), or nowhere."""
    if rule.kind in ABOUT_ITEMS:
        return ("item", rule.item) if names.row(rule.item) else ("ask", "")
    if rule.room:
        return "room", rule.room
    if rule.trainer:
        return "trainer", rule.trainer
    if rule.kind is RuleKind.WINDOW:
        if rule.window.startswith(PRAYER):
            return "venue", ""
        return ("item", rule.window) if names.row(rule.window) else ("", "")
    return ("ask", "") if rule.kind is RuleKind.HOURS else ("", "")


def may_be_left(rule: Rule, names: Names) -> bool:
    """Whether another try may do without the rule. What is locked stays; nobody and no room is
    in two places; a closed room and an absent trainer stay so."""
    if rule.kind in LOCKS:
        return not names.is_locked(rule.item)
    if rule.kind is RuleKind.WINDOW:
        row = names.row(rule.window)
        if row is not None:
            return not row.locked
        return rule.window.startswith(PRAYER) and not rule.window.startswith(ELSEWHERE)
    return rule.kind in ABOUT_ITEMS | {RuleKind.HOURS}
