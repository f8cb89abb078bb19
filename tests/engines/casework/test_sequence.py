"""Event charts and activity flows: order by pairs, verified by the rule, texts of one's own."""

import itertools
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.casework.flow.task import parse_flow
from lms.engines.casework.order import Order, When, ordered
from lms.engines.casework.sequence.marking import mark_sequence, model_rows
from lms.engines.casework.sequence.rows import Row, dump_row, read_rows
from lms.engines.casework.sequence.task import parse_events
from lms.engines.marking.types import HandMark
from tests.engines.casework.material import case, words
from tests.factories.products import OWN_EVENT, activity, events

CASE = case()
SEED = "seed"


def chart(*more, **changes):
    parsed = parse_events(events(*more, **changes), CASE)
    assert parsed.value is not None, words(parsed.problems)
    return parsed.value


def steps(*more, **changes):
    parsed = parse_flow(activity(*more, **changes), CASE)
    assert parsed.value is not None, words(parsed.problems)
    return parsed.value


def faults(payload):
    parse = parse_events if payload["kind"] == "event_chart" else parse_flow
    return words(parse(payload, CASE).problems)


def share(mark):
    return mark.points / mark.maximum


def line(mark, key):
    return next(one for one in mark.lines if one.key == key)


def told(mark, key):
    return [(part.outcome.value, part.reason.english()) for part in line(mark, key).parts]


def put(sequence, **by_card):
    """The model with some rows changed, or left out where None."""
    return tuple(
        replace(row, **(by_card.get(row.card) or {}))
        for row in model_rows(sequence)
        if by_card.get(row.card, {}) is not None
    )


# ----- order


def test_order_follows_from_dates_and_from_what_the_author_says():
    pairs = set(chart().order.pairs)
    assert pairs == {("office", "talk"), ("office", "run"), ("talk", "run")}


def test_hours_order_one_day_and_a_span_only_what_lies_outside_it():
    morning, evening = When(date(2019, 3, 1), "06:00"), When(date(2019, 3, 1), "18:00")
    some_time = When(date(2019, 3, 1), until=date(2019, 3, 5))
    assert morning.is_before(evening)
    assert not evening.is_before(morning)
    assert not morning.is_before(When(date(2019, 3, 1)))
    assert not morning.is_before(some_time)
    assert not some_time.is_before(When(date(2019, 3, 5)))
    assert some_time.is_before(When(date(2019, 3, 6)))


def test_a_ring_is_told_with_all_that_stand_in_it():
    assert ordered("abc", [("a", "b"), ("b", "a")]) == {"a", "b"}
    found = faults(events({**OWN_EVENT, "given": True, "after": ["run"], "date": "2019-01-01"}))
    assert found == [
        (
            "events",
            "By dates and `after` these come before themselves: boat, office, run, talk.",
        )
    ]


def test_steps_are_the_earliest_that_the_order_allows():
    order = ordered("abcd", [("a", "b"), ("b", "c"), ("a", "d")])
    assert isinstance(order, Order)
    assert order.steps == {"a": 1, "b": 2, "d": 2, "c": 3}


# ----- marking by value


def test_the_right_chart_has_all_points():
    mark = mark_sequence(chart(), model_rows(chart()))
    assert (mark.points, mark.maximum) == (5, 5)
    assert mark.facts["pairs"] == [3, 3]


def test_nothing_earns_nothing_and_tells_where_it_is_stated():
    mark = mark_sequence(chart(), ())
    assert mark.points == 0
    assert told(mark, "run") == [
        ("blank", "Not on the chart. It is stated in R04, R06."),
    ]


