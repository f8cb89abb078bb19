"""A module taught in the room counts for those who were there, once, and for nobody else."""

import pytest
import sqlalchemy as sa

from lms.attendance import services as attendance
from lms.attendance.enums import Presence
from lms.attendance.formats import MarkEvent
from lms.core.access import SYSTEM
from lms.core.db import db, transaction
from lms.core.errors import NotFound, Refused
from lms.core.ids import new_id
from lms.courses.enums import SessionState
from lms.courses.models import CourseSession
from lms.courses.queries import half_days, session_head
from lms.learning import queries
from lms.learning.models import LessonEvent
from lms.learning.services.taught import teach_module
from tests.support.signing_in import sign_in_directly


def taught(actor, world, **more):
    with transaction():
        return teach_module(actor=actor, slug=world.slug, module="02-second", **more)


def done(world, enrolment_id):
    return queries.completions(world.session_id, actor=SYSTEM)[enrolment_id].modules_done


@pytest.mark.both
def test_whoever_was_present_has_done_its_lessons(world, who):
    half = half_days(world.session_id)[0]
    with transaction():
        attendance.mark(
            actor=who.organiser,
            slug=world.slug,
            events=[
                MarkEvent(new_id(), world.enrolment_a, half.id, Presence.LATE),
                MarkEvent(new_id(), world.enrolment_b, half.id, Presence.ABSENT),
            ],
        )
    assert taught(who.trainer, world, half_day_id=half.id) == 1
    assert taught(who.trainer, world, half_day_id=half.id) == 0
    assert (done(world, world.enrolment_a), done(world, world.enrolment_b)) == (1, 0)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LessonEvent)) == 1
    assert taught(who.trainer, world) == 1
    assert done(world, world.enrolment_b) == 1


def test_only_who_teaches_and_only_while_it_is_open(world, who):
    for actor in (who.a, who.other, who.focal):
        with pytest.raises(NotFound):
            taught(actor, world)
    with transaction():
        db.session.get_one(CourseSession, world.session_id).state = SessionState.CLOSED
    with pytest.raises(Refused):
        taught(who.trainer, world)


def test_the_page_notes_it_and_refuses_another_sessions_half_day(client, world):
    other = half_days(session_head(world.other_slug, SYSTEM).id)[0]
    trainer = sign_in_directly(client, world.people["trainer"])
    address = f"/sessions/{world.slug}/learning/taught"
    form = {"module": "02-second", "half_day": str(other.id)}
    assert trainer.post(address, data=form).status_code == 422
    assert trainer.post(address, data={"module": "02-second"}).status_code == 302
    assert done(world, world.enrolment_a) == 1
