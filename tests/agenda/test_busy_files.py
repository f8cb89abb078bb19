"""Calendar files from outside: what is read, what is left out, and that nothing harms."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.agenda.formats.busy import MOST_TIMES, Reading, read_busy
from lms.agenda.formats.lines import LARGEST_FILE, CalendarUnreadable
from lms.agenda.formats.moments import Span

FROM = datetime(2026, 3, 1, tzinfo=UTC)
WINDOW = Span(FROM, FROM + timedelta(days=548))
SAMPLES = Path(icalendar.__file__).parent / "tests"


def calendar(*events: str, head: str = "") -> bytes:
    blocks = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{blocks}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read(data: bytes, *, zone: str = "Asia/Karachi", titles: bool = False) -> Reading:
    return read_busy(data, zone=zone, window=WINDOW, titles=titles)


def spans(reading: Reading) -> list[str]:
    """Times as text in UTC."""
    return [f"{one.starts_at:%Y-%m-%d %H:%M}/{one.ends_at:%Y-%m-%d %H:%M}" for one in reading.times]


def fault(data: bytes) -> tuple[int | None, str]:
    with pytest.raises(CalendarUnreadable) as found:
        read(data)
    first = found.value.faults[0]
    return first.line, first.message.english()


# --- times ---


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("DTSTART:20260310T040000Z\nDTEND:20260310T050000Z", "2026-03-10 04:00/2026-03-10 05:00"),
        ("DTSTART:20260310T090000\nDTEND:20260310T100000", "2026-03-10 04:00/2026-03-10 05:00"),
        (
            "DTSTART;TZID=Europe/Berlin:20260310T090000\nDTEND;TZID=Europe/Berlin:20260310T100000",
            "2026-03-10 08:00/2026-03-10 09:00",
        ),
        (
            'DTSTART;TZID="W. Europe Standard Time":20260710T090000\nDURATION:PT45M',
            "2026-07-10 07:00/2026-07-10 07:45",
        ),
        (
            "DTSTART;TZID=/vendor.example/20070129/Asia/Dubai:20260310T090000\nDURATION:P1DT1H",
            "2026-03-10 05:00/2026-03-11 06:00",
        ),
        ("DTSTART;VALUE=DATE:20260310", "2026-03-09 19:00/2026-03-10 19:00"),
        (
            "DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260313",
            "2026-03-09 19:00/2026-03-12 19:00",
        ),
        (
            "DTSTART;TZID=Asia/Karachi:20260310T230000\nDTEND;TZID=Asia/Tokyo:20260311T040000",
            "2026-03-10 18:00/2026-03-10 19:00",
        ),
    ],
)
def test_a_time_is_read_as_it_was_meant(lines: str, expected: str) -> None:
    assert spans(read(calendar(f"UID:1\n{lines}"))) == [expected]


def test_the_file_may_name_the_zone_of_its_floating_times() -> None:
    event = "UID:1\nDTSTART:20260310T090000\nDURATION:PT1H"
    reading = read(calendar(event, head="X-WR-TIMEZONE:Europe/Berlin\n"))
    assert (reading.zone, spans(reading)) == (
        "Europe/Berlin",
        ["2026-03-10 08:00/2026-03-10 09:00"],
    )


def test_a_day_of_the_clock_change_is_whole() -> None:
    reading = read(calendar("UID:1\nDTSTART;VALUE=DATE:20260329"), zone="Europe/Berlin")
    (one,) = reading.times
    assert one.ends_at - one.starts_at == timedelta(hours=23)


def test_an_unknown_zone_is_said_and_read_as_the_own() -> None:
    reading = read(calendar("UID:1\nDTSTART;TZID=Mars/Base:20260310T090000\nDURATION:PT1H"))
    assert spans(reading) == ["2026-03-10 04:00/2026-03-10 05:00"]
    assert [note.english() for note in reading.notes] == [
        "The time zone “Mars/Base” is not known here. Its times are read as those of Asia/Karachi."
    ]


CUSTOM = """BEGIN:VTIMEZONE
TZID:Customized
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def test_a_zone_that_only_the_file_knows_is_taken_from_the_file() -> None:
    events = [
        f"UID:{n}\nDTSTART;TZID=Customized:{day}T090000\nDURATION:PT1H"
        for n, day in enumerate(("20260310", "20260710", "20261024", "20261026"))
    ]
    reading = read(calendar(*events, head=CUSTOM))
    assert spans(reading) == [
        "2026-03-10 08:00/2026-03-10 09:00",
        "2026-07-10 07:00/2026-07-10 08:00",
        "2026-10-24 07:00/2026-10-24 08:00",
        "2026-10-26 08:00/2026-10-26 09:00",
    ]
    assert reading.notes == []
    after = CUSTOM.replace("BEGIN:VTIMEZONE", "BEGIN:VTIMEZONE\nX-LIC-LOCATION:Asia/Tokyo", 1)
    assert spans(read(calendar(events[0], head=after))) == ["2026-03-10 00:00/2026-03-10 01:00"]


