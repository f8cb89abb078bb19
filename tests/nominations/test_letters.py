"""Letters about nominations: who gets which, and the address by which an invitation is answered."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.core.db import db, transaction, unscoped
from lms.core.jobs import run_pending
from lms.courses.queries import session_head
from lms.letters.enums import LetterKind
from lms.letters.models import Letter
from lms.letters.queries.recipients import recipients
from lms.letters.services.writing import write
from lms.nominations.enums import NominationState as State
from lms.nominations.queries.lines import history
from lms.nominations.rows import PlanRow
from lms.nominations.services.links import open_link
from lms.nominations.services.plans import set_plan
from tests.factories.nominations import Scene


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(starts_on=date(2026, 4, 6))


def names(scene: Scene, kind: LetterKind) -> list[str]:
    head = session_head(scene.slug, scene.organiser)
    return [one.name for one in recipients(head, kind, scene.organiser)]


def test_each_state_has_its_letter(scene: Scene) -> None:
    keys = [scene.nominate(name=f"Person {one}") for one in ("One", "Two", "Three", "Four")]
    scene.decide(keys[0], to=State.APPROVED)
    scene.decide(keys[1], to=State.WAIT_LISTED)
    scene.decide(keys[2], to=State.DECLINED)
    assert names(scene, LetterKind.INVITATION) == ["Person One"]
    assert names(scene, LetterKind.WAITING) == ["Person Two"]
    assert names(scene, LetterKind.REGRET) == ["Person Three"]
    assert len(names(scene, LetterKind.CALL)) == 2


def test_an_invitation_carries_an_address_that_opens_the_answer(scene: Scene) -> None:
    key = scene.nominate(name="Person One")
    scene.decide(key, to=State.APPROVED)
    with transaction():
        set_plan(
            actor=scene.organiser,
            slug=scene.slug,
            plan=PlanRow(answer_by=datetime(2026, 3, 20, 12, tzinfo=UTC)),
        )
    head = session_head(scene.slug, scene.organiser)
    people = recipients(head, LetterKind.INVITATION, scene.organiser)
    with transaction():
        [letter_id] = write(
            actor=scene.organiser, head=head, kind=LetterKind.INVITATION, recipients=people
        )
    letter = db.session.scalars(
        unscoped(sa.select(Letter).where(Letter.id == letter_id), because="a test looks at it")
    ).one()
    token = letter.content["links"]["answer_link"].rpartition("/")[2]
    found = open_link(token)
    assert found is not None and found.nomination_id == key
    assert open_link(token[:-1]) is None
    assert len(token) == 26 and token.isalnum() and token.islower()
    assert [event.kind for event in history(key)][-1] == "letter"
    assert run_pending(5) >= 1
