"""A module taught in the room counts for those who were there, once, and for nobody else."""

import re

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
from lms.learning import queries, services
from lms.learning.models import LessonEvent
from lms.learning.services.taught import take_back, teach_module
from tests.support.signing_in import sign_in_directly

S = "/sessions/spring-2026/learning"


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


def test_it_is_taken_back_and_what_was_done_before_stays(world, who, client):
    with transaction():
        services.finish_lesson(
            actor=who.b, course_session_id=world.session_id, module="02-second", lesson="01-only"
        )
    trainer = sign_in_directly(client, world.people["trainer"])
    told = trainer.post(f"{S}/taught", data={"module": "02-second"})
    assert (done(world, world.enrolment_a), done(world, world.enrolment_b)) == (1, 1)
    act = re.search(r'name="back" value="([^"]+)"', trainer.get(told.location).text)[1]
    for _twice in range(2):
        assert trainer.post(f"{S}/taught", data={"back": act}).status_code == 302
        assert (done(world, world.enrolment_a), done(world, world.enrolment_b)) == (0, 1)
    with pytest.raises(NotFound), transaction():
        take_back(actor=who.trainer, slug=world.slug, act=new_id())
    assert taught(who.trainer, world) == 1


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