def test_a_pair_turned_round_costs_both_ends_their_part_of_the_order():
    sequence = chart()
    mark = mark_sequence(sequence, put(sequence, talk={"step": 3}, run={"step": 2}))
    assert mark.facts["pairs"] == [2, 3]
    assert told(mark, "run")[1] == (
        "partly",
        "In order with 1 of 2. Before it come: “A caller names Rook.”.",
    )
    assert told(mark, "talk")[1] == (
        "partly",
        "In order with 1 of 2. After it come: “Cy Lind takes the shop over.”.",
    )
    # order is 4 of 10 units: half of it is lost for a weight of 2 and one of 1
    assert mark.points == 5 - Fraction(4, 10) * Fraction(3, 2)


def test_a_known_order_that_is_left_open_earns_nothing():
    sequence = chart()
    mark = mark_sequence(sequence, put(sequence, run={"step": 2}))
    assert mark.facts["pairs"] == [2, 3]


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_an_order_that_nobody_knows_is_not_judged(step):
    sequence = chart()
    mark = mark_sequence(sequence, put(sequence, phone={"step": step}))
    assert mark.points == 5
    assert [part.subject.english() for part in line(mark, "phone").parts] == [
        "On the chart",
        "Verified",
        "Evidence",
    ]


def test_a_card_without_a_place_is_not_on_the_chart():
    sequence = chart()
    mark = mark_sequence(sequence, put(sequence, office={"step": None}))
    assert line(mark, "office").points == 0
    assert told(mark, "talk")[1] == ("partly", "In order with 1 of 2. Not on the chart: 1.")


def test_verified_follows_from_the_grades_of_all_that_states_it():
    sequence = chart()
    verified = {box.key: sequence.is_verified(box) for box in sequence.right}
    # A1; X4; C3 with C2; B2 alone
    assert verified == {"office": True, "talk": False, "run": False, "phone": False}
    mark = mark_sequence(sequence, put(sequence, talk={"verified": True}))
    assert told(mark, "talk")[2] == (
        "wrong",
        "By the grades of R02 it is not verified: dotted.",
    )
    mark = mark_sequence(sequence, put(sequence, talk={"verified": None}))
    assert told(mark, "talk")[2][0] == "blank"


def test_who_draws_what_the_own_citations_allow_has_half():
    two = [{**events()["events"][0], "evidence": [["R01"], ["R06"]]}, *events()["events"][1:]]
    sequence = chart(events=two)
    mark = mark_sequence(sequence, put(sequence, office={"verified": False, "cited": ("R06",)}))
    outcome, reason = told(mark, "office")[2]
    assert outcome == "partly"
    assert reason.startswith("It follows from what you cite, not from all there is.")


def test_evidence_half_for_a_part_and_a_quarter_less_for_what_is_beside_the_point():
    sequence = chart()

    def evidence(*cited):
        part = line(mark_sequence(sequence, put(sequence, run={"cited": cited})), "run").parts[3]
        return part.points / part.maximum

    assert evidence("R04", "R06") == 1
    assert evidence("R04") == Fraction(1, 2)
    assert evidence("R04", "R06", "R05") == 1
    assert evidence("R04", "R06", "R01") == Fraction(3, 4)
    assert evidence("R01") == 0
    assert evidence() == 0


def test_a_card_that_belongs_nowhere_costs_and_says_why():
    sequence = chart()
    rows = (*model_rows(sequence), Row(card="fire", step=9))
    mark = mark_sequence(sequence, rows)
    assert mark.points == Fraction(9, 2)
    wrong = line(mark, "fire")
    assert (wrong.points, wrong.maximum, wrong.why["en"]) == (
        Fraction(-1, 2),
        0,
        "No report says so.",
    )


def test_dates_count_where_they_are_asked():
    sequence = chart(dates=True)
    assert mark_sequence(sequence, model_rows(sequence)).points == 5
    mark = mark_sequence(sequence, put(sequence, office={"day": date(2019, 3, 2)}))
    assert told(mark, "office")[4] == ("wrong", "It was on 2019-03-01.")
    assert len(line(mark, "phone").parts) == 3


