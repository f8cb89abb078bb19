"""The checker: two promises that a case must keep, and weaknesses with their mend."""

import copy
from pathlib import Path

import pytest

from lms.courses.formats import read_folder
from lms.courses.formats.cases import load_case
from lms.engines.linkchart.case import parse_case
from lms.engines.linkchart.checker import agency_shares, check_case
from lms.engines.linkchart.checks_reports import sentences
from lms.engines.linkchart.key import Report
from lms.engines.linkchart.weakness import Kind

FOLDER = Path(__file__).parents[2] / "data" / "cases" / "tallow-mill"
PAYLOAD = load_case(read_folder(FOLDER), "", [], set()).data


class Draft:
    """A copy of the case, whose parts are changed by their ids."""

    def __init__(self):
        self.payload = copy.deepcopy(PAYLOAD)

    def report(self, code):
        return next(one for one in self.payload["reports"] if one["id"] == code)

    def link(self, code):
        return next(one for one in self.payload["answers"]["links"] if one["id"] == code)

    def entity(self, code):
        return next(one for one in self.payload["answers"]["entities"] if one["id"] == code)

    def text(self, code, words, **more):
        self.report(code)["text"] = {"en": words, **more}

    def case(self):
        parsed = parse_case(self.payload)
        assert parsed.problems == ()
        return parsed.value

    def found(self, *kinds):
        """Kind, place and whom it is about, of these kinds (all where none is named)."""
        return [
            (one.kind, one.where, one.about)
            for one in check_case(self.case()).weaknesses
            if one.kind in (kinds or list(Kind))
        ]

    def said(self, kind):
        return [
            one.message.english() for one in check_case(self.case()).weaknesses if one.kind is kind
        ]


@pytest.fixture
def draft():
    return Draft()


def test_a_sound_case_breaks_no_promise(draft):
    checked = check_case(draft.case())
    assert checked.broken == ()
    assert [one.kind for one in checked.weaknesses] == [Kind.UNUSED_REPORT, Kind.SHORT_REPORT]
    assert checked.words["R01"] == 20
    assert checked.links == 6


def test_a_link_is_stated_in_the_text_by_accepted_names(draft):
    draft.text("R02", "The tanker belongs to Tallow Mill Fuels Ltd.")
    draft.report("R02")["title"] = {"en": "ZZ-3308-T"}
    assert draft.found(Kind.UNSTATED_LINK) == [(Kind.UNSTATED_LINK, "answers.links[1]", "L02")]
    assert draft.said(Kind.UNSTATED_LINK) == [
        (
            "No report that link L02 cites states it: the text of R02 does not call E03 ZZ-3308-T "
            "by an accepted name. Write it there, or cite a report that does."
        )
    ]
    assert check_case(draft.case()).broken[0].about == "L02"
    draft.text("R02", "Tanker ZZ 3308 T belongs to TALLOW MILL FUELS.")
    assert draft.found(Kind.UNSTATED_LINK) == []


def test_a_name_that_is_part_of_a_decoys_name_states_nothing(draft):
    draft.entity("E02")["names"].append("Tallow Mills")
    draft.text("R01", "Pia Drost is the director of Tallow Mills Flour Ltd.")
    assert ("L01" in {about for _k, _w, about in draft.found(Kind.UNSTATED_LINK)}) is True
    draft.text("R01", "Pia Drost is the director of Tallow Mills, not Tallow Mills Flour Ltd.")
    assert draft.found(Kind.UNSTATED_LINK) == []


def test_a_set_of_two_reports_states_a_link_together(draft):
    draft.text("R05", "The Miller gives all orders there.")
    draft.text("R06", "At Tallow Mill Fuels Ltd, which rents Yard 2, one man gives the orders.")
    assert draft.found(Kind.UNSTATED_LINK) == []
    draft.text("R06", "It rents Yard 2.")
    assert [about for _kind, _where, about in draft.found(Kind.UNSTATED_LINK)] == ["L05", "L06"]


