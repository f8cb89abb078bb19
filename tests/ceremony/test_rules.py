"""Order, hand-over, photograph and marks as pure rules; the browser folds as the server does."""

import json
import subprocess
import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from anyascii import anyascii
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.ceremony.enums import Handing, Happening, Mark, Scope, Within
from lms.ceremony.formats import plan as plans
from lms.ceremony.rules.handing import givers
from lms.ceremony.rules.marks import Happened, Sheet, fold, following, preceding, tally
from lms.ceremony.rules.order import Caller, alphabet_key, in_order, moved
from lms.ceremony.rules.photo import around_middle, rows_of
from lms.ceremony.rules.ranks import grade_of
from lms.ceremony.rules.saying import syllables
from lms.ceremony.rules.times import at_place, spans

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 3, 10, tzinfo=UTC)
RANKS = ["BS-17", "Inspector", "ASI", "Head Constable", "Keeper of Keys", ""]
callers = st.lists(
    st.builds(
        Caller,
        id=st.uuids(),
        agency=st.integers(1, 4),
        name=st.text("abcÄ é", min_size=1, max_size=6),
        local=st.sampled_from(["", "احمد", "بلال", "آمنہ", "ٹیپو"]),
        rank=st.sampled_from(RANKS),
        position=st.integers(0, 40),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(
    callers,
    st.sampled_from(Scope),
    st.sampled_from(Within),
    st.sampled_from(["en", "ur"]),
    st.randoms(),
)
def test_each_rule_gives_everybody_one_place_whatever_the_order_before(
    people: list[Caller], scope: Scope, within: Within, language: str, random: object
) -> None:
    ordered = in_order(people, scope=scope, within=within, language=language)
    assert sorted(one.id for one in ordered) == sorted(one.id for one in people)
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert in_order(shuffled, scope=scope, within=within, language=language) == ordered
    assert in_order(ordered, scope=scope, within=within, language=language) == ordered
    for before, after in pairwise(ordered):
        if scope is Scope.AGENCY:
            assert before.agency <= after.agency
        if scope is Scope.ROOM or before.agency == after.agency:
            if within is Within.RANK:
                first, second = (grade_of(one.rank, {}) or 0 for one in (before, after))
                assert first >= second
            if within is Within.ALPHABET:
                assert alphabet_key(before, language) <= alphabet_key(after, language)
            if within is Within.HAND:
                assert before.position <= after.position


def test_the_alphabets_and_the_grades() -> None:
    def order(language: str, *names: str) -> list[str]:
        people = [Caller(uuid.uuid4(), 1, name, name, "", 0) for name in names]
        made = in_order(people, scope=Scope.ROOM, within=Within.ALPHABET, language=language)
        return [one.name for one in made]

    assert order("en", "Zia", "Éva", "Fawad", "ayaz") == ["ayaz", "Éva", "Fawad", "Zia"]
    assert order("ur", "یوسف", "ٹیپو", "تبسم", "آمنہ", "اسد", "پروین") == [
        "آمنہ", "اسد", "پروین", "تبسم", "ٹیپو", "یوسف",
    ]  # fmt: skip
    assert [grade_of(rank, {}) for rank in ("BPS 18", "bs-17", "DSP", "Sub-Inspector", "?")] == [
        18, 17, 17, 14, None,
    ]  # fmt: skip
    assert grade_of("DSP", {"dsp": 18}) == 18


@given(st.lists(st.uuids(), min_size=1, max_size=8, unique=True), st.data())
def test_moving_one_leaves_the_others_in_their_order(
    order: list[uuid.UUID], data: st.DataObject
) -> None:
    who = data.draw(st.sampled_from(order))
    steps = data.draw(st.integers(-9, 9))
    made = moved(order, who, steps)
    assert [one for one in made if one != who] == [one for one in order if one != who]
    assert made.index(who) == max(0, min(len(order) - 1, order.index(who) + steps))


@given(
    st.lists(st.tuples(st.uuids(), st.sampled_from([uuid.UUID(int=n) for n in range(3)])),
             max_size=9, unique_by=lambda pair: pair[0]),
    st.sampled_from(Handing),
)  # fmt: skip
def test_everybody_takes_from_a_hand_that_is_there(
    people: list[tuple[uuid.UUID, uuid.UUID]], way: Handing
) -> None:
    by_agency = {str(uuid.UUID(int=0)): "g2", str(uuid.UUID(int=1)): "gone"}
    by_hand = {str(people[0][0]): "g2"} if people else {}
    found = givers(people, ["g1", "g2"], way=way, by_agency=by_agency, by_hand=by_hand)
    assert set(found) == {person for person, _agency in people}
    for place, (person, agency) in enumerate(people):
        if way is Handing.TOGETHER:
            assert found[person] == ["g1", "g2"]
        elif way is Handing.ALTERNATE:
            assert found[person] == [["g1", "g2"][place % 2]]
        elif way is Handing.AGENCY and agency.int == 0:
            assert found[person] == ["g2"]
    if people and way is Handing.HAND:
        assert found[people[0][0]] == ["g2"]
    assert all(givers(people, [], way=way, by_agency={}, by_hand={})[key] == [] for key in found)


@given(st.integers(0, 5), st.integers(0, 60), st.integers(2, 12))
def test_the_photograph_has_everybody_once_and_the_highest_in_its_middle(
    guests: int, people: int, seats: int
) -> None:
    front, others = [f"g{n}" for n in range(guests)], [f"p{n}" for n in range(people)]
    rows = rows_of(front, others, seats=seats)
    assert sorted(one for row in rows for one in row) == sorted([*front, *others])
    if rows:
        top = (front + others)[0]
        assert rows[0].index(top) == len(rows[0]) // 2
        assert set(front) <= set(rows[0])
        assert all(len(row) <= max(seats, guests) for row in rows)
        behind = [len(row) for row in rows[1:]]
        assert not behind or max(behind) - min(behind) <= 1
    assert around_middle([1, 2, 3, 4]) == [4, 2, 1, 3]


PEOPLE = [uuid.UUID(int=100 + n) for n in range(4)]
steps = st.lists(
    st.tuples(
        st.sampled_from(Happening),
        st.sampled_from([*PEOPLE, None]),
        st.integers(0, 9),
    ),
    max_size=14,
)


def happened(made: list[tuple[Happening, uuid.UUID | None, int]]) -> list[Happened]:
    found: list[Happened] = []
    for number, (kind, who, value) in enumerate(made, start=1):
        payload: dict[str, object] = {"schema": 1}
        if kind is Happening.UNDONE:
            payload["undoes"] = str(uuid.UUID(int=max(1, number - 1 - value)))
        elif kind is Happening.ITEM:
            payload["item"] = f"i{value}"
        elif kind is Happening.COUNTED:
            payload["left"] = value
        elif who is not None:
            payload |= {"enrolment": str(who), "serial": f"S-{who.int}"}
        found.append(Happened(uuid.UUID(int=number), number, kind, payload, START))
    return found


@given(steps, st.randoms())
@settings(max_examples=150)
def test_the_fold_follows_the_sequence_and_the_tally_always_adds_up(
    made: list[tuple[Happening, uuid.UUID | None, int]], random: object
) -> None:
    events = happened(made)
    hall = fold(events)
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled) == hall
    sheets = [Sheet(who, f"S-{who.int}", printed=True) for who in PEOPLE]
    sums = tally(sheets, hall)
    assert sums.printed == sums.collected + sums.posted + sums.absent + sums.left == 4
    assert sums.agrees == (sums.missing == 0)
    if hall.undoable is not None:
        back = Happened(uuid.uuid4(), 99, Happening.UNDONE, {"undoes": str(hall.undoable)}, START)
        without = fold([one for one in events if one.uuid != hall.undoable])
        assert fold([*events, back]) == without


def test_differences_of_the_stack_are_named() -> None:
    first, second, third, fourth = PEOPLE
    events = happened(
        [(Happening.CALLED, first, 0), (Happening.COLLECTED, first, 0),
         (Happening.CALLED, second, 0), (Happening.ABSENT, third, 0),
         (Happening.COLLECTED, uuid.UUID(int=7), 0), (Happening.COUNTED, None, 1)]
    )  # fmt: skip
    sheets = [
        Sheet(first, "S-new", printed=True),
        Sheet(second, "S-101", printed=True),
        Sheet(third, "S-102", printed=True),
        Sheet(fourth, "S-103", printed=False),
    ]
    sums = tally(sheets, fold(events))
    assert (sums.printed, sums.collected, sums.absent, sums.left) == (3, 1, 1, 1)
    assert (sums.on_table, sums.counted, sums.missing) == (2, 1, 1)
    assert sums.unprinted == [fourth] and sums.older == [first]
    assert sums.without_paper == [uuid.UUID(int=7)] and sums.unmarked == [second]
    assert not sums.agrees
    assert fold(events).marks[third] is Mark.ABSENT


def test_the_browser_folds_and_walks_as_the_server_does() -> None:
    runs = [
        [(Happening.CALLED, PEOPLE[0], 0), (Happening.COLLECTED, PEOPLE[0], 0),
         (Happening.CALLED, PEOPLE[1], 0), (Happening.ABSENT, PEOPLE[1], 0),
         (Happening.UNDONE, None, 0), (Happening.CALLED, PEOPLE[3], 0)],
        [(Happening.ITEM, None, 3), (Happening.CALLED, PEOPLE[3], 0),
         (Happening.POSTED, PEOPLE[3], 0), (Happening.COUNTED, None, 2)],
        [(Happening.CALLED, PEOPLE[2], 0), (Happening.CALLED, None, 0)],
        [],
    ]  # fmt: skip
    order = [str(who) for who in PEOPLE]
    cases = [
        [{"uuid": str(one.uuid), "kind": one.kind, "payload": one.payload} for one in happened(run)]
        for run in runs
    ]
    module = json.dumps((ROOT / "static/ceremony/fold.js").as_uri())
    code = (
        f"import {{ figures, fold, following, preceding }} from {module};"
        f"const order = {json.dumps(order)};"
        f"console.log(JSON.stringify({json.dumps(cases)}.map((run) => {{"
        "const hall = fold(run); return ["
        "hall.current, hall.item, [...hall.marks].sort(), hall.counted, hall.undoable,"
        "following(order, hall), preceding(order, hall), figures(order.slice(1), hall)]; })));"
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", code], capture_output=True, text=True, check=True
    )

    def text(key: uuid.UUID | None) -> str | None:
        return str(key) if key else None

    expected: list[list[object]] = []
    stack = [Sheet(who, f"S-{who.int}", printed=who != PEOPLE[0]) for who in PEOPLE]
    for run in runs:
        hall = fold(happened(run))
        sums = tally(stack, hall)
        names = ("printed", "collected", "absent", "posted", "left")
        figures = {name: getattr(sums, name) for name in names}
        marks = sorted([str(who), mark.value] for who, mark in hall.marks.items())
        walks = [text(following(PEOPLE, hall)), text(preceding(PEOPLE, hall))]
        expected.append(
            [
                text(hall.current),
                hall.item,
                marks,
                hall.counted,
                text(hall.undoable),
                *walks,
                figures,
            ]
        )
    assert json.loads(ran.stdout) == expected


def test_times_names_and_plans() -> None:
    made = spans(START, [5, 10])
    assert made[-1] == (START + timedelta(minutes=5), START + timedelta(minutes=15))
    assert at_place("2026-03-03", "15:00", "Asia/Karachi") == START
    assert at_place("2026-03-03", "three", "Asia/Karachi") is None
    assert syllables("Tabassum Rani Solangi") == "Ta-bas-sum Ra-ni So-lan-gi"
    assert syllables("Yousaf Khan") == "You-saf Khan"
    for name in plans.TEMPLATES:
        plan = plans.template(name)
        kept = json.dumps(plans.dump(plan))
        again = plans.read(json.loads(kept))
        assert json.dumps(plans.dump(again)) == kept and again.items == plan.items
        assert all({"en", "ur"} <= set(item.title) for item in plan.items)


@given(st.lists(st.text("ABCDEaeiouhkty'é.Ω", min_size=1, max_size=9), min_size=1, max_size=3))
def test_saying_parts_a_name_and_never_loses_a_letter_of_it(words: list[str]) -> None:
    name = " ".join(words)
    assert syllables(name).replace("-", "") == " ".join(anyascii(name).split())


@pytest.mark.parametrize(
    "name", ["山田太郎", "王 小明", "髙橋さくら", "がっこう", "김철수", "Li 王"]
)
def test_nobody_is_called_by_a_guess_at_chinese_japanese_or_korean_letters(name: str) -> None:
    assert syllables(name) == ""
