"""What people type into the form of a nomination."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.enrolments.formats import Column, DraftRow, Field, RollDraft


@dataclass(frozen=True)
class NominationInput:
    """One person as typed; texts are checked like the cells of a spreadsheet.

    `person` answers "the same person?": a known person's id, "new", or "" for not answered.
    """

    cells: Mapping[Field, str]
    person: str = ""
    alternate: bool = False

    def draft(self) -> RollDraft:
        """The form as a draft of one row, without an agency: that is the side's own."""
        columns = tuple(
            Column(place, field.value, field)
            for place, field in enumerate(Field)
            if field is not Field.AGENCY
        )
        return RollDraft(columns, (DraftRow(1, dict(self.cells), person=self.person),))
