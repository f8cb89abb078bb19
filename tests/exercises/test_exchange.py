"""Charts of attempts as files, and files into an open attempt: who may, what comes, what never."""

import io
import re
import uuid
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from lms.core.db import db, transaction
from lms.core.files import StoredFile
from lms.engines.linkchart.document import dump_chart
from lms.engines.linkchart.exchange.anx_read import read_anx
from lms.engines.linkchart.exchange.api import read_chart
from lms.engines.linkchart.model import Card, Chart, Entity, Link
from lms.exercises import queries, services
from lms.exercises.kinds.charting import chart_of
from lms.exercises.services import importing
from lms.exercises.services.importing import sweep_chart_files
from tests.factories.exercises import CANARY, right_events
from tests.support.signing_in import sign_in_directly

S = "/sessions/spring-2026/exercises"
CALLS = (
    "Caller;Called;When;Relation\n+999 200 0101;+999 200 0102;12/03/2019;uses\n"
    "+999 200 0101;;;\n;;14/03/2019;uses\n"
)
ENDINGS = ("anx", "ids.anx", "xlsx", "csv", "entities.csv", "svg", "pdf", "json", "graphml",
           "gexf", "ftm.json")  # fmt: skip


@pytest.fixture
def mine(client, world):
    return sign_in_directly(client, world.people["participant"])


@pytest.fixture
def attempt_id(mine):
    mine.post(f"{S}/warm-up/")
    page = mine.get(f"{S}/warm-up/").text
    return uuid.UUID(re.search(r'data-attempt="([0-9a-f-]{36})"', page)[1])


@pytest.fixture
def at(attempt_id):
    return f"{S}/attempts/{attempt_id}"


def drawn(attempt_id, who):
    return chart_of(queries.work(attempt_id, actor=who.a).steps)


def draw(who, attempt_id):
    with transaction():
        services.append_events(
            actor=who.a, attempt_id=attempt_id, events=right_events(who.a, attempt_id)
        )


def send(client, at, name, content, **more):
    content = content.encode() if isinstance(content, str) else content
    data = {"file": (io.BytesIO(content), name)}
    data |= {key: (io.BytesIO(value), f"{key}.csv") for key, value in more.items()}
    return client.post(f"{at}/import", data=data)


def fields(page):
    """The form as a browser would send it back."""
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    found |= dict(
        re.findall(r'<input class="in (?:xs|sh)[^>]* name="([^"]+)"[^>]*? value="([^"]*)"', page)
    )
    for name, inner in re.findall(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', page):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        first = re.search(r'<option value="([^"]*)"', inner)
        found[name] = (chosen or first)[1]
    return found


