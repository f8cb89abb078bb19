"""Reading people and accounts."""

from lms.accounts.queries.doubles import Double, possible_doubles
from lms.accounts.queries.own import OwnPage, OwnSignIn, own_page
from lms.accounts.queries.people import SORTS, PeopleFilter, PersonRow, people, sees_all_people
from lms.accounts.queries.person import (
    MembershipRow,
    PersonFacts,
    PersonPage,
    has_administrator,
    person_facts,
    person_page,
)

__all__ = [
    "SORTS",
    "Double",
    "MembershipRow",
    "OwnPage",
    "OwnSignIn",
    "PeopleFilter",
    "PersonFacts",
    "PersonPage",
    "PersonRow",
    "has_administrator",
    "own_page",
    "people",
    "person_facts",
    "person_page",
    "possible_doubles",
    "sees_all_people",
]
