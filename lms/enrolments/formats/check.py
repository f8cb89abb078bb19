"""Check a whole draft: all faults of all rows, never just the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lms.accounts.enums import Gender
from lms.core.messages import N_, Message
from lms.core.names import clean_name, joined_name, name_key, second_look
from lms.enrolments.formats import cells
from lms.enrolments.formats.agencies import AgencyChoice, find_agency
from lms.enrolments.formats.columns import Field
from lms.enrolments.formats.draft import DraftRow, RollDraft


@dataclass(frozen=True, slots=True)
class OnRoll:
    """Somebody who is on the roll already: what is needed to see a double."""

    agency_id: UUID
    name: str
    service_no: str | None = None
    withdrawn: bool = False
    nominated: bool = False


@dataclass(frozen=True, slots=True)
class RollRow:
    """One person of the file in our form, ready to be put on the roll."""

    number: int
    agency_id: UUID
    first_name: str
    last_name: str
    certificate_name: str
    name_local: str
    gender: Gender
    rank: str
    designation: str
    service_no: str | None
    posting: str
    email: str | None
    mobile: str | None
    nominated_by: str
    letter_ref: str
    needs: str
    person: str = ""
    province: str = ""
    practice_years: int | None = None
    justification: str = ""

    @property
    def full_name(self) -> str:
        return joined_name(self.first_name, self.last_name)


@dataclass(frozen=True, slots=True)
class RollFault:
    """One fault at its cell. `letter` is None where the file has no such column."""

    row: int
    field: Field
    letter: str | None
    message: Message


@dataclass(frozen=True)
class RollCheck:
    """What came of a draft: rows without fault, all faults, and what wants a second look."""

    rows: tuple[RollRow, ...]
    faults: tuple[RollFault, ...]
    looks: tuple[RollFault, ...]


def check_draft(
    draft: RollDraft,
    *,
    agencies: Sequence[AgencyChoice],
    on_roll: Sequence[OnRoll] = (),
    default_agency: UUID | None = None,
) -> RollCheck:
    """Check every row. Rows without an agency column belong to `default_agency`."""
    rows: list[RollRow] = []
    faults: list[RollFault] = []
    looks: list[RollFault] = []
    known = _Agencies(agencies, default_agency)
    for drafted in draft.rows:
        reader = _RowReader(draft, drafted, known)
        row = reader.row()
        faults += reader.faults
        looks += reader.looks
        if row is not None:
            rows.append(row)
    faults += _doubles(draft, rows, on_roll)
    bad = {fault.row for fault in faults}
    place = {row.number: index for index, row in enumerate(draft.rows)}
    return RollCheck(
        rows=tuple(row for row in rows if row.number not in bad),
        faults=tuple(sorted(faults, key=lambda fault: place[fault.row])),
        looks=tuple(looks),
    )


class _Agencies:
    """Finds each spelling once: rolls name the same few agencies over and over."""

    def __init__(self, choices: Sequence[AgencyChoice], default: UUID | None) -> None:
        self.choices, self.default = choices, default
        self._found: dict[str, AgencyChoice | Message] = {}

    def find(self, text: str) -> UUID | Message:
        if not text:
            return self.default or N_("Write the agency as in the list.")
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = find_agency(text, self.choices)
        return found if isinstance(found, Message) else found.id


class _RowReader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, draft: RollDraft, row: DraftRow, agencies: _Agencies) -> None:
        self._draft, self._row, self._agencies = draft, row, agencies
        self.faults: list[RollFault] = []
        self.looks: list[RollFault] = []

    def row(self) -> RollRow | None:
        """The row in our form, None where any cell has a fault."""
        self._refuse_formulas()
        self._refuse_dates()
        first, last, certificate = self._names()
        local = self._name(Field.NAME_LOCAL)
        agency = self._agencies.find(self._row.text(Field.AGENCY))
        if isinstance(agency, Message):
            self._fault(Field.AGENCY, agency)
        gender = cells.gender(self._row.text(Field.GENDER))
        if isinstance(gender, Message):
            self._fault(Field.GENDER, gender)
        email = self._maybe(Field.EMAIL)
        mobile = self._maybe(Field.MOBILE)
        rank = self._rank()
        practice = self._practice()
        texts = {field: self._text(field) for field in _PLAIN}
        if self.faults or isinstance(agency, Message) or isinstance(gender, Message):
            return None
        return RollRow(
            number=self._row.number,
            agency_id=agency,
            first_name=first,
            last_name=last,
            certificate_name=certificate,
            name_local=local,
            gender=gender,
            rank=rank,
            designation=texts[Field.DESIGNATION],
            service_no=texts[Field.SERVICE_NO] or None,
            posting=texts[Field.POSTING],
            email=email,
            mobile=mobile,
            nominated_by=texts[Field.NOMINATED_BY],
            letter_ref=texts[Field.LETTER_REF],
            needs=texts[Field.NEEDS],
            person=self._row.person,
            province=texts[Field.PROVINCE],
            practice_years=practice,
            justification=texts[Field.JUSTIFICATION],
        )

    def _fault(self, field: Field, message: Message) -> None:
        if all(fault.field is not field for fault in self.faults):
            letter = self._draft.letter(field)
            self.faults.append(RollFault(self._row.number, field, letter, message))

    def _refuse_formulas(self) -> None:
        for field in sorted(self._row.formulas, key=_ORDER.index):
            self._fault(
                field,
                N_(
                    "The cell holds a formula (%(formula)s). Write the value itself.",
                    formula=self._row.text(field)[:60],
                ),
            )

    def _refuse_dates(self) -> None:
        for field in sorted(self._row.dates, key=_ORDER.index):
            self._fault(
                field,
                N_(
                    "The program has made a date of what was typed (%(date)s). Type what is meant.",
                    date=self._row.text(field)[:40],
                ),
            )

    def _names(self) -> tuple[str, str, str]:
        """First name, last name and name on the certificate, whichever of them the file has."""
        first, last = self._name(Field.FIRST_NAME), self._name(Field.LAST_NAME)
        certificate = self._name(Field.CERTIFICATE_NAME)
        if not (first or certificate) and not self.faults:
            self._fault(
                _name_field(self._draft), N_("The name is missing. Write it, or take the row out.")
            )
        whole = certificate or joined_name(first, last)
        long = clean_name(whole) if whole else whole
        if isinstance(long, Message):
            self._fault(Field.LAST_NAME, long)
        return first or certificate, last, whole

    def _name(self, field: Field) -> str:
        text = self._row.text(field)
        if not text.strip() or field in self._row.formulas or field in self._row.dates:
            return ""
        value = clean_name(text)
        if isinstance(value, Message):
            self._fault(field, value)
            return ""
        look = second_look(value)
        if look is not None:
            letter = self._draft.letter(field)
            self.looks.append(RollFault(self._row.number, field, letter, look))
        return value

    def _text(self, field: Field) -> str:
        value = cells.plain_text(self._row.text(field), field)
        if isinstance(value, Message):
            self._fault(field, value)
            return ""
        return value

    def _rank(self) -> str:
        value = cells.rank(self._text(Field.RANK))
        if isinstance(value, Message):
            self._fault(Field.RANK, value)
            return ""
        return value

    def _practice(self) -> int | None:
        value = cells.years(self._text(Field.PRACTICE))
        if isinstance(value, Message):
            self._fault(Field.PRACTICE, value)
            return None
        return value

    def _maybe(self, field: Field) -> str | None:
        read = cells.email if field is Field.EMAIL else cells.mobile
        value = read(self._text(field))
        if isinstance(value, Message):
            self._fault(field, value)
            return None
        return value


_ORDER = tuple(Field)
_PLAIN = (
    Field.DESIGNATION,
    Field.SERVICE_NO,
    Field.POSTING,
    Field.NOMINATED_BY,
    Field.LETTER_REF,
    Field.NEEDS,
    Field.PROVINCE,
    Field.JUSTIFICATION,
)


def _name_field(draft: RollDraft) -> Field:
    """The column where this file says who somebody is."""
    named = draft.letter(Field.CERTIFICATE_NAME)
    return Field.CERTIFICATE_NAME if named else Field.FIRST_NAME


def _doubles(
    draft: RollDraft, rows: Sequence[RollRow], on_roll: Sequence[OnRoll]
) -> list[RollFault]:
    """Rows that name somebody who stands in the file above, or on the roll already."""
    faults: list[RollFault] = []
    by_number: dict[tuple[UUID, str], RollRow | OnRoll] = {}
    by_name: dict[tuple[UUID, str], list[RollRow | OnRoll]] = {}
    for known in on_roll:
        _remember(known, known.name, by_number, by_name)
    for row in rows:
        same_number, other = _double_of(row, by_number, by_name)
        if other is not None:
            field = Field.SERVICE_NO if same_number else _name_field(draft)
            faults.append(RollFault(row.number, field, draft.letter(field), _double(row, other)))
        _remember(row, row.full_name, by_number, by_name)
    return faults


def _remember(
    who: RollRow | OnRoll,
    name: str,
    by_number: dict[tuple[UUID, str], RollRow | OnRoll],
    by_name: dict[tuple[UUID, str], list[RollRow | OnRoll]],
) -> None:
    number = cells.service_key(who.service_no)
    if number:
        by_number.setdefault((who.agency_id, number), who)
    by_name.setdefault((who.agency_id, name_key(name)), []).append(who)


def _double_of(
    row: RollRow,
    by_number: dict[tuple[UUID, str], RollRow | OnRoll],
    by_name: dict[tuple[UUID, str], list[RollRow | OnRoll]],
) -> tuple[bool, RollRow | OnRoll | None]:
    """Whether it is the service number that is the same, and whose."""
    number = cells.service_key(row.service_no)
    same_number = by_number.get((row.agency_id, number)) if number else None
    if same_number is not None:
        return True, same_number
    for other in by_name.get((row.agency_id, name_key(row.full_name)), []):
        if not (number and cells.service_key(other.service_no)):
            return False, other
    return False, None


def _double(row: RollRow, other: RollRow | OnRoll) -> Message:
    if isinstance(other, RollRow):
        return N_(
            "The same person stands in row %(other)s (%(name)s). Take one of the two rows out, or "
            "write two different service numbers.",
            other=other.number,
            name=other.full_name,
        )
    if other.withdrawn:
        return N_(
            "%(name)s is on the roll as withdrawn. Take the row out and undo the withdrawal on the "
            "roll.",
            name=other.name,
        )
    if isinstance(other, OnRoll) and other.nominated:
        return N_(
            "%(name)s is nominated already. Take the row out, or write two different service "
            "numbers.",
            name=other.name,
        )
    return N_(
        "%(name)s is on the roll already. Take the row out, or write two different service "
        "numbers.",
        name=other.name,
    )
