"""A form speaks of fields; the same fault in a spreadsheet speaks of cells and rows."""

import uuid

from lms.core.errors import FieldError, Invalid
from lms.core.spreadsheet import read_table
from lms.enrolments.formats import AgencyChoice, OnRoll, check_draft, read_draft
from lms.enrolments.formats.alone import _ALONE, in_form

FORCE = AgencyChoice(uuid.UUID(int=3), ("Anti Narcotics Force", "ANF"), "anf")


def said(row: str, *known: OnRoll) -> list[tuple[str, str]]:
    head = "name_on_certificate,agency,gender,email,mobile,service_no"
    draft = read_draft(read_table(f"{head}\n{row}\n".encode(), name="roll.csv"))
    faults = check_draft(draft, agencies=[FORCE], on_roll=known).faults
    error = Invalid([FieldError(one.field.value, one.message) for one in faults])
    return [(one.field, one.message.english()) for one in in_form(error).errors]


def test_faults_of_a_form_speak_of_fields() -> None:
    faults = said("A B,ANF,?,x,y,1e+9") + said(",ANF,,,,")
    fields = [field for field, _text in faults]
    assert sorted(fields[:-1]) == ["email", "gender", "mobile", "service_no"]
    assert fields[-1] == "first_name"
    assert all(" cell" not in text and " row" not in text for _field, text in faults)
    assert "leave the field empty" in dict(faults)["email"]


def test_who_is_named_already_stands_at_the_name_not_at_that_of_the_certificate() -> None:
    named = OnRoll(FORCE.id, "A B", None, nominated=True)
    [(field, text)] = said("A B,ANF,,,,", named)
    assert field == "first_name"
    assert text.startswith("A B is nominated already. If this is somebody else")


def test_a_form_says_no_word_of_cells() -> None:
    assert all(" cell" not in one.text and " row" not in one.text for one in _ALONE.values())
