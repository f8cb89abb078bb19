"""The roll as people bring it: every fault at its row and column, with its mend."""

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.accounts.enums import Gender
from lms.core.spreadsheet import read_table
from lms.enrolments.formats import (
    TEMPLATE_COLUMNS,
    AgencyChoice,
    Field,
    OnRoll,
    RollCheck,
    RollDraft,
    RollUnreadable,
    check_draft,
    field_of,
    read_draft,
)

POLICE = AgencyChoice(uuid.UUID(int=1), ("Sindh Police", "سندھ پولیس", "SP"), "sindh-police")
EXCISE = AgencyChoice(
    uuid.UUID(int=2),
    ("Excise, Taxation and Narcotics Control Department Sindh", "ETNC"),
    "excise-sindh",
)
FORCE = AgencyChoice(uuid.UUID(int=3), ("Anti Narcotics Force", "ANF"), "anf")
AGENCIES = [POLICE, EXCISE, FORCE]


def draft(text: str, **kwargs: bool) -> RollDraft:
    return read_draft(read_table(text.encode(), name="roll.csv"), **kwargs)


def check(text: str, on_roll: tuple[OnRoll, ...] = ()) -> RollCheck:
    return check_draft(draft(text), agencies=AGENCIES, on_roll=on_roll)


def places(result: RollCheck) -> list[tuple[int, str | None, str]]:
    return [(f.row, f.letter, f.message.english()) for f in result.faults]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("first_name", Field.FIRST_NAME),
        ("\ufeffFirst Name", Field.FIRST_NAME),
        ("SURNAME", Field.LAST_NAME),
        ("Full-Name", Field.CERTIFICATE_NAME),
        ("name (Urdu)", Field.NAME_LOCAL),
        ("cohort1", Field.AGENCY),
        ("Job Title", Field.DESIGNATION),
        ("BPS", Field.RANK),
        ("B.P.S.", Field.RANK),
        ("Belt No.", Field.SERVICE_NO),
        ("user_id", Field.SERVICE_NO),
        ("sis_user_id", Field.SERVICE_NO),
        ("Employee No", Field.SERVICE_NO),
        ("Personnel number", Field.SERVICE_NO),
        ("E-mail address", Field.EMAIL),
        ("Email Address", Field.EMAIL),
        ("Phone Number", Field.MOBILE),
        ("years of experience", Field.PRACTICE),
        ("اردو نام", Field.NAME_LOCAL),
        ("place of posting", Field.POSTING),
        ("E-mail", Field.EMAIL),
        ("Contact No", Field.MOBILE),
        ("M/F", Field.GENDER),
        ("dietary_or_access_needs", Field.NEEDS),
        ("CNIC", None),
        ("", None),
    ],
)
def test_columns_are_known_by_their_usual_names(heading: str, field: Field | None) -> None:
    assert field_of(heading) is field


def test_a_good_roll() -> None:
    result = check(
        "Nominal roll of participants,,,,,,\n"
        "Name,Name (Urdu),Sex,Institution,BPS,Belt No,E-mail,CNIC\n"
        "Sahil Marwan Khokhar,ساحل مروان کھوکھر,m,SINDH POLICE,16,SP/42,s.k@example.org,123\n"
        "Nigar Yasmin,نگار یاسمین,Female,etnc,BPS 17,,,\n"
    )
    assert places(result) == []
    first, second = result.rows
    assert (first.number, first.first_name, first.last_name) == (3, "Sahil Marwan Khokhar", "")
    assert first.certificate_name == "Sahil Marwan Khokhar"
    assert first.name_local == "ساحل مروان کھوکھر"
    assert (first.agency_id, first.gender, first.rank) == (POLICE.id, Gender.MALE, "BS-16")
    assert (first.service_no, first.email) == ("SP/42", "s.k@example.org")
    assert (second.agency_id, second.rank, second.service_no) == (EXCISE.id, "BS-17", None)


def test_unknown_columns_are_reported_and_kept_out() -> None:
    read = draft("name,agency,CNIC,blood group\nAli,SP,1,A\n")
    assert [(c.letter, c.heading) for c in read.kept_out] == [("C", "CNIC"), ("D", "blood group")]
    assert set(read.rows[0].cells) == {Field.CERTIFICATE_NAME, Field.AGENCY}


def test_department_is_the_agency_where_the_file_has_no_other() -> None:
    assert draft("name,department\nAli,SP\n").letter(Field.AGENCY) == "B"
    assert draft("name,department,agency\nAli,x,SP\n").letter(Field.AGENCY) == "C"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("fruit,colour\napple,red\n", "No column is known: “fruit”, “colour”."),
        ("agency,rank\nSP,16\n", "There is no column for the name."),
        ("name,rank\nAli,16\n", "There is no column for the agency."),
        ("name,agency,full name\nAli,SP,Ali\n", "column C: “full name” means the same as “name”"),
        ("name,agency\n", "No rows stand under the names of the columns."),
    ],
)
def test_wrong_columns(text: str, says: str) -> None:
    with pytest.raises(RollUnreadable) as caught:
        draft(text)
    assert says in "; ".join(fault.english() for fault in caught.value.faults)
    assert all(fault.row == 1 for fault in caught.value.faults if "rows stand" not in str(fault))


