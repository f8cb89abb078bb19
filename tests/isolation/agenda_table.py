"""The routes of agendas, and who gets through to the first session's things."""

from tests.isolation.actors import SIGNED_IN
from tests.isolation.reach import (
    ADMIN,
    ANY_ROLE,
    FOCAL_ANYWHERE,
    HERE,
    NOBODY,
    ORGANISER,
    ORGANISER_ANYWHERE,
    PARTICIPANTS_HERE,
    STAFF_ANYWHERE,
    TEACHING,
    TEACHING_ANYWHERE,
    Route,
    to,
)

VENUE = {"slug": "venue_slug"}
TEMPLATE = {"slug": "template_slug"}
TRAINING = ADMIN | {"trainer", "trainer_other"}

AGENDA: dict[str, Route] = {
    **dict.fromkeys(("agenda", "released_agenda", "releases", "session_calendar"), to(HERE)),
    "one_release": to(HERE, fixed={"number": 1}),
    **dict.fromkeys(
        (
            "ask_again",
            "copy_item",
            "fill_agenda",
            "item",
            "move_item",
            "new_item",
            "proposal",
            "proposal_progress",
            "proposals",
            "redo",
            "release",
            "remove_item",
            "save_as_template",
            "session_venue",
            "stop_proposal",
            "shift_item",
            "trainers",
            "undo",
            "copy_session",
            "suggest_trainer",
        ),
        to(TEACHING),
    ),
    "half_days": to(TEACHING, post=ORGANISER),
    "session_dates": to(ORGANISER),
    "add_external": to(ORGANISER),
    "add_trainer": to(ORGANISER),
    "remove_trainer": to(ORGANISER, people={"person_id": "trainer"}),
    # without a proposal that is ready, or a wanted state, there is nothing to do
    **dict.fromkeys(("accept_proposal", "trainer_mode", "trainer_state"), to(NOBODY)),
    "own_teaching": to(SIGNED_IN),
    "answer_teaching": to(NOBODY),
    "new_from_template": to(TEACHING_ANYWHERE),
    "templates": to(TEACHING_ANYWHERE),
    "import_template": to(TEACHING_ANYWHERE),
    **dict.fromkeys(
        ("template", "export_template", "copy_template"), to(TEACHING_ANYWHERE, use=TEMPLATE)
    ),
    **dict.fromkeys(
        ("archive_template", "rename_template", "restore_template"),
        to(ORGANISER_ANYWHERE, use=TEMPLATE),
    ),
    "venues": to(STAFF_ANYWHERE),
    "venue": to(STAFF_ANYWHERE, use=VENUE),
    "new_venue": to(ORGANISER_ANYWHERE),
    **dict.fromkeys(
        (
            "archive_room",
            "archive_venue",
            "edit_prayer",
            "edit_room",
            "edit_venue",
            "move_room",
            "new_closure",
            "new_prayer",
            "new_room",
            "remove_closure",
            "remove_prayer",
            "restore_room",
            "restore_venue",
        ),
        to(ORGANISER_ANYWHERE, use=VENUE),
    ),
    "days_off": to(STAFF_ANYWHERE | FOCAL_ANYWHERE),
    "new_days_off": to(ORGANISER_ANYWHERE | FOCAL_ANYWHERE),
    **dict.fromkeys(("edit_days_off", "remove_days_off"), to(ADMIN | {"focal_a"})),
    **dict.fromkeys(
        ("availability", "confirm_calendar", "read_calendar", "remove_calendar"), to(TRAINING)
    ),
    "remove_absence": to(frozenset({"trainer"})),
    "trainer_availability": to(TEACHING, people={"person_id": "trainer"}),
    **dict.fromkeys(("add_file", "add_link", "item_handouts", "remove_handout"), to(TEACHING)),
    "handouts": to(TEACHING | PARTICIPANTS_HERE),
    "handout": to(TEACHING | PARTICIPANTS_HERE, use={"token": "handout_token"}),
    **dict.fromkeys(
        ("agenda_document", "print_days", "print_poster", "print_progress", "prints"), to(HERE)
    ),
    "print_doors": to(TEACHING),
    "print_trainers": to(TEACHING),
    **dict.fromkeys(("new_year_plan", "year_plans", "year_wishes"), to(ORGANISER_ANYWHERE)),
    **dict.fromkeys(
        ("ask_year_again", "stop_year_plan", "year_plan", "year_plan_progress"), to(ORGANISER)
    ),
    "accept_year_plan": to(NOBODY),  # the plan of the scene has no proposal
    "handout_file": to(NOBODY),  # the hand-out of the scene is a link
    "clash_rules": to(ADMIN),
    "planner": to(ANY_ROLE),
    "calendars": to(SIGNED_IN),
    **dict.fromkeys(("calendar_address", "revoke_calendar"), to(frozenset({"participant"}))),
    "calendar_feed": Route(public=True, use={"token": "feed_token"}),
}
AGENDA_API = {
    **dict.fromkeys(("check", "copy", "move", "redo", "remove", "state", "undo"), to(TEACHING))
}
