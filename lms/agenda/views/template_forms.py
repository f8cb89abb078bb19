"""Forms of templates: a name in two languages, and a file to take in."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lms.agenda.formats.template_file import MOST_SUMMARY
from lms.agenda.rows import TemplateRow
from lms.core.errors import FieldError, Invalid
from lms.core.i18n import _l

LANGUAGES = ("en", "ur")


class TemplateForm(FlaskForm):  # type: ignore[misc]
    """How a template is called, and what it is for."""

    title_en = StringField(_l("Title, English"), [InputRequired(), Length(max=300)])
    title_ur = StringField(_l("Title, Urdu"), [Optional(), Length(max=300)])
    summary_en = TextAreaField(
        _l("What it is for, English"), [Optional(), Length(max=MOST_SUMMARY)]
    )
    summary_ur = TextAreaField(_l("What it is for, Urdu"), [Optional(), Length(max=MOST_SUMMARY)])

    @property
    def title(self) -> dict[str, str]:
        return {code: self[f"title_{code}"].data or "" for code in LANGUAGES}

    @property
    def summary(self) -> dict[str, str]:
        return {code: self[f"summary_{code}"].data or "" for code in LANGUAGES}


class TemplateFileForm(FlaskForm):  # type: ignore[misc]
    """A template's file."""

    file = FileField(_l("File of a template"), [FileRequired(_l("Choose a YAML file."))])


def template_fields(row: TemplateRow) -> dict[str, Any]:
    """What is there, by the names of the form."""
    return {
        f"{name}_{code}": getattr(row, name).get(code, "")
        for name in ("title", "summary")
        for code in LANGUAGES
    }


def at_english(error: Invalid) -> Invalid:
    """The same faults at the English fields of the form."""
    return Invalid([FieldError(f"{one.field}_en", one.message) for one in error.errors])
