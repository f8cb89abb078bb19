"""What must hold for questions of every kind, whatever they hold and whatever is answered."""

import json
import re
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.marking.kinds import QUESTION_KINDS, model_answer
from lms.engines.marking.quiz import mark_question, parse_question, public_question
from lms.engines.marking.types import HandMark, Outcome

from .making import FORMULAS, KINDS, answer, question, renamed, tokens, turned

NUMBERS = st.integers(0, 10**6)
every_kind = pytest.mark.parametrize("kind", sorted(QUESTION_KINDS))
FIELDS = ["chosen", "certainty", "source", "value", "text", "pairs", "order", "items", "blanks"]
few = settings(max_examples=25, deadline=None)


def parsed(payload):
    found = parse_question(payload)
    assert found.problems == ()
    return found.value


def full_hand(asked):
    rubric = getattr(asked, "rubric", ())
    return HandMark({one.key: Fraction(one.points) for one in rubric})


def marked(asked, seed, raw):
    return mark_question(asked, seed, raw, hand=full_hand(asked)).mark


def test_questions_of_every_kind_are_made():
    assert KINDS.keys() == QUESTION_KINDS.keys()


@every_kind
@given(shown=NUMBERS, key=NUMBERS, other=NUMBERS)
@few
def test_questions_that_differ_in_the_key_alone_look_the_same(kind, shown, key, other):
    one, two = (parsed(question(kind, shown, each)) for each in (key, other))
    for seed in ("one", "two"):
        assert json.dumps(public_question(one, seed)) == json.dumps(public_question(two, seed))


@every_kind
@given(shown=NUMBERS, key=NUMBERS)
@few
def test_nothing_of_the_marking_side_is_in_the_public_view(kind, shown, key):
    payload = question(kind, shown, key)
    view = json.dumps(public_question(parsed(payload), "seed"))
    decimals = re.findall(r"\d+\.\d+", json.dumps(payload))
    for planted in ("canary", "correct", "feedback", "accepted", *FORMULAS, *decimals):
        assert planted not in view


@every_kind
@given(shown=NUMBERS, key=NUMBERS, seed=st.text(max_size=8))
@few
def test_its_own_key_earns_all_points(kind, shown, key, seed):
    asked = parsed(question(kind, shown, key))
    mark = marked(asked, seed, model_answer(asked, seed))
    assert mark.points == mark.maximum == asked.points
    assert mark.outcome is Outcome.RIGHT


@every_kind
@given(shown=NUMBERS, key=NUMBERS, chance=NUMBERS)
@few
def test_marks_are_in_bounds_and_repeatable_and_explained(kind, shown, key, chance):
    asked = parsed(question(kind, shown, key))
    raw = answer(public_question(asked, "seed"), Random(chance))
    mark = marked(asked, "seed", raw)
    lowest = -2 * asked.points if kind == "confidence" else 0
    assert lowest <= mark.points <= mark.maximum == asked.points
    assert mark == marked(parsed(question(kind, shown, key)), "seed", json.loads(json.dumps(raw)))
    assert mark.parts and all(part.reason.english() for part in mark.parts)


@every_kind
@given(shown=NUMBERS, key=NUMBERS, chance=NUMBERS)
@few
def test_the_order_in_which_names_are_sent_does_not_count(kind, shown, key, chance):
    asked = parsed(question(kind, shown, key))
    raw = answer(public_question(asked, "seed"), Random(chance))
    assert marked(asked, "seed", raw) == marked(asked, "seed", turned(raw))


@pytest.mark.parametrize(
    ("kind", "lists"),
    [
        ("single", ["options"]),
        ("multiple", ["options"]),
        ("confidence", ["options"]),
        ("matching", ["pairs", "decoys"]),
        ("categorise", ["items"]),
        ("cloze", ["blanks"]),
    ],
)
@given(shown=NUMBERS, key=NUMBERS, chance=NUMBERS)
@few
def test_the_order_in_which_it_was_written_does_not_count(kind, lists, shown, key, chance):
    payload = question(kind, shown, key)
    backwards = payload | {name: payload[name][::-1] for name in lists}
    one, two = parsed(payload), parsed(backwards)
    view = public_question(one, "seed")
    assert view == public_question(two, "seed")
    raw = answer(view, Random(chance))
    assert marked(one, "seed", raw).points == marked(two, "seed", raw).points


