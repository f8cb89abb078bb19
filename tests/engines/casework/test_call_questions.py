"""Questions on calls: a key that drifts from its table is refused; slips are told."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.engines.casework.calls.answers import write_given
from lms.engines.casework.calls.task import (
    mark_calls,
    model_answers,
    parse_calls,
    read_answer,
)
from lms.engines.marking.types import HandMark, Outcome
from tests.factories.casework import CAB, LIND, ROOK, TATE, calls, question
from tests.factories.casework import CASE as PAYLOAD

from .material import case, words

CASE = case()
SEED = "seed"


def parsed(*questions, **more):
    return parse_calls(calls(*questions, **more), CASE)


def typed(*questions, **more):
    found = parsed(*questions, **more)
    assert found.value is not None, words(found.problems)
    return found.value


def line(task, raw):
    """The line of the first question for an answer as a browser sends it."""
    key = task.lines[0]
    read = read_answer(task, key, SEED, raw)
    assert not read.problems, words(read.problems)
    return mark_calls(task, {} if read.answer is None else {key: read.answer}).lines[0]


def told(found):
    return [part.reason.english() for part in found.parts]


COUNT = question(points=2, answer="6", **{"from": {"what": "calls", "a": TATE, "b": ROOK}})
VOICE = question(answer="5", **{"from": {"what": "calls", "a": TATE, "b": ROOK, "type": "voice"}})
COMMON = question(
    kind="list", points=2, answer=[CAB], **{"from": {"what": "common", "numbers": [TATE, ROOK]}}
)
ENDS = question(
    kind="choose",
    many=True,
    points=2,
    answer=[LIND],
    **{"from": {"what": "chain_ends", "a": TATE, "b": ROOK, "minutes": 10}},
)
CHANGE = question(
    kind="window",
    answer={"from": "2019-03-05", "to": "2019-03-07"},
    **{"from": {"what": "change_of_pattern", "a": TATE, "b": ROOK}},
)
HOURS = question(
    kind="window",
    points=2,
    clock="local",
    answer={"from": "22:00", "to": "23:00"},
    **{"from": {"what": "busiest_hours", "a": TATE}},
)
FIRST = question(
    kind="window",
    tolerance=1,
    answer={"from": "2019-03-01 20:00", "to": "2019-03-01 20:08"},
    **{"from": {"what": "first_chain", "a": TATE, "b": ROOK, "c": LIND, "minutes": 10}},
)
CHOICE = question(
    kind="choice",
    options=[
        {"key": "user", "text": {"en": "Tate made the calls."}},
        {"key": "number", "text": {"en": "Somebody with this SIM did."}, "correct": True},
    ],
)


@pytest.mark.parametrize(
    ("what", "fields", "answer"),
    [
        ("calls", {"number": TATE}, "8"),
        ("calls", {"between": [TATE, ROOK], "first": "2019-03-05"}, "4"),
        ("minutes", {"a": TATE, "b": ROOK}, "5"),
        ("share", {"number": TATE, "with": ROOK}, "87.5"),
        ("contacts", {"number": ROOK}, "3"),
        ("handsets", {"number": TATE}, "2"),
        ("chains", {"a": TATE, "b": ROOK, "c": LIND, "minutes": 10}, "2"),
    ],
)
def test_numbers_are_worked_out_from_the_table(what, fields, answer):
    typed(question(answer=answer, **{"from": {"what": what, **fields}}))
    drift = parsed(question(answer="4711", **{"from": {"what": what, **fields}}))
    assert words(drift.problems) == [
        ("questions[0].answer", f"The table gives {answer}. Mend the answer.")
    ]


@pytest.mark.parametrize(
    ("what", "fields", "answer"),
    [
        ("most_called", {}, [ROOK]),
        ("most_called", {"a": ROOK}, [LIND]),
        ("most_in_touch", {"number": ROOK}, [TATE]),
        ("common", {"numbers": [TATE, ROOK]}, [CAB]),
        ("chain_ends", {"a": TATE, "b": ROOK, "minutes": 10}, [LIND]),
    ],
)
@pytest.mark.parametrize("kind", ["list", "choose"])
def test_telephone_numbers_are_worked_out_from_the_table(what, fields, answer, kind):
    typed(question(kind=kind, answer=answer, **{"from": {"what": what, **fields}}))
    other = next(one for one in (CAB, TATE) if [one] != answer)
    drift = parsed(question(kind=kind, answer=[other], **{"from": {"what": what, **fields}}))
    assert words(drift.problems)[0] == (
        "questions[0].answer",
        f"The table gives {answer[0]}. Mend the answer.",
    )


@pytest.mark.parametrize("task", [CHANGE, HOURS, FIRST], ids=["change", "hours", "first"])
def test_windows_are_worked_out_from_the_table(task):
    typed(task)
    form = {"from": "2019-03-02", "to": "2019-03-02"}
    if ":" in task["answer"]["from"]:
        form = {"from": "03:00", "to": "04:00"}
    if len(task["answer"]["from"]) > 10:
        form = {"from": "2019-03-02 03:00", "to": "2019-03-02 04:00"}
    drift = words(parsed({**task, "answer": form}).problems)
    assert drift[0][0] == "questions[0].answer"
    assert drift[0][1].startswith("The table gives ")


def test_a_handset_changes_on_a_day():
    typed(
        question(
            kind="window",
            answer={"from": "2019-03-06", "to": "2019-03-06"},
            **{"from": {"what": "handset_change", "number": TATE}},
        )
    )


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        ({"kind": "riddle"}, "kind", "Choose one of: number, choose, list, window, choice."),
        ({"from": None}, "from", "Say how the answer follows from the table (what: ...)."),
        (
            {"from": {"what": "calls", "a": "+999 1"}},
            "from.a",
            "No call of the table has this number.",
        ),
        ({"from": {"what": "calls", "c": TATE}}, "from.c", "Unknown field."),
        (
            {"from": {"what": "common", "numbers": [TATE, ROOK]}},
            "from",
            "This does not give a number, as this kind of question asks.",
        ),
        (
            {"from": {"what": "calls", "type": "fax"}},
            "from.type",
            "No call of the table has this type.",
        ),
    ],
)
def test_faults_of_a_question(change, path, message):
    found = words(parsed({**COUNT, **change}).problems)
    assert any(
        where == f"questions[0].{path}" and said.startswith(message) for where, said in found
    )


def test_faults_of_the_table_and_of_what_is_said_of_it():
    rows = [["c1", TATE, ROOK, "soon", "60", "voice", "", ""]]
    broken = case(
        tables=[{**_table(), "rows": rows}],
    )
    assert words(parse_calls(calls(COUNT), broken).problems) == [
        (
            "table",
            'Row 1 start_utc: Write the beginning in UTC, such as "2019-03-08T21:04:00Z".',
        )
    ]
    found = words(parsed(COUNT, listed=[TATE], utc_offset="two hours").problems)
    assert ("listed", "Call c2 is of none of the listed numbers.") in found
    assert ("utc_offset", 'Write the local clock against UTC, such as "+05:00".') in found


def _table():
    return PAYLOAD["tables"][0]


def test_a_task_of_another_kind_of_table_is_refused():
    other = case(tables=[{**_table(), "kind": "manifest"}])
    assert words(parse_calls(calls(COUNT), other).problems)[0][0] == "table"


@pytest.mark.parametrize(
    ("given", "points", "reason"),
    [
        ("6", 2, "This is the right answer."),
        ("٦", 2, "This is the right answer."),
        ("1", 0, "These are the calls in the other direction: look at who called whom."),
        ("7", 0, "These are the calls in both directions: look at who called whom."),
        ("3", 0, "This is not the answer."),
    ],
)
def test_a_number_with_its_slips(given, points, reason):
    found = line(typed(COUNT), {"value": given})
    assert (found.points, told(found)) == (points, [reason])


def test_a_slip_of_type_and_of_the_clock():
    (word,) = told(line(typed(VOICE), {"value": "6"}))
    assert word.startswith("Either: These are the calls in both directions:")
    assert word.endswith("Or: This counts every type of row, not only the one that is asked for.")
    local = question(
        clock="local",
        answer="1",
        **{"from": {"what": "calls", "number": ROOK, "first": "2019-03-03", "last": "2019-03-03"}},
    )
    assert told(line(typed(local), {"value": "0"})) == [
        "This is so in UTC. The question asks for the local clock."
    ]


def test_a_tolerance_takes_what_is_near():
    share = question(
        answer="87.5",
        tolerance="1",
        unit="%",
        **{"from": {"what": "share", "number": TATE, "with": ROOK}},
    )
    task = typed(share)
    assert line(task, {"value": "88"}).points == 1
    assert line(task, {"value": "89"}).points == 0
    assert [one.english() for one in line(task, {"value": "8"}).solution] == [
        "87.5 %, give or take 1"
    ]


def test_a_free_list_is_read_in_any_writing_and_wrong_ones_cost():
    task = typed(COMMON)
    assert line(task, {"text": "00999 700-0009"}).points == 2
    found = line(task, {"text": f"{CAB}\n{LIND}"})
    assert (found.points, found.outcome) == (0, Outcome.WRONG)
    assert told(found) == ["This is the right answer.", "This number does not fit."]
    assert told(line(task, {"text": "+999 1, the taxi"})) == [
        "This number is right too, but missing.",
        "This number does not stand in the table.",
        "This number does not stand in the table.",
    ]


def test_a_wrong_number_is_told_what_is_known_of_it():
    found = line(typed(ENDS), {"chosen": [LIND, CAB]})
    assert told(found)[1] == "This number does not fit. Known of it: the taxi rank."
    assert found.points == 0


def test_of_one_number_to_choose_nothing_is_told_as_missing():
    task = typed({**ENDS, "many": False})
    assert told(line(task, {"chosen": [CAB]})) == [
        "This number does not fit. Known of it: the taxi rank."
    ]
    assert read_answer(task, "q", SEED, {"chosen": [LIND, CAB]}).problems


@pytest.mark.parametrize(
    ("task", "given", "points", "reason"),
    [
        (HOURS, ("22:00", "23:00"), 2, "This is the right answer."),
        (HOURS, ("20:00", "21:00"), 1, "This is so in UTC. The question asks for the local clock."),
        (HOURS, ("22:00", "23:30"), 1, "Close: more than half of this time is right."),
        (HOURS, ("10:00", "11:00"), 0, "This is not the answer."),
        (CHANGE, ("2019-03-06", "2019-03-07"), Fraction(1, 2), "Close: more than half"),
        (FIRST, ("2019-03-01T20:01", "2019-03-01T20:08"), 1, "This is the right answer."),
        (
            FIRST,
            ("2019-03-01 22:00", "2019-03-01 22:08"),
            Fraction(1, 2),
            "This is so on the local",
        ),
    ],
)
def test_windows_near_and_on_the_wrong_clock(task, given, points, reason):
    found = line(typed(task), {"from": given[0], "to": given[1]})
    assert found.points == points
    assert told(found)[0].startswith(reason)


def test_half_a_window_is_kept_and_counts_as_none():
    found = line(typed(HOURS), {"from": "22:00", "to": ""})
    assert (found.outcome, told(found)) == (Outcome.BLANK, ["Not answered."])


def test_a_choice_by_tokens_that_tell_nothing():
    task = typed(CHOICE)
    right = write_given(task.questions[0], SEED, "number")
    assert "number" not in str(right)
    assert line(task, right).points == 1
    assert read_answer(task, "q", SEED, {"chosen": ["number"]}).problems


@pytest.mark.parametrize(
    ("task", "raw"),
    [
        (COUNT, {"value": "many"}),
        (COUNT, {"value": 6}),
        (COUNT, "6"),
        (ENDS, {"chosen": ["+999 1"]}),
        (COMMON, {"text": "9" * 5000}),
        (HOURS, {"from": "22:00", "to": "later"}),
        (FIRST, {"from": "2019-03-02 10:00", "to": "2019-03-01 10:00"}),
    ],
)
def test_what_cannot_be_an_answer_is_refused(task, raw):
    made = typed(task)
    assert read_answer(made, "q", SEED, raw).problems


ALL = [
    {**one, "key": f"q{at}"}
    for at, one in enumerate([COUNT, VOICE, COMMON, ENDS, CHANGE, HOURS, FIRST, CHOICE])
]


def test_model_answers_earn_everything_by_the_way_of_a_browser():
    task = typed(*ALL)
    answers = {}
    for one in task.questions:
        raw = write_given(one, SEED, model_answers(task)[one.key])
        answers[one.key] = read_answer(task, one.key, SEED, raw).answer
    assert answers == model_answers(task)
    mark = mark_calls(task, answers)
    assert (mark.points, mark.maximum) == (12, 12)


def test_a_trainer_may_give_other_points():
    task = typed(COUNT)
    hand = {"q": HandMark({"credit": Fraction(1)}, "Counted well, read badly.")}
    found = mark_calls(task, {"q": Fraction(7)}, hand).lines[0]
    assert (found.points, found.outcome) == (1, Outcome.PARTLY)


numbers = st.frozensets(st.sampled_from([TATE, ROOK, LIND, CAB, "+999 4"]), min_size=1)


@given(st.dictionaries(st.sampled_from(["q2", "q3"]), numbers))
def test_points_stay_within_bounds(answers):
    mark = mark_calls(typed(*ALL), answers)
    assert all(0 <= line.points <= line.maximum for line in mark.lines)
