"""The form of a plan for nominations: shape and field names; rules stand in the service."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.core.i18n import _, _l

LANGUAGES = ("en", "ur")
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


class MomentField(DateTimeLocalField):  # type: ignore[misc]
    """Day and time; what cannot be read is answered in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write day and time, such as 2026-12-08 17:00.")) from error


class PlanForm(FlaskForm):  # type: ignore[misc]
    """Times are of the session's zone."""

    open = BooleanField(_l("Agencies may nominate"))
    closes_at = MomentField(_l("Nominations end"), validators=[Optional()], format=FORMATS)
    answer_by = MomentField(
        _l("Approved people answer until"), validators=[Optional()], format=FORMATS
    )
    needs_letter = BooleanField(_l("A nomination letter belongs to each name"))
    needs_answer = BooleanField(_l("Approved people confirm that they come"))
    flow = RadioField(_l("Seats without a name, when nominations have ended"))
    flow_agencies = SelectMultipleField(
        _l("Agencies that get them"),
        validators=[Optional()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    asked_for_en = TextAreaField(_l("Who is looked for, English"), [Length(max=2000)])
    asked_for_ur = TextAreaField(_l("Who is looked for, Urdu"), [Length(max=2000)])
    travel_notes_en = TextAreaField(_l("Visa and travel, English"), [Length(max=2000)])
    travel_notes_ur = TextAreaField(_l("Visa and travel, Urdu"), [Length(max=2000)])
