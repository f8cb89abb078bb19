"""Writing calendars: what an independent reader and a plain reading of the lines make of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from lms.agenda.formats.ics import Entry, Mailbox, Method, calendar_text, clean, mailed_text
from lms.agenda.formats.zones import zone_component
from tests.agenda.calendar_reader import Program, components, unfolded, value_of

HOUSE = Mailbox("Customs Academy", "concord@academy.test")
AYESHA = Mailbox("Ayesha Khan", "ayesha@agency.test")


def entry(**values: object) -> Entry:
    given: dict[str, object] = {
        "uid": str(uuid4()),
        "sequence": 0,
        "stamp": datetime(2026, 3, 2, 8, tzinfo=UTC),
        "starts_at": datetime(2026, 3, 2, 4, tzinfo=UTC),
        "ends_at": datetime(2026, 3, 2, 5, 30, tzinfo=UTC),
        "zone": "Asia/Karachi",
        "summary": "Principles",
    }
    return Entry(**(given | values))  # type: ignore[arg-type]


def test_an_entry_says_all_it_knows() -> None:
    one = entry(
        uid="0198-probe",
        sequence=3,
        location="Hall A, Academy, Karachi",
        description="Link charts\nTrainers: Ayesha",
        category="Module",
        url="https://concord.test/sessions/spring/agenda",
    )
    lines = unfolded(calendar_text([one], name="Spring"))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert {
        "VERSION:2.0",
        "PRODID:-//Concord//Concord//EN",
        "X-WR-CALNAME:Spring",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "UID:0198-probe",
        "SEQUENCE:3",
        "DTSTAMP:20260302T080000Z",
        "DTSTART;TZID=Asia/Karachi:20260302T090000",
        "DTEND;TZID=Asia/Karachi:20260302T103000",
        "SUMMARY:Principles",
        "STATUS:CONFIRMED",
        "LOCATION:Hall A\\, Academy\\, Karachi",
        "DESCRIPTION:Link charts\\nTrainers: Ayesha",
        "CATEGORIES:Module",
        "URL:https://concord.test/sessions/spring/agenda",
    } <= set(lines)
    assert not [line for line in lines if line.startswith(("METHOD", "BEGIN:VALARM"))]


def test_the_same_entries_give_the_same_bytes() -> None:
    some = [entry(uid=str(n), starts_at=datetime(2026, 3, 2, n, tzinfo=UTC)) for n in range(5)]
    assert calendar_text(some, name="x") == calendar_text(reversed(some), name="x")


def test_two_imports_never_double_an_entry() -> None:
    program, text = Program(), calendar_text([entry(), entry(summary="Recap")], name="x")
    program.take(text)
    program.take(text)
    assert sorted(program.live()) == ["Principles", "Recap"]


def test_an_update_and_a_cancellation_arrive_once() -> None:
    program, first = Program(), entry()
    later = first.starts_at + timedelta(hours=2)
    moved = replace(first, sequence=1, starts_at=later, ends_at=later + timedelta(hours=1))
    program.take(calendar_text([first], name="x"))
    program.take(calendar_text([moved], name="x"))
    assert program.live() == {"Principles": (moved.starts_at, moved.ends_at)}
    program.take(calendar_text([first], name="x"))  # an old file turns up again
    assert program.live() == {"Principles": (moved.starts_at, moved.ends_at)}
    program.take(calendar_text([replace(moved, sequence=2, cancelled=True)], name="x"))
    assert program.live() == {}
    assert len(program.entries) == 1


@pytest.mark.parametrize("zone", ["Asia/Karachi", "Europe/Berlin", "Europe/Dublin", "Asia/Kolkata"])
@pytest.mark.parametrize("day", [datetime(2026, 3, 28), datetime(2026, 10, 24)])  # noqa: DTZ001
def test_times_survive_the_other_library_over_a_clock_change(zone: str, day: datetime) -> None:
    begin = day.replace(tzinfo=UTC)
    every = [
        entry(summary=str(n), zone=zone, starts_at=at, ends_at=at + timedelta(hours=1))
        for n in range(48)
        if (at := begin + timedelta(hours=n))
    ]
    program = Program()
    program.take(calendar_text(every, name="x"))
    assert program.live() == {one.summary: (one.starts_at, one.ends_at) for one in every}


def test_the_zone_is_trimmed_to_the_years_used() -> None:
    berlin = unfolded(calendar_text([entry(zone="Europe/Berlin")], name="x"))
    starts = [line for line in berlin if line.startswith("DTSTART:")]
    assert starts == [
        "DTSTART:20260101T000000",
        "DTSTART:20260329T020000",
        "DTSTART:20261025T030000",
    ]
    karachi = unfolded(calendar_text([entry()], name="x"))
    assert karachi.count("BEGIN:STANDARD") == 1
    assert karachi.count("BEGIN:DAYLIGHT") == 0
    assert "TZNAME:PKT" in karachi


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/Berlin", 2025, 2027),
        ("Africa/Casablanca", 2026, 2026),  # four changes a year
        ("Australia/Lord_Howe", 2026, 2026),  # half an hour
        ("America/St_Johns", 2026, 2026),
        ("Asia/Pyongyang", 2018, 2018),  # a new standard time
    ],
)
def test_a_zone_component_holds_all_year(zone: str, first: int, last: int) -> None:
    written = zone_component(zone, first, last).to_ical().decode()
    text = f"BEGIN:VCALENDAR\r\n{written}END:VCALENDAR\r\n"
    theirs = vobject.readOne(text).vtimezone.tzinfo
    moment, end = datetime(first, 1, 1, 12, tzinfo=UTC), datetime(last, 12, 31, tzinfo=UTC)
    while moment < end:
        local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert local.replace(tzinfo=theirs).astimezone(UTC) == moment
        moment += timedelta(hours=12)


def test_utc_needs_no_zone() -> None:
    lines = unfolded(calendar_text([entry(zone="UTC")], name="x"))
    assert "DTSTART:20260302T040000Z" in lines
    assert "BEGIN:VTIMEZONE" not in lines


def test_an_alarm_rings_before_what_is_to_ring() -> None:
    some = [
        entry(summary="Test"),
        entry(summary="Tea", rings=False),
        entry(summary="Off", cancelled=True),
    ]
    events = components(calendar_text(some, name="x", alarm_minutes=15))
    alarms = {one.summary.value: one.contents.get("valarm", []) for one in events}
    assert [len(alarms[name]) for name in ("Test", "Tea", "Off")] == [1, 0, 0]
    assert alarms["Test"][0].trigger.value == timedelta(minutes=-15)


def test_one_entry_by_mail_is_a_request_and_then_its_cancellation() -> None:
    one = entry()
    text, method = mailed_text([one], organiser=HOUSE, invited=AYESHA)
    assert method is Method.REQUEST
    lines = unfolded(text)
    assert "METHOD:REQUEST" in lines
    assert 'ORGANIZER;CN="Customs Academy":mailto:concord@academy.test' in lines
    assert (
        'ATTENDEE;CN="Ayesha Khan";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE'
        ":mailto:ayesha@agency.test"
    ) in lines
    off = replace(one, sequence=1, cancelled=True)
    text, method = mailed_text([off], organiser=HOUSE, invited=AYESHA)
    assert method is Method.CANCEL
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1", f"UID:{one.uid}"} <= set(
        unfolded(text)
    )


def test_several_entries_by_mail_are_published_because_a_request_holds_one() -> None:
    some = [entry(), entry(summary="Recap", cancelled=True)]
    text, method = mailed_text(some, organiser=HOUSE, invited=AYESHA)
    lines = unfolded(text)
    assert method is Method.PUBLISH
    assert "METHOD:PUBLISH" in lines
    assert lines.count("STATUS:CANCELLED") == 1
    assert len([line for line in lines if line.startswith("ORGANIZER")]) == 2
    assert not [line for line in lines if line.startswith("ATTENDEE")]


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)


@given(NAMES, NAMES)
@example("تجزیہ؛ خفیہ، معلومات" * 6, "بلال \\N یوسف")
@example("C:\\New, folder; x" * 9, "हिन्दी " * 30)
@example("👮🏽‍♀️" * 30, "ا" * 74)
def test_texts_of_any_script_come_back_whole(summary: str, location: str) -> None:
    text = calendar_text([entry(summary=f"x{summary}", location=f"x{location}")], name="x")
    assert value_of(text, "SUMMARY") == clean(f"x{summary}")
    assert value_of(text, "LOCATION") == clean(f"x{location}")
    (event,) = components(text)
    assert event.location.value == clean(f"x{location}")


@given(st.text(max_size=100))
@example("a\r\nATTENDEE:mailto:x@y\r\nb")
@example('Kh"an;, ^n:')
def test_nothing_typed_becomes_a_line_of_its_own(name: str) -> None:
    if "\ud800" <= max(name, default="") <= "\udfff":
        name = clean(name)
    text, _method = mailed_text(
        [entry(summary=name, location=name, description=name, category=name)],
        organiser=Mailbox(name, HOUSE.address),
        invited=Mailbox(name, AYESHA.address),
    )
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded(text)]
    assert names.count("ATTENDEE") == names.count("ORGANIZER") == names.count("SUMMARY") == 1
    assert set(names) <= {
        *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "TZID", "TZNAME"),
        *("TZOFFSETFROM", "TZOFFSETTO", "DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED", "UID"),
        *("SEQUENCE", "SUMMARY", "LOCATION", "DESCRIPTION", "CATEGORIES", "STATUS"),
        *("ORGANIZER", "ATTENDEE"),
    }


def test_line_breaks_of_every_kind_are_one_kind() -> None:
    text = calendar_text([entry(description="a\r\nb\rc\u2028d\x0be\x00f\tg")], name="x")
    assert value_of(text, "DESCRIPTION") == "a\nb\nc\nd\nef\tg"
