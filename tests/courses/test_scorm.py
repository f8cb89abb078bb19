"""Taking lessons and practice along: the page, the package in a language, the command."""

import io
import zipfile

import pytest
from bs4 import BeautifulSoup

from lms.core.db import transaction
from tests.factories.exercises import CANARY, make_content, quiz
from tests.support.signing_in import sign_in_directly
from tests.support.world import make_world

HOME = "Zircon"


@pytest.fixture
def world(app):
    kept = quiz("post-test", "post_test", instructions={"en": HOME})
    with transaction():
        return make_world(make_content(**{"post-test": kept}))


@pytest.fixture
def trainer(client, world):
    return sign_in_directly(client, world.people["trainer"])


def test_a_trainer_takes_the_package_in_a_language(trainer):
    assert "/courses/small/1/scorm" in trainer.get("/courses/small/").text
    page = trainer.get("/courses/small/1/scorm").text
    stays = BeautifulSoup(page, "html.parser").select("details")
    home = next(one for one in stays if "never leave this platform" in one.summary.text)
    titles = [one.text.strip() for one in home.select("li")]
    assert home.summary.text.endswith(f"({len(titles)})") and len(titles) >= 1
    assert "Quiz post-test" in titles
    answer = trainer.get("/courses/small/1/scorm.zip?language=ur")
    assert answer.headers["Content-Disposition"].endswith("small-1-ur-scorm.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        first = archive.read("01-first.html").decode()
        assert archive.read("player/font.css").count(b"@font-face") == 2
        assert b"SIL" in archive.read("player/FONT-LICENCE.txt")
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert '<link rel="stylesheet" href="player/font.css">' in first
    assert '<html lang="ur" dir="rtl">' in first and "پہلا ماڈیول" in first
    assert f"{CANARY} explanation" in first  # practice goes along with its answers
    assert HOME.encode() not in whole
    assert trainer.get("/courses/small/1/scorm.zip?language=fr").status_code == 422
    assert trainer.get("/courses/small/9/scorm").status_code == 404


@pytest.mark.parametrize("address", ["/courses/small/1/scorm", "/courses/small/1/scorm.zip"])
def test_participants_and_strangers_find_nothing(app, client, world, address):
    mine = sign_in_directly(app.test_client(), world.people["participant"])
    assert mine.get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_the_command_writes_it_and_says_what_was_left_out(app, world, tmp_path):
    run = app.test_cli_runner().invoke
    out = tmp_path / "small.zip"
    done = run(args=["course", "export", "small", "--scorm", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "2 modules, 3 lessons, 5 questions." in done.output
    assert "Left out: /post-test: Tests, banks and exercises never leave" in done.output
    assert zipfile.is_zipfile(out)
    wrong = run(
        args=["course", "export", "small", "--scorm", "--language", "fr", "--out", str(out)]
    )
    assert wrong.exit_code == 1 and "Choose one of: en, ur." in wrong.output
