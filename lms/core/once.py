"""Forms that do their work once: pressed twice, or sent again from the page as it was served.

The form carries a hidden random key of the page as it was served (`once()` in
components/forms.html). The view takes it in the transaction of the work, so that what was turned
away may be sent again, and a second sending finds it taken. A form sent again with other content is
another wish, and is done. So is one of a page that was fetched anew: browsers do that after going
back, and whoever would then do harm needs a rule of its own.
"""

import hashlib

import sqlalchemy as sa
from flask import request

from lms.core.api import IdempotencyKey
from lms.core.clock import utcnow
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.ids import new_token
from lms.core.messages import N_
from lms.core.web import actor

FIELD = "form_key"
LONGEST = 64


class Repeated(Refused):
    """This very form was sent before, and what it asks for is done."""

    def __init__(self) -> None:
        super().__init__(N_("This form had been sent already: it was done once."))


def new_key() -> str:
    """A key for a form that is being served."""
    return new_token()


def take_key() -> None:
    """Take the key of the form at hand, inside the caller's transaction; a form without one passes.

    Raises Repeated where it was taken: whoever shows what the first sending came to, does so now.
    """
    sent = request.form.get(FIELD, "")[:LONGEST]
    if not sent:
        return
    said = sorted(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {FIELD, "csrf_token"}
    )
    digest = hashlib.sha256(repr(said).encode()).hexdigest()
    known = hashlib.sha256(
        repr((str(actor().person_id), request.path, sent, digest)).encode()
    ).hexdigest()
    if db.session.get(IdempotencyKey, known) is not None:
        raise Repeated
    row = IdempotencyKey(key=known, request_hash=digest, status=0, body="", created_at=utcnow())
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except sa.exc.IntegrityError as error:  # taken at this very moment by the other sending
        raise Repeated from error
