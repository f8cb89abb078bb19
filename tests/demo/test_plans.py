"""The demonstration's data is what the training of September 2019 was, with invented people."""

import unicodedata
from collections import Counter
from datetime import date

import pytest

from lms.accounts.enums import Gender
from lms.core.names import clean_name
from lms.demo.plans import ParticipantPlan, people_plan, session_plans

PAST, KARACHI, COMING, OPEN = session_plans()
ALL = [person for plan in session_plans() for person in plan.participants]


def test_karachi_has_seven_agencies_in_order_with_four_people_each():
    names = {agency.slug: agency.name["en"] for agency in people_plan().agencies}
    assert [names[slug] for slug in KARACHI.agencies] == [
        "Pakistan Customs",
        "Intelligence and Investigations - Federal Board of Revenue",
        "Anti Narcotics Force",
        "Pakistan Coast Guards",
        "Excise, Taxation and Narcotics Control Department Sindh",
        "Sindh Police",
        "Pakistan Railway Police",
    ]
    counts = Counter(person.agency for person in KARACHI.participants)
    assert counts == dict.fromkeys(KARACHI.agencies, 4)
    assert (KARACHI.first_day, KARACHI.days) == (date(2019, 9, 17), 3)


def test_signatories_are_offices_without_names():
    assert [one.office["en"] for one in KARACHI.signatories] == [
        "Consul-General of Japan",
        "Director General",
    ]
    assert "name" not in type(KARACHI.signatories[0]).model_fields


def test_women_and_men_take_part():
    counts = Counter(person.gender for person in KARACHI.participants)
    assert counts[Gender.FEMALE] >= 8
    assert counts[Gender.MALE] >= 8


@pytest.mark.parametrize("person", ALL, ids=lambda one: one.service_no)
def test_each_person_has_clean_names_in_both_scripts(person: ParticipantPlan):
    assert clean_name(person.first) == person.first
    assert clean_name(person.last) == person.last
    assert clean_name(person.local) == person.local
    letters = [sign for sign in person.local if sign.isalpha()]
    assert all(unicodedata.name(sign).startswith("ARABIC LETTER") for sign in letters)
    assert person.rank
    assert person.designation


def test_service_numbers_are_nobody_elses():
    fresh = [person.service_no for person in ALL if not person.known]
    assert len(set(fresh)) == len(fresh)


def test_texts_stand_in_both_languages():
    for plan in session_plans():
        for text in (plan.title, plan.venue, plan.place, plan.host, plan.donor, plan.project):
            assert set(text) == {"en", "ur"}


def test_outcomes_differ_whatever_questions_an_attempt_draws():
    """Nine questions of eleven points: seven right always pass at 60, four never do."""
    marks = {person.test for person in KARACHI.participants if person.test is not None}
    assert marks
    assert all(mark >= 80 or mark <= 50 for mark in marks)
