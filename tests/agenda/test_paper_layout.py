"""Papers of an agenda: one page a day, nothing cut, both languages, own fonts."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.agenda.enums import ItemKind
from lms.agenda.printing import days, grid, pages, poster
from lms.agenda.printing.prints import Paper, Print, Wanted, as_text, from_text
from lms.agenda.printing.rows import PaperAgenda
from lms.agenda.printing.wording import Wording, direction_of
from tests.factories.agenda_papers import (
    BROHI,
    FIRST_DAY,
    FOLDER,
    KASI,
    LONG_NAME,
    SATTAR,
    TITLE,
    agenda,
    fonts,
    item,
    many,
    page_sizes,
    page_texts,
    room_id,
    three_days,
)

EN, UR = Wording.of("en"), Wording.of("ur")
A4, A3 = (210, 297), (420, 297)


def pdf(paper: Paper, of: PaperAgenda | None = None, language: str = "en", **part: object) -> bytes:
    return Print(Wanted(paper, language, **part), of or agenda()).make()  # type: ignore[arg-type]


# --- words ---


@pytest.mark.parametrize(
    ("first", "last", "english", "urdu"),
    [
        (date(2019, 11, 4), date(2019, 11, 6), "4 to 6 November 2019", "۴ تا ۶ نومبر ۲۰۱۹"),
        (date(2019, 11, 4), date(2019, 11, 4), "4 November 2019", "۴ نومبر ۲۰۱۹"),
        (
            date(2019, 11, 30),
            date(2019, 12, 2),
            "30 November to 2 December 2019",
            "۳۰ نومبر تا ۲ دسمبر ۲۰۱۹",
        ),
        (
            date(2019, 12, 30),
            date(2020, 1, 2),
            "30 December 2019 to 2 January 2020",
            "۳۰ دسمبر ۲۰۱۹ تا ۲ جنوری ۲۰۲۰",
        ),
    ],
)
def test_ranges_of_days(first: date, last: date, english: str, urdu: str) -> None:
    assert EN.days(first, last) == english
    assert UR.days(first, last) == urdu


@pytest.mark.parametrize(
    ("minutes", "english", "urdu"),
    [
        (300, "5 h 00", "۵ گھنٹے"),
        (885, "14 h 45", "۱۴ گھنٹے ۴۵ منٹ"),
        (5, "5 min", "۵ منٹ"),
        (0, "0 min", "۰ منٹ"),
        (65, "1 h 05", "۱ گھنٹے ۰۵ منٹ"),
    ],
)
def test_lengths(minutes: int, english: str, urdu: str) -> None:
    assert (EN.length(minutes), UR.length(minutes)) == (english, urdu)


def test_times_name_their_zone() -> None:
    moment = agenda().items[0].starts_at
    assert EN.zone("Asia/Karachi", moment).striptags() == "Times in Asia/Karachi (PKT, UTC+5)"
    assert UR.zone("Asia/Karachi", moment).striptags() == "اوقات بمطابق کراچی (PKT, UTC+5)"
    assert "(UTC+5:45)" in EN.zone("Asia/Kathmandu", moment).striptags()
    assert EN.span(agenda().items[0], "Asia/Karachi") == "08:30–09:00"
    assert UR.span(agenda().items[0], "Asia/Karachi") == "۰۸:۳۰ تا ۰۹:۰۰"


def test_names_are_in_the_script_of_the_paper() -> None:
    assert EN.names([BROHI, SATTAR]) == "Nadia Brohi, Tariq Sattar"
    assert UR.names([BROHI, SATTAR]) == ('نادیہ بروہی، <bdi dir="ltr" lang="en">Tariq Sattar</bdi>')


def test_typed_text_runs_in_its_own_direction() -> None:
    assert direction_of("(12) Lab, first floor") == "ltr"
    assert direction_of("۱۲، ہال") == "rtl"
    assert direction_of("12:30") == "ltr"
    assert UR.apart("Director General, DGTR") == '<bdi dir="ltr">Director General, DGTR</bdi>'


def test_a_kind_is_named_unless_the_title_says_it() -> None:
    named = [EN.label(one) for one in three_days()]
    assert named[:6] == ["", "", "", "Break", "Module", ""]
    assert UR.label(three_days()[3]) == "وقفہ"
    assert EN.label(item(0, "09:00", 5, ItemKind.OTHER, "Objectives")) == ""


def test_both_wordings_have_the_same_texts() -> None:
    assert set(EN.texts) == set(UR.texts)
    assert Wording.of("fr").language == "en"


# --- the agenda by day ---


def test_one_a4_page_a_day_with_all_that_happens() -> None:
    data = pdf(Paper.DAYS)
    assert page_sizes(data) == [A4] * 3
    texts = page_texts(data)
    for text, items in zip(texts, agenda().days.values(), strict=True):
        assert "Draft" not in text
        assert TITLE["en"] in text
        assert "DGTR-2019-05" in text
        assert "4 to 6 November 2019" in text
        assert "Times in Asia/Karachi (PKT, UTC+5)" in text
        assert "Release 2 of 28 October 2019" in text
        for one in items:
            assert one.title["en"] in text
    assert "Monday 4 November 2019 Day 1 of 3" in texts[0]
    assert [text.rsplit("Page", 1)[1] for text in texts] == [" 1 of 3", " 2 of 3", " 3 of 3"]
    assert "10:45–12:00 A E2 Link chart, group A Lab 1 Nadia Brohi" in texts[1]
    assert texts[1].count("10:45–12:00") == 1  # what is side by side has one time
    assert "3 h 15" in texts[1]  # side by side counts once
    assert fonts(data) == {
        ("Paper-latin", True),
        ("Paper-latin-Semi-Bold", True),
        ("Paper-mono", True),
        ("Paper-mono-Semi-Bold", True),
    }


def test_the_draft_says_so_on_each_page() -> None:
    texts = page_texts(pdf(Paper.DAYS, agenda(draft=True)))
    for text in texts:
        assert text.startswith("Draft Not released.")
        assert "Draft, step 41, changed 28 October 2019 at 11:12" in text
    for paper in (Paper.POSTER, Paper.DOORS, Paper.TRAINERS):
        assert all(
            "Draft Not released." in one for one in page_texts(pdf(paper, agenda(draft=True)))
        )


def test_urdu_runs_from_right_in_naskh_with_nastaliq_heads() -> None:
    data = pdf(Paper.DAYS, language="ur")
    texts = page_texts(data)
    assert len(texts) == 3
    for words in ("نادیہ بروہی", "پہلے دن کا اعادہ", "ظہرانہ", "۰۸:۳۰", "۱۰:۴۵"):
        assert words in texts[1]
    assert "E1 Source grading drill" in texts[0]  # without an Urdu title
    found = fonts(data)
    assert all(inside for _name, inside in found)
    assert {name for name, _inside in found} >= {
        "Paper-nastaliq-Semi-Bold",
        "Paper-naskh",
        "Paper-naskh-Semi-Bold",
        "Paper-digits",
        "Paper-latin",
    }
    assert all(name.startswith("Paper-") for name, _inside in found)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_twenty_five_long_items_fit_one_page(language: str) -> None:
    data = pdf(Paper.DAYS, agenda(many(1), days=1), language)
    assert page_sizes(data) == [A4]
    text = page_texts(data)[0]
    if language == "en":
        assert all(f"Item {number} of day 0" in text for number in range(25))
        assert text.count("Sayyid") == 9
    else:
        assert text.count("موضوع") == 26  # with the head of the column


def test_a_day_too_long_for_the_smallest_type_goes_on_and_pages_count_on() -> None:
    crowd = [
        item(
            0,
            f"{7 + n // 6:02d}:{n % 6 * 10:02d}",
            10,
            ItemKind.MODULE,
            f"Talk number {n:02d} " * 6,
        )
        for n in range(95)
    ]
    last = item(1, "09:00", 60, ItemKind.CEREMONY, "Closing")
    texts = page_texts(pdf(Paper.DAYS, agenda([*crowd, last], days=2)))
    count = len(texts)
    assert count > 2
    for number in range(95):
        assert f"Talk number {number:02d}" in " ".join(texts)
    assert [text.rsplit("Page", 1)[1] for text in texts] == [
        f" {place} of {count}" for place in range(1, count + 1)
    ]


def test_a_part_and_an_empty_agenda() -> None:
    one = page_texts(pdf(Paper.DAYS, day=FIRST_DAY + timedelta(days=1)))
    assert len(one) == 1
    assert "Recap of day 1" in one[0]
    for paper in Paper:
        texts = page_texts(pdf(paper, agenda([])))
        assert len(texts) == 1
    assert "Nothing is planned yet." in page_texts(pdf(Paper.DAYS, agenda([])))[0]


def test_values_are_escaped() -> None:
    nasty = item(0, "09:00", 60, ItemKind.MODULE, "<script>{{ 7*7 }}</script>", guests="<b>x</b>")
    of = agenda([nasty])
    page = days.day_page(of, EN, FIRST_DAY)
    html = pages.render("days.html", of, EN, 1, day=page, points=10)
    assert "<script>" not in html
    assert "&lt;script&gt;{{ 7*7 }}" in html
    assert "&lt;b&gt;x" in html


# --- the poster ---


def test_the_poster_is_one_a3_sheet_for_three_days() -> None:
    data = pdf(Paper.POSTER)
    assert page_sizes(data) == [A3]
    text = page_texts(data)[0]
    for one in three_days():
        assert one.title["en"].split()[0] in text
    for words in ("Mon 4 November 2 h 30", "Key Registration", "Sheet 1 of 1", "Track A"):
        assert words in text


def test_ten_days_take_several_sheets() -> None:
    of = agenda(many(10, 8), days=10)
    data = pdf(Paper.POSTER, of)
    assert page_sizes(data) == [A3, A3]
    texts = page_texts(data)
    assert "Sheet 1 of 2" in texts[0]
    for day in range(10):
        for number in range(8):
            assert texts[day // 5].count(f"Item {number} of") >= 5


@pytest.mark.parametrize("language", ["en", "ur"])
def test_no_text_leaves_its_box(language: str) -> None:
    of = agenda(many(2, 16), days=2)
    wording = Wording.of(language)
    sheet = poster._sheet(of, wording, list(of.days))
    measured = poster._measured(of, wording, sheet, 8)
    placed = poster._placed(sheet, measured, wording)
    for block in placed.blocks:
        assert block.height >= measured.blocks[block.key] - 0.02
    assert len(placed.blocks) == 32


def test_days_are_shared_evenly() -> None:
    ten = [FIRST_DAY + timedelta(days=n) for n in range(10)]
    assert [len(some) for some in poster.shares(ten, 4)] == [4, 3, 3]
    assert [len(some) for some in poster.shares(ten[:1], 5)] == [1]
    assert poster.shares([], 5) == [[]]


class Slot:
    """An item as the grid sees it."""

    def __init__(self, begin: int, minutes: int, track: str) -> None:
        start = datetime.fromisoformat("2026-03-02T00:00+00:00")
        self.starts_at = start + timedelta(minutes=begin)
        self.ends_at = self.starts_at + timedelta(minutes=minutes)
        self.track = track


SLOTS = st.builds(
    Slot, st.integers(0, 60), st.integers(1, 30), st.sampled_from(["", "", "A", "B", "C"])
)


@given(st.lists(SLOTS, max_size=14))
def test_items_at_the_same_time_never_cover_each_other(slots: list[Slot]) -> None:
    found = grid.lanes(slots)
    assert len(found) == len(slots)
    for place, (one, lane) in enumerate(found):
        assert 0 <= lane.at < lane.of
        for other, its in found[place + 1 :]:
            if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
                apart = (lane.at + 1) / lane.of <= its.at / its.of + 1e-9 or (
                    its.at + 1
                ) / its.of <= lane.at / lane.of + 1e-9
                assert apart


NEEDS = st.lists(
    st.builds(
        lambda begin, minutes, height: grid.Need(begin, begin + minutes, height),
        st.integers(480, 900),
        st.integers(1, 120),
        st.floats(0, 40),
    ),
    max_size=20,
)


@given(NEEDS)
def test_the_axis_gives_each_item_what_it_needs(needs: list[grid.Need]) -> None:
    axis = grid.stretch(needs, 480, 1020, 200)
    for need in needs:
        assert axis.at(need.end) - axis.at(need.begin) >= need.height - 1e-6
    places = [top for _minute, top in axis.marks]
    assert places == sorted(places)
    least = grid.stretch(needs, 480, 1020, 0.001).height
    assert axis.height <= max(200, least) + 1e-6


def test_without_needs_the_axis_is_even_and_idle_time_is_short() -> None:
    even = grid.stretch([grid.Need(480, 540, 1), grid.Need(540, 600, 1)], 480, 600, 120)
    assert even.at(510) == pytest.approx(30, abs=0.01)
    gap = grid.stretch([grid.Need(480, 540, 1), grid.Need(1200, 1260, 1)], 480, 1260, 105)
    assert gap.at(1200) - gap.at(540) == pytest.approx(5, abs=0.01)


# --- doors and trainers ---


def test_a_door_sheet_for_each_room_and_day() -> None:
    data = pdf(Paper.DOORS)
    texts = page_texts(data)
    assert page_sizes(data) == [A4] * len(texts)
    assert len(texts) == 7
    lab = next(text for text in texts if " Lab 1 Tuesday 5 November 2019" in text)
    for words in ("10:45–12:00", "Track A", "Case folder, part 1", "7k3mq2xad"):
        assert words in lab
    assert "Lab 2" not in lab
    one = page_texts(pdf(Paper.DOORS, room_id=room_id("Hall A"), day=FIRST_DAY))
    assert len(one) == 1
    assert "caretaker" not in " ".join(texts)


def test_the_code_on_the_door_is_the_short_address() -> None:
    from lms.agenda.printing import doors
    from lms.engines.credentials import qr

    of = agenda()
    items = [one for one in of.items if one.handouts]
    door = doors._door(items, EN, of.head.zone, FIRST_DAY)
    html = pages.render("doors.html", of, EN, None, door=door, points=12)
    assert qr.draw(FOLDER.address).path in html


def test_a_trainers_sheet_has_that_trainers_items_only() -> None:
    texts = page_texts(pdf(Paper.TRAINERS))
    assert len(texts) == 3
    own = page_texts(pdf(Paper.TRAINERS, trainer_id=BROHI.person_id))
    assert len(own) == 1
    for words in (
        "Nadia Brohi",
        "M1 Principles and the cycle",
        "Bring: Laptops, one for two",
        "For staff: Keys are with the caretaker.",
        "Case folder, part 1",
        "3 h 30",
    ):
        assert words in own[0]
    assert "Closing ceremony" not in own[0]
    assert "E5 Case exercise" not in own[0]
    assert "With Tariq Sattar" in page_texts(pdf(Paper.TRAINERS, trainer_id=KASI.person_id))[0]


def test_long_names_of_rooms_and_people_are_whole() -> None:
    name = "Conference hall of the Directorate General, second floor, east wing, by the stairs"
    one = item(0, "09:00", 60, ItemKind.MODULE, "Talk", "", name, SATTAR, guests=LONG_NAME)
    of = agenda([one], title={"en": "A very long title of a training " * 9})
    for paper in (Paper.DAYS, Paper.DOORS, Paper.POSTER):
        for language in ("en", "ur"):
            data = pdf(paper, of, language)
            assert len(page_sizes(data)) == 1
            words = set(" ".join(page_texts(data)).split())
            assert {"Conference", "stairs", "Sayyid", "Khas"} <= words


# --- what is wanted ---


def test_what_is_wanted_survives_an_address() -> None:
    full = Wanted(Paper.DOORS, "ur", True, FIRST_DAY, room_id("Hall A"), BROHI.person_id)
    assert from_text(as_text(full)) == full
    assert as_text(Wanted(Paper.DAYS, "en")) == "paper=days&lang=en"
    for wrong in ("", "paper=other", "paper=days&day=tomorrow", "paper=days&room=x"):
        with pytest.raises(ValueError, match=r"."):
            from_text(wrong)


def test_equal_agendas_have_one_key_and_any_change_another() -> None:
    wanted = Wanted(Paper.DAYS, "en")
    keys = {
        Print(wanted, agenda()).key,
        Print(wanted, agenda()).key,
        Print(wanted, agenda(draft=True)).key,
        Print(Wanted(Paper.DAYS, "ur"), agenda()).key,
        Print(wanted, agenda(three_days()[1:])).key,
    }
    assert len(keys) == 4


def test_long_prints_are_known_by_their_rows() -> None:
    of = agenda(many(10, 12), days=10)
    assert Print(Wanted(Paper.DAYS, "en"), of).rows == 120
    assert Print(Wanted(Paper.DAYS, "en"), of).long
    assert not Print(Wanted(Paper.DAYS, "en", day=FIRST_DAY), of).long
    assert Print(Wanted(Paper.TRAINERS, "en", trainer_id=KASI.person_id), of).rows == 80
    assert not Print(Wanted(Paper.POSTER, "en"), agenda()).long
