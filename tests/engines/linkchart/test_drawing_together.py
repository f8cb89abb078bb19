"""Browser and server hold the same chart, whoever drew what and in whichever order it came."""

import base64
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.engines.linkchart.events import fold, read_event
from lms.engines.linkchart.history import chart_of, document_of, updates_of
from lms.engines.linkchart.shared import read_update, union
from tests.support.charting import STEPS, Hands, as_seen, by_id, hands_at_a_chart

SOME = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def hands() -> Iterator[Hands]:
    with hands_at_a_chart() as found:
        yield found


def row(step):
    found = read_event(step["kind"], {"schema": 2, **step["payload"]})
    assert found.value is not None, found.problems
    return found.value


def text(update: bytes) -> str:
    return base64.b64encode(update).decode()


@SOME
@given(steps=st.lists(STEPS, max_size=25))
def test_a_step_does_the_same_in_the_browser_and_on_the_server(hands: Hands, steps):
    done = hands.draw([["act", 0, [one]] for one in steps])
    folded = fold(map(row, steps))
    assert by_id(done["charts"][0]) == as_seen(folded)
    updates = [read_update(update).value for _, update in done["updates"]]
    assert None not in updates
    assert chart_of(updates) == folded


@SOME
@given(steps=st.lists(STEPS, max_size=25))
def test_steps_written_into_the_document_by_the_server_give_the_chart_of_their_fold(hands, steps):
    rows = [row(one) for one in steps]
    folded = fold(rows)
    assert document_of(rows).chart() == folded
    derived = updates_of(rows, 0)
    assert union(derived).chart() == folded
    told = hands.draw([["receive", 0, [text(one)]] for one in derived])
    assert by_id(told["charts"][0]) == as_seen(folded)


@SOME
@given(data=st.data())
def test_hands_that_hear_of_each_other_in_any_order_end_with_one_chart(hands: Hands, data):
    act = st.tuples(st.just("act"), st.integers(0, 2), st.lists(STEPS, min_size=1, max_size=3))
    other = st.tuples(st.sampled_from(["hear", "undo", "redo"]), st.integers(0, 2))
    acts = data.draw(st.lists(act | act | other, max_size=40))
    last = [["hear", hand] for hand in range(3)]
    done = hands.draw([*acts, *last], hands=3)
    charts = [by_id(chart) for chart in done["charts"]]
    assert charts[0] == charts[1] == charts[2]
    updates = [read_update(update).value for _, update in done["updates"]]
    assert None not in updates
    assert as_seen(chart_of(updates)) == charts[0]
    if updates:
        shuffled = data.draw(st.permutations(updates))
        assert as_seen(chart_of(shuffled)) == charts[0]


@SOME
@given(
    first=st.lists(STEPS, max_size=8),
    then=st.lists(STEPS, max_size=8),
    last=st.lists(STEPS, max_size=8),
)
def test_steps_of_forms_and_updates_of_browsers_mix(hands: Hands, first, then, last):
    rows = [row(one) for one in first]
    start = text(document_of(rows).update())
    drawn = hands.draw([["act", 0, [one]] for one in then], start=start)
    mixed = [
        *rows,
        *(read_update(update).value for _, update in drawn["updates"]),
        *(row(one) for one in last),
    ]
    chart = chart_of(mixed)
    since = updates_of(mixed, len(rows))
    heard = hands.draw([["receive", 0, [text(one) for one in since]]], start=start)
    assert by_id(heard["charts"][0]) == as_seen(chart)
    assert chart == fold(map(row, [*first, *then, *last]))
