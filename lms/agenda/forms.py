"""Forms of the agenda: shape and field names; the rules stand in the services."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.agenda.enums import ItemKind
from lms.agenda.inputs import MOST_NOTES, TRACKS, ItemInput
from lms.agenda.rows import ItemRow
from lms.agenda.rules.times import QUARTER, local_moment
from lms.core.errors import FieldError
from lms.core.i18n import _l, day, native_digits
from lms.core.messages import Message

LANGUAGES = ("en", "ur")
MIDNIGHT = 24 * 60
USUAL_TRACKS = 3
WRITTEN = {"title": "title_en"}  # a fault of the service stands at another field of the form


class ItemForm(FlaskForm):  # type: ignore[misc]
    """One agenda item. Times are of the session's clock, in quarter-hours."""

    kind = SelectField(_l("Kind"), validators=[InputRequired()])
    content = SelectField(_l("From the course"), validators=[Optional()])
    title_en = StringField(_l("Title, English"), validators=[Optional(), Length(max=300)])
    title_ur = StringField(_l("Title, Urdu"), validators=[Optional(), Length(max=300)])
    day = SelectField(_l("Day"), validators=[InputRequired()])
    starts_at = SelectField(_l("Starts"), validators=[InputRequired()])
    ends_at = SelectField(_l("Ends"), validators=[InputRequired()])
    track = SelectField(_l("For whom"), validators=[Optional()])
    room_id = SelectField(_l("Room"), validators=[Optional()])
    trainers = SelectMultipleField(
        _l("Trainers"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    guests = StringField(_l("Guests"), validators=[Optional(), Length(max=300)])
    materials = TextAreaField(_l("What to bring"), validators=[Optional(), Length(max=MOST_NOTES)])
    notes = TextAreaField(_l("Notes of the staff"), validators=[Optional(), Length(max=MOST_NOTES)])
    locked = BooleanField(_l("Locked: stays where it is"))
    revision = HiddenField()
    new_id = HiddenField()  # of an item to be added, so that adding twice adds once

    def offer(
        self,
        *,
        kinds: Mapping[ItemKind, Any],
        days: Iterable[date],
        rooms: Iterable[tuple[UUID, str]],
        trainers: Iterable[tuple[UUID, str]],
        content: Iterable[tuple[str, str]],
        tracks: Mapping[str, str],
        nothing: str,
    ) -> None:
        """Fill the menus. `nothing` is the word for no room and no content."""
        self.kind.choices = [(kind.value, word) for kind, word in kinds.items()]
        self.day.choices = [(one.isoformat(), day(one, "EEE d MMMM")) for one in days]
        self.starts_at.choices = quarters(self.starts_at.data, MIDNIGHT - QUARTER)
        self.ends_at.choices = quarters(self.ends_at.data, MIDNIGHT)[1:]
        self.room_id.choices = [("", nothing), *((str(key), name) for key, name in rooms)]
        self.trainers.choices = [(str(key), name) for key, name in trainers]
        self.content.choices = [("", nothing), *content]
        self.track.choices = list(tracks.items())

    def item(self, zone: str, titles: Mapping[str, Mapping[str, str]]) -> ItemInput:
        """What was typed. `titles` are those of the course, taken where no title was typed."""
        starts, ends, faults = self._times(zone)
        title = {code: (self[f"title_{code}"].data or "").strip() for code in LANGUAGES}
        if not any(title.values()):
            title = dict(titles.get(self.content.data or "", title))
        return ItemInput(
            kind=ItemKind(self.kind.data),
            title=title,
            starts_at=starts,
            ends_at=ends,
            track=self.track.data or "",
            room_id=UUID(self.room_id.data) if self.room_id.data else None,
            trainer_ids=tuple(UUID(one) for one in self.trainers.data or ()),
            content=self.content.data or "",
            guests=self.guests.data or "",
            materials=self.materials.data or "",
            notes=self.notes.data or "",
            locked=bool(self.locked.data),
            faults=tuple(faults),
        )

    def _times(self, zone: str) -> tuple[datetime, datetime, list[FieldError]]:
        """Both moments; where a time cannot be meant, a fault and a moment that stands in."""
        on = date.fromisoformat(self.day.data)
        moments, faults = [], []
        for name in ("starts_at", "ends_at"):
            moment = moment_of(on, minutes_of_text(self[name].data), zone)
            if isinstance(moment, Message):
                faults.append(FieldError(name, moment))
                naive = datetime.combine(on, time()) + minutes(self[name].data)
                moment = naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
            moments.append(moment)
        if faults:  # the faults at the fields say enough; the order of the two is not asked
            return moments[0], max(moments[1], moments[0] + minutes("00:15")), faults
        return moments[0], moments[1], faults


def moment_of(on: date, at: int, zone: str) -> datetime | Message:
    """The moment of `at` minutes after midnight at a place; 24:00 is the next day's midnight."""
    if at >= MIDNIGHT:
        on, at = on + timedelta(days=1), at - MIDNIGHT
    return local_moment(on, time(*divmod(at, 60)), zone)


def minutes_of_text(text: str) -> int:
    """Minutes from midnight of `09:30`."""
    hours, rest = text.split(":")
    return int(hours) * 60 + int(rest)


def minutes(text: str) -> timedelta:
    """The length from midnight to `09:30`."""
    return timedelta(minutes=minutes_of_text(text))


def clock_text(at: int) -> str:
    """`09:30` of minutes from midnight."""
    return f"{at // 60:02d}:{at % 60:02d}"


def quarters(present: str | None, last: int) -> list[tuple[str, str]]:
    """The quarter-hours of a day as choices, with the present time where it is none of them."""
    values = {clock_text(at) for at in range(0, last + 1, QUARTER)}
    if present and _is_clock(present, last):
        values.add(present)
    return [(one, native_digits(one)) for one in sorted(values)]


def _is_clock(text: str, last: int) -> bool:
    try:
        return text == clock_text(minutes_of_text(text)) and 0 <= minutes_of_text(text) <= last
    except ValueError:
        return False


def tracks_to_offer(items: Sequence[ItemRow], tables: Iterable[str] = ()) -> list[str]:
    """The empty track, then the letters of the tables; where there are none, the first few
    letters, those in use and the next one."""
    used = {item.track for item in items if item.track}
    known = set(tables) & set(TRACKS)
    if known:
        return ["", *(one for one in TRACKS if one in known | used)]
    last = max((TRACKS.index(one) + 1 for one in used if one in TRACKS), default=0)
    return ["", *TRACKS[: max(USUAL_TRACKS, last + 1)]]


def item_as_fields(item: ItemRow, zone: str) -> dict[str, Any]:
    """What an item has, by the names of the form."""
    place = ZoneInfo(zone)
    starts, ends = item.starts_at.astimezone(place), item.ends_at.astimezone(place)
    midnight = ends.date() > starts.date() and ends.time() == time()
    until = "24:00" if midnight else f"{ends:%H:%M}"
    return {
        "kind": item.kind.value,
        "content": item.content,
        "title_en": item.title.get("en", ""),
        "title_ur": item.title.get("ur", ""),
        "day": starts.date().isoformat(),
        "starts_at": f"{starts:%H:%M}",
        "ends_at": until,
        "track": item.track,
        "room_id": str(item.room_id or ""),
        "trainers": [str(one) for one in item.trainer_ids],
        "guests": item.guests,
        "materials": item.materials,
        "notes": item.notes,
        "locked": item.locked,
    }


class ReleaseForm(FlaskForm):  # type: ignore[misc]
    """A word with a release, and the draft that its writer has read."""

    note = TextAreaField(_l("A word with it"), validators=[Optional()])
    revision = HiddenField()