def test_an_event_of_ones_own_is_known_by_its_words():
    sequence = chart(OWN_EVENT, own=2)
    rows = [row for row in model_rows(sequence) if row.card]
    own = Row(own="Later he sold his boat!", step=5, verified=False, cited=("R02",))
    mark = mark_sequence(sequence, (*rows, own))
    assert mark.points == mark.maximum == 6
    assert told(mark, "boat")[0] == ("right", "Read as this: “Later he sold his boat!”")
    again = mark_sequence(sequence, (*rows, own, replace(own, own="The boat is sold again")))
    assert again.points == 6
    assert told(again, "own-1") == [
        ("blank", "Not read as one that the key has, or it stands there already. Not counted."),
    ]


def test_names_of_the_case_are_a_fault_in_a_step():
    sequence = steps()
    assert mark_sequence(sequence, model_rows(sequence)).points == 3
    rows = [row for row in model_rows(sequence) if row.card]
    own = Row(own="Rook takes the papers", step=2)
    mark = mark_sequence(sequence, (*rows, own))
    assert told(mark, "take")[0] == (
        "partly",
        "It holds names: Rook, Ben. Write the step so that it fits any case.",
    )
    assert line(mark, "take").points == Fraction(5, 6)
    spare = mark_sequence(sequence, (*model_rows(sequence), Row(own="Call +999 7000001", step=9)))
    assert told(spare, "own-1") == [
        ("wrong", "It holds names: +999 700 0001. Write the step so that it fits any case."),
    ]
    assert spare.points == 3 - Fraction(1, 4)


def test_a_person_is_named_by_a_part_of_the_name_and_a_description_is_no_name():
    sequence = steps(names=["Harbour Street"], generic=["Rook"])
    assert sequence.names_in("tate pays") == ["Tate, Ada"]
    assert sequence.names_in("lantern shop") == ["Lantern Shop"]
    assert sequence.names_in("a shop with a lantern") == []
    assert sequence.names_in("meet in Harbour Street") == ["Harbour Street"]
    assert sequence.names_in("a rook") == []


def test_what_a_person_gives_for_a_line_counts():
    sequence = chart()
    hand = {"talk": HandMark({"credit": Fraction(2)}, "Seen on paper.")}
    mark = mark_sequence(sequence, put(sequence, talk=None), hand)
    assert (line(mark, "talk").points, line(mark, "talk").comment) == (2, "Seen on paper.")


# ----- reading


def test_rows_of_a_browser_come_back_as_they_went():
    sequence = chart(OWN_EVENT, own=2, dates=True)
    rows = model_rows(sequence)
    raw = {"rows": [dump_row(row, SEED) for row in rows]}
    assert read_rows(sequence, SEED, raw).answer == rows


def test_tokens_tell_nothing_of_keys_nor_of_their_order():
    cards = chart().cards_by_token(SEED)
    assert list(cards) == sorted(cards)
    assert not {"office", "talk", "run", "phone", "fire"} & cards.keys()
    assert list(cards) != list(chart().cards_by_token("another"))


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ({}, "rows"),
        ({"rows": [{}] * 99}, "rows"),
        ({"rows": [{"card": "none"}]}, "rows[0].card"),
        ({"rows": [{"own": "x"}]}, "rows"),
        ({"rows": ["x"]}, "rows[0]"),
        ({"rows": [{"card": "a", "own": "b"}]}, "rows[0]"),
        ({"rows": [{"own": " "}]}, "rows[0].own"),
        ({"rows": [{"own": "x", "step": 99}]}, "rows[0].step"),
        ({"rows": [{"own": "x", "step": True}]}, "rows[0].step"),
        ({"rows": [{"own": "x", "verified": "yes"}]}, "rows[0].verified"),
        ({"rows": [{"own": "x", "date": "2019-03-01"}]}, "rows[0].date"),
        ({"rows": [{"own": "x", "evidence": ["R99"]}]}, "rows[0].evidence"),
        ({"rows": [{"own": "x", "extra": 1}]}, "rows[0]"),
    ],
)
def test_what_is_no_answer_is_told_with_its_place(raw, path):
    found = read_rows(chart(), SEED, raw)
    assert found.answer is None
    assert [one.path for one in found.problems] == [path]


