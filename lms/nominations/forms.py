"""The form of one nomination. Texts are checked like the cells of a spreadsheet."""

from collections.abc import Mapping

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import _l
from lms.core.names import joined_name
from lms.enrolments.formats import Field
from lms.enrolments.forms import PersonForm
from lms.enrolments.rows import Match
from lms.nominations.inputs import NominationInput
from lms.nominations.models import Nomination
from lms.nominations.queries.known import KnownPerson


class NomineeForm(PersonForm):
    """Whom an agency puts forward; field names are those of the spreadsheet."""

    posting_station = StringField(_l("Place of posting"))
    province = StringField(_l("Province"))
    years_of_practice = StringField(_l("Years of practice"))
    email = StringField(_l("E-mail"))
    mobile = StringField(_l("Mobile number"))
    justification = TextAreaField(_l("Justification"))
    alternate = BooleanField(_l("Alternate"))
    person = RadioField(_l("The same person?"), choices=[], validate_choice=False)

    @property
    def full_name(self) -> str:
        """The name as typed, for a message."""
        return joined_name(self.first_name.data, self.last_name.data)

    def nominee(self) -> NominationInput:
        """What was typed, as the services take it."""
        cells = {
            field: str(self[field.value].data or "").strip()
            for field in Field
            if field.value in self
        }
        return NominationInput(cells, str(self.person.data or ""), bool(self.alternate.data))

    def ask(self, match: Match, words: Mapping[str, str]) -> None:
        """Ask whether it is one of those known. `words`: how each choice is written."""
        keys = [*(str(known.person_id) for known in match.candidates), "new"]
        self.person.choices = [SelectChoice(key, words[key]) for key in keys]

    @classmethod
    def again(cls, known: KnownPerson) -> "NomineeForm":
        """The form with what the agency's record says of somebody."""
        return cls(
            data={
                "first_name": known.first_name,
                "last_name": known.last_name,
                "name_local": known.name_local,
                "name_on_certificate": known.certificate_name,
                "gender": known.gender.value,
                "rank_or_grade": known.rank,
                "designation": known.designation,
                "service_no": known.service_no or "",
                "posting_station": known.posting,
                "person": str(known.person_id),
            }
        )

    @classmethod
    def of(cls, row: Nomination, contact: tuple[str | None, str | None]) -> "NomineeForm":
        """The form with what a nomination says now."""
        return cls(
            data={
                "first_name": row.first_name,
                "last_name": row.last_name,
                "name_local": row.name_local,
                "name_on_certificate": row.certificate_name,
                "gender": row.gender.value,
                "rank_or_grade": row.rank,
                "designation": row.designation,
                "service_no": row.service_no or "",
                "posting_station": row.posting,
                "province": row.province,
                "years_of_practice": "" if row.practice_years is None else str(row.practice_years),
                "nominated_by": row.nominated_by,
                "letter_ref": row.letter_ref,
                "dietary_or_access_needs": row.needs,
                "justification": row.justification,
                "alternate": row.alternate,
                "email": contact[0] or "",
                "mobile": contact[1] or "",
            }
        )

    def keep_contact(self, contact: tuple[str | None, str | None]) -> None:
        """Ask only for an address that is not known: a known one is the person's to change."""
        for name, value in zip(("email", "mobile"), contact, strict=True):
            if value:
                del self[name]
