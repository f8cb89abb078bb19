"""Forms of venues, rooms, closures, prayer times and days off. The rules stand in the services."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.agencies.queries import AgencyName
from lms.agenda.place_inputs import (
    WEEK,
    ClosureInput,
    DayOffInput,
    PrayerInput,
    RoomInput,
    VenueInput,
)
from lms.agenda.queries.days_off import DayOffRow
from lms.agenda.queries.places import PrayerRow
from lms.agenda.rows import RoomRow, VenueRow
from lms.agenda.rules.times import clock_time
from lms.core.i18n import LANGUAGE_NAMES, _, _l, localized
from lms.core.settings import settings

WEEKDAYS = {
    "1": _l("Monday"),
    "2": _l("Tuesday"),
    "3": _l("Wednesday"),
    "4": _l("Thursday"),
    "5": _l("Friday"),
    "6": _l("Saturday"),
    "7": _l("Sunday"),
}
MISSING = _l("Fill this in.")
EVERYBODY, COUNTRY = "all", "country"


class PlaceForm(FlaskForm):  # type: ignore[misc]
    """Base: reads the {language: text} of a field that stands once per language."""

    def texts(self, name: str) -> dict[str, str]:
        """What was typed for `name`, by language."""
        return {code: self[f"{name}_{code}"].data or "" for code in settings().languages}


def venue_form(venue: VenueRow | None = None) -> PlaceForm:
    """The form of a venue, filled from a row."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    fields = {
        **_texts("name", _l("Name (%(language)s)"), required=True),
        **_texts("place", _l("Town (%(language)s)")),
        "country": StringField(_l("Country"), [InputRequired(MISSING)]),
        "subdivision": StringField(_l("Province or state"), [Optional()]),
        "time_zone": SelectField(_l("Time zone"), [InputRequired(MISSING)], choices=zones),
        "opens": TimeField(_l("Opens"), [InputRequired(MISSING)]),
        "closes": TimeField(_l("Closes"), [InputRequired(MISSING)]),
        "weekdays": _weekdays(_l("Open on")),
    }
    here = settings()
    data: dict[str, Any] = {
        "country": here.country,
        "time_zone": here.time_zone,
        "opens": time(8),
        "closes": time(17),
        "weekdays": list("12345"),
    }
    if venue is not None:
        data = {
            **_spread("name", venue.name),
            **_spread("place", venue.place),
            "country": venue.country,
            "subdivision": venue.subdivision,
            "time_zone": venue.zone,
            "opens": clock_time(venue.opens),
            "closes": clock_time(venue.closes),
            "weekdays": list(venue.weekdays),
        }
    return _form("VenueForm", fields, data)


def venue_input(form: PlaceForm) -> VenueInput:
    """What the service takes."""
    return VenueInput(
        name=form.texts("name"),
        place=form.texts("place"),
        country=form.country.data,
        subdivision=form.subdivision.data or "",
        time_zone=form.time_zone.data,
        opens=_minutes(form.opens.data),
        closes=_minutes(form.closes.data),
        weekdays="".join(form.weekdays.data),
    )


def room_form(room: RoomRow | None = None) -> PlaceForm:
    """The form of a room."""
    fields = {
        **_texts("name", _l("Name (%(language)s)"), required=True),
        "capacity": IntegerField(_l("Seats"), [InputRequired(MISSING)]),
        "equipment": StringField(_l("Equipment"), [Optional()]),
    }
    data: dict[str, Any] = {}
    if room is not None:
        data = {"capacity": room.capacity, "equipment": room.equipment}
        data |= _spread("name", room.name)
    return _form("RoomForm", fields, data)


def room_input(form: PlaceForm) -> RoomInput:
    """What the service takes."""
    return RoomInput(form.texts("name"), form.capacity.data, form.equipment.data or "")


def closure_form(rooms: Sequence[RoomRow], venue: VenueRow) -> PlaceForm:
    """The form of a closure: a room or the whole venue."""
    choices = [SelectChoice("", _("The whole venue"))]
    choices += [SelectChoice(str(room.id), localized(room.name)) for room in rooms]
    fields = {
        "room_id": SelectField(_l("What is closed"), [Optional()], choices=choices),
        "first_day": DateField(_l("First day"), [InputRequired(MISSING)]),
        "starts": TimeField(_l("From"), [InputRequired(MISSING)]),
        "last_day": DateField(_l("Last day"), [InputRequired(MISSING)]),
        "ends": TimeField(_l("Until"), [InputRequired(MISSING)]),
        "reason": StringField(_l("Reason"), [Optional()]),
    }
    data = {"starts": clock_time(venue.opens), "ends": clock_time(venue.closes)}
    return _form("ClosureForm", fields, data)


