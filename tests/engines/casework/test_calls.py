"""Tables of calls: faults of rows, and what is counted, against values seen in the small table."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.casework.calls.listing import Call, Listing, read_calls
from lms.engines.casework.calls.measures import (
    Filter,
    chains,
    chosen,
    common,
    contacts,
    frequency,
    handsets,
    most_called,
    pairs,
    same_handset,
)
from lms.engines.casework.calls.pattern import busiest_hours, by_day, change_of_pattern, pattern
from lms.engines.casework.calls.windows import Form, Window, read_end, write_end
from lms.engines.linkchart.tables import Table, TableKind
from tests.factories.casework import CAB, COLUMNS, LIND, ROOK, ROWS, TATE


def table(rows, columns=tuple(COLUMNS)):
    return Table("calls", {"en": "Calls"}, TableKind.CALLS, columns, tuple(map(tuple, rows)))


def listing(rows=ROWS, offset=2):
    calls, faults = read_calls(table(rows))
    assert not faults
    return Listing(calls, (TATE, ROOK), timedelta(hours=offset))


HERE = listing()


def faults_of(*changes, columns=tuple(COLUMNS)):
    """Rows with cells changed: (row, column, value)."""
    rows = [list(row) for row in ROWS]
    for row, column, value in changes:
        rows[row][COLUMNS.index(column)] = value
    _calls, faults = read_calls(table(rows, columns))
    return [(one.row, one.column, one.message.english()) for one in faults]


def test_every_fault_of_every_row_is_told():
    found = faults_of(
        (0, "start_utc", "1 March, eight"),
        (1, "start_utc", "2019-03-01T20:08:00"),
        (2, "seconds", "-3"),
        (3, "seconds", "٣"),
        (4, "b_number", TATE),
        (5, "call_id", "c1"),
        (6, "a_number", "+9997000001"),
        (7, "b_number", "?"),
    )
    assert [(row, column) for row, column, _ in found] == [
        (1, "start_utc"),
        (2, "start_utc"),
        (3, "seconds"),
        (4, "seconds"),
        (5, "b_number"),
        (6, "call_id"),
        (7, "a_number"),
        (8, "b_number"),
    ]
    assert found[6][2] == "Write this number as in the other rows: +999 700 0001."


def test_columns_that_are_needed():
    calls, faults = read_calls(Table("t", {}, TableKind.CALLS, ("call_id", "a_number"), ()))
    assert not calls
    assert (
        faults[0].message.english() == "The table lacks the columns b_number, start_utc, seconds."
    )


def test_other_zones_are_read_and_kept_in_utc():
    rows = [[*ROWS[0]]]
    rows[0][3] = "2019-03-01T22:00:00+02:00"
    assert listing(rows).calls[0].start == datetime(2019, 3, 1, 20, tzinfo=UTC)


def test_numbers_are_known_in_any_writing():
    assert HERE.known("00999-7000001") == TATE
    assert HERE.known("+999 700 0004") is None


def test_frequency_of_each_number():
    lines = {line.number: line for line in frequency(HERE.calls)}
    tate = lines[TATE]
    assert (tate.made, tate.received, tate.calls, tate.contacts) == (7, 1, 8, 2)
    assert tate.seconds == 60 + 30 + 45 + 20 + 10 + 100 + 50 + 50
    assert [line.number for line in frequency(HERE.calls)] == [ROOK, TATE, LIND, CAB]


def test_pairs_keep_direction():
    assert [(line.a, line.b, line.calls) for line in pairs(HERE.calls)][:2] == [
        (TATE, ROOK, 6),
        (ROOK, LIND, 3),
    ]


def test_filters_by_direction_type_and_day_of_a_clock():
    assert len(chosen(HERE, Filter(a=TATE, b=ROOK))) == 6
    assert len(chosen(HERE, Filter(a=TATE, b=ROOK).turned())) == 1
    assert len(chosen(HERE, Filter(a=TATE, b=ROOK).either_way())) == 7
    assert len(chosen(HERE, Filter(a=TATE, b=ROOK, type="voice"))) == 5
    late = Filter(number=ROOK, first=date(2019, 3, 3), last=date(2019, 3, 3))
    assert chosen(HERE, late) == []
    # 2 March 23:30 UTC is 3 March 01:30 two hours ahead
    local = Filter(number=ROOK, first=date(2019, 3, 3), last=date(2019, 3, 3), local=True)
    assert [call.id for call in chosen(HERE, local)] == ["c4"]


def test_contacts_common_numbers_and_the_most_called():
    assert contacts(HERE.calls, ROOK) == {TATE: 7, LIND: 3, CAB: 1}
    assert [(line.number, line.calls) for line in common(HERE.calls, [TATE, ROOK])] == [
        (CAB, (1, 1))
    ]
    assert most_called(HERE.calls) == {ROOK}


def test_chains_within_ten_minutes():
    found = chains(HERE.calls, 10, a=TATE, b=ROOK, c=LIND)
    assert [(one.first.id, one.second.id) for one in found] == [("c1", "c2"), ("c8", "c9")]
    assert found[0].gap == timedelta(minutes=7)


def test_a_chain_counts_from_the_end_of_the_first_call_and_may_overlap_it():
    def call(name, a, b, minute, seconds):
        start = datetime(2019, 3, 1, 8, tzinfo=UTC) + timedelta(minutes=minute)
        return Call(name, a, b, start, seconds)

    long, short = call("1", "A", "B", 0, 1200), call("2", "B", "C", 30, 10)
    assert chains([long, short], 10) and not chains([long, short], 9)
    assert chains([long, call("2", "B", "C", 5, 10)], 1)
    assert not chains([long, call("2", "B", "A", 21, 10)], 10)


def test_handsets_of_listed_numbers():
    assert {imei: call.id for imei, call in handsets(HERE, TATE).items()} == {
        "i1": "c1",
        "i3": "c8",
    }
    assert handsets(HERE, LIND) == {}
    rows = [[*row] for row in ROWS]
    rows[3][7] = "i1"
    assert same_handset(listing(rows), TATE) == {ROOK}


def test_pattern_by_hour_of_the_chosen_clock():
    utc = pattern(HERE, chosen(HERE, Filter(a=TATE, b=ROOK)), local=False)
    assert utc.hours[20] == 4
    assert pattern(HERE, HERE.calls, local=True).hours[22] == 6
    # 1 March 2019 is a Friday
    assert utc.grid[4][20] == 1
    assert sum(map(sum, utc.grid)) == 6


def test_busiest_hours_may_pass_midnight():
    hours = [0] * 24
    hours[23], hours[0], hours[5] = 3, 3, 5
    assert busiest_hours(hours, 1) == 5
    assert busiest_hours(hours, 2) == 23


def test_change_of_pattern_is_the_cut_that_explains_most():
    days = by_day(HERE, chosen(HERE, Filter(a=TATE, b=ROOK)), local=False)
    assert [count for _day, count in days] == [1, 1, 0, 0, 1, 2, 1]
    assert change_of_pattern(days) == date(2019, 3, 5)
    assert change_of_pattern([(date(2019, 3, 1), 2), (date(2019, 3, 2), 2)]) is None


@given(st.lists(st.integers(0, 9), min_size=2, max_size=20))
def test_the_cut_leaves_the_least_unexplained(counts):
    days = [(date(2019, 3, 1) + timedelta(days=at), count) for at, count in enumerate(counts)]

    def unexplained(*parts):
        return sum(sum((n - sum(part) / len(part)) ** 2 for n in part) for part in parts)

    found = change_of_pattern(days)
    if found is None:
        assert len(set(counts)) == 1
        return
    at = (found - days[0][0]).days
    best = min(unexplained(counts[:cut], counts[cut:]) for cut in range(1, len(counts)))
    assert unexplained(counts[:at], counts[at:]) == pytest.approx(best)


ids = st.integers(0, 5)
some_calls = st.lists(
    st.builds(
        lambda a, step, minute, seconds: (a, (a + step) % 6, minute, seconds),
        ids,
        st.integers(1, 5),
        st.integers(0, 300),
        st.integers(0, 900),
    ),
    max_size=30,
)


@given(some_calls, st.integers(1, 30))
def test_chains_are_those_of_the_definition(rows, minutes):
    start = datetime(2019, 3, 1, tzinfo=UTC)
    calls = sorted(
        (
            Call(f"{at:02}", str(a), str(b), start + timedelta(minutes=minute), seconds)
            for at, (a, b, minute, seconds) in enumerate(rows)
        ),
        key=lambda call: (call.start, call.id),
    )
    within = timedelta(minutes=minutes)
    wanted = {
        second.id
        for second in calls
        for first in calls
        if first.b == second.a
        and first.a != second.b
        and first.start < second.start <= first.end + within
    }
    found = chains(calls, minutes)
    assert {one.second.id for one in found} == wanted
    assert len(found) == len(wanted)
    assert sum(line.calls for line in frequency(calls)) == 2 * len(calls)
    assert sum(line.calls for line in pairs(calls)) == len(calls)


@pytest.mark.parametrize(
    ("form", "one", "other", "off", "overlap"),
    [
        (Form.HOURS, ("22:00", "23:00"), ("22:00", "23:00"), 0, 1),
        (Form.HOURS, ("23:00", "01:00"), ("00:00", "02:00"), 60, 1 / 3),
        (Form.HOURS, ("08:00", "10:00"), ("20:00", "22:00"), 720, 0),
        (Form.DAYS, ("2019-03-08", "2019-03-12"), ("2019-03-09", "2019-03-12"), 1, 4 / 5),
    ],
)
def test_windows_apart_and_in_common(form, one, other, off, overlap):
    windows = [Window(form, *(read_end(form, end) for end in ends)) for ends in (one, other)]
    assert windows[0].off_by(windows[1]) == off
    assert float(windows[0].overlap(windows[1])) == pytest.approx(overlap)


@given(st.sampled_from(list(Form)), st.integers(0, 1439))
def test_ends_are_read_as_they_are_written(form, value):
    value += 700_000 if form is Form.DAYS else 0
    assert read_end(form, write_end(form, value)) == value


@pytest.mark.parametrize(
    "text", ["", "8 March", "25:00", "2019-13-01", "2019-03-08T10:00Z", "24:30"]
)
@pytest.mark.parametrize("form", list(Form))
def test_what_is_no_end(form, text):
    assert read_end(form, text) is None
