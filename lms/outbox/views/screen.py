"""Looking into the outbox."""

import uuid
from collections.abc import Callable, Collection

from flask import current_app, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lms.core import files
from lms.core.web import Page, actor, download, needs, page_number
from lms.outbox import queries, recipients
from lms.outbox.policies import Permission
from lms.outbox.rules import SHELVES, Shelf
from lms.outbox.views.blueprint import bp

PAGE = 50
LONGEST_WORDS = 200
Codes = Callable[[Collection[uuid.UUID]], dict[uuid.UUID, str]]


@bp.get("/outbox")
@needs(Permission.READ_OUTBOX)
def messages() -> str:
    """The messages of one part, the waiting ones unless another is asked for."""
    wish = _wish()
    shelves = queries.on_shelves(queries.counts(actor=actor(), wish=wish))
    page = Page(page_number(), PAGE, shelves[wish.shelf])
    rows = queries.messages(actor=actor(), wish=wish, limit=PAGE, offset=page.offset)
    codes = _codes(queries.sessions_with_mail(actor=actor()))
    return render_template(
        "outbox/messages.html",
        rows=rows,
        shelves=shelves,
        wish=wish,
        page=page,
        codes=codes,
        people=recipients.people({row.person_id for row in rows if row.person_id}),
        agencies=recipients.agencies({row.agency_id for row in rows if row.agency_id}),
        address_of=_address_of(wish),
    )


@bp.get("/outbox/<uuid:message_id>")
@needs(Permission.READ_OUTBOX)
def message(message_id: uuid.UUID) -> str:
    """One message, with its text to copy while it has not left."""
    found = queries.message(actor=actor(), message_id=message_id)
    own = [found.course_session_id] if found.course_session_id else []
    return render_template(
        "outbox/message.html",
        mail=found,
        codes=_codes(own),
        people=recipients.people([found.person_id] if found.person_id else []),
        agencies=recipients.agencies([found.agency_id] if found.agency_id else []),
    )


@bp.get("/outbox/<uuid:message_id>/attachments/<int:number>")
@needs(Permission.READ_OUTBOX)
def attachment(message_id: uuid.UUID, number: int) -> Response:
    """A text that goes with a message, to pass it on by hand."""
    found = queries.attachment(actor=actor(), message_id=message_id, number=number)
    return download(found.text, found.name, f"{found.media_type}; charset=utf-8")


@bp.get("/outbox/<uuid:message_id>/files/<int:number>")
@needs(Permission.READ_OUTBOX)
def file(message_id: uuid.UUID, number: int) -> Response:
    """A stored file that goes with a message, to pass it on by hand."""
    found, stored = queries.file(actor=actor(), message_id=message_id, number=number)
    return send_file(
        files.path_of(stored),
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=found.name,
    )


def _wish() -> queries.Wish:
    """What the address asks for. A state's own name leads to the part where it stands."""
    named = request.args.get("state", "")
    shelf = next(
        (one for one, states in SHELVES.items() if named == one or named in states), Shelf.WAITING
    )
    return queries.Wish(
        shelf=shelf,
        course_session_id=request.args.get("course_session", type=uuid.UUID),
        words=request.args.get("q", "")[:LONGEST_WORDS].strip(),
    )


def _address_of(wish: queries.Wish) -> Callable[..., str]:
    """Makes addresses of the screen that keep what is looked for: `address_of(page=2)`."""
    kept = {"state": wish.shelf, "course_session": wish.course_session_id, "q": wish.words or None}
    return lambda **other: url_for("outbox.messages", **(kept | other))


def _codes(course_session_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The codes of course sessions, as the factory hands them in: their room stands higher."""
    codes: Codes | None = current_app.extensions.get("concord.session_codes")
    return codes(course_session_ids) if codes and course_session_ids else {}
