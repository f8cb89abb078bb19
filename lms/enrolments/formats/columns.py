"""Which column is which: our names, and the names that people bring from other systems."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
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
    Field.NAME_LOCAL: ("name (Urdu)", "Urdu name", "local name", "naam", "نام", "اردو نام"),
    Field.GENDER: ("sex", "m/f", "جنس"),
    Field.AGENCY: (
        "institution", "organisation", "organization", "affiliation", "company", "cohort1", "ادارہ",
    ),
    Field.DESIGNATION: ("position", "title", "post", "job title", "عہدہ"),
    Field.RANK: ("rank", "grade", "BS", "BPS", "scale", "رینک"),
    Field.SERVICE_NO: (
        "idnumber", "identifier", "user_id", "sis_user_id", "service number", "belt no",
        "belt number", "employee id", "employee no", "employee number", "personal no",
        "personal number", "personnel no", "personnel number", "staff no", "staff number",
        "سروس نمبر",
    ),
    Field.POSTING: ("station", "place of posting", "city", "duty station", "جائے تعیناتی"),
    Field.EMAIL: ("e-mail", "mail", "email address", "email id", "ای میل"),
    Field.MOBILE: (
        "phone", "phone1", "phone no", "phone number", "telephone", "telephone number", "cell",
        "cell no", "cell number", "contact no", "contact number", "mobile no", "mobile number",
        "whatsapp", "موبائل", "فون",
    ),
    Field.NOMINATED_BY: (),
    Field.LETTER_REF: (),
    Field.NEEDS: (),
    Field.PROVINCE: ("region", "state", "domicile", "صوبہ"),
    Field.PRACTICE: (
        "years of service", "years of experience", "experience", "experience (years)", "practice",
        "years in intelligence",
    ),
    Field.JUSTIFICATION: ("reason", "remarks", "why nominated"),
}  # fmt: skip
# Names to sign in with: e-mail addresses in some systems, bare user names in others.
_LOGINS = frozenset({"loginid", "sisloginid"})
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
    """Return the field that a heading names; None where it is not known (never guessed).

    A column of names to sign in with is known by its cells only: see `name_columns`.
    """
    return _FIELDS.get(fold_heading(heading))


def name_columns(
    headings: Sequence[str],
    fields: Collection[Field] = ROLL_FIELDS,
    cells: Callable[[int], Iterable[str]] = lambda _index: (),
) -> tuple[Column, ...]:
    """Return the columns of a head row that have a heading; only `fields` are known.

    `cells` gives the cells under a heading, by its place: names to sign in with are e-mail
    addresses only where most of them look so, and no other column has addresses.
    """
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
    if Field.EMAIL in fields and all(column.field is not Field.EMAIL for column in columns):
        columns = _with_logins(columns, cells)
    return tuple(columns)


def _with_logins(columns: list[Column], cells: Callable[[int], Iterable[str]]) -> list[Column]:
    """The columns, the first of names to sign in with as e-mail where its cells look so."""
    for place, column in enumerate(columns):
        if fold_heading(column.heading) not in _LOGINS:
            continue
        typed = [text for text in cells(column.index) if text.strip()]
        if 2 * sum("@" in text for text in typed) > len(typed):
            columns[place] = Column(column.index, column.heading, Field.EMAIL)
            break
    return columns


def column_faults(
    columns: Sequence[Column], *, agency_needed: bool
) -> list[tuple[str | None, Message]]:
    """Return what is wrong with a head row: (column letter or None, message)."""
    known = [column for column in columns if column.field is not None]
    if not known:
        return [(None, _nothing_known(columns, agency_needed=agency_needed))]
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


def _nothing_known(columns: Sequence[Column], *, agency_needed: bool) -> Message:
    found = ", ".join(f"“{c.heading[:40]}”" for c in columns[:8]) or "-"
    if not agency_needed:
        return N_(
            "No column is known: %(found)s. Write the names of the columns as in the empty "
            "template, at least “name_on_certificate”.",
            found=found,
        )
    return N_(
        "No column is known: %(found)s. Write the names of the columns as in the empty template, "
        "at least “name_on_certificate” and “agency”.",
        found=found,
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
