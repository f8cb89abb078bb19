"""A world with content, and the people who learn."""

from types import SimpleNamespace

import pytest

from lms.core.db import transaction
from tests.factories.exercises import identity, make_content
from tests.support.signing_in import sign_in_directly
from tests.support.world import World, make_world


@pytest.fixture
def world(app) -> World:
    with transaction():
        return make_world(make_content())


@pytest.fixture
def who(world):
    """Identities by part."""
    return SimpleNamespace(
        a=identity(world.people["participant"]),
        b=identity(world.people["participant_b"]),
        other=identity(world.people["participant_other"]),
        trainer=identity(world.people["trainer"]),
        organiser=identity(world.people["organiser"]),
        focal=identity(world.people["focal_a"]),
    )


@pytest.fixture
def mine(client, world):
    """A client of the participant of agency A."""
    return sign_in_directly(client, world.people["participant"])
