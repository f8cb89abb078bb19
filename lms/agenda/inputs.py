"""What the services of the agenda take, checked with every fault at its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from lms.agenda.enums import ItemKind
from lms.core.errors import FieldError
from lms.core.messages import N_
from lms.core.names import CONTROL_MESSAGE, has_control
from lms.courses.inputs import text_fault, tidy

LONGEST = timedelta(hours=16)
MOST_TRAINERS = 12
MOST_NOTES = 2000
TRACKS = tuple("ABCDEFGH")


@dataclass(frozen=True)
class ItemInput:
    """One agenda item. Times are aware; `track` is empty for everybody, else a syndicate letter."""

    kind: ItemKind
    title: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    track: str = ""
    room_id: UUID | None = None
    trainer_ids: tuple[UUID, ...] = ()
    content: str = ""
    guests: str = ""
    materials: str = ""
    notes: str = ""
    locked: bool = False
    faults: tuple[FieldError, ...] = field(default=(), compare=False)

    def checked(self) -> list[FieldError]:
        """Every fault of the item by itself; places, people and the session are checked later."""
        found = list(self.faults)
        if not self.title.get("en", "").strip():
            message = N_("Write the title in English; it stands in for other languages.")
            found.append(FieldError("title", message))
        fault = text_fault(self.title)
        if fault is not None:
            found.append(FieldError("title", fault))
        if self.ends_at <= self.starts_at:
            found.append(FieldError("ends_at", N_("The end lies before the start.")))
        elif self.ends_at - self.starts_at > LONGEST:
            message = N_("This is longer than the day. Make it shorter or split it.")
            found.append(FieldError("ends_at", message))
        if self.track and self.track not in TRACKS:
            found.append(FieldError("track", N_("Choose a track from the list.")))
        if len(self.trainer_ids) > MOST_TRAINERS:
            message = N_("Name at most %(most)s trainers.", most=MOST_TRAINERS)
            found.append(FieldError("trainers", message))
        for name, most in (("guests", 300), ("materials", MOST_NOTES), ("notes", MOST_NOTES)):
            if has_control(getattr(self, name)):
                found.append(FieldError(name, CONTROL_MESSAGE))
            if len(getattr(self, name)) > most:
                found.append(FieldError(name, N_("Write at most %(most)s signs.", most=most)))
        return found

    def tidy_title(self) -> dict[str, str]:
        """The title in its one stored form."""
        return tidy(self.title)
