"""Reading a lesson: the place is kept, files come in ranges, the wall shows it, in few queries."""

import pytest

from lms.core import files
from lms.core.db import db, transaction
from lms.courses.models import ContentSnapshot, CourseSession
from lms.courses.queries.content import media_owner
from tests.factories.exercises import chart, make_content
from tests.support.signing_in import sign_in_directly

S = "/sessions/spring-2026/learning"
TEXT = "\n\n".join(f"Paragraph {at} on evidence." for at in range(9))


@pytest.fixture
def rich(world):
    """A course with a longer lesson, a glossary and a film."""
    film = b"\0\0\0\x18ftypmp42" + bytes(range(200))
    with transaction():
        snapshot = make_content(rich=chart("rich"))
        body = dict(snapshot.body)
        term = {"key": "evidence", "term": {"en": "Evidence", "ur": "شہادت"}}
        body["course"] = body["course"] | {
            "glossary": [term | {"meaning": {"en": "For a court.", "ur": "عدالت کے لیے۔"}}]
        }
        first = body["modules"][0]
        lesson = first["lessons"][0] | {"text": {"en": TEXT + "\n\n## End\n\n![F](media/f.mp4)\n"}}
        body["modules"] = [
            first | {"lessons": [lesson, first["lessons"][1]]},
            body["modules"][1],
        ]
        media = {}
        for name, data, kind in (
            ("f.mp4", film, "video/mp4"),
            ("f.en.vtt", b"WEBVTT\n", "text/vtt"),
            ("p.pdf", b"%PDF-1.7", "application/pdf"),
        ):
            row = files.put(data, media_type=kind, owner=media_owner(snapshot.course_id), name=name)
            media[f"media/{name}"] = {"sha256": row.sha256, "bytes": len(data), "media_type": kind}
        body["media"] = media
        snapshot.body, snapshot.hash = body, "d" * 64
        db.session.flush()
        db.session.get_one(CourseSession, world.session_id).content_hash = snapshot.hash
    assert db.session.get(ContentSnapshot, "d" * 64)
    return world


def test_the_place_is_kept_and_gone_on_from(mine, rich):
    address = f"{S}/01-first/01-one"
    assert 'data-resume="0"' in mine.get(address).text
    assert mine.post(f"{address}/place", data={"place": "5"}).status_code == 204
    page = mine.get(address).text
    assert 'data-resume="5"' in page
    assert 'href="#at-5"' in page
    assert 'id="at-5"' in page
    for wrong in ("-1", "x", "1000000"):
        assert mine.post(f"{address}/place", data={"place": wrong}).status_code == 422
    mine.post(f"{address}/place", data={"place": "9999"})  # of a longer version
    assert 'data-resume="0"' in mine.get(address).text
    mine.post(address)
    assert 'data-resume="0"' in mine.get(address).text


def test_terms_have_meanings_and_a_page(mine, rich):
    page = mine.get(f"{S}/01-first/01-one").text
    assert page.count('data-term="evidence"') == 1
    assert '<dd id="term-evidence-is">For a court.</dd>' in page
    assert "For a court." in mine.get(f"{S}/glossary?q=COURT").text
    assert "No term has these words." in mine.get(f"{S}/glossary?q=zebra").text


def test_films_come_in_ranges_and_with_their_captions(mine, rich):
    page = mine.get(f"{S}/01-first/01-one").text
    assert 'src="../media/f.en.vtt"' in page
    with mine.get(f"{S}/media/f.mp4", headers={"Range": "bytes=4-7"}) as part:
        assert (part.status_code, part.data) == (206, b"ftyp")
        assert part.headers["Content-Range"].startswith("bytes 4-7/")
    with mine.get(f"{S}/media/f.mp4", headers={"Range": "bytes=9000-"}) as beyond:
        assert beyond.status_code == 416
    for name, told in (("f.mp4", "inline"), ("p.pdf", "attachment")):
        with mine.get(f"{S}/media/{name}") as answer:
            assert answer.headers["Content-Disposition"].startswith(told)


def test_the_wall_shows_a_section_at_a_time_to_those_who_teach(mine, rich, app, world):
    trainer = sign_in_directly(app.test_client(), world.people["trainer"])
    page = trainer.get(f"{S}/01-first/01-one/project").text
    assert page.count("data-screen") == 3
    assert "data-term" not in page
    assert 'src="../../media/f.mp4"' in page
    assert mine.get(f"{S}/01-first/01-one/project").status_code == 404


@pytest.mark.both
@pytest.mark.parametrize("address", ["", "01-first/01-one"])
def test_pages_take_few_queries(mine, rich, count_queries, address):
    mine.get(f"{S}/{address}")
    with count_queries() as found:
        mine.get(f"{S}/{address}")
    asked = [statement for statement in found.statements if statement != "BEGIN"]
    assert len(asked) <= 6, "\n".join(asked)
