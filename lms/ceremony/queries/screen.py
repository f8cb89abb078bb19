"""What screen and phone keep to go on without a network: the list, the items, the events."""

import hashlib
import json
from typing import Any

from lms.ceremony.formats.plan import Guest
from lms.ceremony.rows import Called, CallList
from lms.ceremony.rules.marks import Happened
from lms.ceremony.rules.saying import syllables
from lms.core.i18n import pick


def screen_data(seen: CallList, language: str) -> dict[str, Any]:
    """The whole of it as JSON. `list` is the hash of people, items and choices: while it is the
    same, only events need to be asked for."""
    shown: dict[str, Any] = {
        "people": [_person(one, seen, language) for one in seen.called],
        "items": [
            {"key": item.key, "title": item.title, "kind": item.kind, "minutes": item.minutes}
            for item in seen.plan.items
        ],
        "show_next": seen.plan.show_next,
    }
    digest = hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]
    return {
        "id": str(seen.ceremony_id),
        "list": digest,
        **shown,
        "events": [event_data(event) for event in seen.events],
    }


def event_data(event: Happened) -> dict[str, Any]:
    """One event as the browser keeps it."""
    return {
        "uuid": str(event.uuid),
        "sequence": event.sequence,
        "kind": event.kind,
        "payload": event.payload,
        "client_at": event.at.isoformat(),
    }


def _person(one: Called, seen: CallList, language: str) -> dict[str, Any]:
    return {
        "id": str(one.enrolment_id),
        "number": one.number,
        "name": one.name,
        "local": one.local,
        "rank": one.rank,
        "rank_local": one.rank_local,
        "agency": pick(one.agency, "en"),
        "agency_local": one.agency.get("ur", ""),
        "short": pick(one.short, language),
        "serial": one.serial,
        "kind": one.kind,
        "said": one.spoken or syllables(one.name),
        "said_local": one.spoken_local,
        "hands": hands_words(one, seen, language),
        "printed": one.printed,
    }


def hands_words(one: Called, seen: CallList, language: str) -> str:
    """Who hands over to somebody, in words."""
    guests = [guest for key in one.hands if (guest := seen.plan.guest(key))]
    between = "، " if language == "ur" else ", "
    return between.join(guest_words(guest, language) for guest in guests)


def guest_words(guest: Guest, language: str) -> str:
    """A guest as announced: the name where it is known, and the office."""
    between = "، " if language == "ur" else ", "
    parts = [pick(guest.name, language), pick(guest.office, language)]
    return between.join(part for part in parts if part)
