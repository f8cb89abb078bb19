"""The page of a room's answers: first attempts, right figures, nobody else's eyes."""

import io
from fractions import Fraction

from openpyxl import load_workbook

from lms.core.db import transaction
from lms.courses.queries import session_head
from lms.exercises import services
from lms.exercises.queries.items import room_items
from lms.exercises.rules import partner_code
from tests.factories.exercises import right_events
from tests.support.signing_in import sign_in_directly

KEY = "first-check"


def take(actor, world, share):
    with transaction():
        attempt_id = services.start_attempt(
            actor=actor, course_session_id=world.session_id, activity=KEY
        )
        events = right_events(actor, attempt_id, share)
        if events:
            services.append_events(actor=actor, attempt_id=attempt_id, events=events)
        services.hand_in(actor=actor, attempt_id=attempt_id)


def test_the_first_attempt_counts_and_chosen_options_are_told(world, who):
    take(who.a, world, Fraction(1))
    take(who.b, world, Fraction(0))
    take(who.b, world, Fraction(1))
    found = room_items(session_head(world.slug, who.trainer), KEY, actor=who.trainer)
    assert [line.percent for line in found.lines] == [100, 0]
    single = next(one for one in found.statistics.items if one.options)
    assert (single.people, single.blank, single.facility) == (2, 1, 0.5)
    assert single.options[0].chosen == 1
    assert found.statistics.mean == 0.5


def test_the_pages_show_it_to_trainers_and_to_nobody_else(client, world, who):
    take(who.a, world, Fraction(1))
    base = f"/sessions/{world.slug}/exercises/{KEY}"
    trainer = sign_in_directly(client, world.people["trainer"])
    page = trainer.get(f"{base}/items").text
    assert "100" in page and "Fewer than ten answers" in page
    assert trainer.get(f"{base}/items?view=matrix").status_code == 200
    sheet = load_workbook(io.BytesIO(trainer.get(f"{base}/items.xlsx").data)).active
    assert [cell.value for cell in sheet[2]][1] in (100, "100")
    for part in ("participant", "focal_a", "participant_other"):
        other = sign_in_directly(client, world.people[part])
        assert other.get(f"{base}/items").status_code == 404


def test_before_anybody_has_handed_in_the_page_says_what_would_stand_there(client, world):
    trainer = sign_in_directly(client, world.people["trainer"])
    page = trainer.get(f"/sessions/{world.slug}/exercises/{KEY}/items").text
    assert "Nobody has handed it in yet." in page


def test_people_at_one_computer_gave_their_answers_once(world, who):
    with transaction():
        attempt_id = services.start_attempt(
            actor=who.a,
            course_session_id=world.session_id,
            activity=KEY,
            partner_codes=[partner_code(world.enrolment_b)],
        )
        services.hand_in(actor=who.a, attempt_id=attempt_id)
    found = room_items(session_head(world.slug, who.trainer), KEY, actor=who.trainer)
    assert (len(found.lines), found.statistics.people) == (2, 1)
