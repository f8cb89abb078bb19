"""The routes of seats, nominations, letters, arrangements and privacy, and who gets through."""

from tests.isolation.actors import SIGNED_IN
from tests.isolation.reach import (
    ADMIN,
    FOCAL_HERE,
    HERE,
    NOBODY,
    ORGANISER,
    ORGANISER_ANYWHERE,
    OWN,
    PARTICIPANTS_HERE,
    PUBLIC,
    Route,
    to,
)

SIDES = ORGANISER | FOCAL_HERE
OWN_SIDE = ORGANISER | {"focal_a"}
LETTER = {"kind": "letter_kind"}
MESSAGE = {"message_id": "session_message"}

SEATS: dict[str, Route] = {
    "seats": to(SIDES),
    "history": to(SIDES),
    "agency": to(OWN_SIDE),
    "move": to(OWN_SIDE),
    "export": to(SIDES),
    "set_quotas": to(ORGANISER),
}
NOMINATIONS: dict[str, Route] = {
    "entry": to(SIDES),
    "one": to(OWN_SIDE),
    **dict.fromkeys(
        (
            "aims",
            "answer_double",
            "decide",
            "export_board",
            "plan",
            "suggestion",
            "write_note",
        ),
        to(ORGANISER),
    ),
    **dict.fromkeys(
        (
            "agency_side",
            "choose_list",
            "edit",
            "export_side",
            "letter",
            "letter_form",
            "nominate",
            "replace",
            "upload_list",
            "withdraw",
        ),
        to(OWN_SIDE),
    ),
    **dict.fromkeys(
        ("confirm_list", "discard_list", "mend_list", "preview_list"),
        to(OWN_SIDE, use={"import_id": "nomination_import"}),
    ),
    **dict.fromkeys(
        (
            "answer",
            "approve",
            "approve_all",
            "approve_letter",
            "invitation",
            "name_picture",
            "typed_name_picture",
        ),
        PUBLIC,
    ),
    **dict.fromkeys(("approvals", "decide_approvals", "own_invitations"), to(SIGNED_IN)),
    **dict.fromkeys(
        (
            "approval_letter",
            "own_answer",
            "own_invitation",
            "own_name_picture",
            "own_typed_name_picture",
        ),
        to(NOBODY),
    ),
    # a move that does not say where to, or whom, names nothing
    **dict.fromkeys(("move", "reorder"), to(NOBODY)),
    **dict.fromkeys(("steps", "change_steps"), to(ADMIN)),
    **dict.fromkeys(("approvers", "change_approvers"), to(ADMIN | {"focal_a"})),
    **dict.fromkeys(("note_answer", "side_steps", "steps_of"), to(OWN_SIDE)),
    **dict.fromkeys(("make_approval_link", "revoke_approval_link"), to(OWN_SIDE)),
    "take_over": to(ORGANISER),
    "list_template": to(OWN_SIDE, fixed={"kind": "xlsx"}),
}
LETTERS: dict[str, Route] = {
    **dict.fromkeys(("index", "pack"), to(ORGANISER)),
    **dict.fromkeys(
        ("give_up", "preview", "preview_pdf", "send", "text"), to(ORGANISER, use=LETTER)
    ),
    "own": to(FOCAL_HERE),
    **dict.fromkeys(("letter_pdf", "letter_document"), to(OWN_SIDE | OWN)),
    "house": to(ADMIN),
    **dict.fromkeys(("house_give_up", "house_text"), to(ADMIN, use=LETTER)),
}
ARRANGEMENTS: dict[str, Route] = {
    "index": to(SIDES | PARTICIPANTS_HERE),
    "own": to(PARTICIPANTS_HERE),
    "person": to(OWN_SIDE | OWN, post=ORGANISER),
    **dict.fromkeys(
        (
            "allowances",
            "assign_allowance",
            "consent_forms",
            "consents",
            "consents_file",
            "new_rate",
            "new_rooms",
            "paper_answers",
            "place",
            "rate",
            "remove_rate",
            "remove_room",
            "room",
            "rooms",
            "save_allowances",
            "save_travel",
            "suggest_rooms",
            "travel",
        ),
        to(ORGANISER),
    ),
    "take_along": to(ORGANISER, fixed={"what": "travel"}),
}
PRIVACY: dict[str, Route] = {
    "notice": PUBLIC,
    "own": to(SIGNED_IN),
    "texts": to(ADMIN),
    "new_version": to(ADMIN, fixed={"kind": "notice"}),
    "version": to(ADMIN, fixed={"kind": "notice", "number": 1}),
}
OUTBOX: dict[str, Route] = {
    "attachment": to(NOBODY),
    "file": to(NOBODY),
    **dict.fromkeys(("messages", "send_many_again", "bounced"), to(ORGANISER_ANYWHERE)),
    **dict.fromkeys(
        ("arrived", "handed_over", "message", "send_again"), to(ORGANISER, use=MESSAGE)
    ),
}
SYNDICATES: dict[str, Route] = {
    "syndicates": to(HERE - {"observer"}),
    **dict.fromkeys(
        (
            "apply_suggestion",
            "make_tables",
            "remove_table",
            "rename_table",
            "suggestion",
            "undo_tables",
            "papers",
        ),
        to(ORGANISER),
    ),
    **dict.fromkeys(("lock_seat", "seat"), to(NOBODY)),
    "paper_pdf": to(ORGANISER, fixed={"paper": "roll"}),
    "paper_sheet": to(ORGANISER, fixed={"paper": "roll"}),
}
