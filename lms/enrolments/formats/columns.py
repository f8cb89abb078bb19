"""Which column is which: our names, and the names that people bring from other systems."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.core.messages import N_, Message
from lms.core.spreadsheet import column_letter


class Field(StrEnum):
    """Our columns, in the order of the empty template."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    CERTIFICATE_NAME = "name_on_certificate"
    NAME_LOCAL = "name_local"
    GENDER = "gender"
    AGENCY = "agency"
    DESIGNATION = "designation"
    RANK = "rank_or_grade"
    SERVICE_NO = "service_no"
    POSTING = "posting_station"
    EMAIL = "email"
    MOBILE = "mobile"
    NOMINATED_BY = "nominated_by"
    LETTER_REF = "letter_ref"
    NEEDS = "dietary_or_access_needs"
    PROVINCE = "province"
    PRACTICE = "years_of_practice"
    JUSTIFICATION = "justification"


# What only a nomination says; on the roll such columns are kept out.
NOMINATION_ONLY = frozenset({Field.PROVINCE, Field.PRACTICE, Field.JUSTIFICATION})
ROLL_FIELDS = frozenset(Field) - NOMINATION_ONLY
TEMPLATE_COLUMNS = tuple(field.value for field in Field if field in ROLL_FIELDS)
NOMINATION_COLUMNS = tuple(field.value for field in Field)

_ALSO_SEEN_AS: dict[Field, tuple[str, ...]] = {
    Field.FIRST_NAME: ("firstname", "given name", "forename"),
    Field.LAST_NAME: ("lastname", "surname", "family name"),
    Field.CERTIFICATE_NAME: ("full name", "name", "display name", "certificate name"),
    Field.NAME_LOCAL: ("name (Urdu)", "local name", "naam", "نام"),
    Field.GENDER: ("sex", "m/f"),
    Field.AGENCY: (
        "institution", "organisation", "organization", "affiliation", "company", "cohort1",
    ),
    Field.DESIGNATION: ("position", "title", "post", "job title"),
    Field.RANK: ("rank", "grade", "BS", "BPS", "scale"),
    Field.SERVICE_NO: (
        "idnumber", "employee id", "belt no", "personal no", "identifier", "user_id",
    ),
    Field.POSTING: ("station", "place of posting", "city", "duty station"),
    Field.EMAIL: ("e-mail", "mail", "login_id"),
    Field.MOBILE: ("phone", "cell", "contact no", "whatsapp", "phone1"),
    Field.NOMINATED_BY: (),
    Field.LETTER_REF: (),
    Field.NEEDS: (),
    Field.PROVINCE: ("region", "state", "domicile", "صوبہ"),
    Field.PRACTICE: ("years of service", "experience", "practice", "years in intelligence"),
    Field.JUSTIFICATION: ("reason", "remarks", "why nominated"),
}  # fmt: skip
_AGENCY_IF_NONE_ELSE = "department"
_IGNORED = frozenset(" -_.\ufeff\u00a0\t\r\n()'’")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its place (0 = A), its heading as typed, and our field, if known."""

    index: int
    heading: str
    field: Field | None

    @property
    def letter(self) -> str:
        return column_letter(self.index)


def fold_heading(heading: str) -> str:
    """Return a heading without case, spaces, hyphens, underscores, dots and byte-order mark."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(sign for sign in plain if sign not in _IGNORED)


_FIELDS = {
    fold_heading(name): field
    for field, names in _ALSO_SEEN_AS.items()
    for name in (field.value, *names)
}


def field_of(heading: str) -> Field | None:
    """Return the field that a heading names; None where it is not known (never guessed)."""
    return _FIELDS.get(fold_heading(heading))


def name_columns(
    headings: Sequence[str], fields: Collection[Field] = ROLL_FIELDS
) -> tuple[Column, ...]:
    """Return the columns of a head row that have a heading; only `fields` are known."""
    named = [
        (index, heading.strip(), field_of(heading))
        for index, heading in enumerate(headings)
        if fold_heading(heading)
    ]
    columns = [
        Column(index, heading, field if field in fields else None)
        for index, heading, field in named
    ]
    if all(column.field is not Field.AGENCY for column in columns):
        columns = [
            Column(c.index, c.heading, Field.AGENCY)
            if fold_heading(c.heading) == _AGENCY_IF_NONE_ELSE
            else c
            for c in columns
        ]
    return tuple(columns)


def column_faults(
    columns: Sequence[Column], *, agency_needed: bool
) -> list[tuple[str | None, Message]]:
    """Return what is wrong with a head row: (column letter or None, message)."""
    known = [column for column in columns if column.field is not None]
    if not known:
        return [(None, _nothing_known(columns))]
    faults: list[tuple[str | None, Message]] = []
    seen: dict[Field, Column] = {}
    for column in known:
        assert column.field is not None
        first = seen.setdefault(column.field, column)
        if first is not column:
            faults.append((column.letter, _twice(first, column)))
    if not {Field.CERTIFICATE_NAME, Field.FIRST_NAME} & set(seen):
        faults.append((None, _no_name()))
    if agency_needed and Field.AGENCY not in seen:
        faults.append((None, N_("There is no column for the agency. Add a column “agency”.")))
    return faults


def _nothing_known(columns: Sequence[Column]) -> Message:
    return N_(
        "No column is known: %(found)s. Write the names of the columns as in the empty template, "
        "at least “name_on_certificate” and “agency”.",
        found=", ".join(f"“{c.heading[:40]}”" for c in columns[:8]) or "-",
    )


def _twice(first: Column, second: Column) -> Message:
    return N_(
        "“%(second)s” means the same as “%(first)s” in column %(letter)s. Keep one of the two.",
        first=first.heading,
        second=second.heading,
        letter=first.letter,
    )


def _no_name() -> Message:
    return N_(
        "There is no column for the name. Add a column “name_on_certificate”, or two columns "
        "“first_name” and “last_name”."
    )
