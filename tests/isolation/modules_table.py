"""The routes of modules: authoring, delivery, marking, the player, and who gets through."""

from tests.isolation.reach import (
    NOBODY,
    OWN,
    PARTICIPANTS_HERE,
    PUBLIC,
    TEACHING,
    TEACHING_ANYWHERE,
    Route,
    to,
)

DRAFT = {"slug": "course_slug", "module": "draft_module", "lesson": "draft_lesson"}
QUIZ = {"slug": "course_slug"}
CHECK = {"group": "modules", "name": "01-first", "key": "q1"}
QUIZ_KEY = {"key": "quiz"}
ESSAY = {"key": "essay_activity", "attempt_id": "essay_attempt"}
READING = TEACHING | PARTICIPANTS_HERE

AUTHORING: dict[str, Route] = {
    **dict.fromkeys(
        (
            "compare",
            "course_facts",
            "draft",
            "drop",
            "export",
            "glossary",
            "history",
            "import_questions",
            "lesson",
            "look_at_questions",
            "media",
            "module_facts",
            "presence",
            "preview",
            "publish",
            "put_media",
            "resolve",
        ),
        to(TEACHING_ANYWHERE, use=DRAFT),
    ),
    **dict.fromkeys(("import_draft", "new"), to(TEACHING_ANYWHERE)),
    **dict.fromkeys(
        (
            "export_questions",
            "give_out_questions",
            "question",
            "quiz",
            "quiz_sections",
            "quiz_settings",
            "try_question",
        ),
        to(TEACHING_ANYWHERE, use=QUIZ, fixed=CHECK),
    ),
    "write_out_questions": to(TEACHING_ANYWHERE, use=QUIZ, fixed={**CHECK, "form": "gift"}),
    "file": to(TEACHING_ANYWHERE, use=QUIZ, fixed={"path": "course.yaml"}),
    "add_case": to(TEACHING_ANYWHERE, use=QUIZ),
    **dict.fromkeys(
        ("case_check", "case_facts", "case_key", "case_reports", "case_rows"),
        to(NOBODY, use=QUIZ, fixed={"case": "nothing"}),
    ),
    "restore": to(TEACHING_ANYWHERE, use=QUIZ),
    "restore_file": to(TEACHING_ANYWHERE, use=QUIZ, fixed={"sequence": 1}),
    # a form that names nothing: no part, no question, no picture
    **dict.fromkeys(
        (
            "add_part",
            "begin",
            "copy_part",
            "media_file",
            "move_part",
            "picture_of_questions",
            "remove_media",
            "remove_part",
            "undo",
        ),
        to(NOBODY, use=QUIZ),
    ),
    **dict.fromkeys(("act_on_question", "add_question"), to(NOBODY, use=QUIZ, fixed=CHECK)),
}
EXERCISES: dict[str, Route] = {
    **dict.fromkeys(
        (
            "all_minutes",
            "deal",
            "items",
            "items_sheet",
            "key_questions",
            "marking",
            "paper",
            "paper_pdf",
            "type_paper",
            "typing",
            "watch",
            "watch_table",
        ),
        to(TEACHING, use=QUIZ_KEY),
    ),
    **dict.fromkeys(("extra_time", "marks"), to(TEACHING)),
    "set_time": to(NOBODY),
    **dict.fromkeys(("act", "attempt_acts"), to(TEACHING)),
    "replay": to(TEACHING | OWN),
    **dict.fromkeys(("answer", "give"), to(TEACHING, use=ESSAY)),
    **dict.fromkeys(("mend", "save_mend"), to(TEACHING, use={"key": "essay_activity"})),
    "marks_file": to(TEACHING, fixed={"kind": "xlsx"}),
    "peers": to(PARTICIPANTS_HERE),
    **dict.fromkeys(("peer_task", "give_peer"), to(frozenset({"participant_b"}))),
    **dict.fromkeys(("package", "package_result"), to(NOBODY)),
    **dict.fromkeys(("package_file", "package_runtime"), PUBLIC),
}
LEARNING: dict[str, Route] = {
    **dict.fromkeys(("glossary",), to(READING)),
    **dict.fromkeys(
        ("keep_notes", "live_page", "live_state", "notes", "notes_text", "place", "write_note"),
        to(PARTICIPANTS_HERE),
    ),
    "answer_live": to(PARTICIPANTS_HERE),
    "change_note": to(OWN),
    **dict.fromkeys(
        (
            "act_on_live",
            "add_reminder",
            "change_reminder",
            "choose_live",
            "live_wall",
            "live_wall_state",
            "openings",
            "project",
            "reminders",
        ),
        to(TEACHING),
    ),
    **dict.fromkeys(("set_opening", "start_live", "taught"), to(NOBODY)),
    "picture": to(NOBODY, use={"attempt_id": "quiz_attempt"}),
}
