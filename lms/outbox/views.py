"""The outbox as a screen: what waits, what left, what failed, and copying by hand."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.db import transaction
from lms.core.i18n import _, _l
from lms.core.web import NavItem, Page, actor, needs, page_number
from lms.outbox import queries, services
from lms.outbox.models import MailState
from lms.outbox.policies import Permission

bp = Blueprint("outbox", __name__)
NAV = [NavItem(85, _l("Outbox"), "outbox.messages", Permission.READ_OUTBOX)]
PAGE = 50


@bp.get("/outbox")
@needs(Permission.READ_OUTBOX)
def messages() -> str:
    """Messages of one state, the waiting ones unless another state is asked for."""
    wish = request.args.get("state", MailState.WAITING.value)
    state = MailState(wish) if wish in set(MailState) else MailState.WAITING
    counts = queries.counts(actor=actor())
    page = Page(page_number(), PAGE, counts[state])
    rows = queries.messages(actor=actor(), state=state, limit=PAGE, offset=page.offset)
    return render_template("outbox/messages.html", rows=rows, counts=counts, state=state, page=page)


@bp.get("/outbox/<uuid:message_id>")
@needs(Permission.READ_OUTBOX)
def message(message_id: uuid.UUID) -> str:
    """One message, with its text to copy while it has not left."""
    found = queries.message(actor=actor(), message_id=message_id)
    return render_template("outbox/message.html", mail=found)


@bp.get("/outbox/<uuid:message_id>/attachments/<int:number>")
@needs(Permission.READ_OUTBOX)
def attachment(message_id: uuid.UUID, number: int) -> Response:
    """A file that goes with a message, to pass it on by hand."""
    found = queries.attachment(actor=actor(), message_id=message_id, number=number)
    answer = Response(found.text, content_type=f"{found.media_type}; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    return answer


@bp.post("/outbox/<uuid:message_id>/handed-over")
@needs(Permission.READ_OUTBOX)
def handed_over(message_id: uuid.UUID) -> Response:
    """Note that the message was passed on by hand."""
    with transaction():
        services.hand_over(actor=actor(), message_id=message_id)
    flash(_("Noted: the message was passed on by hand."), "ok")
    return redirect(url_for("outbox.messages"))


@bp.post("/outbox/<uuid:message_id>/again")
@needs(Permission.READ_OUTBOX)
def send_again(message_id: uuid.UUID) -> Response:
    """Let a failed message be tried again."""
    with transaction():
        services.try_again(actor=actor(), message_id=message_id)
    flash(_("The message waits to be sent again."), "ok")
    return redirect(url_for("outbox.message", message_id=message_id))
