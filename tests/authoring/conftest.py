"""A published course, and two trainers who write it."""

from types import SimpleNamespace

import pytest

from lms.authoring import services
from lms.core.access import SYSTEM
from lms.core.db import transaction
from lms.courses.services import import_package
from tests.authoring.packages import SLUG, authored_files
from tests.factories.accounts import acting, make_person
from tests.factories.courses import make_session, make_staff
from tests.support.signing_in import sign_in_directly


@pytest.fixture
def content(app):
    """Version 1 of the small course."""
    with transaction():
        return import_package(actor=SYSTEM, files=authored_files())


@pytest.fixture
def people(content):
    """Two trainers of a running session of the course."""
    one, two = make_person("Tariq", "One"), make_person("Tania", "Two")
    session = make_session(content=content, organiser=one)
    make_staff(session, two)
    return SimpleNamespace(one=one, two=two, session=session)


@pytest.fixture
def tariq(people):
    return acting(people.one)


@pytest.fixture
def tania(people):
    return acting(people.two)


@pytest.fixture
def draft(content, tariq):
    """An open draft of the course, begun from version 1."""
    with transaction():
        return services.begin(actor=tariq, slug=SLUG, content_hash=content.hash)


@pytest.fixture
def page(client, people):
    """Tariq's browser, without scripts."""
    return sign_in_directly(client, people.one)