def test_one_set_that_states_it_keeps_the_promise_and_the_other_is_told(draft):
    draft.link("L02")["evidence"] = [["R04"], ["R02"]]
    assert draft.found(Kind.UNSTATED_LINK, Kind.UNSTATED_SET) == [
        (Kind.UNSTATED_SET, "answers.links[1].evidence[0]", "L02")
    ]
    assert draft.said(Kind.UNSTATED_SET) == [
        (
            "R04 (en) does not call E02 Tallow Mill Fuels Ltd, E03 ZZ-3308-T by an accepted name. "
            "Name it there, add that name to the key, or take the set out."
        )
    ]


def test_ends_that_no_one_set_names_together_are_not_stated(draft):
    draft.text("R05", "The Miller gives all orders there.")
    draft.text("R06", "Tallow Mill Fuels Ltd rents Yard 2.")
    draft.link("L05")["evidence"] = [["R05"], ["R06"]]
    assert (
        "does not call both ends together by an accepted name"
        in (draft.said(Kind.UNSTATED_LINK)[0])
    )


def test_a_translation_states_the_link_too_or_is_told(draft):
    draft.text("R02", "Tanker ZZ-3308-T belongs to Tallow Mill Fuels Ltd.", ur="ٹینکر ZZ-3308-T")
    assert draft.found(Kind.UNSTATED_LINK, Kind.UNSTATED_SET) == [
        (Kind.UNSTATED_SET, "answers.links[1].evidence[0]", "L02")
    ]
    assert draft.said(Kind.UNSTATED_SET)[0].startswith("R02 (ur) does not call E02 Tallow Mill")
    ur = "ٹینکر ZZ-3308-T ٹیلو مل (Tallow Mill Fuels) کا ہے"
    draft.text("R02", "Tanker ZZ-3308-T belongs to Tallow Mill Fuels Ltd.", ur=ur)
    assert draft.found(Kind.UNSTATED_SET) == []


def shares(draft):
    return {one.agency: (one.alone, one.part) for one in agency_shares(draft.case())}


def test_an_agency_supports_what_it_can_prove_alone(draft):
    assert shares(draft) == {
        "pol": (("L01", "L03"), ("L01", "L03")),
        "trn": (("L02", "L06"), ("L02", "L05", "L06")),
        "exc": (("L04",), ("L04", "L05")),
    }
    draft.link("L05")["evidence"] = [["R05", "R06"], ["R06"], ["R06", "R02"]]
    assert shares(draft)["trn"] == (("L02", "L05", "L06"), ("L02", "L05", "L06"))


def test_no_agency_supports_more_than_45_percent(draft):
    draft.report("R04")["agency"] = "pol"
    assert draft.found(Kind.AGENCY_SHARE) == [(Kind.AGENCY_SHARE, "agencies[0]", "pol")]
    assert draft.said(Kind.AGENCY_SHARE) == [
        (
            "County police alone supports 3 of 6 links, more than 45 %. Let another agency state "
            "some of them, or split what states them: L01, L03, L04."
        )
    ]
    assert [one.kind for one in check_case(draft.case()).broken] == [Kind.AGENCY_SHARE]


@pytest.mark.parametrize(("links", "broken"), [(20, False), (19, True)])
def test_45_percent_itself_is_kept(draft, links, broken):
    """Nine links of one agency among so many; the others need two agencies each."""
    extra = []
    for at in range(links):
        entity = {"id": f"X{at}", "type": "place", "names": [f"Shed {at} end"]}
        draft.payload["answers"]["entities"].append(entity)
        evidence = [["R01"]] if at < 9 else [["R02", "R04"]]
        extra.append(
            {"id": f"M{at}", "from": "E01", "to": f"X{at}", "type": "uses"}
            | {"strength": "confirmed", "evidence": evidence}
        )
    draft.payload["answers"]["links"] = extra
    for code in ("E02", "E03", "E04", "E05", "E06", "E07"):
        draft.entity(code)["isolated_ok"] = True
    assert bool(draft.found(Kind.AGENCY_SHARE)) is broken


