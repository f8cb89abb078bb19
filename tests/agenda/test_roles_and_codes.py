"""Which room takes a role, which code comes next, and what is left of an agenda without names."""

import pytest

from lms.agenda.enums import ItemKind
from lms.agenda.formats.template import RoomRole, TemplateBody, TemplateItem
from lms.agenda.rows import RoomRow
from lms.agenda.rules.casting import choose_rooms, seats_needed
from lms.agenda.rules.codes import next_code
from lms.agenda.rules.laying import template_minutes
from lms.core.ids import new_id

VENUE = new_id()


def room(name: str, seats: int, equipment: str = "") -> RoomRow:
    return RoomRow(new_id(), VENUE, {"en": name}, seats, equipment, None)


def item(start: int, role: str, track: str = "", minutes: int = 60) -> TemplateItem:
    return TemplateItem(0, start, minutes, ItemKind.MODULE, {"en": "A"}, track=track, room=role)


def body(*items: TemplateItem, equipment: str = "") -> TemplateBody:
    roles = tuple(
        RoomRole(key, {"en": key}, equipment=equipment if key != "hall" else "")
        for key in ("hall", "lab-1", "lab-2")
    )
    return TemplateBody(days=1, rooms=roles, items=items)


PARALLEL = (item(540, "hall"), item(600, "lab-1", "A"), item(600, "lab-2", "B"))


def chosen(found: TemplateBody, rooms: list[RoomRow], seats: int = 30) -> dict[str, str]:
    names = {one.id: one.name["en"] for one in rooms}
    return {key: names[one] for key, one in choose_rooms(found, rooms, seats).items()}


def test_everybody_needs_all_seats_and_groups_their_share():
    found = body(*PARALLEL)
    assert [seats_needed(found, role, 31) for role in found.rooms] == [31, 16, 16]


def test_each_role_gets_the_smallest_room_that_seats_it():
    rooms = [room("Great hall", 200), room("Hall", 30), room("Small", 10), room("Mid", 16)]
    assert chosen(body(*PARALLEL), rooms) == {"hall": "Hall", "lab-1": "Mid", "lab-2": "Great hall"}


def test_equipment_comes_before_size_and_seats_before_equipment():
    rooms = [
        room("Plain", 16),
        room("Wired", 40, "Computers, projector"),
        room("Tiny", 5, "computers"),
    ]
    assert chosen(body(item(600, "lab-1", "A"), equipment="computers"), rooms)["lab-1"] == "Wired"


def test_two_roles_share_a_room_only_at_different_times():
    rooms = [room("One", 40), room("Two", 40)]
    found = chosen(body(*PARALLEL), rooms)
    assert found["lab-1"] != found["lab-2"]
    assert set(found) == {"hall", "lab-1", "lab-2"}
    assert set(chosen(body(*PARALLEL), rooms[:1])) == {"hall", "lab-1"}


@pytest.mark.parametrize(
    ("last", "last_year", "year", "code"),
    [
        ("DGTR-2026-03", 2026, 2026, "DGTR-2026-05"),
        ("DGTR-2026-03", 2026, 2027, "DGTR-2027-01"),
        ("2019/A7/KHI", 2019, 2020, "2020/A1/KHI"),
        ("QTA9", 2026, 2026, "QTA10"),
        ("KARACHI", 2026, 2026, "KARACHI-2"),
        ("HOST-2026", 2026, 2027, "HOST-2027"),
        (None, 0, 2026, "CONCORD-2026-01"),
    ],
)
def test_the_next_free_code_follows_the_pattern_of_the_last(last, last_year, year, code):
    taken = {"DGTR-2026-03", "DGTR-2026-04", "KARACHI", "HOST-2026"}
    assert next_code(last, last_year, year, "CONCORD", taken.__contains__) == code


def test_parallel_items_of_a_template_count_once():
    assert template_minutes(PARALLEL) == 120
