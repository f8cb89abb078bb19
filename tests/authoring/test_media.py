"""Media of a draft: checked when they come, served where nothing runs."""

import io

import pytest

from lms.authoring import services
from lms.authoring.queries import files
from lms.core.db import transaction
from lms.core.errors import Invalid
from tests.authoring.packages import SLUG
from tests.courses.packages import SVG

WRITE = f"/courses/{SLUG}/write"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
HOSTILE = {
    "script.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "handler.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "link.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><a href="https://x.test">a</a></svg>',
    "entity.svg": b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    "page.html": b"<script>alert(1)</script>",
    "run.js": b"alert(1)",
    "no-png.png": b"<script>alert(1)</script>",
    "modules.yaml": b"x: 1",
    "lesson.md": b"# x",
}


def put(actor, draft, name, content, replace=None):
    with transaction():
        return services.put_media(
            actor=actor, draft_id=draft.id, name=name, content=content, replace=replace
        )


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_run_is_refused_with_its_reason(draft, tariq, name):
    with pytest.raises(Invalid) as told:
        put(tariq, draft, name, HOSTILE[name])
    assert told.value.errors[0].field == "file"
    assert files.media_paths(draft.id) == ["media/cycle.svg"]


def test_a_file_gets_a_narrow_name_and_takes_no_others_place(draft, tariq):
    assert (
        put(tariq, draft, r"C:\My Pictures\نقشہ Map 1.JPEG", b"\xff\xd8\xff0") == "media/map-1.jpg"
    )
    assert put(tariq, draft, "cycle.svg", SVG.encode()) == "media/cycle.svg"
    another = SVG.replace("9 9", "8 8").encode()
    assert put(tariq, draft, "cycle.svg", another) == "media/cycle-2.svg"
    other = SVG.replace("9 9", "7 7").encode()
    assert put(tariq, draft, "x.svg", other, "media/cycle.svg") == "media/cycle.svg"
    assert files.package_of_draft(draft.id)["media/cycle.svg"] == other
    assert put(tariq, draft, "film.en.vtt", b"WEBVTT\n") == "media/film.en.vtt"


def test_the_page_that_drops_a_file_gets_its_address_or_the_reason(page, draft):
    json = {"Accept": "application/json"}

    def drop(name, content):
        data = {"file": (io.BytesIO(content), name)}
        return page.post(f"{WRITE}/media/", data=data, headers=json)

    answer = drop("Plan.png", PNG)
    assert answer.get_json() == {
        "path": "media/plan.png",
        "address": f"{WRITE}/media/files/plan.png",
    }
    refused = drop("x.svg", HOSTILE["script.svg"])
    assert refused.status_code == 422
    assert "script" in refused.get_json()["problem"]
    served = page.get(f"{WRITE}/media/files/plan.png")
    assert served.data == PNG
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    served.close()
    assert page.get(f"{WRITE}/media/files/../course.yaml").status_code == 404


def test_a_removed_figure_can_come_back(draft, tariq):
    with transaction():
        made = services.remove_media(actor=tariq, draft_id=draft.id, path="media/cycle.svg")
    assert files.media_paths(draft.id) == []
    with transaction():
        services.undo(actor=tariq, draft_id=draft.id, first=made.first, last=made.last)
    assert files.package_of_draft(draft.id)["media/cycle.svg"] == SVG.encode()


def test_a_film_of_two_gigabytes_is_refused_unread(page, draft):
    answer = page.post(
        f"{WRITE}/media/",
        headers={"Accept": "application/json"},
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(2 * 1024**3)},
    )
    assert answer.status_code == 413
    assert "larger than 64 MB" in answer.get_json()["problem"]
    small = page.post(
        f"{WRITE}/preview",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(2 * 1024**3)},
    )
    assert small.status_code == 413


def test_a_film_may_be_larger_than_other_uploads(page, draft, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    film = b"\x1aE\xdf\xa3" + b"0" * 2000
    data = {"file": (io.BytesIO(film), "landing.webm")}
    assert page.post(f"{WRITE}/media/", data=data).status_code == 302
    assert "media/landing.webm" in files.media_paths(draft.id)
    assert page.post(f"{WRITE}/preview", data={"body": "x" * 2000}).status_code == 413