def test_one_agency_alone_makes_no_promise(draft):
    for report in draft.payload["reports"]:
        report["agency"] = "pol"
    draft.payload["agencies"] = draft.payload["agencies"][:1]
    assert check_case(draft.case()).broken == ()
    assert draft.found(Kind.ONE_AGENCY) == [(Kind.ONE_AGENCY, "agencies", "")]


def test_the_strength_follows_from_the_grades_of_each_set(draft):
    draft.link("L02")["strength"] = "unconfirmed"
    draft.link("L01")["evidence"] = [["R01"], ["R05"]]
    assert draft.found(Kind.STRENGTH) == [
        (Kind.STRENGTH, "answers.links[0].evidence[1]", "L01"),
        (Kind.STRENGTH, "answers.links[1].evidence[0]", "L02"),
    ]
    assert draft.said(Kind.STRENGTH)[0] == (
        "The key says confirmed (solid), but the grades of R05 make it unconfirmed (dashed). "
        "Change the strength, the grades or the set."
    )


def test_two_reports_of_one_origin_and_sets_within_sets(draft):
    draft.report("R05")["origin"] = draft.report("R06")["origin"] = "the-clerk"
    assert draft.found(Kind.ONE_ORIGIN, Kind.STRENGTH) == [
        (Kind.STRENGTH, "answers.links[4].evidence[0]", "L05"),
        (Kind.ONE_ORIGIN, "answers.links[4].evidence[0]", "L05"),
    ]
    draft.link("L02")["evidence"] = [["R02"], ["R02", "R01"], ["R02"]]
    assert draft.found(Kind.NOT_MINIMAL) == [
        (Kind.NOT_MINIMAL, "answers.links[1].evidence[1]", "L02"),
        (Kind.NOT_MINIMAL, "answers.links[1].evidence[2]", "L02"),
    ]


def test_a_tolerated_pair_with_a_link(draft):
    draft.payload["answers"]["tolerated"].append(["E02", "E04"])
    assert draft.found(Kind.TOLERATED_LINK) == [(Kind.TOLERATED_LINK, "answers.links[0]", "L01")]


def test_what_no_key_link_joins_is_apart(draft):
    links = draft.payload["answers"]["links"]
    links.remove(draft.link("L05"))
    assert draft.found(Kind.APART) == [
        (Kind.APART, f"answers.entities[{at}]", code)
        for at, code in ((0, "E01"), (4, "E05"), (5, "E06"))
    ]
    draft.entity("E01")["isolated_ok"] = True
    assert [about for _kind, _where, about in draft.found(Kind.APART)] == ["E05", "E06"]


def test_what_no_text_names_is_told_of_decoys_too(draft):
    draft.text("R02", "Tanker ZZ-3308-T belongs to Tallow Mill Fuels Ltd.")
    assert draft.found(Kind.UNNAMED) == [(Kind.UNNAMED, "answers.entities[8]", "D02")]
    assert draft.said(Kind.UNNAMED) == [
        "No report's text calls D02 ZZ-3380-T by an accepted name, so nobody can find it."
    ]


def test_one_name_of_two_things(draft):
    draft.payload["vocabulary"]["entity_types"].append("vessel")
    draft.payload["answers"]["entities"] += [
        {"id": "D03", "type": "vessel", "names": ["ZZ 3308 T"], "distractor": True},
        {"id": "D04", "type": "place", "names": ["Haske"], "distractor": True},
    ]
    assert draft.found(Kind.AMBIGUOUS) == []
    draft.payload["answers"]["entities"][-2]["type"] = "organisation"
    draft.payload["answers"]["entities"][-2]["names"] = ["haske, JORUN"]
    assert draft.found(Kind.AMBIGUOUS) == [(Kind.AMBIGUOUS, "answers.entities[9].names", "D03")]
    assert draft.said(Kind.AMBIGUOUS) == [
        (
            "“haske jorun” is a name of E01 Jorun Haske and of D03 haske, JORUN. Take it from one "
            "of them."
        )
    ]