def test_the_zones_of_one_file_do_not_reach_the_next() -> None:
    event = "UID:1\nDTSTART;TZID=Customized:20260710T090000\nDURATION:PT1H"
    read(calendar(event, head=CUSTOM))
    assert read(calendar(event)).notes != []


# --- what is left out ---


def test_free_cancelled_empty_and_past_entries_are_left_out() -> None:
    when = "DTSTART:20260310T040000Z\nDTEND:20260310T050000Z"
    reading = read(
        calendar(
            f"UID:1\n{when}\nTRANSP:TRANSPARENT",
            f"UID:2\n{when}\nSTATUS:CANCELLED",
            f"UID:3\n{when}\nX-MICROSOFT-CDO-BUSYSTATUS:FREE",
            "UID:4\nDTSTART:20260310T040000Z",
            "UID:5\nDTSTART:20250310T040000Z\nDURATION:PT1H",
            "UID:6\nDTSTART:20290310T040000Z\nDURATION:PT1H",
            f"UID:7\n{when}\nSTATUS:TENTATIVE",
        )
    )
    assert len(reading.times) == 1
    assert (reading.free, reading.outside) == (4, 2)


def test_only_times_are_kept_unless_titles_are_asked_for() -> None:
    event = (
        "UID:meeting-with-source-77@ministry.test\nDTSTART:20260310T040000Z\nDURATION:PT1H\n"
        "SUMMARY:Dentist\\, tooth\\n2\nDESCRIPTION:Secret\nATTENDEE:mailto:x@y.test"
    )
    (plain,), (titled,) = read(calendar(event)).times, read(calendar(event), titles=True).times
    assert plain.title == ""
    assert titled.title == "Dentist, tooth 2"
    assert "source" not in plain.uid and "ministry" not in plain.uid
    assert plain.uid == titled.uid


# --- repetitions ---


def test_a_weekly_meeting_keeps_its_clock_time_over_the_clock_change() -> None:
    reading = read(
        calendar(
            "UID:1\nDTSTART;TZID=Europe/Berlin:20260317T090000\nDURATION:PT1H\n"
            "RRULE:FREQ=WEEKLY;UNTIL=20260407T235959Z"
        )
    )
    assert spans(reading) == [
        "2026-03-17 08:00/2026-03-17 09:00",
        "2026-03-24 08:00/2026-03-24 09:00",
        "2026-03-31 07:00/2026-03-31 08:00",
        "2026-04-07 07:00/2026-04-07 08:00",
    ]
    assert reading.repeating == 4


def test_days_taken_out_added_and_changed_are_as_the_calendar_has_them() -> None:
    begin = "DTSTART;TZID=Asia/Karachi:20260309T090000\nDURATION:PT1H"
    reading = read(
        calendar(
            f"UID:1\n{begin}\nRRULE:FREQ=DAILY;COUNT=5\n"
            "EXDATE;TZID=Asia/Karachi:20260310T090000\nEXDATE;VALUE=DATE:20260311\n"
            "RDATE;TZID=Asia/Karachi:20260320T090000,20260312T090000",
            "UID:1\nRECURRENCE-ID;TZID=Asia/Karachi:20260312T090000\n"
            "DTSTART;TZID=Asia/Karachi:20260312T150000\nDURATION:PT1H",
            "UID:1\nRECURRENCE-ID:20260313T040000Z\nSTATUS:CANCELLED\n"
            "DTSTART;TZID=Asia/Karachi:20260313T090000\nDURATION:PT1H",
        )
    )
    assert spans(reading) == [
        "2026-03-09 04:00/2026-03-09 05:00",
        "2026-03-12 10:00/2026-03-12 11:00",
        "2026-03-20 04:00/2026-03-20 05:00",
    ]


