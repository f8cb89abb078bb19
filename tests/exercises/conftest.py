"""A world with content, and the people who meet it."""

from types import SimpleNamespace

import pytest

from lms.core.db import transaction
from tests.factories.exercises import identity, make_content
from tests.support.world import World, make_world


@pytest.fixture
def world(app) -> World:
    with transaction():
        return make_world(make_content())


@pytest.fixture
def who(world):
    """Identities by part, read when asked for."""
    return SimpleNamespace(
        a=identity(world.people["participant"]),
        b=identity(world.people["participant_b"]),
        other=identity(world.people["participant_other"]),
        trainer=identity(world.people["trainer"]),
        organiser=identity(world.people["organiser"]),
        observer=identity(world.people["observer"]),
        stranger=identity(world.people["trainer_other"]),
        focal=identity(world.people["focal_a"]),
    )
