"""From the agency's name to a seat: states, seats and what stands on record."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.core.db import db, transaction, unscoped
from lms.core.errors import NotFound, Refused
from lms.courses.queries import session_head
from lms.enrolments.enums import EnrolmentState
from lms.enrolments.models import Enrolment
from lms.enrolments.services import withdraw as withdraw_from_roll
from lms.nominations.enums import NominationState as State
from lms.nominations.queries.lines import history, lines
from lms.nominations.services import answering, deciding, nominating
from lms.nominations.services.over_quota import OverQuota
from lms.seats.queries.ledger import balance
from tests.factories.nominations import Scene, nomination_input


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(police=2, force=1, capacity=4)


def seats(scene: Scene) -> tuple[int, int, int, int]:
    side = balance(session_head(scene.slug, scene.organiser)).of(scene.police.id)
    return side.allotted, side.reserved, side.held, side.taken


def enrolled(key: UUID | None) -> Enrolment:
    statement = sa.select(Enrolment).where(Enrolment.id == key)
    return db.session.scalars(unscoped(statement, because="a test looks at the row itself")).one()


def confirm(scene: Scene, key: object) -> None:
    with transaction():
        answering.confirm(actor=scene.organiser, nomination_id=key)  # type: ignore[arg-type]


def test_nominated_approved_confirmed_stands_on_the_roll_in_one_seat(scene: Scene) -> None:
    key = scene.nominate(name="Wahid Bux Jatoi", province="Sindh", years_of_practice="4")
    assert scene.row(key).state is State.SHORTLISTED
    assert seats(scene) == (2, 0, 0, 0)
    scene.decide(key, to=State.APPROVED)
    assert seats(scene) == (1, 0, 1, 0)
    confirm(scene, key)
    confirm(scene, key)
    row = scene.row(key)
    assert row.state is State.CONFIRMED and seats(scene) == (1, 0, 0, 1)
    assert (row.province, row.practice_years) == ("Sindh", 4)
    enrolment = enrolled(row.enrolment_id)
    assert enrolment.certificate_name == "Wahid Bux Jatoi"
    kinds = [event.kind for event in history(key)]
    assert kinds == ["nominated", "approved", "answered_yes", "confirmed"]


def test_a_full_quota_refuses_by_name_and_changes_nothing(scene: Scene) -> None:
    keys = [scene.nominate(name=f"Person {name}") for name in ("One", "Two", "Three", "Four")]
    with pytest.raises(OverQuota) as over:
        scene.decide(*keys[:3], to=State.APPROVED)  # the third would take the common seat
    assert (over.value.seats, seats(scene)) == (1, (2, 0, 0, 0))
    assert "its quota would be 3" in over.value.message.english()
    scene.decide(*keys[:3], to=State.APPROVED, common=1)
    with pytest.raises(Refused) as caught:
        scene.decide(keys[3], to=State.APPROVED)
    assert "Person Four" in caught.value.message.english()
    assert scene.row(keys[3]).state is State.SHORTLISTED
    assert seats(scene) == (0, 0, 3, 0)


def test_of_several_offered_the_last_seat_the_first_to_confirm_gets_it(scene: Scene) -> None:
    keys = [scene.nominate(name=f"Person {name}") for name in ("One", "Two", "Three", "Four")]
    scene.decide(*keys[:2], to=State.APPROVED)
    scene.decide(*keys[2:], to=State.WAIT_LISTED)
    with transaction():
        deciding.offer(actor=scene.organiser, slug=scene.slug, nomination_ids=keys[2:])
    confirm(scene, keys[3])
    with pytest.raises(Refused) as caught:
        confirm(scene, keys[2])
    assert "wait-list" in caught.value.message.english()
    assert scene.row(keys[2]).state is State.WAIT_LISTED


def test_whoever_leaves_the_roll_gives_the_seat_back_and_is_withdrawn(scene: Scene) -> None:
    key = scene.nominate()
    scene.decide(key, to=State.APPROVED)
    confirm(scene, key)
    enrolment_id = scene.row(key).enrolment_id
    assert enrolment_id is not None
    with transaction():
        withdraw_from_roll(actor=scene.organiser, slug=scene.slug, enrolment_id=enrolment_id)
    assert scene.row(key).state is State.WITHDRAWN
    assert seats(scene) == (2, 0, 0, 0)


def test_a_replacement_takes_over_the_seat_and_both_stay_on_record(scene: Scene) -> None:
    key = scene.nominate(name="Noman Idrees Tareen")
    scene.decide(key, to=State.APPROVED)
    confirm(scene, key)
    with transaction():
        new = nominating.replace(
            actor=scene.organiser,
            slug=scene.slug,
            nomination_id=key,
            given=nomination_input("Gulshan Meer Brohi"),
            reason="Posted away.",
        )
    confirm(scene, new)
    old, row = scene.row(key), scene.row(new)
    assert (old.state, row.state) == (State.WITHDRAWN, State.CONFIRMED)
    assert row.replaces_id == old.id and seats(scene) == (1, 0, 0, 1)
    old_enrolment = enrolled(old.enrolment_id)
    new_enrolment = enrolled(row.enrolment_id)
    assert old_enrolment.state is EnrolmentState.WITHDRAWN
    assert new_enrolment.replaces_id == old_enrolment.id


def test_one_agency_sees_and_touches_nothing_of_another(scene: Scene) -> None:
    key = scene.nominate(name="Wahid Bux Jatoi", service_no="SP-1")
    other = scene.nominate("force", name="Wahid Bux Jatoi", service_no="SP-1")
    own = lines(scene.session.id, actor=scene.focal("force"))
    assert [line.id for line in own] == [other]
    for act in (nominating.withdraw,):
        with pytest.raises(NotFound), transaction():
            act(actor=scene.focal("force"), slug=scene.slug, nomination_id=key, reason="x")
    with pytest.raises(NotFound):
        nominating.nominate(
            actor=scene.focal("force"),
            slug=scene.slug,
            agency_id=scene.police.id,
            given=nomination_input(),
        )
