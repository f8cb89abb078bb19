"""Drafts: begun from a version, published as the next one, put aside and taken up again."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.authoring import services
from lms.authoring.enums import DraftState
from lms.authoring.formats.texts import join_lesson
from lms.authoring.queries import drafts, files
from lms.authoring.rows import Edit
from lms.core.db import db, transaction
from lms.core.errors import Invalid, Refused
from lms.courses import queries as courses
from lms.courses.formats import PackageError
from lms.courses.models import ContentSnapshot, CourseSession
from tests.authoring.packages import SLUG, authored_files, lesson


def write(actor, draft, path, text):
    with transaction():
        return services.write_files(actor=actor, draft_id=draft.id, edits=[Edit(path, text)])


def publish(actor, draft, version="1.1"):
    with transaction():
        return services.publish(actor=actor, draft_id=draft.id, version=version)


def test_a_draft_holds_the_files_of_its_version(draft, content, tariq):
    assert files.package_of_draft(draft.id) == courses.package_of(content.hash, tariq)
    assert files.problems_of(drafts.draft_of(SLUG, tariq)) == ()


@pytest.mark.both
def test_publishing_freezes_and_sessions_stay(draft, content, tariq, people):
    write(tariq, draft, "modules/01-first/lessons/01-one.md", lesson("One, anew"))
    row = publish(tariq, draft)
    assert (row.number, courses.version_label(row.hash)) == (2, "1.1")
    assert courses.content(row.hash)["modules"][0]["lessons"][0]["title"]["en"] == "One, anew"
    assert db.session.get(CourseSession, people.session.id).content_hash == content.hash
    assert drafts.open_draft(SLUG, tariq) is None
    with pytest.raises(Refused), transaction():
        services.write_files(actor=tariq, draft_id=draft.id, edits=[Edit("course.yaml", "x: 1")])


def test_an_unchanged_draft_is_not_published(draft, tariq):
    with pytest.raises(Refused, match="Nothing has changed"):
        publish(tariq, draft)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ContentSnapshot)) == 1


@pytest.mark.parametrize("version", ["1.0", "one", "1.2.3.4", ""])
def test_a_version_is_new_and_made_of_numbers(draft, tariq, version):
    with pytest.raises(Invalid):
        publish(tariq, draft, version)


def test_faults_of_all_parts_are_told_at_once_and_nothing_is_published(draft, tariq):
    write(tariq, draft, "modules/01-first/lessons/01-one.md", "---\ntitle: One\n---\n\n<b>no</b>\n")
    write(tariq, draft, "banks/boats.yaml", "schema: 1\nkind: bank\nkey: boats\n")
    found = {one.file for one in files.problems_of(drafts.draft_of(SLUG, tariq))}
    assert found >= {
        "modules/01-first/lessons/01-one.md",
        "banks/boats.yaml",
        "tests/pre-test.yaml",
    }
    with pytest.raises(PackageError):
        publish(tariq, draft)
    assert drafts.draft_of(SLUG, tariq).state is DraftState.OPEN
    assert files.text_file(draft.id, "course.yaml").version == 1


def test_the_course_keeps_its_slug(draft, tariq):
    text = authored_files()["course.yaml"].decode().replace(SLUG, "other-boats")
    write(tariq, draft, "course.yaml", text)
    with pytest.raises(PackageError, match="slug"):
        publish(tariq, draft)


@pytest.mark.both
def test_a_course_has_one_open_draft(draft, content, tariq, tania):
    with pytest.raises(Refused), transaction():
        services.begin(actor=tania, slug=SLUG, content_hash=content.hash)
    with transaction():
        services.drop(actor=tariq, draft_id=draft.id)
    with transaction():
        other = services.begin(actor=tania, slug=SLUG, content_hash=content.hash)
    with pytest.raises(Refused), transaction():
        services.restore(actor=tariq, draft_id=draft.id)
    with transaction():
        services.drop(actor=tania, draft_id=other.id)
        services.restore(actor=tariq, draft_id=draft.id)
    assert drafts.draft_of(SLUG, tania).id == draft.id


def test_a_new_course_needs_only_its_words(content, tariq):
    facts = {
        "slug": "new-one",
        "languages": ["en", "ur"],
        "title": {"en": "New"},
        "summary": {"en": "About."},
    }
    with transaction():
        draft = services.begin_new(
            actor=tariq, facts=facts, module="Start", aim="Know it.", lesson="Hello"
        )
    found = files.problems_of(drafts.draft_of("new-one", tariq))
    assert {one.file for one in found} == {"modules/01-start/lessons/01-hello.md"}
    head = {"title": "Hello", "minutes": 3, "sources": ["A manual"]}
    write(tariq, draft, found[0].file, join_lesson(head, "Words."))
    assert publish(tariq, draft, "0.1").number == 1
    with pytest.raises(Invalid), transaction():
        services.begin_new(actor=tariq, facts=facts, module="S", aim="K", lesson="H")


def test_a_package_with_faults_becomes_a_draft(content, tariq):
    broken = authored_files() | {
        "banks/boats.yaml": b"- no\n",
        "media/odd.svg": b"<svg><script/></svg>",
    }
    with transaction():
        services.import_draft(actor=tariq, files=broken)
    row = drafts.draft_of(SLUG, tariq)
    assert row.base_hash == content.hash
    assert {one.file for one in files.problems_of(row)} >= {"banks/boats.yaml", "media/odd.svg"}
    with pytest.raises(Invalid), transaction():
        services.import_draft(actor=tariq, files={"README.md": b"x"})


def test_a_case_folder_is_files_of_the_draft_and_published_as_one_exercise(content, tariq):
    folder = Path(__file__).parents[1] / "data" / "cases" / "tallow-mill"
    parts = {
        f"exercises/tallow-mill/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*.*")
    }
    package = authored_files() | parts
    course = package["course.yaml"].replace(b"exercises: []", b"exercises: [tallow-mill]")
    with transaction():
        draft = services.import_draft(actor=tariq, files=package | {"course.yaml": course})
    texts = files.texts_of(draft.id)
    calls = "exercises/tallow-mill/tables/calls.csv"
    assert parts.keys() <= texts.keys()
    assert files.problems_of(drafts.draft_of(SLUG, tariq)) == ()
    write(tariq, draft, calls, texts[calls].replace(",188,", ",189,"))
    row = publish(tariq, draft)
    case = courses.content(row.hash)["activities"]["tallow-mill"]
    assert case["tables"][0]["rows"][2][4] == "189"
    assert courses.package_of(row.hash, tariq)[calls].decode() == files.texts_of(draft.id)[calls]