def closure_input(form: PlaceForm) -> ClosureInput:
    """What the service takes."""
    return ClosureInput(
        room_id=UUID(form.room_id.data) if form.room_id.data else None,
        first_day=form.first_day.data,
        starts=form.starts.data,
        last_day=form.last_day.data,
        ends=form.ends.data,
        reason=form.reason.data or "",
    )


def prayer_form(prayer: PrayerRow | None = None) -> PlaceForm:
    """The form of a daily time of prayer."""
    fields = {
        **_texts("name", _l("Name (%(language)s)"), required=True),
        "starts": TimeField(_l("From"), [InputRequired(MISSING)]),
        "ends": TimeField(_l("Until"), [InputRequired(MISSING)]),
        "weekdays": _weekdays(_l("On these days")),
        "first_day": DateField(_l("First day of the season"), [Optional()]),
        "last_day": DateField(_l("Last day of the season"), [Optional()]),
    }
    data: dict[str, Any] = {"weekdays": list(WEEK)}
    if prayer is not None:
        data = {
            **_spread("name", prayer.name),
            "starts": clock_time(prayer.starts),
            "ends": clock_time(prayer.ends),
            "weekdays": list(prayer.weekdays),
            "first_day": prayer.first_day,
            "last_day": prayer.last_day,
        }
    return _form("PrayerForm", fields, data)


def prayer_input(form: PlaceForm) -> PrayerInput:
    """What the service takes."""
    return PrayerInput(
        name=form.texts("name"),
        weekdays="".join(form.weekdays.data),
        starts=_minutes(form.starts.data),
        ends=_minutes(form.ends.data),
        first_day=form.first_day.data,
        last_day=form.last_day.data,
    )


def day_off_form(
    agencies: Sequence[AgencyName], *, general: bool, row: DayOffRow | None = None
) -> PlaceForm:
    """The form of days off; `agencies` are those whose black-out days the actor may set."""
    choices = [SelectChoice(str(one.id), localized(one.name)) for one in agencies]
    if general:
        choices = [
            SelectChoice(EVERYBODY, _("Everybody")),
            SelectChoice(COUNTRY, _("One country")),
            *choices,
        ]
    fields = {
        "whose": RadioField(_l("Whose days"), [InputRequired(MISSING)], choices=choices),
        "country": StringField(_l("Country"), [Optional()]),
        "first_day": DateField(_l("First day"), [InputRequired(MISSING)]),
        "last_day": DateField(_l("Last day"), [InputRequired(MISSING)]),
        **_texts("name", _l("Name (%(language)s)")),
    }
    data: dict[str, Any] = {"whose": choices[0].value if choices else None}
    if row is not None:
        whose = COUNTRY if row.country else EVERYBODY
        data = {
            **_spread("name", row.name),
            "whose": str(row.agency_id) if row.agency_id else whose,
            "country": row.country or "",
            "first_day": row.first_day,
            "last_day": row.last_day,
        }
    return _form("DayOffForm", fields, data)


def day_off_input(form: PlaceForm) -> DayOffInput:
    """What the service takes."""
    whose = form.whose.data
    return DayOffInput(
        first_day=form.first_day.data,
        last_day=form.last_day.data,
        name=form.texts("name"),
        country=(form.country.data or "") if whose == COUNTRY else None,
        agency_id=None if whose in {EVERYBODY, COUNTRY} else UUID(whose),
    )


def _form(name: str, fields: Mapping[str, Any], data: Mapping[str, Any]) -> PlaceForm:
    kind: type[PlaceForm] = type(name, (PlaceForm,), dict(fields))
    return kind(data=dict(data))


def _texts(name: str, label: Any, *, required: bool = False) -> dict[str, Any]:
    """One text field a language; the first is required where the text is."""
    tongues = settings().languages
    return {
        f"{name}_{code}": StringField(
            label % {"language": LANGUAGE_NAMES.get(code, code)},
            [InputRequired(MISSING)] if required and code == tongues[0] else [],
            render_kw={"lang": code, "dir": "auto"},
        )
        for code in tongues
    }


def _spread(name: str, text: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{code}": value for code, value in text.items()}


def _weekdays(label: Any) -> Any:
    return SelectMultipleField(
        label,
        choices=[SelectChoice(key, word) for key, word in WEEKDAYS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