@pytest.mark.parametrize("kind", sorted(QUESTION_KINDS.keys() - {"calculated"}))
@given(shown=NUMBERS, key=NUMBERS, chance=NUMBERS)
@few
def test_another_seed_gives_other_tokens_and_the_same_mark(kind, shown, key, chance):
    asked = parsed(question(kind, shown, key))
    views = [public_question(asked, seed) for seed in ("one", "two")]
    first, second = (tokens(view) for view in views)
    assert not first.keys() & second.keys()
    assert sorted(first.values()) == sorted(second.values())
    seen = {text: name for name, text in second.items()}
    raw = answer(views[0], Random(chance))
    same = renamed(raw, {name: seen[text] for name, text in first.items()})
    assert marked(asked, "one", raw) == marked(asked, "two", same)


@given(shown=NUMBERS, key=NUMBERS, chance=NUMBERS)
@few
def test_one_more_wrong_choice_never_raises_the_mark(shown, key, chance):
    asked = parsed(question("multiple", shown, key))
    raw = answer(public_question(asked, "seed"), Random(chance))
    right = set(model_answer(asked, "seed")["chosen"])
    before = marked(asked, "seed", raw).points
    for one in public_question(asked, "seed")["options"]:
        if one["token"] not in right and one["token"] not in raw["chosen"]:
            more = {"chosen": [*raw["chosen"], one["token"]]}
            assert marked(asked, "seed", more).points <= before


@pytest.mark.parametrize("kind", ["matching", "categorise", "cloze"])
@given(shown=NUMBERS, key=NUMBERS, chance=NUMBERS)
@few
def test_one_part_put_wrong_never_raises_the_mark(kind, shown, key, chance):
    asked = parsed(question(kind, shown, key))
    view, (name, best) = (
        public_question(asked, "seed"),
        next(iter(model_answer(asked, "seed").items())),
    )
    some = answer(view, Random(chance))[name]
    for part in best:
        without = {key: value for key, value in best.items() if key != part}
        if part not in some or some[part] == best[part]:
            continue
        full = marked(asked, "seed", {name: best}).points
        left = marked(asked, "seed", {name: without}).points
        worse = marked(asked, "seed", {name: without | {part: some[part]}}).points
        assert worse <= full
        assert worse == left or kind in ("cloze", "categorise")


@given(
    raw=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*FIELDS, "x", "y"]),
                inner,
            )
        ),
        max_leaves=6,
    )
)
@settings(max_examples=30, deadline=None)
def test_whatever_arrives_is_refused_or_marked(raw):
    for kind in QUESTION_KINDS:
        asked = parsed(question(kind, 1, 2))
        mark = mark_question(asked, "seed", raw).mark
        assert mark.points <= mark.maximum


JUNK = [
    None,
    "",
    0,
    -1,
    3.5,
    True,
    [],
    {},
    [[]],
    [None],
    {"en": ""},
    {"ur": "x"},
    "x",
    "1/0",
    "[[x]]",
]


def spoil(value, chance):
    """A payload with something in it replaced by nonsense, left out, or doubled."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        name = chance.choice(sorted(value))
        if name in ("key", "kind") and "text" in value and "points" in value:
            return value
        if chance.random() < 0.15:
            return {key: one for key, one in value.items() if key != name}
        return value | {name: spoil(value[name], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        if chance.random() < 0.15:
            return [*value, value[place]]
        return [*value[:place], spoil(value[place], chance), *value[place + 1 :]]
    return chance.choice(JUNK)


@every_kind
@given(shown=NUMBERS, key=NUMBERS, chance=NUMBERS)
@settings(max_examples=30, deadline=None)
def test_a_spoiled_question_is_told_or_still_takes_its_own_key(kind, shown, key, chance):
    found = parse_question(spoil(question(kind, shown, key), Random(chance)))
    assert (found.value is None) == bool(found.problems)
    if found.value is not None:
        json.dumps(public_question(found.value, "seed"))
        raw = json.loads(json.dumps(model_answer(found.value, "seed")))
        assert marked(found.value, "seed", raw).points == found.value.points
