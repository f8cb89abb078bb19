"""The routes of seats, nominations, letters, arrangements and privacy, and who gets through."""

from tests.isolation.actors import SIGNED_IN
from tests.isolation.reach import (
    ADMIN,
    FOCAL_HERE,
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
    **dict.fromkeys(("export", "set_quotas"), to(ORGANISER)),
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
            "move",
            "plan",
            "put_instead",
            "suggestion",
            "write_note",
        ),
        to(ORGANISER),
    ),
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
