"""What is wrong with one person typed into a form: cells are fields there, and there is no row."""

from __future__ import annotations

from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_, Message
from lms.enrolments.formats.columns import Field

# From the message of a spreadsheet to that of a form, with the same values.
_ALONE: dict[str, Message] = {
    "“%(typed)s” is not understood. Write female, male or other, or leave the cell empty.": N_(
        "“%(typed)s” is not understood. Choose female, male or other, or leave the field empty."
    ),
    "“%(typed)s” is no e-mail address. Write it as name@example.org, or leave the cell empty.": N_(
        "“%(typed)s” is no e-mail address. Write it as name@example.org, or leave the field empty."
    ),
    "“%(typed)s” is no telephone number. Write it like +92 300 1234567, or leave the cell "
    "empty.": N_(
        "“%(typed)s” is no telephone number. Write it like +92 300 1234567, or leave the field "
        "empty."
    ),
    "“%(typed)s” is no number of years. Write whole years, such as 4, or leave the cell empty.": N_(
        "“%(typed)s” is no number of years. Write whole years, such as 4, or leave the field empty."
    ),
    "The program has shortened the number to %(typed)s. Set the column to “Text” and type "
    "the number again.": N_(
        "A program has shortened the number to %(typed)s. Write it with all its digits."
    ),
    "The program has shortened the telephone number to %(typed)s. Set the column to “Text” and "
    "type the number again.": N_(
        "A program has shortened the telephone number to %(typed)s. Write it with all its digits."
    ),
    "The name is missing. Write it, or take the row out.": N_("The name is missing. Write it."),
    "%(name)s is on the roll as withdrawn. Take the row out and undo the withdrawal on the "
    "roll.": N_("%(name)s is on the roll as withdrawn. Undo the withdrawal on the roll instead."),
    "%(name)s is nominated already. Take the row out, or write two different service numbers.": N_(
        "%(name)s is nominated already. If this is somebody else, write two different service "
        "numbers."
    ),
    "%(name)s is on the roll already. Take the row out, or write two different service "
    "numbers.": N_(
        "%(name)s is on the roll already. If this is somebody else, write two different service "
        "numbers."
    ),
    "%(name)s is on the roll already. Take the row out.": N_("%(name)s is on the roll already."),
}


def in_form(error: Invalid) -> Invalid:
    """The same faults in the words of a form. What is said of the person by name, not of the name
    on the certificate, stands at the first name."""
    return Invalid([_alone(one) for one in error.errors])


def _alone(error: FieldError) -> FieldError:
    known = _ALONE.get(error.message.text)
    if known is None:
        return error
    of_person = error.field == Field.CERTIFICATE_NAME and "typed" not in error.message.values
    field = Field.FIRST_NAME.value if of_person else error.field
    return FieldError(field, Message(known.text, error.message.values))
