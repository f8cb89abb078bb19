"""Packages as exercises: what their parts say is bounded, and always marked the same."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.engines.scorm import Version, result_of
from lms.exercises.kinds import KINDS
from lms.exercises.kinds.base import Step
from lms.exercises.kinds.package import commit_step, outline_step

KIND = KINDS["package"]
SEED = "f" * 32
PARTS = [{"key": "one", "title": "Part one"}, {"key": "two", "title": "Part two"}]
OUTLINE = outline_step(SEED, Version.SCORM_1_2, PARTS)
OUTLINE_2004 = outline_step(SEED, Version.SCORM_2004, PARTS)


def payload(**more):
    return {
        "schema": 1,
        "kind": "package",
        "key": "a-package",
        "title": {"en": "A package"},
        "file": "media/a-package.zip",
        **more,
    }


def spec(**more):
    return KIND.parse(payload(**more)).value


def test_a_package_file_with_its_defaults_and_its_faults():
    terms = KIND.terms(spec(purpose="assessed", pass_mark=80, attempts=2))
    assert (terms.part.value, terms.pass_mark, terms.attempts) == ("assessed", 80, 2)
    assert KIND.terms(spec()).part.value == "practice"
    for bad in ("other.zip", "media/../a.zip", "media/a.pdf", "/etc/passwd"):
        assert [one.path for one in KIND.parse(payload(file=bad)).problems] == ["file"]
    assert [one.path for one in KIND.parse(payload(minutes=5)).problems] == ["minutes"]
    assert "file" not in str(KIND.public_view(spec(), SEED))


V12, V4 = Version.SCORM_1_2, Version.SCORM_2004
CORE = "cmi.core."
RESULTS = [
    (V12, {CORE + "score.raw": "85"}, "17/20", False),
    (V12, {CORE + "score.raw": "8", CORE + "score.min": "6", CORE + "score.max": "10"}, "1/2", 0),
    (V12, {CORE + "score.raw": "250"}, "1", False),
    (V12, {CORE + "score.raw": "-3"}, "0", False),
    (V12, {CORE + "score.raw": "0", CORE + "lesson_status": "completed"}, "0", True),
    (V12, {CORE + "score.raw": "nonsense", CORE + "lesson_status": "passed"}, "1", True),
    (V12, {CORE + "lesson_status": "completed"}, "1", True),
    (V12, {CORE + "lesson_status": "failed"}, "0", False),
    (V12, {CORE + "lesson_status": "browsed"}, "0", False),
    (V12, {}, "0", False),
    (V4, {"cmi.score.scaled": "0.75"}, "3/4", False),
    (V4, {"cmi.score.scaled": "-0.5", "cmi.success_status": "passed"}, "0", True),
    (V4, {"cmi.score.raw": "5"}, "0", False),
    (V4, {"cmi.score.raw": "5", "cmi.score.min": "0", "cmi.score.max": "20"}, "1/4", False),
    (V4, {"cmi.success_status": "failed", "cmi.completion_status": "completed"}, "0", True),
    (V4, {"cmi.success_status": "unknown", "cmi.completion_status": "completed"}, "1", True),
]  # fmt: skip


@pytest.mark.parametrize(("version", "cmi", "share", "done"), RESULTS)
def test_results_by_the_two_standards(version, cmi, share, done):
    found = result_of(version, cmi)
    assert (found.share, found.done) == (Fraction(share), done)


def test_parts_count_the_same_and_the_last_commit_of_each_counts():
    steps = [
        OUTLINE,
        commit_step("one", {"cmi.core.score.raw": "10"}),
        commit_step("two", {"cmi.core.score.raw": "50"}),
        commit_step("one", {"cmi.core.score.raw": "90", "cmi.suspend_data": "page 4"}),
        commit_step("stranger", {"cmi.core.score.raw": "100"}),
    ]
    marked = KIND.mark(spec(), SEED, steps)
    assert (marked.points, marked.maximum, marked.percent) == (70, 100, 70)
    told = KIND.explain(spec(), SEED, steps, marked.detail)
    assert [(one.title, one.share) for one in told] == [
        ("Part one", Fraction(9, 10)),
        ("Part two", Fraction(1, 2)),
    ]
    state = KIND.fold(spec(), SEED, steps[:-1])
    assert state["last"] == "one" and state["values"]["one"]["cmi.suspend_data"] == "page 4"
    assert KIND.mark(spec(), SEED, []).points == 0


def test_what_a_package_consists_of_only_the_server_can_say():
    assert KIND.check(spec(), SEED, OUTLINE) == ()
    forged = outline_step("another seed", Version.SCORM_1_2, PARTS[:1])
    assert [one.path for one in KIND.check(spec(), SEED, forged)] == ["seal"]
    smaller = KIND.mark(spec(), SEED, [OUTLINE, outline_step(SEED, Version.SCORM_1_2, PARTS[:1])])
    assert len(smaller.detail["parts"]) == 2


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"item": 5}, "item"),
        ({"cmi": []}, "cmi"),
        ({"cmi": {"cmi.core.score.raw": 5}}, "cmi.cmi.core.score.raw"),
        ({"cmi": {"cmi.suspend_data": "x" * 64_001}}, "cmi.cmi.suspend_data"),
        ({"cmi": {"__proto__": "x"}}, "cmi"),
        ({"cmi": {"cmi.comments": "half \ud83d"}}, "cmi.cmi.comments"),
        ({"cmi": {f"cmi.interactions.{n}.id": "x" for n in range(2001)}}, "cmi"),
        ({"key": "x"}, "key"),
        ({"schema": 2}, "schema"),
    ],
)
def test_a_commit_is_bounded(more, path):
    facts = commit_step("one", {"cmi.suspend_data": "x"}).payload | more
    assert path in [one.path for one in KIND.check(spec(), SEED, Step("commit", facts))]
    assert "kind" in [one.path for one in KIND.check(spec(), SEED, Step("answer", facts))]


NAMES = st.sampled_from(
    [
        "cmi.core.lesson_status",
        "cmi.core.score.raw",
        "cmi.core.score.min",
        "cmi.core.score.max",
        "cmi.score.scaled",
        "cmi.success_status",
        "cmi.completion_status",
    ]
)
WORDS = st.sampled_from(["passed", "failed", "completed", "", "1", "-1", "0.5", "1e9", "100"])
COMMITS = st.lists(
    st.builds(
        commit_step,
        st.sampled_from(["one", "two", "three"]),
        st.dictionaries(NAMES, WORDS | st.text(max_size=12), max_size=5),
    ),
    max_size=6,
)


@settings(max_examples=30)
@given(outline=st.sampled_from([OUTLINE, OUTLINE_2004]), commits=COMMITS)
def test_marks_stay_in_bounds_and_hang_on_the_last_state_alone(outline, commits):
    steps = [outline, *commits]
    marked = KIND.mark(spec(), SEED, steps)
    assert 0 <= marked.points <= marked.maximum == 100
    assert KIND.mark(spec(), SEED, steps) == marked
    last = {step.payload["item"]: step for step in commits}
    assert KIND.mark(spec(), SEED, [outline, *reversed(list(last.values()))]) == marked


@settings(max_examples=30)
@given(share=st.fractions(0, 1))
def test_model_steps_get_their_share(share):
    steps = KIND.model_steps(spec(), SEED, share=share)
    assert [problem for step in steps for problem in KIND.check(spec(), SEED, step)] == []
    assert KIND.mark(spec(), SEED, steps).percent == int(100 * share)
