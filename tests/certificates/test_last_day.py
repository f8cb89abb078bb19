"""The last day of a certificate stands wherever the day of issue stands."""

import functools
from datetime import date
from uuid import UUID

from bs4 import BeautifulSoup
from flask import Flask

from lms.accounts.identity import identity_of
from lms.accounts.models import Person
from lms.certificates.models import Certificate
from lms.certificates.services import parts
from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.core.jobs import run_pending
from lms.designs.enums import Paper
from lms.designs.services import choose
from lms.engines.credentials import codes
from tests.factories.accounts import make_person
from tests.factories.agencies import make_agency
from tests.factories.certificates import issue_all, make_earned_session
from tests.support.signing_in import sign_in_directly

LAST = "2 May 2026"  # issued on 2 March 2026, good for two months


def issued(organiser: Person) -> Certificate:
    course_session = make_earned_session([make_agency()], 1, organiser=organiser)
    with transaction():
        for paper in Paper:
            choose(
                actor=SYSTEM,
                slug=course_session.slug,
                paper=paper,
                key="official",
                expires_months=2,
            )
    (row,) = issue_all(course_session)
    return row


def test_pages_say_until_when_it_is_valid(app: Flask) -> None:
    organiser = make_person("Omar", "Organiser")
    row = issued(organiser)
    assert row.expires_on == date(2026, 5, 2)
    get = functools.partial(_text, app)
    number = {"serial": row.serial, "code": codes.grouped(row.code)}
    assert f"Valid until {LAST}" in get(f"/v/{row.token}")
    typed = app.test_client().post("/verify", data=number, follow_redirects=True)
    assert f"Valid until {LAST}" in _words(typed.text)
    assert f"Valid until {LAST}" in get(f"/register/{row.id}", organiser.id)
    assert row.person_id is not None
    assert f"Valid until {LAST}" in get("/me/certificates", row.person_id)
    with transaction():
        parts.ask(actor=identity_of(row.person_id), certificate_id=row.id)
    run_pending()
    assert f"Valid until {LAST}" in get(f"/me/certificates/{row.id}/parts", row.person_id)


def _text(app: Flask, address: str, person_id: UUID | None = None) -> str:
    client = app.test_client()
    if person_id is not None:
        sign_in_directly(client, person_id)
    return _words(client.get(address).text)


def _words(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())
