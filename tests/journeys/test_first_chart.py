"""The warm-up chart from begin to mark: by mouse alone, and by keyboard alone."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.first_chart import ENTITIES, LINKS, NAMED_IN, sees_all_found
from tests.journeys.hand import Hand
from tests.journeys.keys import Keys
from tests.journeys.person import somebody
from tests.journeys.words import Words
from tests.support.live import Live

pytestmark = pytest.mark.browser


def test_the_first_chart_is_solved_by_mouse(chromium: Browser, live: Live) -> None:
    with somebody(chromium, live.address, Words("en")) as one:
        one.goes_on_by(one.page.locator('form[action="/demo/enter/participant"] button'))
        hand = Hand(one)
        hand.begins()
        for (label, kind), report in zip(ENTITIES, NAMED_IN, strict=True):
            hand.adds(label, kind, report)
        hand.corrects_a_type(*ENTITIES[-1])
        hand.takes_up_the_pen()
        for link in LINKS:
            hand.links(link)
        hand.hands_in()
        sees_all_found(one)


@pytest.mark.parametrize("language", ["en", pytest.param("ur", marks=pytest.mark.again)])
def test_the_first_chart_is_solved_by_keyboard_alone(
    chromium: Browser, live: Live, language: str
) -> None:
    words = Words(language)
    with somebody(chromium, live.address, words) as one:
        one.goes_on_by(one.page.locator('form[action="/demo/enter/participant"] button'))
        keys = Keys(one)
        keys.begins()
        for label, kind in ENTITIES:
            keys.adds(label, kind)
        for link in LINKS:
            keys.links(link)
        keys.takes_back_and_does_again()
        keys.reads_it_in_the_table()
        keys.hands_in()
        sees_all_found(one)
