"""What changed between two releases, in words; and the sequences that calendars go by."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lms.agenda.enums import ItemKind
from lms.agenda.rows import ReleasedItem
from lms.agenda.rules.differences import ChangeKind, differences, next_sequences
from tests.factories.agenda import moment

ZONE = "Asia/Karachi"
DAY = date(2019, 11, 5)
BROHI, KASI = (UUID(int=1), "N. Brohi", "ن۔ بروہی"), (UUID(int=2), "K. Kasi", "")


def item(number: int = 7, at: str = "09:00", minutes: int = 60, **values: object) -> ReleasedItem:
    begin = moment(DAY, at, ZONE)
    facts: dict[str, object] = {
        "id": UUID(int=number),
        "kind": ItemKind.MODULE,
        "title": {"en": "Inference"},
        "starts_at": begin,
        "ends_at": begin + timedelta(minutes=minutes),
        "track": "",
        "room_id": None,
        "room": {"en": "Hall A"},
        "content": "",
        "guests": "",
        "materials": "",
        "trainers": (BROHI,),
        "sequence": 0,
        "cancelled": False,
        **values,
    }
    return ReleasedItem(**facts)  # type: ignore[arg-type]


def words(before: list[ReleasedItem], after: list[ReleasedItem]) -> list[str]:
    found = differences(before, after, ZONE)
    return [sentence.english() for change in found for sentence in change.sentences]


def test_each_kind_of_change_has_its_sentence() -> None:
    old = item()
    assert words([old], [old]) == []
    assert words([], [old]) == ["New: Inference, Tue 5 November, 09:00 to 10:00."]
    assert words([old], []) == ["Called off: Inference, Tue 5 November, 09:00 to 10:00."]
    assert words([old], [item(at="10:15")]) == [
        "Inference is on Tue 5 November, 10:15 to 11:15 instead of Tue 5 November, 09:00 to 10:00."
    ]
    assert words([old], [item(room={"en": "Lab 2"}, trainers=(KASI,))]) == [
        "Inference is in Lab 2 instead of Hall A.",
        "Inference is taught by K. Kasi.",
    ]
    assert words([old], [item(track="B", trainers=())]) == [
        "Inference has no trainer named now.",
        "Inference is for track B.",
    ]
    assert words([old], [item(kind=ItemKind.EXERCISE)]) == ["Inference: details have changed."]


def test_a_change_knows_whom_it_touches() -> None:
    (change,) = differences([item()], [item(trainers=(KASI,))], ZONE)
    assert change.trainer_ids == {BROHI[0], KASI[0]}
    assert not change.matters_to_participants
    (moved,) = differences([item(track="A")], [item(track="B")], ZONE)
    assert (moved.tracks, moved.matters_to_participants) == ({"A", "B"}, True)


def test_a_cancelled_item_is_told_once_and_may_come_back() -> None:
    first = [item(1), item(2, "11:00")]
    second = next_sequences(first, {UUID(int=2): item(2, "11:00")})
    assert {(one.id.int, one.sequence, one.cancelled) for one in second} == {
        (1, 1, True),
        (2, 0, False),
    }
    assert [change.kind for change in differences(first, second, ZONE)] == [ChangeKind.CANCELLED]
    third = next_sequences(second, {UUID(int=2): item(2, "11:00")})
    assert third[1] == second[1]
    assert differences(second, third, ZONE) == []
    back = next_sequences(third, {UUID(int=1): item(1), UUID(int=2): item(2, "11:00")})
    assert {(one.id.int, one.sequence, one.cancelled) for one in back} == {
        (1, 2, False),
        (2, 0, False),
    }


releases = st.lists(
    st.dictionaries(
        st.integers(1, 4),
        st.tuples(st.sampled_from(["09:00", "10:00"]), st.sampled_from(["", "A"])),
        max_size=4,
    ),
    min_size=1,
    max_size=6,
)


@given(releases)
def test_a_calendar_that_takes_every_release_ends_at_the_last_one(
    plans: list[dict[int, tuple[str, str]]],
) -> None:
    """RFC 5546: an entry is replaced only by one of the same UID with a higher SEQUENCE."""
    calendar: dict[UUID, ReleasedItem] = {}
    before: list[ReleasedItem] = []
    for plan in plans:
        wanted = {
            UUID(int=number): item(number, at, track=track) for number, (at, track) in plan.items()
        }
        before = next_sequences(before, wanted)
        assert len({one.id for one in before}) == len(before)
        for entry in before:
            known = calendar.get(entry.id)
            if known is None or entry.sequence > known.sequence:
                calendar[entry.id] = entry
        shown = {key: one for key, one in calendar.items() if not one.cancelled}
        assert {key: replace(one, sequence=0) for key, one in shown.items()} == wanted
