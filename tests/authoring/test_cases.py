"""A case is written in the browser: its facts, reports, and its key by charting it."""

import json

import pytest

from lms.authoring import services
from lms.authoring.formats.texts import value_of, yaml_text
from lms.authoring.queries import files
from lms.authoring.rows import Edit
from lms.core.db import transaction
from tests.authoring.packages import SLUG
from tests.authoring.test_pages import fields, text

WRITE = f"/courses/{SLUG}/write"
CASE = f"{WRITE}/cases/grey-lantern"
KEY = "exercises/grey-lantern/key.yaml"


@pytest.fixture
def case(draft, page):
    """A new case, as its author begins it."""
    answer = page.post(f"{WRITE}/cases", data={"title": "Grey Lantern"})
    assert answer.location == CASE
    return draft


def answers(draft):
    return value_of(files.text_file(draft.id, KEY).text)["answers"]


def chart_in(page):
    shown = text(page.get(f"{CASE}/key"))
    return json.loads(shown.split('id="key-data">')[1].split("</script>")[0])["chart"]


def save(page, chart, version="1"):
    return page.post(f"{CASE}/key", data={"chart": json.dumps(chart), "version": version})


def test_a_new_case_has_no_fault_and_stands_in_the_tree(case, page):
    assert "Nothing stands against publishing" in text(page.get(f"{WRITE}/"))
    for part in ("", "/reports", "/key", "/key/rows", "/check"):
        assert "Grey Lantern" in text(page.get(f"{CASE}{part}"))


def test_facts_and_reports_are_kept_as_they_were_typed(case, page):
    form = fields(page.get(f"{CASE}/reports"), "form.authorform")
    form["reports.0.title.en"] = "Register of firms"
    page.post(f"{CASE}/reports", data=form | {"act": "save"})
    reports = value_of(files.text_file(case.id, "exercises/grey-lantern/reports.yaml").text)
    assert reports["reports"][0]["title"]["en"] == "Register of firms"
    assert reports["reports"][0]["grade"]["source"] == "A"
    before = files.text_file(case.id, "exercises/grey-lantern/case.yaml").text
    form = fields(page.get(CASE), "form.authorform")
    page.post(CASE, data=form | {"act": "save"})
    assert files.text_file(case.id, "exercises/grey-lantern/case.yaml").text == before


def test_what_is_drawn_becomes_the_key(case, page):
    chart = chart_in(page)
    chart["entities"].append({"id": "new-1", "type": "phone", "label": "+999 200 0101"})
    chart["links"].append(
        {
            "id": "new-2",
            "source": "E01",
            "target": "new-1",
            "type": "uses",
            "direction": "forward",
            "strength": "unconfirmed",
            "attributes": {"evidence": {"value": "R01", "kind": "text"}},
        }
    )
    chart["links"].append(
        {
            "id": "new-3",
            "source": "E02",
            "target": "new-1",
            "type": "concord-trap",
            "direction": "none",
            "strength": "tentative",
        }
    )
    assert save(page, chart).status_code == 302
    key = answers(case)
    assert key["entities"][2] == {"id": "E03", "type": "phone", "names": ["+999 200 0101"]}
    assert key["links"][1]["to"] == "E03"
    assert key["traps"] == [{"between": ["E02", "E03"]}]


def test_two_authors_who_draw_different_things_are_told(case, page, tania):
    chart = chart_in(page)
    theirs = answers(case)
    theirs["entities"][0]["names"].append("Ada")
    with transaction():
        services.write_files(
            actor=tania, draft_id=case.id, edits=[Edit(KEY, yaml_text({"answers": theirs}), 1)]
        )
    chart["entities"][0]["label"] = "Ada B. Example"
    clash = save(page, chart)
    assert clash.status_code == 409
    assert answers(case) == theirs


def test_weaknesses_are_told_with_the_mend_and_a_fault_stops_the_check(case, page, tariq):
    shown = text(page.get(f"{CASE}/check"))
    assert "1 of 1" in shown
    key = answers(case)
    key["links"][0]["evidence"] = [["R09"]]
    with transaction():
        services.write_files(
            actor=tariq, draft_id=case.id, edits=[Edit(KEY, yaml_text({"answers": key}), 1)]
        )
    assert "Mend the faults of the case first" in text(page.get(f"{CASE}/check"))


@pytest.mark.parametrize("chart", ["", "no json", "[1]", '{"schema": 2, "entities": 5}'])
def test_a_chart_that_came_back_broken_is_refused_and_the_key_stays(case, page, chart):
    before = answers(case)
    answer = page.post(f"{CASE}/key", data={"chart": chart, "version": "1"})
    assert answer.status_code == 422
    assert answers(case) == before


def test_another_exercise_is_no_case(case, page):
    assert page.get(f"{WRITE}/cases/nothing").status_code == 404