def test_a_repetition_that_began_long_ago_is_read_from_today() -> None:
    reading = read(calendar("UID:1\nDTSTART:19700101T090000Z\nDURATION:PT1H\nRRULE:FREQ=MONTHLY"))
    assert len(reading.times) == 18
    assert reading.times[0].starts_at == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_what_reaches_into_the_window_counts() -> None:
    reading = read(
        calendar(
            "UID:1\nDTSTART:20260228T220000Z\nDURATION:PT4H",
            "UID:2\nDTSTART:20260101T220000Z\nDURATION:PT4H\nRRULE:FREQ=DAILY;COUNT=59",
        )
    )
    assert spans(reading) == ["2026-02-28 22:00/2026-03-01 02:00"] * 2


def test_a_free_busy_file_gives_its_busy_times() -> None:
    text = (
        "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nUID:f\r\n"
        "FREEBUSY;FBTYPE=BUSY:20260310T040000Z/20260310T050000Z,20260311T040000Z/PT30M\r\n"
        "FREEBUSY;FBTYPE=FREE:20260312T040000Z/20260312T050000Z\r\n"
        "END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
    )
    assert spans(read(text.encode())) == [
        "2026-03-10 04:00/2026-03-10 05:00",
        "2026-03-11 04:00/2026-03-11 04:30",
    ]


# --- faults ---

EVENT = "UID:1\nDTSTART:20260310T040000Z\nDURATION:PT1H"
BROKEN = [
    (b"", 1, "This is no calendar file. It should begin with BEGIN:VCALENDAR."),
    (b"PK\x03\x04", 1, "This is no calendar file. It should begin with BEGIN:VCALENDAR."),
    (b"<html>", 1, "This is no calendar file. It should begin with BEGIN:VCALENDAR."),
    (b"\xff\xfeB\x00", 1, "This is no UTF-8 text. Export the calendar as iCalendar (.ics)."),
    (calendar(EVENT)[:-40], 3, "The file is cut off: what begins here has no end."),
    (
        calendar(EVENT).replace(b"END:VEVENT", b"END:VALARM"),
        7,
        "This END does not belong to the BEGIN before it.",
    ),
    (calendar("UID:1\nSUMMARY:x"), 3, "This entry has no start."),
    (calendar("UID:1\nDTSTART:2026-03-10"), 5, "This date or time is not understood."),
    (calendar("UID:1\nDTSTART:20260231T040000Z"), 5, "This date or time is not understood."),
    (calendar("UID:1\nDTSTART:20260310T250000Z"), 5, "This date or time is not understood."),
    (calendar("UID:1\nDTSTART:99990310T000000Z"), 5, "This date or time is not understood."),
    (calendar("UID:1\nDTSTART:20260310T040000Z\nDURATION:soon"), 6, "This length of time is not"),
    (
        calendar("UID:1\nDTSTART:20260310T040000Z\nDTEND:20260309T040000Z"),
        6,
        "This entry ends before it begins.",
    ),
    (calendar(f"{EVENT}\nRRULE:FREQ=SECONDLY"), 7, "It repeats more often than daily."),
    (calendar(f"{EVENT}\nRRULE:FREQ=DAILY;UNTIL=x"), 7, "The rule of repetition is broken."),
    (calendar(f"{EVENT}\nEXRULE:FREQ=DAILY"), 7, "The rule of repetition is of a kind"),
    (calendar("UID:1\nDTSTART;TZID=\x01=:20260310T040000Z"), 5, "This line is broken."),
    (
        calendar(f"{EVENT}\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260310T040000Z"),
        7,
        "A change from one day on is not read.",
    ),
    (
        calendar(f"{EVENT}\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6"),
        None,
        "The file holds more than 2000 busy times in the next months.",
    ),
    (b"BEGIN:VCALENDAR\r\n" * 9, 7, "The parts of this file are nested too deep."),
    (b"x" * (LARGEST_FILE + 1), None, "The file is larger than 2 MB. Export a shorter time."),
]


@pytest.mark.parametrize(("data", "line", "words"), BROKEN)
def test_a_broken_file_says_where_and_what(data: bytes, line: int | None, words: str) -> None:
    found, message = fault(data)
    assert message.startswith(words)
    assert found == line


