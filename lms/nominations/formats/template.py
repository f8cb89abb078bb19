"""The empty workbook for nominations: our columns, and a sheet that explains each of them."""

import io
from collections.abc import Sequence

import xlsxwriter

from lms.core.messages import N_, Message
from lms.enrolments.formats import NOMINATION_COLUMNS, Field

HELP: dict[Field, Message] = {
    Field.FIRST_NAME: N_("First name in Latin letters. Needed, unless name_on_certificate is."),
    Field.LAST_NAME: N_("Last name in Latin letters. May be empty."),
    Field.CERTIFICATE_NAME: N_("The name as it will stand on the certificate. Empty: both names."),
    Field.NAME_LOCAL: N_("The name in the local script, as officials write it."),
    Field.GENDER: N_("female, male or other. May be empty."),
    Field.AGENCY: N_("The name of your own agency. May be empty: the list is of your agency."),
    Field.DESIGNATION: N_("The post, such as Intelligence Officer."),
    Field.RANK: N_("Rank or basic scale. 16, BS-16 and BPS 16 are the same."),
    Field.SERVICE_NO: N_("Service, belt or personal number. Set the column to “Text”."),
    Field.POSTING: N_("Where the person is posted now."),
    Field.EMAIL: N_("E-mail address. May be empty."),
    Field.MOBILE: N_("Mobile number, such as +92 300 1234567. Set the column to “Text”."),
    Field.NOMINATED_BY: N_("The office that nominates."),
    Field.LETTER_REF: N_("Reference of the nomination letter. Names of one letter share it."),
    Field.NEEDS: N_("Food, access or other needs."),
    Field.PROVINCE: N_("Province of work."),
    Field.PRACTICE: N_("Whole years of practice in the field, such as 4."),
    Field.JUSTIFICATION: N_("Why this person, in one or two sentences."),
}


def nomination_template(
    title: str,
    explained: str,
    helps: Sequence[tuple[str, Sequence[str]]],
    languages: Sequence[str],
    *,
    right_to_left: bool = False,
) -> bytes:
    """Return the workbook: an empty list `title`, and the sheet `explained` with one row for each
    column: its name, then its explanation in each of the `languages`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bottom": 2})
        text = book.add_format({"num_format": "@"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        names = book.add_worksheet(title[:31])
        for column, label in enumerate(NOMINATION_COLUMNS):
            names.write_string(0, column, label, head)
            names.set_column(column, column, max(14, len(label) + 2), text)
        names.freeze_panes(1, 0)
        sheet = book.add_worksheet(explained[:31])
        for column, label in enumerate(("", *languages)):
            sheet.write_string(0, column, label, head)
        for row, (label, texts) in enumerate(helps, start=1):
            for column, cell in enumerate((label, *texts)):
                sheet.write_string(row, column, cell, wrapped)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, len(languages), 60)
        if right_to_left:
            names.right_to_left()
            sheet.right_to_left()
    return out.getvalue()