@pytest.mark.parametrize("ext", ENDINGS)
def test_a_chart_goes_out_in_every_format_as_a_file_that_nothing_runs(
    mine, who, at, attempt_id, ext
):
    draw(who, attempt_id)
    answer = mine.get(f"{at}/chart.{ext}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f"attachment; filename=warm-up.{ext}"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(answer.data) > 100


def test_what_goes_out_says_the_exercise_and_the_link_types_in_words(mine, who, at, attempt_id):
    draw(who, attempt_id)
    content = mine.get(f"{at}/chart.anx").data
    text = content.decode()
    assert 'Field="Chart warm-up"' in text
    assert "Written to the public structure of the format, not checked in i2" in text
    found = read_anx(content).chart
    assert found.about.handling == "Exercise, all names invented"
    assert dict(found.links) == dict(drawn(attempt_id, who).links)
    urdu = mine.get(f"{at}/chart.svg", headers={"Accept-Language": "ur"}).data.decode()
    assert "svg" in urdu


def test_unknown_endings_and_other_kinds_are_not_found(mine, at):
    for ext in ("exe", "anb", "html", "txt.exe"):
        assert mine.get(f"{at}/chart.{ext}").status_code == 404


def test_only_those_who_see_the_attempt_get_its_chart(app, world, at):
    for person, status in (
        ("participant_other", 404), ("trainer", 200), ("organiser", 200), ("focal_a", 404),
    ):  # fmt: skip
        client = sign_in_directly(app.test_client(), world.people[person])
        assert client.get(f"{at}/chart.json").status_code == status, person
        assert client.get(f"{at}/import").status_code in (403, 404), person


def test_no_key_is_in_any_file_before_or_after_the_release(mine, who):
    mine.post(f"{S}/big-case/")
    page = mine.get(f"{S}/big-case/").text
    attempt_id = uuid.UUID(re.search(r'data-attempt="([0-9a-f-]{36})"', page)[1])
    at = f"{S}/attempts/{attempt_id}"
    draw(who, attempt_id)
    for _ in range(2):
        for ext in ENDINGS:
            content = mine.get(f"{at}/chart.{ext}").data
            if ext == "xlsx":
                parts = zipfile.ZipFile(io.BytesIO(content))
                content = b"".join(map(parts.read, parts.namelist()))
            assert CANARY.lower().encode() not in content.lower()
            assert b"distractor" not in content
        mine.post(f"{at}/hand-in")


def test_a_table_is_guessed_shown_mapped_and_drawn_in(mine, who, at, attempt_id):
    answer = send(mine, at, "calls.csv", CALLS)
    assert answer.status_code == 302
    page = mine.get(answer.location).text
    assert "<b>row 4:</b> This row names no entity. It was left out." in page
    assert '<option value="end1_identity" selected' in page
    assert '<option value="end2_identity" selected' in page
    assert drawn(attempt_id, who) == Chart()
    form = fields(page)
    assert form["ltype-name-0"] == "uses"
    assert form["ltype-0"] == "uses"
    taken = mine.post(answer.location, data=form | {"act": "take"})
    assert taken.status_code == 302
    chart = drawn(attempt_id, who)
    assert sorted(one.label for one in chart.entities.values()) == [
        "+999 200 0101", "+999 200 0102",
    ]  # fmt: skip
    (link,) = chart.links.values()
    assert (link.type, link.since) == ("uses", "2019-03-12")
    assert all(re.fullmatch(r"i-[0-9a-f]{16}", key) for key in (*chart.entities, *chart.links))
    assert mine.get(answer.location).status_code == 404  # the file is gone


def test_roles_and_types_can_be_changed_before_it_comes_in(mine, who, at, attempt_id):
    where = send(mine, at, "calls.csv", CALLS).location
    form = fields(mine.get(where).text)
    form |= {"role-3": "link_label", "link_type": "knows", "form-2": "MM/DD/YYYY", "act": "look"}
    page = mine.post(where, data=form).text
    assert "2019-12-03" in page
    form = fields(page) | {"etype-0": "organisation", "act": "take"}
    mine.post(where, data=form)
    chart = drawn(attempt_id, who)
    assert {one.type for one in chart.entities.values()} == {"organisation"}
    (link,) = chart.links.values()
    assert (link.type, link.label, link.since) == ("knows", "uses", "2019-12-03")


def test_the_specification_can_be_written_as_text(mine, who, at, attempt_id):
    where = send(mine, at, "calls.csv", CALLS).location
    spec = (
        "end1: {type: phone, label: Caller}\nactions:\n"
        "  - {do: combine, columns: [Caller, Called], by: ' to ', into: [Both]}\n"
    )
    bad = mine.post(where, data={"by_text": "1", "yaml": "end1: {type: castle}", "act": "take"})
    assert bad.status_code == 422
    assert "end1.type: Choose one of" in bad.text
    broken = mine.post(where, data={"by_text": "1", "yaml": "schema: 1\nend1: [", "act": "look"})
    assert "This is not YAML that can be read." in broken.text
    good = {"by_text": "1", "yaml": spec}
    assert "Go by this text" in mine.post(where, data=good | {"act": "look"}).text
    mine.post(where, data=good | {"act": "take"})
    assert [one.label for one in drawn(attempt_id, who).entities.values()] == ["+999 200 0101"]


def test_an_i2_file_comes_in_and_what_is_there_already_is_joined(mine, who, at, attempt_id):
    draw(who, attempt_id)
    before = drawn(attempt_id, who)
    content = mine.get(f"{at}/chart.anx").data
    person = next(one for one in before.entities.values() if one.type == "person")
    more = read_anx(content).chart
    grown = Chart(
        {**more.entities, "n": Entity("n", "organisation", "Newcomer Ltd"),
         person.id: Entity(person.id, "person", person.label, aliases=("Ilca",),
                           cards=(Card("x", "R02", text="new"), Card("y", "Z99", text="far")))},
        {**more.links, "nl": Link("nl", person.id, "n", "owns")},
    )  # fmt: skip
    where = send(mine, at, "own.json", _json(grown)).location
    page = mine.get(where).text
    assert "cite reports that this case does not have (Z99)" in page
    taken = mine.post(where, data=fields(page) | {"act": "take"})
    assert taken.status_code == 302
    after = drawn(attempt_id, who)
    assert len(after.entities) == len(before.entities) + 1
    assert len(after.links) == len(before.links) + 1
    known = after.entities[person.id]
    assert known.aliases == ("Ilca",)
    assert [(card.source, card.text) for card in known.cards[-2:]] == [
        ("R02", "new"), ("", "Z99\nfar"),
    ]  # fmt: skip
    newcomer = next(one for one in after.entities.values() if one.label == "Newcomer Ltd")
    assert newcomer.at[0] > max(one.at[0] for one in before.entities.values())


def test_a_chart_that_is_there_already_brings_nothing(mine, who, at, attempt_id):
    draw(who, attempt_id)
    where = send(mine, at, "same.anx", mine.get(f"{at}/chart.anx").data).location
    page = mine.get(where)
    assert "Nothing of this file would come in." in page.text
    again = mine.post(where, data=fields(page.text) | {"act": "take"})
    assert again.status_code == 422


def test_types_that_the_case_does_not_have_are_left_out_unless_mapped(mine, who, at, attempt_id):
    chart = Chart(
        {"a": Entity("a", "vessel", "MV Saltmarsh"), "b": Entity("b", "person", "Ilka Tamas")},
        {"l": Link("l", "b", "a", "sails")},
    )
    where = send(mine, at, "own.json", _json(chart)).location
    form = fields(mine.get(where).text)
    assert (form["etype-name-0"], form["etype-0"], form["ltype-0"]) == ("Vessel", "", "")
    mine.post(where, data=form | {"etype-0": "organisation", "ltype-0": "owns", "act": "take"})
    found = drawn(attempt_id, who)
    assert sorted(one.type for one in found.entities.values()) == ["organisation", "person"]
    assert [link.type for link in found.links.values()] == ["owns"]


def test_our_own_tables_come_in_with_their_file_of_entities(mine, who, at, attempt_id):
    draw(who, attempt_id)
    links, nodes = mine.get(f"{at}/chart.csv").data, mine.get(f"{at}/chart.entities.csv").data
    found = read_chart("chart.csv", links, beside={"nodes": nodes})
    assert len(found.chart.entities) == len(drawn(attempt_id, who).entities)
    answer = send(mine, at, "chart.csv", links, nodes=nodes)
    assert "nodes=" in answer.location
    page = mine.get(answer.location).text
    assert "role-0" not in page
    assert "Nothing of this file would come in." in page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.anx", b"<!DOCTYPE a [<!ENTITY b 'c'>]><Chart/>", "document type or entities"),
        ("a.anx", b"<Chart>" + b"<a>" * 100, "built too deep"),
        ("a.anb", b"x", "Files of the kind .anb are i2"),
        ("a.json", b"[1", "not JSON: a comma or the closing"),
        ("a.csv", b"a,b\n1,\x00", "Here are signs that no text table has"),
        ("a.xlsx", b"PK\x03\x04 and more", "no Excel workbook"),
        ("a.graphml", b"<Chart/>", "no GraphML"),
    ],
)
def test_hostile_and_foreign_files_are_refused_with_the_reason(mine, at, name, content, said):
    answer = send(mine, at, name, content)
    page = mine.get(answer.location)
    assert page.status_code == 200
    assert said in page.text
    assert 'value="take"' not in page.text


