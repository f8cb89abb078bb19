"""The data that is asked for: a training with a lesson and a paper, and rolls of many sizes."""

from dataclasses import dataclass

from flask import Flask

from lms.accounts.models import Person
from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.courses.queries import session_head
from tests.benchmarks.load import Request
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session, make_seal
from tests.factories.courses import make_content, make_session
from tests.factories.enrolments import make_enrolment
from tests.support.signing_in import sign_in_directly

ROLLS = (200, 400, 800, 2000)


@dataclass(frozen=True)
class Page:
    """A page to measure: its name, how to ask for it, and the share of the yardstick aimed at."""

    name: str
    request: Request
    aim: int


def make_pages(app: Flask) -> list[Page]:
    """Fill the database and give the pages to ask for, each as the person who reads it.

    The organiser whose desk is asked for runs two sessions; the long rolls are another's.
    """
    organiser = make_person("Omar", "Siddiqui")
    participant = make_person("Parveen", "Akhtar")
    agencies = [make_agency(f"Agency {number}") for number in range(1, 8)]
    training = make_session(content=make_content(), agencies=agencies, organiser=organiser)
    make_enrolment(training, agencies[0], participant)
    make_seal()
    (paper, *_) = issue_all(make_earned_session(agencies, 7, organiser=organiser))
    keeper = make_person("Kaukab", "Durrani")
    rolls = {size: make_roll(size, agencies, keeper) for size in ROLLS}
    lesson = first_lesson(training.slug)
    as_organiser, as_participant = cookie(app, organiser), cookie(app, participant)
    as_keeper = cookie(app, keeper)
    pages = [
        Page("sign-in form", Request("/sign-in"), 5),
        Page("desk", Request("/desk", as_organiser), 5),
        Page("session page", Request(f"/sessions/{training.slug}/", as_organiser), 5),
    ]
    pages += [
        Page(f"roll of {size}", Request(f"/sessions/{slug}/roll", as_keeper), aim_of(size))
        for size, slug in rolls.items()
    ]
    return [
        *pages,
        Page("lesson", Request(f"/sessions/{training.slug}/learning/{lesson}", as_participant), 5),
        Page("verify page", Request(f"/v/{paper.token}"), 5),
    ]


def aim_of(size: int) -> int:
    """A fifth of the yardstick's requests up to 200 rows, a fortieth at 2,000, between in step."""
    return max(5, round(40 * size / 2000))


def make_roll(size: int, agencies: list[object], organiser: Person) -> str:
    """A session with so many participants, evenly of all agencies; returns its slug."""
    course_session = make_session(agencies=agencies, organiser=organiser, capacity=size)  # type: ignore[arg-type]
    with transaction():
        for number in range(size):
            agency = agencies[number % len(agencies)]
            person = make_person(
                f"Muhammad {number}",
                "Baloch",
                agency=agency,
                name_local="محمد بلوچ",  # type: ignore[arg-type]
            )
            make_enrolment(
                course_session,
                agency,  # type: ignore[arg-type]
                person,
                name_local="محمد بلوچ",
                rank="Inspector",
                designation="Intelligence Officer",
                service_no=f"S-{size}-{number}",
            )
    return course_session.slug


def first_lesson(slug: str) -> str:
    """The path of the first lesson under the session's learning page."""
    from lms.learning.queries import outline

    course = outline(session_head(slug, SYSTEM), actor=SYSTEM)
    first = course.modules[0].lessons[0]
    return f"{first.module}/{first.lesson}"


def cookie(app: Flask, person: Person) -> str:
    """A running sign-in of the person, as a browser sends it."""
    client = sign_in_directly(app.test_client(), person)
    name = app.config["SESSION_COOKIE_NAME"]
    found = client.get_cookie(name)
    assert found is not None
    return f"{name}={found.value}"
