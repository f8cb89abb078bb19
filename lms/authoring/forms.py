"""Forms of authoring that are not made from the fields of a file."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from lms.core.i18n import _l

_SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"


class NewCourseForm(FlaskForm):  # type: ignore[misc]
    """What a new course needs before it can be written."""

    title_en = StringField(_l("Title, English"), validators=[InputRequired(), Length(max=300)])
    title_ur = StringField(_l("Title, Urdu"), validators=[Optional(), Length(max=300)])
    slug = StringField(
        _l("Short name in addresses"),
        validators=[
            InputRequired(),
            Regexp(_SLUG, message=_l("Use small Latin letters, digits and hyphens.")),
        ],
    )
    languages = StringField(
        _l("Languages"),
        default="en ur",
        validators=[
            InputRequired(),
            Regexp(
                r"^en(?:[ ,]+[a-z]{2,3}){0,11}\s*$",
                message=_l("Write codes with blanks between them, English first: en ur."),
            ),
        ],
    )
    summary = TextAreaField(
        _l("What the course is about"), validators=[InputRequired(), Length(max=4000)]
    )
    aim = StringField(_l("First aim"), validators=[InputRequired(), Length(max=1000)])
    module = StringField(
        _l("Title of the first module"), validators=[InputRequired(), Length(max=200)]
    )
    lesson = StringField(
        _l("Title of the first lesson"), validators=[InputRequired(), Length(max=200)]
    )

    def facts(self) -> dict[str, Any]:
        """The facts of the course as its file has them."""
        codes = list(dict.fromkeys(self.languages.data.replace(",", " ").split()))
        title = {"en": self.title_en.data.strip()}
        if (self.title_ur.data or "").strip() and "ur" in codes:
            title["ur"] = self.title_ur.data.strip()
        return {
            "slug": self.slug.data,
            "languages": codes,
            "title": title,
            "summary": {"en": self.summary.data.strip().replace("\r\n", "\n")},
        }


class PackageForm(FlaskForm):  # type: ignore[misc]
    """A course package that becomes a draft."""

    package = FileField(_l("Course package"), validators=[FileRequired(_l("Choose a zip file."))])


class PublishForm(FlaskForm):  # type: ignore[misc]
    """Under which version a draft is published."""

    version = StringField(_l("Version"), validators=[InputRequired(), Length(max=20)])


class MediaForm(FlaskForm):  # type: ignore[misc]
    """A figure or film to put into the draft."""

    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])


class QuestionsForm(FlaskForm):  # type: ignore[misc]
    """A file of questions from another system."""

    file = FileField(_l("File of questions"), validators=[FileRequired(_l("Choose a file."))])
