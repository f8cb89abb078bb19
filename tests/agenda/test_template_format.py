"""The YAML form of a template: every fault at its line, and the shipped library."""

from pathlib import Path

import pytest

from lms.agenda.enums import ItemKind
from lms.agenda.formats.template import SCHEMA, TemplateBody, body_json, body_of, clock_minutes
from lms.agenda.formats.template_file import KINDS, Template, read_template, write_template
from lms.core.errors import Refused
from lms.courses.formats import PackageError

LIBRARY = Path(__file__).resolve().parents[2] / "lms/agenda/library"
SHIPPED = sorted(LIBRARY.glob("*.yaml"))
SMALL = b"""\
schema: 1
slug: small
title: {en: Small, ur: \xda\x86\xda\xbe\xd9\x88\xd9\xb9\xd8\xa7}
days: 2
rooms:
  - {key: hall, label: {en: Hall}, seats: 30, equipment: projector}
trainers:
  - {key: lead, label: {en: Lead}}
items:
  - {day: 1, start: "09:00", minutes: 60, kind: module, title: {en: Principles}, room: hall,
     trainers: [lead], content: "module:01-principles"}
  - {day: 2, start: 13:30, minutes: 45, kind: group_work, title: {en: Groups}, track: B}
"""


def faults(content: bytes) -> list[str]:
    with pytest.raises(PackageError) as caught:
        read_template("mine.yaml", content)
    return [str(problem) for problem in caught.value.problems]


def shipped(name: str) -> Template:
    path = LIBRARY / f"{name}.yaml"
    return read_template(path.name, path.read_bytes())


def test_a_file_becomes_days_from_0_and_minutes_from_midnight():
    body = read_template("small.yaml", SMALL).body
    assert body.days == 2
    assert [(item.day, item.start, item.end, item.kind) for item in body.items] == [
        (0, 540, 600, ItemKind.MODULE),
        (1, 810, 855, ItemKind.GROUP_WORK),
    ]
    assert body.rooms[0].seats == 30
    assert body.items[0].trainers == ("lead",)
    assert body.items[1].track == "B"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_writing_and_reading_gives_the_same_template(path):
    template = read_template(path.name, path.read_bytes())
    assert read_template("again.yaml", write_template(template)) == template
    assert body_of(body_json(template.body)) == template.body


def test_every_fault_stands_at_its_line_at_once():
    assert faults(
        b"""\
schema: 1
slug: x
title: {ur: a}
days: 2
rooms: [{key: a, label: {en: A}}, {key: a, label: {en: B}}]
items:
  - {day: 3, start: "25:00", minutes: 30, kind: nap, title: {en: A}, room: b, trainers: [c, c]}
  - {day: 1, start: "23:30", minutes: 60, kind: module, title: {en: A}, track: Z, content: foo}
"""
    ) == [
        "mine.yaml:3: Write the text in English (“en: ...”); it stands in for other languages.",
        "mine.yaml:5: “a” stands here twice. Keep one of them.",
        "mine.yaml:7: Day 3 lies behind the last day, 2. Change one of them.",
        "mine.yaml:7: Write a time of day in quotes, such as “09:00”.",
        "mine.yaml:7: Write one of these kinds: " + ", ".join(KINDS) + ".",
        "mine.yaml:7: “b” is no room of this template. Add it under rooms, or correct it.",
        "mine.yaml:7: “c” is no trainer of this template. Add it under trainers, or correct it.",
        "mine.yaml:8: This is longer than the day. Make it shorter or split it.",
        "mine.yaml:8: Write one letter from A to H, or leave the track out.",
        "mine.yaml:8: Write the part of the course as module:NAME, exercise:NAME or test:NAME.",
    ]


def test_shape_faults_name_what_is_missing_or_unknown():
    found = faults(b"schema: 1\nslug: x\ntitle: {en: A}\nlenght: 3\nitems: []\n")
    assert found == [
        "mine.yaml:1: “days” is missing. Add it.",
        "mine.yaml:4: “lenght” is not known here. Check its spelling or remove it.",
        "mine.yaml:5: “items” is empty. Add at least one item.",
    ]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: [", b"- 1\n", b"", b"x" * 300_000])
def test_what_is_no_template_is_refused_with_a_sentence(content):
    assert len(faults(content)) == 1


@pytest.mark.parametrize("text", ["9:00", "24:00", "09:60", "0900", "", "٠٩:٠٠", "09:00:00"])
def test_a_clock_time_has_one_form(text):
    with pytest.raises(ValueError):
        clock_minutes(text)


def test_a_newer_form_is_refused():
    stored = {**body_json(TemplateBody(days=1)), "schema": SCHEMA + 1}
    with pytest.raises(Refused, match="newer Concord"):
        body_of(stored)


def test_the_shipped_three_days_hold_what_the_programme_asks_for():
    body = shipped("three-day-seed-training").body
    first, second, third = (
        [item.title["en"] for item in body.on_day(day)] for day in range(body.days)
    )
    assert first[:5] == [
        "Registration",
        "Opening",
        "Objectives and ground rules",
        "Pre-test",
        "Group photograph and tea",
    ]
    assert second[0] == "Recap of the first day"
    assert "Software practical in pairs, group A" in second
    assert second[-1].startswith("Group work")
    assert third[0] == "Recap of the second day"
    assert third[1] == "Case exercise in mixed groups, A"
    assert [third[-5], third[-4], third[-3], third[-1]] == [
        "Zuhr prayer",
        "Post-test",
        "Evaluation of the training",
        "Closing ceremony",
    ]
    assert "Presentations of the groups" in third
    for day in range(3):
        kinds = {item.kind for item in body.on_day(day)}
        assert {ItemKind.BREAK, ItemKind.LUNCH, ItemKind.PRAYER} <= kinds
    assert (len(body.trainers), len(body.rooms)) == (4, 3)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_shipped_template_needs_anybody_or_anything_twice_at_once(path):
    body = read_template(path.name, path.read_bytes()).body
    for at, one in enumerate(body.items):
        for other in body.items[at + 1 :]:
            if one.day != other.day or one.start >= other.end or other.start >= one.end:
                continue
            assert one.track, one.title
            assert other.track, other.title
            assert one.track != other.track
            assert one.room != other.room
            assert not set(one.trainers) & set(other.trainers), one.title


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_text_stands_in_english_and_urdu(path):
    template = read_template(path.name, path.read_bytes())
    texts = [template.title, template.summary]
    texts += [item.title for item in template.body.items]
    texts += [role.label for role in (*template.body.rooms, *template.body.trainers)]
    assert all(set(text) == {"en", "ur"} for text in texts)
