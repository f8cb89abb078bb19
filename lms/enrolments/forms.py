"""The form of one person on the roll. Texts are checked like the cells of a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from lms.accounts.enums import Gender
from lms.core.i18n import _l, localized
from lms.courses.rows import AgencyRow
from lms.enrolments.formats import Field
from lms.enrolments.rows import EnrolmentDetail, Match, RollEntry
from lms.enrolments.services import EnrolmentInput

GENDERS = [
    SelectChoice(Gender.NOT_SAID.value, _l("Not said")),
    SelectChoice(Gender.FEMALE.value, _l("Female")),
    SelectChoice(Gender.MALE.value, _l("Male")),
    SelectChoice(Gender.OTHER.value, _l("Other")),
]


class PersonForm(FlaskForm):  # type: ignore[misc]
    """What the roll keeps of somebody; field names are those of the spreadsheet."""

    first_name = StringField(_l("First name"), validators=[InputRequired(_l("Write the name."))])
    last_name = StringField(_l("Last name"))
    name_local = StringField(_l("Name in the local script"))
    name_on_certificate = StringField(_l("Name on the certificate"))
    gender = SelectField(
        _l("Gender"), choices=GENDERS, filters=[lambda value: value or Gender.NOT_SAID.value]
    )
    rank_or_grade = StringField(_l("Rank or grade"))
    designation = StringField(_l("Designation"))
    service_no = StringField(_l("Service number"))
    nominated_by = StringField(_l("Nominated by"))
    letter_ref = StringField(_l("Letter reference"))
    dietary_or_access_needs = TextAreaField(_l("Dietary or access needs"))

    def given(self) -> EnrolmentInput:
        """What was typed, as the services take it."""
        cells = {
            field: str(self._fields[field.value].data or "").strip()
            for field in Field
            if field.value in self._fields
        }
        person = self._fields["person"].data if "person" in self._fields else ""
        return EnrolmentInput(cells, str(person or ""))


class AddForm(PersonForm):
    """A new person on the roll."""

    agency = SelectField(_l("Agency"), validators=[InputRequired(_l("Choose the agency."))])
    posting_station = StringField(_l("Place of posting"))
    email = StringField(_l("E-mail"))
    mobile = StringField(_l("Mobile number"))
    replaces = SelectField(_l("Takes the place of"))
    person = RadioField(_l("The same person?"), choices=[], validate_choice=False)

    def offer(self, agencies: Sequence[AgencyRow], entries: Sequence[RollEntry]) -> None:
        """Fill the choices: agencies by precedence, and whose place a substitute may take."""
        self.agency.choices = [SelectChoice("", "")] + [
            SelectChoice(agency.slug, localized(agency.name)) for agency in agencies
        ]
        self.replaces.choices = [SelectChoice("", "")] + [
            SelectChoice(str(entry.id), entry.full_name) for entry in entries
        ]

    def ask(self, match: Match, words: Mapping[str, str]) -> None:
        """Ask whether it is one of those known. `words`: how each choice is written."""
        keys = [str(known.person_id) for known in match.candidates]
        self.person.choices = [SelectChoice(key, words[key]) for key in (*keys, "new")]


class EditForm(PersonForm):
    """Somebody who is on the roll."""

    certificate_name_local = StringField(_l("Name on the certificate, local script"))

    @classmethod
    def of(cls, seen: EnrolmentDetail) -> "EditForm":
        """The form with what the roll says now."""
        entry = seen.entry
        values: dict[str, Any] = {
            "first_name": entry.first_name,
            "last_name": entry.last_name,
            "name_local": entry.name_local,
            "name_on_certificate": entry.certificate_name,
            "certificate_name_local": entry.certificate_name_local,
            "gender": entry.gender.value,
            "rank_or_grade": entry.rank,
            "designation": entry.designation,
            "service_no": entry.service_no or "",
            "nominated_by": seen.nominated_by,
            "letter_ref": seen.letter_ref,
            "dietary_or_access_needs": seen.needs,
        }
        return cls(data=values)


class OwnNameForm(FlaskForm):  # type: ignore[misc]
    """The name on one's own certificate."""

    enrolment = HiddenField()
    certificate_name = StringField(_l("Name in Latin letters"))
    certificate_name_local = StringField(_l("Name in the local script"))


class OwnSpokenForm(FlaskForm):  # type: ignore[misc]
    """How one's own name is said when it is called."""

    enrolment = HiddenField()
    spoken = StringField(_l("As it is said, in Latin letters"))
    spoken_local = StringField(_l("As it is said, in the local script"))
