"""The draft as the editor's script reads it: clock times of the session's place, names and words
in the page's language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from lms.agenda.enums import Severity
from lms.agenda.policies import Permission
from lms.agenda.queries import clashes
from lms.agenda.queries.agenda import Draft
from lms.agenda.queries.clashes import ClashRow
from lms.agenda.queries.shown_days import shown_days
from lms.agenda.rows import ItemRow, TrainerRow
from lms.agenda.services.steps import Saved
from lms.agenda.views.words import hours, kinds
from lms.core.access import can
from lms.core.i18n import _, _n, day, language, localized, say
from lms.core.web import actor

MIDNIGHT = 24 * 60
USUAL_HOURS = (8 * 60, 17 * 60)


def draft_state(draft: Draft, rows: Sequence[ClashRow]) -> dict[str, Any]:
    """Everything that the editor draws. Minutes count from midnight on the session's clock."""
    opens, closes = (draft.venue.opens, draft.venue.closes) if draft.venue else USUAL_HOURS
    words = kinds()
    return {
        "revision": draft.revision,
        "zone": draft.head.zone,
        "may": can(actor(), Permission.PLAN, draft.head).allowed,
        "bounds": {"opens": opens, "closes": closes},
        "days": [
            {
                "day": one.day.isoformat(),
                "name": day(one.day, "EEE d MMMM"),
                "hours": hours(one.contact_minutes),
                "contact_minutes": one.contact_minutes,
            }
            for one in shown_days(draft).days
        ],
        "contact_minutes": draft.contact_minutes,
        "tracks": sorted({item.track for item in draft.items if item.track}),
        "items": [{**item_state(item, draft), "word": words[item.kind]} for item in draft.items],
        "rooms": [
            {"id": str(room.id), "name": localized(room.name), "capacity": room.capacity}
            for room in draft.rooms
            if room.archived_at is None or any(item.room_id == room.id for item in draft.items)
        ],
        "trainers": [_trainer(row) for row in draft.trainers],
        "clashes": [
            clash_state(row, draft.head.zone) for row in rows if row.severity is not Severity.IGNORE
        ],
        "blocking": len(clashes.blocking(rows)),
        "can_undo": draft.can_undo,
        "can_redo": draft.can_redo,
        "changed_since_release": draft.changed_since_release,
    }


def item_state(item: ItemRow, draft: Draft) -> dict[str, Any]:
    """An item, with its span both as moments and in minutes of its day."""
    starts, ends = clock_span(item.starts_at, item.ends_at, draft.head.zone)
    place = ZoneInfo(draft.head.zone)
    return {
        "id": str(item.id),
        "kind": item.kind.value,
        "title": localized(item.title),
        "starts_at": item.starts_at.astimezone(place).isoformat(),
        "ends_at": item.ends_at.astimezone(place).isoformat(),
        "day": item.starts_at.astimezone(place).date().isoformat(),
        "from": starts,
        "until": ends,
        "track": item.track,
        "room_id": str(item.room_id) if item.room_id else None,
        "trainer_ids": [str(one) for one in item.trainer_ids],
        "guests": item.guests,
        "locked": item.locked,
        "href": url_for("agenda.item", slug=draft.head.slug, item_id=item.id),
    }


def clock_span(starts_at: datetime, ends_at: datetime, zone: str) -> tuple[int, int]:
    """From and until in minutes of the day on which a span begins; midnight's end is 24:00."""
    place = ZoneInfo(zone)
    starts, ends = starts_at.astimezone(place), ends_at.astimezone(place)
    until = MIDNIGHT if ends.date() > starts.date() else ends.hour * 60 + ends.minute
    return starts.hour * 60 + starts.minute, until


def clash_state(row: ClashRow, zone: str) -> dict[str, Any]:
    """One clash with its ways out."""
    return {
        "rule": row.rule.value,
        "severity": row.severity.value,
        "item": str(row.item_id),
        "other": str(row.other_item_id) if row.other_item_id else None,
        "href": row.other_href,
        "title": say(row.title),
        "sentence": say(row.sentence),
        "remedies": [
            {"kind": one.kind, "label": say(one.label), "send": one.send} for one in row.remedies
        ],
    }


def _trainer(row: TrainerRow) -> dict[str, Any]:
    local = row.name_local if language() != "en" else ""
    name = local or row.name or row.name_local
    return {
        "id": str(row.person_id),
        "name": name,
        "short": name.split()[-1] if name else "",
        "mode": row.mode.value,
        "state": row.state.value,
        "minutes": row.minutes,
    }


def turned_words(saved: Saved, *, back: bool) -> str:
    """What was taken back or made again: an item by its name, several by their number."""
    if len(saved.titles) == 1:
        title = localized(saved.titles[0])
        if back:
            return _("Taken back: %(title)s.", title=title)
        return _("Made again: %(title)s.", title=title)
    count = len(saved.titles)
    if back:
        return _n("Taken back: %(num)s item.", "Taken back: %(num)s items.", count)
    return _n("Made again: %(num)s item.", "Made again: %(num)s items.", count)