def test_a_card_cannot_stand_there_twice():
    sequence = chart()
    row = dump_row(model_rows(sequence)[0], SEED)
    assert read_rows(sequence, SEED, {"rows": [row, row]}).answer is None


# ----- files


def test_all_faults_of_a_file_are_told_at_once():
    bad = {
        "key": "bad",
        "text": {"en": "Bad."},
        "given": False,
        "words": ["good"],
        "time": "25:00",
        "after": ["nothing", "fire"],
        "evidence": [["R77"]],
        "about": ["E77"],
    }
    found = dict(faults(events(bad, {"key": "trick", "text": {"en": "T."}, "distractor": True})))
    assert found == {
        "events[5].time": 'Write the hour in quotes as "23:40".',
        "events[5].evidence[0]": "No report has the id R77.",
        "events[5].about": "E77 is no entity of the case's key.",
        "events[5].given": "Nobody can write this: set own to how many may be written.",
        "events[5].after": "fire cannot come before this. Mend its key.",
        "events[5].words": "The text itself lacks “good”.",
        "events[6].why": "Say why this belongs nowhere: people read it with their mark.",
    }


def test_words_that_fit_two_texts_are_told():
    twin = {**OWN_EVENT, "key": "ship", "text": {"en": "Lind sells the boat."}}
    assert (
        "events[5].words",
        "The words of ship fit this text, too.",
    ) in faults(events(OWN_EVENT, twin, own=2))


def test_a_step_of_the_key_holds_no_names():
    step = {
        "key": "x",
        "text": {"en": "Lind takes money."},
        "given": False,
        "words": ["money"],
    }
    assert faults(activity(step)) == [("steps[4].text", "Steps hold no names: Lind, Cy.")]


# ----- properties

ROWS = st.lists(
    st.builds(
        Row,
        card=st.sampled_from(["office", "talk", "run", "phone", "fire"]),
        step=st.none() | st.integers(1, 5),
        verified=st.none() | st.booleans(),
        cited=st.lists(st.sampled_from(sorted(CASE.reports)), unique=True, max_size=4).map(tuple),
    ),
    unique_by=lambda row: row.card,
    max_size=5,
).map(tuple)


@given(ROWS)
def test_marks_stay_between_nothing_and_all(rows):
    mark = mark_sequence(chart(), rows)
    assert 0 <= mark.points <= mark.maximum


@given(ROWS, st.randoms())
def test_the_order_of_the_list_does_not_count_only_the_steps(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert mark_sequence(chart(), tuple(shuffled)).points == mark_sequence(chart(), rows).points


@given(ROWS, st.sampled_from(["office", "talk", "run", "phone"]))
def test_a_right_row_that_is_added_never_lowers_the_mark(rows, key):
    sequence = chart()
    right = next(row for row in model_rows(sequence) if row.card == key)
    others = [row for row in rows if row.card not in (key, "fire")]
    before = [replace(row, step=sequence.order.steps[row.card]) for row in others]
    less, more = mark_sequence(sequence, tuple(before)), mark_sequence(sequence, (*before, right))
    assert more.points >= less.points


@given(ROWS)
def test_a_wrong_card_that_is_added_never_raises_the_mark(rows):
    others = tuple(row for row in rows if row.card != "fire")
    less = mark_sequence(chart(), (*others, Row(card="fire", step=1)))
    assert less.points <= mark_sequence(chart(), others).points


@given(st.permutations(["office", "talk", "run", "phone"]))
def test_only_pairs_of_known_order_decide(keys):
    sequence = chart()
    rows = put(sequence, **{key: {"step": at} for at, key in enumerate(keys, 1)})
    right = sum(
        (one, other) in sequence.order.pairs for one, other in itertools.combinations(keys, 2)
    )
    assert mark_sequence(sequence, rows).facts["pairs"] == [right, 3]
