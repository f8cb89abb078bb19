"""The trainer's view of what a room found, without names, and a word on one line of a mark."""

import re

import pytest

from lms.core.db import transaction
from lms.exercises import services
from tests.exercises.test_pages import S, attempt_id_of, begin
from tests.factories.exercises import right_events
from tests.support.signing_in import sign_in_directly
from tests.support.world import MARK_A


@pytest.fixture
def mine(client, world):
    return sign_in_directly(client, world.people["participant"])


@pytest.fixture
def trainer(app, world):
    return sign_in_directly(app.test_client(), world.people["trainer"])


@pytest.fixture
def handed_in(mine, who):
    attempt_id = begin(mine)
    with transaction():
        services.append_events(
            actor=who.a,
            attempt_id=attempt_id_of(attempt_id),
            events=right_events(who.a, attempt_id_of(attempt_id)),
        )
    mine.post(f"{S}/attempts/{attempt_id}/hand-in")
    return attempt_id


def test_each_key_link_says_how_many_groups_drew_it(handed_in, trainer):
    page = trainer.get(f"{S}/warm-up/found").text
    assert len(re.findall("1 of 1", page)) >= 2
    assert "Group A" in page


def test_names_and_agencies_are_hidden_until_they_are_asked_for(handed_in, trainer):
    assert MARK_A not in trainer.get(f"{S}/warm-up/found").text
    assert MARK_A in trainer.get(f"{S}/warm-up/found?names=1").text


def test_those_at_work_count_only_when_asked(mine, trainer):
    begin(mine)
    assert "0 of 0" in trainer.get(f"{S}/warm-up/found").text
    assert "0 of 1" in trainer.get(f"{S}/warm-up/found?live=1").text


def test_a_trainers_word_changes_the_mark_and_says_why(handed_in, mine, trainer):
    address = f"{S}/attempts/{handed_in}/marked"
    assert "100" in mine.get(address).text
    name = re.search(r'name="line" value="(link:[^"]+)"', trainer.get(address).text)[1]
    form = {"line": name, "credit": "0.5", "reason": "The arrow was drawn after the time."}
    assert trainer.post(f"{address}/line", data=form).status_code == 302
    page = mine.get(address).text
    assert "The arrow was drawn after the time." in page
    assert "Marked again" in page
    trainer.post(f"{address}/line", data={"line": name, "credit": "", "reason": "Taken back."})
    assert "The arrow was drawn after the time." not in mine.get(address).text


@pytest.mark.parametrize(
    ("credit", "reason", "told"),
    [
        ("2", "x", "Write a number from 0 to 1."),
        ("no", "x", "Write a number"),
        ("1", " ", "Say why"),
    ],
)
def test_a_word_that_is_none_is_refused_and_nothing_changes(
    handed_in, trainer, credit, reason, told
):
    address = f"{S}/attempts/{handed_in}/marked"
    before = trainer.get(address).text
    name = re.search(r'name="line" value="(link:[^"]+)"', before)[1]
    form = {"line": name, "credit": credit, "reason": reason}
    page = trainer.post(f"{address}/line", data=form, follow_redirects=True).text
    assert told in page
    assert "Marked again" not in page


def test_participants_neither_see_the_room_nor_mark_a_line(handed_in, mine):
    assert mine.get(f"{S}/warm-up/found").status_code == 404
    form = {"line": "link:L1", "credit": "1", "reason": "please"}
    assert mine.post(f"{S}/attempts/{handed_in}/marked/line", data=form).status_code == 404
