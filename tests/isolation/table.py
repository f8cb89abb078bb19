"""Every route, and who gets through to agency A's things in the first session.

All others find nothing there; anonymous people are sent to sign in. A route that is missing here
fails the suite.
"""

from tests.isolation.actors import SIGNED_IN
from tests.isolation.agenda_table import AGENDA, AGENDA_API
from tests.isolation.modules_table import AUTHORING
from tests.isolation.modules_table import EXERCISES as DELIVERY
from tests.isolation.modules_table import LEARNING as PLAYER
from tests.isolation.nominations_table import (
    ARRANGEMENTS,
    LETTERS,
    NOMINATIONS,
    OUTBOX,
    PRIVACY,
    SEATS,
    SYNDICATES,
)
from tests.isolation.reach import (
    ADMIN,
    ANY_ROLE,
    FOCAL_ANYWHERE,
    FOCAL_HERE,
    HERE,
    NAMING_HERE,
    NOBODY,
    ORGANISER,
    ORGANISER_ANYWHERE,
    OWN,
    PARTICIPANTS_HERE,
    PUBLIC,
    STAFF_ANYWHERE,
    TEACHING,
    TEACHING_ANYWHERE,
    Route,
    to,
)

QUIZ = {"key": "quiz"}
QUIZ_ATTEMPT = {"attempt_id": "quiz_attempt"}
SHEET = {"key": "sheet"}
SHEET_ATTEMPT = {"attempt_id": "sheet_attempt"}
AGENCY = {"slug": "agency-a"}


