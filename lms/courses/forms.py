"""Forms of course sessions: shape and field names; the rules stand in the services."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from lms.core.i18n import _l
from lms.courses.inputs import CompletionRule, SessionFacts

LANGUAGES = ("en", "ur")
TEXTS = ("title", "venue", "place", "host_name", "organised_by", "donor", "project")


class FactsForm(FlaskForm):  # type: ignore[misc]
    """The facts of a session; each text once per language."""

    course_id = SelectField(_l("Course"), coerce=str, validators=[InputRequired()])
    slug = StringField(_l("Short name in addresses"), validators=[InputRequired(), Length(max=80)])
    code = StringField(_l("Session code"), validators=[InputRequired(), Length(max=40)])
    title_en = StringField(_l("Title, English"), validators=[InputRequired(), Length(max=300)])
    title_ur = StringField(_l("Title, Urdu"), validators=[Optional(), Length(max=300)])
    starts_on = DateField(_l("First day"), validators=[InputRequired()])
    ends_on = DateField(_l("Last day"), validators=[InputRequired()])
    time_zone = SelectField(_l("Time zone of the venue"), validators=[InputRequired()])
    capacity = IntegerField(_l("Seats"), validators=[InputRequired()])
    venue_en = StringField(_l("Venue, English"), validators=[Optional(), Length(max=300)])
    venue_ur = StringField(_l("Venue, Urdu"), validators=[Optional(), Length(max=300)])
    place_en = StringField(_l("Town, English"), validators=[Optional(), Length(max=300)])
    place_ur = StringField(_l("Town, Urdu"), validators=[Optional(), Length(max=300)])
    host_name_en = StringField(_l("Host, English"), validators=[Optional(), Length(max=300)])
    host_name_ur = StringField(_l("Host, Urdu"), validators=[Optional(), Length(max=300)])
    organised_by_en = StringField(
        _l("Organised by, English"), validators=[Optional(), Length(max=300)]
    )
    organised_by_ur = StringField(
        _l("Organised by, Urdu"), validators=[Optional(), Length(max=300)]
    )
    donor_en = StringField(_l("Donor, English"), validators=[Optional(), Length(max=300)])
    donor_ur = StringField(_l("Donor, Urdu"), validators=[Optional(), Length(max=300)])
    project_en = StringField(_l("Project, English"), validators=[Optional(), Length(max=300)])
    project_ur = StringField(_l("Project, Urdu"), validators=[Optional(), Length(max=300)])
    names_visible = BooleanField(_l("Participants see the names of the others"))

    def offer(self, courses: Iterable[tuple[str, str]]) -> None:
        """Fill the menus: courses as (id, title), and all time zones."""
        self.course_id.choices = list(courses)
        self.time_zone.choices = sorted(zone for zone in available_timezones() if "/" in zone)

    def facts(self) -> dict[str, Any]:
        """The typed values as `SessionFacts` takes them, except the course's id."""
        values: dict[str, Any] = {
            name: {code: self[f"{name}_{code}"].data or "" for code in LANGUAGES} for name in TEXTS
        }
        for name in ("slug", "code", "starts_on", "ends_on", "time_zone", "capacity"):
            values[name] = self[name].data
        values["names_visible"] = bool(self.names_visible.data)
        return values


def facts_as_fields(facts: SessionFacts) -> dict[str, Any]:
    """What is there, by the names of the form."""
    values: dict[str, Any] = {
        f"{name}_{code}": getattr(facts, name).get(code, "") for name in TEXTS for code in LANGUAGES
    }
    plain = ("slug", "code", "starts_on", "ends_on", "time_zone", "capacity", "names_visible")
    return (
        values
        | {name: getattr(facts, name) for name in plain}
        | {"course_id": str(facts.course_id)}
    )


def field_name(name: str) -> str:
    """The form's field for a field of the service: a text's fault stands at its English field."""
    return f"{name}_en" if name in TEXTS else name


class RuleForm(FlaskForm):  # type: ignore[misc]
    """The completion rule, in percent."""

    attendance_percent = IntegerField(
        _l("Attendance for completion, in percent"), validators=[InputRequired()]
    )
    modules_percent = IntegerField(_l("Modules done, in percent"), validators=[InputRequired()])
    post_test_percent = IntegerField(_l("Mark in the post-test, in percent"), [Optional()])
    exercises_percent = IntegerField(_l("Exercises done, in percent"), validators=[InputRequired()])
    participation_percent = IntegerField(
        _l("Attendance for participation, in percent"), validators=[InputRequired()]
    )

    def rule(self) -> CompletionRule:
        """The typed rule."""
        names: Mapping[str, Any] = CompletionRule.__dataclass_fields__
        return CompletionRule(**{name: self[name].data for name in names})


class ImportForm(FlaskForm):  # type: ignore[misc]
    """A course package to take in."""

    package = FileField(_l("Course package"), validators=[FileRequired(_l("Choose a zip file."))])
