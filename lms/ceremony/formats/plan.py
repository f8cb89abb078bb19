"""The plan of a ceremony as it is kept: items, guests, and the rules of order and hand-over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from lms.ceremony.enums import Handing, ItemKind, Scope, Within
from lms.core.errors import FieldError
from lms.core.messages import N_
from lms.core.names import direction_message, has_direction_control
from lms.core.plainyaml import load

SCHEMA = 1
LIBRARY = Path(__file__).resolve().parents[1] / "library"
TEMPLATES = ("closing", "short", "opening")
MOST_ITEMS = 40
MOST_GUESTS = 60
MOST_SIGNS = 160
LONGEST = 240  # minutes
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Text = dict[str, str]


@dataclass(frozen=True)
class Item:
    """An item of the run sheet: `minutes` long; `guest` is the key of who speaks or leads, else
    `speaker` says it in words."""

    key: str
    kind: ItemKind
    title: Text
    minutes: int
    guest: str = ""
    speaker: Text = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Guest:
    """A guest in the order of rank: `name` may be empty, the office says who it is. `arrives` is a
    clock time at the place; `hands` for who hands certificates over."""

    key: str
    office: Text
    name: Text = field(default_factory=dict)
    organisation: Text = field(default_factory=dict)
    arrives: str = ""
    received_by: str = ""
    hands: bool = False


@dataclass(frozen=True)
class Plan:
    """All of it. `grades`: grade by rank key; `by_agency` and `by_hand`: guest keys by id."""

    title: Text
    items: Sequence[Item] = ()
    guests: Sequence[Guest] = ()
    scope: Scope = Scope.AGENCY
    within: Within = Within.HAND
    alphabet: str = "en"
    grades: Mapping[str, int] = field(default_factory=dict)
    handing: Handing = Handing.TOGETHER
    by_agency: Mapping[str, str] = field(default_factory=dict)
    by_hand: Mapping[str, str] = field(default_factory=dict)
    show_next: bool = False
    photo_seats: int = 9

    @property
    def hands(self) -> list[Guest]:
        """Those who hand over, in their order."""
        return [guest for guest in self.guests if guest.hands]

    def guest(self, key: str) -> Guest | None:
        """The guest of a key; None where there is none."""
        return next((guest for guest in self.guests if guest.key == key), None)

    def item(self, key: str) -> Item | None:
        """The item of a key; None where there is none."""
        return next((item for item in self.items if item.key == key), None)


def dump(plan: Plan) -> dict[str, Any]:
    """The plan as JSON, with its schema number."""
    return {"schema": SCHEMA, **asdict(plan)}


def read(kept: Mapping[str, Any]) -> Plan:
    """The plan that `dump` wrote."""
    body = {name: value for name, value in kept.items() if name != "schema"}
    return Plan(
        **body
        | {
            "items": [_item(item) for item in body["items"]],
            "guests": [Guest(**guest) for guest in body["guests"]],
            "scope": Scope(body["scope"]),
            "within": Within(body["within"]),
            "handing": Handing(body["handing"]),
        }
    )


def _item(kept: Mapping[str, Any]) -> Item:
    return Item(**{**kept, "kind": ItemKind(kept["kind"])})


@cache
def template(name: str) -> Plan:
    """A ready run sheet of the library."""
    raw = load((LIBRARY / f"{name}.yaml").read_text("utf-8"))
    assert isinstance(raw, dict)
    items = [
        Item(f"i{number}", ItemKind(one["kind"]), one["title"], one["minutes"])
        for number, one in enumerate(raw["items"], start=1)
    ]
    return Plan(raw["title"], items)


def new_key(taken: Sequence[str], letter: str) -> str:
    """A key that none of those has."""
    numbers = [int(key[1:]) for key in taken if key[1:].isdigit()]
    return f"{letter}{max(numbers, default=0) + 1}"


def clean_item(item: Item) -> tuple[Item, list[FieldError]]:
    """The item with tidy texts, and what is to be mended."""
    made = replace(
        item, title=_tidy(item.title), speaker=_tidy(item.speaker), note=" ".join(item.note.split())
    )
    errors = _text_faults("title", made.title) + _text_faults("speaker", made.speaker)
    errors += _text_faults("note", {"": made.note})
    if not made.title:
        errors.append(FieldError("title_en", N_("Write what this item is.")))
    if not 1 <= made.minutes <= LONGEST:
        errors.append(FieldError("minutes", N_("Write 1 to %(most)s minutes.", most=LONGEST)))
    return made, errors


def clean_guest(guest: Guest) -> tuple[Guest, list[FieldError]]:
    """The guest with tidy texts, and what is to be mended."""
    made = replace(
        guest,
        office=_tidy(guest.office),
        name=_tidy(guest.name),
        organisation=_tidy(guest.organisation),
        received_by=" ".join(guest.received_by.split()),
        arrives=guest.arrives.strip(),
    )
    errors = [
        fault
        for name in ("office", "name", "organisation")
        for fault in _text_faults(name, getattr(made, name))
    ]
    errors += _text_faults("received_by", {"": made.received_by})
    if not made.office and not made.name:
        errors.append(FieldError("office_en", N_("Write the office, or the name.")))
    if made.arrives and not _CLOCK.fullmatch(made.arrives):
        errors.append(FieldError("arrives", N_("Write the time like 14:30.")))
    return made, errors


def _tidy(text: Mapping[str, str]) -> Text:
    return {language: " ".join(one.split()) for language, one in text.items() if one.strip()}


def _text_faults(field_name: str, text: Mapping[str, str]) -> list[FieldError]:
    errors = []
    for language, one in text.items():
        at = f"{field_name}_{language}" if language else field_name
        hidden = has_direction_control(one)
        if hidden:
            errors.append(FieldError(at, direction_message(hidden)))
        elif len(one) > MOST_SIGNS:
            errors.append(FieldError(at, N_("Write at most %(most)s signs.", most=MOST_SIGNS)))
    return errors