ACCOUNTS = {
    "sign_in": PUBLIC,
    "second_step": PUBLIC,
    "ask_reset": PUBLIC,
    "enter_code": PUBLIC,
    "enter_link": PUBLIC,
    "switch_language": PUBLIC,
    "sign_out": Route(public=True),
    "me": to(SIGNED_IN),
    "own_details": to(SIGNED_IN),
    "own_password": to(SIGNED_IN),
    "end_own_sign_in": to(NOBODY),
    "people": to(ORGANISER_ANYWHERE | FOCAL_ANYWHERE),
    "new_person": to(ORGANISER_ANYWHERE),
    "person": to(ORGANISER | {"focal_a"}),
    "edit_person": to(ORGANISER),
    "correct_service": to(ORGANISER),
    "change_agency": to(ORGANISER),
    "leave_agency": to(ORGANISER),
    "archive_person": to(ORGANISER),
    "restore_person": to(ORGANISER),
    "open_account": to(ORGANISER),
    "close_account": to(ORGANISER),
    "invite": to(ORGANISER),
    "appoint": to(ADMIN),
    "end_appointment": to(ADMIN, people={"person_id": "focal_a"}),
    "merge": to(ADMIN),
    "unmerge": to(NOBODY),
}
AGENCIES = {
    "index": to(SIGNED_IN),
    "agency": to(SIGNED_IN, fixed=AGENCY),
    **dict.fromkeys(
        ("edit", "move", "archive", "restore", "new_unit", "unit"), to(ADMIN, fixed=AGENCY)
    ),
    "new": to(ADMIN),
}
COURSES = {
    "sessions": to(ANY_ROLE),
    "new_session": to(TEACHING_ANYWHERE),
    "overview": to(HERE),
    "session_media": to(HERE),
    "settings": to(ORGANISER),
    "change_state": to(NOBODY),
    "end_staff": to(ORGANISER),
    "catalogue": to(TEACHING_ANYWHERE),
    "import_course": to(TEACHING_ANYWHERE),
    **dict.fromkeys(
        ("course", "course_media", "lesson", "export_course", "scorm", "scorm_zip"),
        to(TEACHING_ANYWHERE, use={"slug": "course_slug"}),
    ),
}
ENROLMENTS = {
    **dict.fromkeys(("roll", "names"), to(NAMING_HERE | FOCAL_HERE)),
    "mend": to(ORGANISER),
    "export": to(ORGANISER | FOCAL_HERE),
    "person": to(NAMING_HERE | {"focal_a"}, post=ORGANISER),
    **dict.fromkeys(
        (
            "add",
            "choose_file",
            "upload",
            "preview",
            "confirm",
            "discard",
            "template",
            "order",
            "save_order",
            "restore",
            "withdraw",
            "slips",
            "make_slips",
        ),
        to(ORGANISER),
    ),
    "approve": to(ORGANISER | FOCAL_HERE | PARTICIPANTS_HERE),
    "own_name": to(SIGNED_IN),
    "save_own_name": to(NOBODY),
}
ATTENDANCE = {
    **dict.fromkeys(("register", "sheet"), to(NAMING_HERE | FOCAL_HERE)),
    "cell": to(NAMING_HERE | {"focal_a"}),
    **dict.fromkeys(("half_day", "save_half_day", "all_present", "correct"), to(TEACHING)),
    "undo": to(NOBODY),
    "outcomes": to(ORGANISER),
}
EXERCISES = {
    "index": to(TEACHING | PARTICIPANTS_HERE),
    "exercise": to(TEACHING | PARTICIPANTS_HERE),
    "start": to(PARTICIPANTS_HERE),
    **dict.fromkeys(("attempt", "marked"), to(TEACHING | OWN)),
    "chart_file": to(TEACHING | OWN, fixed={"ext": "json"}),
    **dict.fromkeys(("hand_in", "import_chart", "keep_import", "partner", "step"), to(OWN)),
    "look_at_import": to(NOBODY, fixed={"file_id": "0190a0a0-0000-7000-8000-000000000000"}),
    **dict.fromkeys(("sheet", "sheet_marked", "calls"), to(TEACHING | OWN, use=SHEET_ATTEMPT)),
    "save_sheet": to(OWN, use=SHEET_ATTEMPT),
    "sheet_room": to(TEACHING, use=SHEET),
    **dict.fromkeys(("again", "found", "line", "members", "release", "room"), to(TEACHING)),
}
LEARNING = {
    **dict.fromkeys(("index", "lesson", "media"), to(TEACHING | PARTICIPANTS_HERE)),
    **dict.fromkeys(("finish", "resume"), to(PARTICIPANTS_HERE)),
    "progress": to(TEACHING),
    "check": to(TEACHING | PARTICIPANTS_HERE, use=QUIZ),
    "start_check": to(PARTICIPANTS_HERE, use=QUIZ),
    **dict.fromkeys(("take", "result"), to(TEACHING | OWN, use=QUIZ_ATTEMPT)),
    "save": to(OWN, use=QUIZ_ATTEMPT),
}
VERIFICATION = dict.fromkeys(("offline", "verifier", "revocations"), PUBLIC)
CERTIFICATES = {
    **dict.fromkeys(
        (
            "verify",
            "verify_again",
            "verify_file",
            "verify_holding",
            "verify_holding_again",
            "verify_number",
            "verify_parts",
            "verify_parts_again",
            "verify_token",
        ),
        PUBLIC,
    ),
    **dict.fromkeys(("credential_issuer", "credential_status", "credential_achievement"), PUBLIC),
    **dict.fromkeys(("parts_issuer", "parts_type"), PUBLIC),
    "own_certificates": to(SIGNED_IN),
    # the certificate of the scene is from before there were credentials
    **dict.fromkeys(("own_credential", "own_badge"), to(NOBODY)),
    **dict.fromkeys(("own_parts", "ask_parts", "own_parts_progress"), to(OWN)),
    "certificate_file": to(NAMING_HERE | OWN | {"focal_a"}),
    "certificate": to(NAMING_HERE | {"focal_a"}),
    "register": to(STAFF_ANYWHERE - {"observer", "observer_other"}),
    "preview_file": to(NOBODY),
    "archive_zip": to(NOBODY),
    "unthank": to(NOBODY, fixed={"thanks_id": "00000000-0000-7000-8000-000000000000"}),
    "print_file": to(ORGANISER),
    "session_certificates": to(NAMING_HERE | FOCAL_HERE),
    **dict.fromkeys(("specimen", "look"), to(ORGANISER_ANYWHERE, fixed={"key": "official"})),
    "waiting_lists": to(STAFF_ANYWHERE - {"observer", "observer_other"}),
    **dict.fromkeys(("signing_list", "approve_list"), to(NAMING_HERE)),
    **dict.fromkeys(
        ("sign_list", "strike_name", "delegate_signing", "end_delegation"),
        to(NAMING_HERE - ADMIN),
    ),
    **dict.fromkeys(("withdraw_list", "give_up"), to(ORGANISER)),
    **dict.fromkeys(
        (
            "issue",
            "issue_again",
            "revoke",
            "progress",
            "ask_preview",
            "ask_print",
            "archive",
            "make_archive",
            "archive_progress",
            "thanks",
            "thank",
        ),
        to(ORGANISER),
    ),
}
SHIPPED_DESIGN = {"key": "official", "sha256": "0" * 64}
NO_DESIGN = {"design_id": "00000000-0000-7000-8000-000000000000"}
DESIGNS = {
    **dict.fromkeys(("index", "make", "take_in"), to(ORGANISER_ANYWHERE)),
    "edit": to(ORGANISER_ANYWHERE, post=NOBODY, fixed=SHIPPED_DESIGN),
    "picture": to(NOBODY, fixed=SHIPPED_DESIGN),
    **dict.fromkeys(("history", "set_back", "put_away"), to(NOBODY, fixed=NO_DESIGN)),
    "choice": to(ORGANISER),
    "choose": to(NOBODY),
}
AFTERCARE = {
    "hands": to(ORGANISER | FOCAL_HERE),
    **dict.fromkeys(("paper", "handover_list"), to(ORGANISER | {"focal_a"})),
    **dict.fromkeys(("note", "undo", "replace_lost", "receipt", "take_back"), to(ORGANISER)),
    "expiring": to(ORGANISER_ANYWHERE),
    "people": to(ORGANISER_ANYWHERE | FOCAL_ANYWHERE),
    "find_people": to(ORGANISER_ANYWHERE | FOCAL_ANYWHERE),
    "hand_over": to(NOBODY),  # an empty form names no agency
    **dict.fromkeys(("receive", "hand_on"), to(frozenset({"focal_a"}))),
}
CEREMONY = {
    **dict.fromkeys(("sheet", "order", "tally", "papers"), to(NAMING_HERE)),
    "paper_pdf": to(NAMING_HERE, fixed={"paper": "calls"}),
    **dict.fromkeys(("item", "guest"), to(ORGANISER, fixed={"key": "new"})),
    "change_order": to(NOBODY),
    "change_sheet": to(NOBODY),
    "names": to(ORGANISER | FOCAL_HERE),
    "save_names": to(ORGANISER | FOCAL_HERE),
    **dict.fromkeys(("remote", "drive", "screen"), to(TEACHING)),
    "mark_by_hand": to(NOBODY),
}
PACK = {
    **dict.fromkeys(
        ("pack", "pack_pdf", "pack_zip", "test_pdf", "blanks", "blanks_pdf", "number_blanks"),
        to(ORGANISER),
    ),
    "settle_blank": to(NOBODY, fixed={"blank_id": "00000000-0000-7000-8000-000000000000"}),
    "mail": to(ORGANISER),
    "send_mail": to(NOBODY),  # an empty form names nobody
}
ROUTES: dict[str, Route] = {
    f"{room}.{name}": route
    for room, routes in (
        ("accounts", ACCOUNTS),
        ("agencies", AGENCIES),
        ("courses", COURSES),
        ("enrolments", ENROLMENTS),
        ("enrolments", SYNDICATES),
        ("attendance", ATTENDANCE),
        ("agenda", AGENDA),
        ("agenda_api", AGENDA_API),
        ("authoring", AUTHORING),
        ("exercises", EXERCISES),
        ("exercises", DELIVERY),
        ("learning", LEARNING),
        ("learning", PLAYER),
        ("certificates", CERTIFICATES),
        ("designs", DESIGNS),
        ("aftercare", AFTERCARE),
        ("ceremony", CEREMONY),
        ("pack", PACK),
        ("verification", VERIFICATION),
        ("seats", SEATS),
        ("nominations", NOMINATIONS),
        ("letters", LETTERS),
        ("arrangements", ARRANGEMENTS),
        ("privacy", PRIVACY),
        ("outbox", OUTBOX),
    )
    for name, route in routes.items()
} | {
    "attendance_api.mark": to(TEACHING),
    "audit.log": to(ADMIN),
    "audit.proof": to(ADMIN),
    "ceremony_api.state": to(TEACHING),
    "ceremony_api.append": to(TEACHING),
    "courses_api.course_session": to(HERE),
    "courses_api.course_sessions": to(ANY_ROLE),
    "demo.enter": PUBLIC,
    "desk.desk": to(SIGNED_IN),
    "desk.guide": Route(public=True, fixed={"key": "organiser"}),
    "desk.help_index": PUBLIC,
    "desk.jump": to(SIGNED_IN),
    "desk.session_log": to(ORGANISER),
    "desk.start": PUBLIC,
    "enrolments_api.roll": to(NAMING_HERE | FOCAL_HERE),
    "exercises_api.append_events": to(OWN),
    "exercises_api.attempt": to(TEACHING | OWN),
    **dict.fromkeys(
        ("exercises_api.matches", "exercises_api.measured", "exercises_api.paths"),
        to(TEACHING | OWN),
    ),
    "exercises_api.presence": to(OWN),
    "exercises_api.updates": to(TEACHING | OWN),
    **dict.fromkeys(
        ("register.compare", "register.heads"), to(ORGANISER_ANYWHERE | FOCAL_ANYWHERE)
    ),
    "register.newest": to(NOBODY),
}