def test_names_that_are_too_near_unless_the_author_meant_them(draft):
    draft.entity("D01")["names"] = ["Tallow Mill Fuel Ltd"]
    assert draft.found(Kind.NEAR_NAMES) == []
    draft.payload["answers"]["traps"][0]["between"] = ["E01", "D01"]
    assert draft.found(Kind.NEAR_NAMES) == []  # the decoy is in a trap, with whom it is mistaken
    draft.payload["answers"]["traps"] = []
    assert draft.found(Kind.NEAR_NAMES) == [(Kind.NEAR_NAMES, "answers.entities[7].names", "D01")]
    draft.entity("D01")["names"] = ["Quarry Flour Ltd"]
    assert draft.found(Kind.NEAR_NAMES) == []


def test_numbers_are_never_near(draft):
    draft.payload["answers"]["traps"] = []
    assert draft.found(Kind.NEAR_NAMES) == []


def test_a_trap_that_a_fair_reader_would_fall_for(draft):
    draft.text("R01", "Pia Drost directs Tallow Mill Fuels Ltd and Tallow Mills Flour Ltd.")
    assert draft.found(Kind.FAIR_TRAP) == [(Kind.FAIR_TRAP, "answers.traps[0]", "R01")]
    assert draft.said(Kind.FAIR_TRAP)[0].startswith(
        "R01, graded A1, names both ends of this trap in one sentence: “Pia Drost directs "
    )
    draft.report("R01")["grade"] |= {"source": "C"}
    assert draft.found(Kind.FAIR_TRAP) == []
    draft.report("R01")["grade"] |= {"source": "B", "information": "4"}
    assert draft.found(Kind.FAIR_TRAP) == []


def test_reports_without_a_grade_or_a_use(draft):
    del draft.report("R03b")["grade"]
    draft.report("R03b")["agency"] = "exc"
    draft.report("R03b")["part_of"] = "R03x"
    assert draft.found(Kind.UNGRADED, Kind.UNUSED_REPORT) == [
        (Kind.UNGRADED, "reports[3]", "R03b"),
        (Kind.UNUSED_REPORT, "reports[3]", "R03b"),
    ]


def test_an_agency_that_says_nothing(draft):
    draft.payload["agencies"].append({"key": "fiu", "name": {"en": "Bank office"}})
    assert draft.found(Kind.SILENT_AGENCY) == [(Kind.SILENT_AGENCY, "agencies[3]", "fiu")]


def test_the_length_of_reports(draft):
    for report in draft.payload["reports"]:
        report["text"] = {"en": report["text"]["en"] + " and so on" * 12}
    assert draft.found(Kind.SHORT_REPORT, Kind.LONG_REPORT) == []
    draft.text("R04", "word " * 151)
    draft.text("R05", "word " * 39)
    assert draft.found(Kind.SHORT_REPORT, Kind.LONG_REPORT) == [
        (Kind.SHORT_REPORT, "reports[5]", "R05"),
        (Kind.LONG_REPORT, "reports[4]", "R04"),
    ]
    assert draft.said(Kind.LONG_REPORT)[0].startswith("1 reports are longer than 150 words: R04.")


def test_sentences():
    text = {
        "en": "Dr Velik met St. Anna Ltd. He left at 22.15 with No. 9. Why?\n\nThe end",
        "ur": "وہ آیا۔ پھر گیا۔",
    }
    report = Report("R1", "a", {"en": "T"}, None, None, "R1", text)
    assert sentences(report) == [
        "Dr Velik met St. Anna Ltd",
        "He left at 22.15 with No. 9",
        "Why",
        "The end",
        "وہ آیا",
        "پھر گیا",
    ]


def test_promises_stand_before_weaknesses(draft):
    draft.text("R02", "Nothing.")
    draft.report("R04")["agency"] = "pol"
    kinds = [one.kind for one in check_case(draft.case()).weaknesses]
    assert kinds[:2] == [Kind.UNSTATED_LINK, Kind.AGENCY_SHARE]
    assert not any(kind.promise for kind in kinds[2:])
