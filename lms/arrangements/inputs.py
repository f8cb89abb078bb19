"""What the services of arrangements take."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.arrangements.enums import TravelMode


@dataclass(frozen=True)
class StayInput:
    """What somebody tells of the own travel and stay.

    Arrival and departure are as typed, `2026-03-04T09:30` on the clock of the session's place,
    empty where it is not known yet.
    """

    wants_room: bool | None = None
    mode: TravelMode | None = None
    comes_from: str = ""
    arrival: str = ""
    departure: str = ""
    notes: str = ""

    def cells(self) -> dict[str, str]:
        """The same as cells of a form."""
        wish = {True: "yes", False: "no", None: ""}[self.wants_room]
        return {
            "wants_room": wish,
            "mode": self.mode.value if self.mode else "",
            "comes_from": self.comes_from,
            "arrival": self.arrival,
            "departure": self.departure,
            "notes": self.notes,
        }


@dataclass(frozen=True)
class RateInput:
    """A rate as typed: sums like `2,500.00`."""

    name: Mapping[str, str]
    currency: str
    daily: str
    journey: str


@dataclass(frozen=True)
class LodgingInput:
    """Rooms to sleep in, as typed. Several labels, with commas between, make several rooms."""

    house: str
    labels: str
    beds: str
    gender: str
