"""Where a paper is: the fold of ceremony mark and events."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from lms.aftercare.enums import Place, Show, Way
from lms.aftercare.rules import Marked, Step, fold, shown
from lms.ceremony.enums import Mark

START = datetime(2026, 3, 3, tzinfo=UTC)


def steps(*ways: Way | tuple[Way, dict[str, str]]) -> list[Step]:
    found = []
    for number, one in enumerate(ways, start=1):
        way, payload = one if isinstance(one, tuple) else (one, {})
        at = START + timedelta(hours=number)
        found.append(Step(uuid.UUID(int=number), number, way, payload, at))
    return found


def undoing(number: int) -> tuple[Way, dict[str, str]]:
    return Way.UNDONE, {"undoes": str(uuid.UUID(int=number))}


@pytest.mark.parametrize(
    ("mark", "place"),
    [
        (None, Place.OFFICE),
        (Mark.ABSENT, Place.OFFICE),
        (Mark.COLLECTED, Place.HOLDER),
        (Mark.POSTED, Place.POST),
    ],
)
def test_it_begins_with_the_mark_of_the_ceremony(mark: Mark | None, place: Place) -> None:
    where = fold([], Marked(mark, START) if mark else None)
    assert (where.place, where.at_ceremony, where.last) == (place, mark, None)
    assert (where.since is None) == (place is Place.OFFICE)


def test_posted_back_and_collected_by_a_bearer() -> None:
    where = fold(steps(Way.POSTED, Way.RETURNED), Marked(Mark.ABSENT, START))
    assert where.place is Place.RETURNED
    assert where.allows(Way.BEARER) and not where.allows(Way.RETURNED)
    where = fold(steps(Way.POSTED, Way.RETURNED, Way.BEARER))
    assert where.in_hand and not where.allows(Way.POSTED)


def test_what_is_undone_counts_no_more_and_undoing_goes_step_by_step() -> None:
    where = fold(steps(Way.POSTED, Way.RETURNED, undoing(2)))
    assert where.place is Place.POST
    where = fold(steps(Way.POSTED, Way.RETURNED, undoing(2), undoing(1)))
    assert (where.place, where.since, where.last) == (Place.OFFICE, None, None)


def test_the_way_through_an_agency_and_its_filter() -> None:
    given = (Way.AGENCY, {"handover": "h"})
    where = fold(steps(given))
    assert (where.place, where.handover) == (Place.TO_AGENCY, "h")
    assert not where.allows(Way.HANDED_ON)
    assert shown(where, Show.AGENCY) and shown(where, Show.OPEN)
    where = fold(steps(given, Way.RECEIVED, Way.HANDED_ON))
    assert where.in_hand and where.handover == "h"
    assert not shown(where, Show.OPEN)


def test_a_copy_of_a_lost_paper_lies_at_the_office_and_is_counted() -> None:
    ways = steps((Way.AGENCY, {"handover": "h"}), Way.RECEIVED, Way.REPLACED, Way.POSTED)
    where = fold([*ways, *steps(Way.COLLECTED)[:0]])
    assert (where.copies, where.place, where.handover) == (1, Place.POST, "")
    assert fold(ways[:3]).place is Place.OFFICE
