"""Forms of accounts: shape and field messages only."""

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectField, StringField, TelField
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from lms.core.i18n import LANGUAGE_NAMES, _, _l
from lms.core.settings import Settings

REQUIRED = InputRequired(_l("Fill this in."))
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


class OwnDetailsForm(Form):
    email = EmailField(_l("E-mail address"), [Length(max=254)], render_kw={"autocomplete": "email"})
    mobile = TelField(_l("Mobile number"), [Length(max=32)], render_kw={"autocomplete": "tel"})
    language = SelectField(_l("Language"), [Optional()])

    def offer_languages(self) -> None:
        """Fill the list with what this installation speaks."""
        settings: Settings = current_app.extensions["concord.settings"]
        known = [(code, LANGUAGE_NAMES.get(code, code)) for code in settings.languages]
        self.language.choices = [("", _("As the browser asks")), *known]
