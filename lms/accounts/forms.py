"""Forms of accounts: shape and field messages only."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    EmailField,
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
)
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from lms.accounts.enums import AppointmentRole, Gender
from lms.core.i18n import LANGUAGE_NAMES, _, _l, localized
from lms.core.settings import Settings

REQUIRED = InputRequired(_l("Fill this in."))
AUTO = {"dir": "auto"}
NAME_KEYS = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class Form(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """Base of this room's forms."""


class SignInForm(Form):
    login = StringField(
        _l("E-mail address or user name"), [REQUIRED, Length(max=254)], render_kw=NAME_KEYS
    )
    password = PasswordField(
        _l("Password"), [REQUIRED, Length(max=400)], render_kw={"autocomplete": "current-password"}
    )


class CodeForm(Form):
    username = StringField(_l("User name"), [REQUIRED, Length(max=254)], render_kw=NAME_KEYS)
    code = StringField(
        _l("Code on the slip"),
        [REQUIRED, Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters"},
    )


class ResetForm(Form):
    login = StringField(
        _l("E-mail address or user name"), [REQUIRED, Length(max=254)], render_kw=NAME_KEYS
    )


class NewPasswordForm(Form):
    password = PasswordField(
        _l("New password"),
        [REQUIRED, Length(max=400)],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("New password once more"),
        [REQUIRED, EqualTo("password", _l("Type the same password twice."))],
        render_kw={"autocomplete": "new-password"},
    )


class OwnPasswordForm(NewPasswordForm):
    """For who is signed in; the old password is asked unless a slip was used just now."""

    present = PasswordField(
        _l("Present password"), [Length(max=400)], render_kw={"autocomplete": "current-password"}
    )


class FormWithLanguage(Form):
    """A form with a list of the languages that this installation speaks."""

    language: Any

    def offer_languages(self) -> None:
        """Fill the list."""
        settings: Settings = current_app.extensions["concord.settings"]
        known = [SelectChoice(code, LANGUAGE_NAMES.get(code, code)) for code in settings.languages]
        self.language.choices = [SelectChoice("", _("As the browser asks")), *known]


class OwnDetailsForm(FormWithLanguage):
    email = EmailField(_l("E-mail address"), [Length(max=254)], render_kw={"autocomplete": "email"})
    mobile = TelField(_l("Mobile number"), [Length(max=32)], render_kw={"autocomplete": "tel"})
    language = SelectField(_l("Language"), [Optional()])


class PersonForm(FormWithLanguage):
    first_name = StringField(_l("First name"), [REQUIRED, Length(max=240)], render_kw=AUTO)
    last_name = StringField(_l("Last name"), [Length(max=240)], render_kw=AUTO)
    name_local = StringField(_l("Name in local script"), [Length(max=240)], render_kw=AUTO)
    certificate_name = StringField(_l("Name on certificates"), [Length(max=240)], render_kw=AUTO)
    gender = SelectField(
        _l("Gender"),
        choices=[
            SelectChoice(Gender.NOT_SAID.value, _l("Not said")),
            SelectChoice(Gender.FEMALE.value, _l("Female")),
            SelectChoice(Gender.MALE.value, _l("Male")),
            SelectChoice(Gender.OTHER.value, _l("Other")),
        ],
    )
    email = EmailField(_l("E-mail address"), [Length(max=254)])
    mobile = TelField(_l("Mobile number"), [Length(max=32)])
    language = SelectField(_l("Language"), [Optional()])


class ServiceForm(Form):
    """What a membership says; `offer` fills the lists."""

    agency_id = SelectField(_l("Agency"), [Optional()])
    unit_id = SelectField(_l("Unit"), [Optional()])
    service_no = StringField(_l("Service number"), [Length(max=40)])
    rank = StringField(_l("Rank or grade"), [Length(max=80)], render_kw=AUTO)
    designation = StringField(_l("Designation"), [Length(max=120)], render_kw=AUTO)
    posting = StringField(_l("Place of posting"), [Length(max=120)], render_kw=AUTO)
    starts_on = DateField(_l("From the day"), [Optional()])

    def offer(self, agencies: Sequence[Any], units: Sequence[Any]) -> None:
        """Fill the lists of agencies and units from rows with id and name."""
        self.agency_id.choices = [SelectChoice("", _("No agency")), *_choices(agencies)]
        self.unit_id.choices = [SelectChoice("", _("No unit")), *_choices(units)]


class NewPersonForm(PersonForm):
    """A person with the present service."""

    agency_id = SelectField(_l("Agency"), [Optional()])
    service_no = StringField(_l("Service number"), [Length(max=40)])
    rank = StringField(_l("Rank or grade"), [Length(max=80)], render_kw=AUTO)
    designation = StringField(_l("Designation"), [Length(max=120)], render_kw=AUTO)

    def offer(self, agencies: Sequence[Any]) -> None:
        """Fill the list of agencies from rows with id and name."""
        self.agency_id.choices = [SelectChoice("", _("No agency")), *_choices(agencies)]


class AppointmentForm(Form):
    role = SelectField(
        _l("Role"),
        choices=[
            SelectChoice(AppointmentRole.FOCAL_POINT.value, _l("Focal point")),
            SelectChoice(AppointmentRole.ADMINISTRATOR.value, _l("Administrator")),
        ],
    )
    agency_id = SelectField(_l("Agency of the focal point"), [Optional()])
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day"), [Optional()])

    def offer(self, agencies: Sequence[Any]) -> None:
        """Fill the list of agencies from rows with id and name."""
        self.agency_id.choices = [SelectChoice("", _("None")), *_choices(agencies)]


def _choices(rows: Sequence[Any]) -> list[SelectChoice]:
    return [SelectChoice(str(row.id), localized(row.name)) for row in rows]