def test_all_faults_are_said_at_once_up_to_ten() -> None:
    with pytest.raises(CalendarUnreadable) as found:
        read(calendar(*(f"UID:{n}\nDTSTART:never" for n in range(30))))
    assert [one.line for one in found.value.faults] == [5 + 4 * n for n in range(10)]


def test_a_line_number_is_that_of_the_file_also_when_folded() -> None:
    data = calendar(f"{EVENT}\nDESCRIPTION:long\n  and longer\n  and longer\nDTEND:never")
    assert fault(data)[0] == 10


# --- hostile ---


def check(data: bytes) -> None:
    """The file is read, or refused with up to ten reasons."""
    try:
        reading = read(data, titles=True)
    except CalendarUnreadable as refused:
        faults = refused.faults
    else:
        assert len(reading.times) <= MOST_TIMES
        assert all(one.starts_at < one.ends_at for one in reading.times)
        return
    assert 1 <= len(faults) <= 10
    assert all(one.message.english() for one in faults)


@pytest.mark.parametrize(
    "data",
    [
        calendar(*(f"UID:{n}\nDTSTART:17000101T090000Z\nRRULE:FREQ=DAILY" for n in range(5000))),
        calendar(
            *(
                f"UID:{n}\nDTSTART:17000101T090000Z\nDURATION:PT1H\n"
                "RRULE:FREQ=DAILY;COUNT=900000;BYMONTH=2;BYMONTHDAY=30"
                for n in range(5000)
            )
        ),
        calendar(f"{EVENT}\nRDATE:" + ",".join(["20260310T040000Z"] * 100_000)),
        calendar(EVENT, head="X-WR-TIMEZONE:" + "../" * 50_000 + "etc/passwd\n"),
        calendar(
            *(f"UID:{n}\nDTSTART;TZID=Z{n}:20260710T090000\nDURATION:PT1H" for n in range(900)),
            head="".join(CUSTOM.replace("Customized", f"Z{n}") for n in range(900)),
        ),
        b"BEGIN:VCALENDAR\r\n" + b"\r\n" * 150_000 + b" x\r\n" * 40_000 + b"END:VCALENDAR\r\n",
        calendar("UID:" + "A" * 1_500_000 + "\nDTSTART:20260310T040000Z\nDURATION:PT1H"),
        calendar('UID:1\nDTSTART;X="' + ";" * 500_000 + ":20260310T040000Z"),
    ],
    ids=["daily", "never", "rdates", "path", "zones", "blank", "long", "quotes"],
)
def test_a_file_made_to_exhaust_is_answered(data: bytes) -> None:
    """The bound is in the work that is done, not on the clock."""
    check(data)


def _sample_files() -> list[Path]:
    return sorted(path for path in SAMPLES.rglob("*.ics") if path.stat().st_size < LARGEST_FILE)


@pytest.mark.parametrize("path", _sample_files(), ids=lambda path: path.stem[:60])
def test_calendars_that_broke_others_are_read_or_refused_with_a_reason(path: Path) -> None:
    """The library's own collection of odd and fuzzed calendars."""
    check(path.read_bytes())


SEED = calendar(
    "UID:1\nDTSTART;TZID=Customized:20260309T090000\nDURATION:PT1H\n"
    "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=9\nEXDATE;TZID=Customized:20260311T090000",
    "UID:1\nRECURRENCE-ID;TZID=Customized:20260316T090000\n"
    "DTSTART;TZID=Customized:20260316T110000\nDTEND;TZID=Customized:20260316T120000",
    "UID:2\nDTSTART;VALUE=DATE:20260401\nSUMMARY:چھٹی",
    head=CUSTOM.replace("\n", "\r\n"),
)


@settings(max_examples=400)
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_whatever_is_changed_in_a_file_it_is_read_or_refused(chance: random.Random, n: int) -> None:
    data = bytearray(SEED)
    for _ in range(n):
        place = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[place] = chance.choice(b":;=,\r\n \"'09AZT-+/\\\x00\xff")
            case 1:
                del data[place : place + chance.randrange(1, 30)]
            case 2:
                data[place:place] = data[place : place + chance.randrange(1, 60)]
            case 3:
                data[place:place] = str(chance.choice([0, -1, 10**9, 2**64])).encode()
    check(bytes(data))
