"""New sessions from a template: the outcome follows each change, and few actions make them."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser_page: Page) -> Page:
    """The list of sessions of the demonstration, opened by a trainer."""
    browser_page.goto("/")
    browser_page.locator('form[action="/demo/enter/trainer"] button').click()
    browser_page.goto("/sessions/")
    return browser_page


def test_the_dates_follow_what_is_typed_and_three_actions_make_a_session(page: Page) -> None:
    page.get_by_role("link", name="From a template").click()
    outcome = page.locator("#outcome")
    # Eid al-Fitr lies on 10 to 12 March 2027, a Wednesday to Friday
    page.get_by_label("First day").fill("2027-03-08")
    page.get_by_label("First day").blur()
    expect(outcome).to_contain_text("8-15 March 2027")
    expect(outcome.locator("li.off")).to_have_count(5)
    expect(outcome).to_contain_text("public holiday: Eid al-Fitr")
    page.get_by_label("Use them").check()
    expect(outcome).to_contain_text("8-10 March 2027")
    page.get_by_label("Skip them").check()
    expect(outcome).to_contain_text("8-15 March 2027")
    page.get_by_role("button", name="Make 1 session").click()
    expect(page).to_have_url(re.compile("/sessions/[a-z0-9-]+-2027-\\d\\d/agenda$"))
    expect(page.get_by_text("is set up as a draft: 36 agenda items, 6 half-days")).to_be_visible()


def test_another_template_keeps_the_days_and_asks_for_its_own_people(page: Page) -> None:
    page.goto("/sessions/new/from-template")
    page.get_by_label("First day").fill("2027-04-05")
    page.get_by_label("Template").select_option(label="One-day refresher")
    expect(page.get_by_label("Trainer for gathering")).to_have_count(0)
    expect(page.get_by_label("First day")).to_have_value("2027-04-05")
    expect(page.locator("#outcome li")).to_have_count(1)
    page.get_by_role("button", name="Add another session").click()
    expect(page.get_by_label("First day").nth(1)).to_have_value("2027-04-12")
    page.get_by_role("button", name="Make 2 sessions").click()
    expect(page.get_by_text("2 sessions are set up as drafts")).to_be_visible()


def test_enter_in_a_field_shows_and_makes_nothing(page: Page) -> None:
    page.goto("/sessions/new/from-template")
    page.get_by_label("First day").fill("2027-05-03")
    page.get_by_label("First day").press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_role("heading", name="New sessions from a template")).to_be_visible()
    expect(page.locator("#outcome")).to_contain_text("3-5 May 2027")
