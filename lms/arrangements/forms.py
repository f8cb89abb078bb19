"""Forms of arrangements, and cells of tables as they were sent."""

import re
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from lms.accounts.enums import Gender
from lms.arrangements.enums import TravelMode
from lms.arrangements.inputs import LodgingInput, RateInput, StayInput
from lms.arrangements.rows import LodgingRow, RateRow
from lms.arrangements.rules import money
from lms.core.i18n import LANGUAGE_NAMES, _, _l
from lms.core.settings import Settings

_CELL = re.compile(r"([0-9a-f-]{36})-(\w+)")
_MUST = [InputRequired(_l("Fill this in."))]


def stay_input(form: Mapping[str, str]) -> StayInput:
    """What somebody typed in the fields of `arrangements/_own_fields.html`."""
    mode = form.get("mode", "")
    return StayInput(
        wants_room={"yes": True, "no": False}.get(form.get("wants_room", "")),
        mode=TravelMode(mode) if mode in set(TravelMode) else None,
        comes_from=form.get("comes_from", ""),
        arrival=form.get("arrival", ""),
        departure=form.get("departure", ""),
        notes=form.get("notes", ""),
    )


def cells_by_person(form: Mapping[str, str], names: Collection[str]) -> dict[UUID, dict[str, str]]:
    """The cells of a table by enrolment, from fields called `<enrolment id>-<cell>`."""
    found: dict[UUID, dict[str, str]] = {}
    for field, text in form.items():
        match = _CELL.fullmatch(field)
        if match is None or match[2] not in names:
            continue
        try:
            key = UUID(match[1])
        except ValueError:
            continue
        found.setdefault(key, {})[match[2]] = text
    return found


class RateForm(FlaskForm):  # type: ignore[misc]
    """An allowance; its name stands in each language of the installation."""

    currency = StringField(
        _l("Currency"), _MUST, description=_l("Three letters, such as PKR, USD or EUR.")
    )
    daily = StringField(_l("For each day"), description=_l("Like 2,500 or 2,500.00."))
    journey = StringField(_l("For the journey, there and back"))

    def given(self) -> RateInput:
        """What was typed."""
        name = {one: str(self._fields[f"name_{one}"].data or "") for one in _languages()}
        return RateInput(
            name, self.currency.data or "", self.daily.data or "", self.journey.data or ""
        )


def rate_form(rate: RateRow | None = None) -> RateForm:
    """The form of an allowance, filled from one that is there."""
    names = {
        f"name_{one}": StringField(
            _("Name (%(language)s)", language=LANGUAGE_NAMES.get(one, one)),
            _MUST if one == _languages()[0] else [],
            render_kw={"lang": one, "dir": "auto"},
        )
        for one in _languages()
    }
    kind: type[RateForm] = type("RateForm", (RateForm,), dict(names))
    if rate is None:
        return kind()
    data: dict[str, Any] = {f"name_{one}": text for one, text in rate.name.items()}
    data["currency"] = rate.currency
    data["daily"] = money.typed(rate.daily_minor, rate.currency)
    data["journey"] = money.typed(rate.journey_minor, rate.currency)
    return kind(data=data)


class LodgingForm(FlaskForm):  # type: ignore[misc]
    """Rooms to sleep in."""

    house = StringField(_l("House"), description=_l("Such as the name of the hostel."))
    labels = TextAreaField(_l("Numbers or names of the rooms"), _MUST)
    beds = StringField(_l("Beds in each"), _MUST, render_kw={"inputmode": "numeric"})
    gender = SelectField(
        _l("Kept for"),
        choices=[
            SelectChoice("", _l("women or men, never both")),
            SelectChoice(Gender.FEMALE.value, _l("women")),
            SelectChoice(Gender.MALE.value, _l("men")),
        ],
    )

    @classmethod
    def of(cls, room: LodgingRow) -> "LodgingForm":
        """The form of a room that is there."""
        return cls(
            data={
                "house": room.house,
                "labels": room.label,
                "beds": room.beds,
                "gender": room.gender.value if room.gender else "",
            }
        )

    def given(self) -> LodgingInput:
        """What was typed."""
        return LodgingInput(
            self.house.data or "",
            self.labels.data or "",
            str(self.beds.data or ""),
            self.gender.data or "",
        )


def _languages() -> tuple[str, ...]:
    settings: Settings = current_app.extensions["concord.settings"]
    return settings.languages
