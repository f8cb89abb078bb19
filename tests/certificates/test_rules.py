from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.certificates.enums import CertificateKind
from lms.certificates.rules import Eligibility, Evidence, eligibility, reaches
from lms.courses.inputs import CompletionRule

RULE = CompletionRule()
FULL = Evidence(
    half_days=6,
    half_days_attended=6,
    modules=4,
    modules_done=4,
    has_post_test=True,
    post_test_percent=75,
    exercises=2,
    exercises_done=2,
    name_approved=True,
)
COMPLETION, PARTICIPATION = CertificateKind.COMPLETION, CertificateKind.PARTICIPATION


def said(result: Eligibility) -> list[tuple[str, bool]]:
    return [(line.message.english(), line.met) for line in result.lines]


def test_completion_says_every_line() -> None:
    result = eligibility(RULE, replace(FULL, half_days_attended=5))
    assert result.outcome is COMPLETION
    assert said(result) == [
        ("Attended 5 of 6 half-days: 83 %, needed 80 %.", True),
        ("Finished 4 of 4 modules: 100 %, needed 100 %.", True),
        ("Final test: 75 %, needed 60 %.", True),
        ("Handed in 2 of 2 exercises: 100 %, needed 100 %.", True),
        ("The name on the certificate is approved.", True),
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"half_days_attended": 4}, "Attended 4 of 6 half-days: 66 %, needed 80 %."),
        ({"modules_done": 3}, "Finished 3 of 4 modules: 75 %, needed 100 %."),
        ({"post_test_percent": 59}, "Final test: 59 %, needed 60 %."),
        ({"post_test_percent": None}, "Final test not taken, needed 60 %."),
        (
            {"post_test_percent": None, "post_test_waits": True},
            "Final test: its mark waits, needed 60 %.",
        ),
        ({"exercises_done": 1}, "Handed in 1 of 2 exercises: 50 %, needed 100 %."),
    ],
)
def test_one_open_line_leads_to_participation(changes: dict[str, int], reason: str) -> None:
    result = eligibility(RULE, replace(FULL, **changes))
    assert result.outcome is PARTICIPATION
    assert (reason, False) in said(result)
    assert ("For participation 50 % of the half-days are needed: reached.", True) in said(result)


def test_half_the_half_days_are_needed_for_any_paper() -> None:
    result = eligibility(RULE, replace(FULL, half_days_attended=2))
    assert result.outcome is None
    assert ("For participation 50 % of the half-days are needed: not reached.", False) in said(
        result
    )


def test_an_unapproved_name_holds_the_paper_back() -> None:
    result = eligibility(RULE, replace(FULL, name_approved=False))
    assert (result.earned, result.outcome, result.waits_for_name) == (COMPLETION, None, True)


def test_withdrawn_people_get_none() -> None:
    result = eligibility(RULE, replace(FULL, withdrawn=True))
    assert (result.earned, said(result)) == (None, [("Withdrawn from the session.", False)])


def test_a_course_without_parts_asks_for_attendance_only() -> None:
    bare = Evidence(half_days=2, half_days_attended=2, name_approved=True)
    assert eligibility(RULE, bare).outcome is COMPLETION


def test_a_session_without_half_days_gives_none() -> None:
    assert eligibility(RULE, Evidence(name_approved=True)).outcome is None


counts = st.integers(0, 12)
percents = st.integers(0, 100)


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    half_days, modules, exercises = draw(counts), draw(counts), draw(counts)
    return Evidence(
        withdrawn=draw(st.booleans()),
        half_days=half_days,
        half_days_attended=draw(st.integers(0, half_days)),
        modules=modules,
        modules_done=draw(st.integers(0, modules)),
        has_post_test=draw(st.booleans()),
        post_test_percent=draw(st.none() | percents),
        exercises=exercises,
        exercises_done=draw(st.integers(0, exercises)),
        name_approved=draw(st.booleans()),
    )


@st.composite
def rules(draw: st.DrawFn) -> CompletionRule:
    attendance = draw(percents)
    return CompletionRule(
        attendance,
        draw(percents),
        draw(st.none() | percents),
        draw(percents),
        draw(st.integers(0, attendance)),
    )


ORDER = {None: 0, PARTICIPATION: 1, COMPLETION: 2}


@given(rules(), evidences())
def test_completion_exactly_when_every_line_is_met(
    rule: CompletionRule, evidence: Evidence
) -> None:
    result = eligibility(rule, evidence)
    assert (result.outcome is COMPLETION) == all(line.met for line in result.lines)
    assert result.lines
    for line in result.lines:
        assert line.message.english()


@given(rules(), evidences())
def test_nothing_is_issued_to_the_withdrawn_or_unapproved(
    rule: CompletionRule, evidence: Evidence
) -> None:
    if evidence.withdrawn or not evidence.name_approved:
        assert eligibility(rule, evidence).outcome is None


@given(rules(), evidences())
def test_more_attendance_never_makes_it_worse(rule: CompletionRule, evidence: Evidence) -> None:
    if evidence.half_days_attended < evidence.half_days:
        more = replace(evidence, half_days_attended=evidence.half_days_attended + 1)
        before, after = eligibility(rule, evidence), eligibility(rule, more)
        assert ORDER[after.outcome] >= ORDER[before.outcome]


@given(st.integers(0, 50), st.integers(1, 50), percents)
def test_shares_are_exact(done: int, total: int, needed: int) -> None:
    from fractions import Fraction

    assert reaches(done, total, needed) == (Fraction(done, total) >= Fraction(needed, 100))


def test_two_thirds_do_not_pass_for_67_percent() -> None:
    assert not reaches(2, 3, 67)
    assert reaches(2, 3, 66)
