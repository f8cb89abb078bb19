"""Forms of agencies. A name stands in every language of the installation."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from lms.core.i18n import LANGUAGE_NAMES, _, _l
from lms.core.settings import Settings


class Form(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """Base of this room's forms: reads and writes the {language: text} of its fields."""

    def texts(self, field: str) -> dict[str, str]:
        """What was typed for `field`, by language."""
        return {code: getattr(self, f"{field}_{code}").data or "" for code in languages()}


def agency_form(agency: Any = None) -> Form:
    """The form of an agency, filled from a row that has name, short_name and country."""
    settings: Settings = current_app.extensions["concord.settings"]
    country = StringField(
        _l("Country"),
        [InputRequired(_l("Fill this in.")), Length(max=2)],
        default=settings.country,
    )
    fields = {
        **_per_language("name", _("Name (%(language)s)"), required=True),
        **_per_language("short_name", _("Short name (%(language)s)")),
        "country": country,
    }
    data = None
    if agency is not None:
        data = {"country": agency.country}
        data |= _data("name", agency.name) | _data("short_name", agency.short_name)
    return _form("AgencyForm", fields, data)


def unit_form(unit: Any = None) -> Form:
    """The form of a unit, filled from a row that has a name."""
    fields = _per_language("name", _("Name (%(language)s)"), required=True)
    return _form("UnitForm", fields, _data("name", unit.name) if unit is not None else None)


def languages() -> tuple[str, ...]:
    """The languages of this installation."""
    settings: Settings = current_app.extensions["concord.settings"]
    return settings.languages


def _form(name: str, fields: Mapping[str, Any], data: Mapping[str, Any] | None) -> Form:
    kind: type[Form] = type(name, (Form,), dict(fields))
    return kind(data=data)


def _per_language(field: str, label: str, *, required: bool = False) -> dict[str, Any]:
    """One text field a language; the first is required where the text is."""
    return {
        f"{field}_{code}": StringField(
            label % {"language": LANGUAGE_NAMES.get(code, code)},
            [InputRequired(_("Fill this in."))] if required and code == languages()[0] else [],
            render_kw={"lang": code, "dir": "auto"},
        )
        for code in languages()
    }


def _data(field: str, text: Mapping[str, str]) -> dict[str, Any]:
    return {f"{field}_{code}": value for code, value in text.items()}