def test_large_and_missing_files_are_refused(mine, at, monkeypatch):
    monkeypatch.setattr(importing, "LIMITS", replace(importing.LIMITS, file_bytes=1000))
    answer = send(mine, at, "a.csv", b"x" * 1001)
    assert (answer.status_code, "The file is larger than" in answer.text) == (422, True)
    nothing = mine.post(f"{at}/import", data={})
    assert (nothing.status_code, "Choose a file." in nothing.text) == (422, True)


def test_too_many_items_are_refused_before_anything_is_drawn(mine, who, at, attempt_id):
    rows = "\n".join(f"Person {n},Firm {n}" for n in range(1200))
    page = mine.get(send(mine, at, "a.csv", f"from,to\n{rows}\n").location).text
    assert "3000 come in at once at the most" in page.replace(",", "")
    assert 'value="take"' not in page


def test_nothing_comes_into_an_attempt_that_is_handed_in_or_into_one_of_others(
    app, mine, world, at, who, attempt_id
):
    where = send(mine, at, "calls.csv", CALLS).location
    other = sign_in_directly(app.test_client(), world.people["participant_other"])
    assert other.get(where).status_code == 404
    elsewhere = where.replace(str(attempt_id), str(uuid.uuid4()))
    assert mine.get(elsewhere).status_code == 404
    mine.post(f"{at}/hand-in")
    assert mine.get(where).status_code in (403, 409)
    assert mine.post(where, data={"act": "take"}).status_code in (403, 409)
    assert send(mine, at, "calls.csv", CALLS).status_code in (403, 409)


def test_files_that_nobody_takes_go_after_a_day(mine, at, clock):
    send(mine, at, "calls.csv", CALLS)
    with transaction():
        assert sweep_chart_files() == []
    clock.advance(timedelta(hours=25))
    with transaction():
        assert len(sweep_chart_files()) == 1
    assert (
        db.session.query(StoredFile).filter(StoredFile.owner.like("exercises.import%")).count() == 0
    )


def test_the_menu_leads_to_every_format_and_to_the_import(mine, at):
    page = mine.get(f"{S}/warm-up/").text
    for ext in ENDINGS:
        assert f"{at}/chart.{ext}" in page
    assert f"{at}/import" in page
    mine.post(f"{at}/hand-in")
    marked = mine.get(f"{at}/marked").text
    assert f"{at}/chart.anx" in marked
    assert f"{at}/import" not in marked


def _json(chart):
    import json

    return json.dumps(dump_chart(chart))
