"""The format of a case: a good one is read, a bad one is refused with all its problems."""

import copy

from lms.engines.linkchart.case import parse_case
from lms.engines.linkchart.strength import Item, strength_of
from lms.engines.linkchart.vocabulary import Strength

CASE = {
    "schema": 1,
    "kind": "link_chart",
    "key": "warm-up",
    "title": {"en": "Warm-up"},
    "instructions": {"en": "Draw."},
    "agencies": [{"key": "npi", "name": {"en": "Police"}}],
    "vocabulary": {
        "entity_types": ["person", "organisation", "phone"],
        "link_types": [
            {"key": "owns", "label": {"en": "owns"}, "directed": True},
            {"key": "knows", "label": {"en": "knows"}},
        ],
    },
    "reports": [
        {
            "id": "R01",
            "agency": "npi",
            "title": {"en": "Register"},
            "date": "2019-03-12",
            "grade": {"scheme": "4x4", "source": "A", "information": "1"},
            "text": {"en": "Ilka Tamas owns Lantern Shop."},
        }
    ],
    "answers": {
        "entities": [
            {"id": "E1", "type": "person", "names": ["Ilka Tamas"]},
            {"id": "E2", "type": "organisation", "names": ["Lantern Shop"]},
            {"id": "D1", "type": "organisation", "names": ["Lantern Store"], "distractor": True},
        ],
        "links": [
            {
                "id": "L1",
                "from": "E1",
                "to": "E2",
                "type": "owns",
                "strength": "confirmed",
                "evidence": [["R01"]],
            }
        ],
        "traps": [{"between": ["E2", "D1"], "why": {"en": "Another firm."}}],
    },
}


def test_a_good_case_is_read():
    parsed = parse_case(CASE)
    assert parsed.problems == ()
    case = parsed.value
    assert case is not None
    assert case.key.links[0].directed is True
    assert case.key.mentions["R01"] == {"E1", "E2"}
    assert case.purpose == "practice"
    assert case.review == "at_once"
    assert case.reports["R01"].origin == "R01"


def test_a_bad_case_tells_everything_at_once():
    bad = copy.deepcopy(CASE)
    bad["titel"] = {"en": "x"}
    bad["title"] = {"ur": "x"}
    bad["vocabulary"]["entity_types"].append("ghost")
    bad["reports"][0]["date"] = "12 March"
    bad["reports"][0]["agency"] = "nobody"
    bad["answers"]["entities"].append({"id": "E3", "type": "person", "names": ["ilka TAMAS"]})
    bad["answers"]["links"][0] |= {"to": "E9", "evidence": [["R77"]], "strength": "solid"}
    bad["answers"]["traps"].append({"between": ["E1", "E1"]})
    paths = {problem.path for problem in parse_case(bad).problems}
    assert paths >= {
        "titel",
        "title",
        "vocabulary.entity_types",
        "reports[0].date",
        "reports[0].agency",
        "answers.entities[3].names",
        "answers.links[0].to",
        "answers.links[0].evidence[0]",
        "answers.links[0].strength",
        "answers.traps[1].between",
    }


def test_a_pair_cannot_be_right_and_a_trap():
    bad = copy.deepcopy(CASE)
    bad["answers"]["traps"][0]["between"] = ["E1", "E2"]
    assert "answers.traps" in {problem.path for problem in parse_case(bad).problems}


def test_nonsense_is_refused_and_not_raised():
    for payload in (None, [], "x", {"kind": 5}, {"reports": 3, "key": []}):
        assert parse_case(payload).problems


def test_strength_follows_from_grades():
    def item(origin, grade):
        return Item(origin, grade[0], grade[1])

    assert strength_of([item("a", "A1")]) is Strength.CONFIRMED
    assert strength_of([item("a", "B1")]) is Strength.CONFIRMED
    assert strength_of([item("a", "C1")]) is Strength.UNCONFIRMED
    assert strength_of([item("a", "B2")]) is Strength.UNCONFIRMED
    assert strength_of([item("a", "B2"), item("b", "A3")]) is Strength.CONFIRMED
    assert strength_of([item("a", "B2"), item("a", "A3")]) is Strength.UNCONFIRMED
    assert strength_of([item("a", "X4"), item("b", "C4")]) is Strength.TENTATIVE
    assert strength_of([item("a", "X2")]) is Strength.UNCONFIRMED
    assert strength_of([]) is Strength.UNCONFIRMED
