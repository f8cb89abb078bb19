"""What people do in the outbox."""

import uuid
from contextlib import suppress

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from lms.core.db import transaction
from lms.core.errors import Refused
from lms.core.i18n import _, _n, say
from lms.core.web import actor, needs
from lms.outbox.formats import MOST_BYTES
from lms.outbox.policies import Permission
from lms.outbox.rules import Shelf
from lms.outbox.services import acts, bounces
from lms.outbox.views.blueprint import bp

MOST_CHOSEN = 500


@bp.post("/outbox/<uuid:message_id>/handed-over")
@needs(Permission.READ_OUTBOX)
def handed_over(message_id: uuid.UUID) -> Response:
    """Note that the message was passed on by hand."""
    with transaction():
        acts.hand_over(actor=actor(), message_id=message_id)
    flash(_("Noted: the message was passed on by hand."), "ok")
    return redirect(url_for("outbox.messages"))


@bp.post("/outbox/<uuid:message_id>/arrived")
@needs(Permission.READ_OUTBOX)
def arrived(message_id: uuid.UUID) -> Response:
    """Note that a message in doubt has arrived."""
    with transaction():
        acts.arrived(actor=actor(), message_id=message_id)
    flash(_("Noted: the message has arrived."), "ok")
    return redirect(url_for("outbox.message", message_id=message_id))


@bp.post("/outbox/<uuid:message_id>/again")
@needs(Permission.READ_OUTBOX)
def send_again(message_id: uuid.UUID) -> Response:
    """Let a message be tried again."""
    with transaction():
        acts.try_again(actor=actor(), message_id=message_id)
    flash(_("The message waits to be sent again."), "ok")
    return redirect(url_for("outbox.message", message_id=message_id))


@bp.post("/outbox/again")
@needs(Permission.READ_OUTBOX)
def send_many_again() -> Response:
    """Let the chosen messages be tried again."""
    chosen = set()
    for text in request.form.getlist("message")[:MOST_CHOSEN]:
        with suppress(ValueError):
            chosen.add(uuid.UUID(text))
    if not chosen:
        flash(_("Choose the messages first."), "warn")
        return redirect(url_for("outbox.messages", state=Shelf.FAILED))
    with transaction():
        count = acts.try_many_again(actor=actor(), message_ids=chosen)
    text = _n(
        "%(num)s message waits to be sent again.", "%(num)s messages wait to be sent again.", count
    )
    left = len(chosen) - count
    if left:
        text += " " + _n(
            "%(num)s stays as it is: without an address or a text it cannot be sent.",
            "%(num)s stay as they are: without an address or a text they cannot be sent.",
            left,
        )
    flash(text, "ok" if count else "warn")
    return redirect(url_for("outbox.messages"))


@bp.post("/outbox/bounces")
@needs(Permission.READ_OUTBOX)
def bounced() -> Response:
    """Read a mail that came back, saved as a file."""
    here = url_for("outbox.messages", state=Shelf.BOUNCED, _anchor="came-back")
    given = request.files.get("report")
    if given is None or not given.filename:
        flash(_("Choose the file of the mail that came back first."), "warn")
        return redirect(here)
    try:
        with transaction():
            found = bounces.take_report(actor=actor(), data=given.stream.read(MOST_BYTES))
    except Refused as refused:
        flash(say(refused.message), "bad")
    else:
        flash(
            _(
                "Noted as come back: %(subject)s, to %(address)s.",
                subject=found.subject,
                address=found.address,
            ),
            "ok",
        )
    return redirect(here)