def test_all_faults_of_all_rows_are_named_at_their_cells() -> None:
    result = check(
        "name,agency,rank,sex,email,mobile,belt no\n"
        ",SP,,,,,\n"
        "Good One,SP,16,f,,,\n"
        "Ali Raza,Sindh Polise,99,maybe,no-mail,12,\n"
        "Evil\u202eName,ANF,,,,,\n"
        "=1+1,ANF,,,,,\n"
        "Double One,SP,,,,,7\n"
        "Double Two,SP,,,,, 7\n"
        "good ONE,SP,,,,,\n"
    )
    assert [row.number for row in result.rows] == [3, 7]
    found = places(result)
    assert [(row, letter) for row, letter, _ in found] == [
        (2, "A"), (4, "B"), (4, "D"), (4, "E"), (4, "F"), (4, "C"), (5, "A"), (6, "A"),
        (8, "G"), (9, "A"),
    ]  # fmt: skip
    texts = [text for _, _, text in found]
    assert texts[0].startswith("The name is missing.")
    assert "Write “Sindh Police” if that is meant" in texts[1]
    assert "Write female, male or other" in texts[2]
    assert "no e-mail address" in texts[3]
    assert "no telephone number" in texts[4]
    assert "from 1 to 22" in texts[5]
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in texts[6]
    assert "holds a formula (=1+1)" in texts[7]
    assert "row 7 (Double One)" in texts[8]
    assert "row 3 (Good One)" in texts[9]


def test_two_of_one_name_are_two_where_their_numbers_differ() -> None:
    result = check("name,agency,belt no\nAli Khan,SP,1\nAli Khan,SP,2\nAli Khan,ANF,\n")
    assert places(result) == []


def test_who_is_on_the_roll_is_not_put_there_twice() -> None:
    on_roll = (
        OnRoll(POLICE.id, "Ali Khan", "SP-1"),
        OnRoll(POLICE.id, "Gone Away", None, withdrawn=True),
    )
    result = check(
        "name,agency,belt no\nSomebody,SP,sp1\nKhan Ali,SP,\nAli Khan,SP,2\nGone Away,SP,\n",
        on_roll,
    )
    assert [(row, letter) for row, letter, _ in places(result)] == [
        (2, "C"),
        (3, "A"),
        (4, "A"),
        (5, "A"),
    ]
    assert "on the roll already" in places(result)[0][2]
    assert "undo the withdrawal" in places(result)[3][2]


def test_one_cell_can_be_mended() -> None:
    broken = draft("name,agency\nAli,=1\nZoya,SP\n")
    assert len(check_draft(broken, agencies=AGENCIES).faults) == 1
    mended = broken.with_cell(2, Field.AGENCY, " ANF ")
    assert check_draft(mended, agencies=AGENCIES).faults == ()
    assert [row.number for row in mended.without_row(2).rows] == [3]


def test_a_stored_draft_is_the_same_draft() -> None:
    read = draft("name,agency,CNIC\nAli,=1,5\n").with_person(2, "new")
    assert RollDraft.from_json(read.to_json()) == read


def test_a_file_of_one_agency_needs_no_agency_column() -> None:
    read = draft("name,rank\nAli,16\n", agency_needed=False)
    result = check_draft(read, agencies=AGENCIES, default_agency=FORCE.id)
    assert [row.agency_id for row in result.rows] == [FORCE.id]


def test_mixed_alphabets_are_kept_but_shown() -> None:
    result = check("name,agency\nVel\u043a,SP\n")
    assert result.faults == () and [look.row for look in result.looks] == [2]


@pytest.mark.parametrize(
    ("typed", "rank"),
    [("16", "BS-16"), ("BS-16", "BS-16"), ("BPS 17", "BS-17"), ("b.p.s. 5", "BS-5"),
     ("۱۶", "BS-16"), ("BS16", "BS-16"), ("Inspector", "Inspector"),
     ("Inspector (BS-16)", "Inspector (BS-16)")],
)  # fmt: skip
def test_ranks(typed: str, rank: str) -> None:
    assert check(f"name,agency,rank\nAli,SP,{typed}\n").rows[0].rank == rank


@settings(deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({name: st.text(max_size=12) for name in TEMPLATE_COLUMNS}),
        min_size=1,
        max_size=6,
    )
)
def test_every_row_is_either_taken_or_has_a_fault(rows: list[dict[str, str]]) -> None:
    from lms.enrolments.formats import Column, DraftRow

    columns = tuple(Column(n, name, Field(name)) for n, name in enumerate(TEMPLATE_COLUMNS))
    made = RollDraft(
        columns,
        tuple(
            DraftRow(number, {Field(key): text for key, text in row.items()})
            for number, row in enumerate(rows, start=2)
        ),
    )
    result = check_draft(made, agencies=AGENCIES)
    taken, refused = {r.number for r in result.rows}, {f.row for f in result.faults}
    assert taken | refused == {row.number for row in made.rows}
    assert not taken & refused
    for fault in result.faults:
        assert fault.letter and fault.message.english()


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("name,agency,login_id\nA B,ANF,a@b.org\nC D,ANF,d@b\nE F,ANF,", "C"),
        ("name,agency,login_id\nA B,ANF,omar\nC D,ANF,c@b.org", None),
        ("name,agency,login_id,E-mail\nA B,ANF,x@b.org,a@b.org", "D"),
    ],
)
def test_a_name_to_sign_in_with_is_an_address_only_where_it_looks_so(
    text: str, letter: str | None
) -> None:
    assert draft(text).letter(Field.EMAIL) == letter


def test_a_file_without_known_columns_is_asked_for_no_agency_where_none_is_needed() -> None:
    with pytest.raises(RollUnreadable) as caught:
        draft("fruit,colour\napple,red\n", agency_needed=False)
    [fault] = caught.value.faults
    assert fault.message.english().endswith("at least “name_on_certificate”.")
