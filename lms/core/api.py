"""The machine interface's common ground: problem+json, Idempotency-Key, opaque cursors."""

import base64
import binascii
import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import Response, jsonify, request
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.clock import utcnow
from lms.core.db import Model, db, transaction
from lms.core.errors import DomainError, FieldError, Invalid, Refused
from lms.core.i18n import say
from lms.core.messages import N_
from lms.core.web import actor

KEEP = timedelta(hours=24)


class IdempotencyKey(Model):
    """A key that a client sent with an unsafe request, and the answer it got."""

    __tablename__ = "idempotency_key"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    request_hash: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int]
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(index=True)


def problem(status: int, title: str, **more: object) -> Response:
    """An answer of RFC 9457 (problem details)."""
    response = jsonify({"type": "about:blank", "title": title, "status": status, **more})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def problem_of(error: DomainError) -> Response:
    """A domain error as problem details; field errors as a list with their fields."""
    more: dict[str, object] = {}
    if isinstance(error, Invalid):
        more["errors"] = [
            {"field": item.field, "detail": say(item.message)} for item in error.errors
        ]
    return problem(error.status, say(error.message), **more)


def json_body(limit: int = 256 * 1024) -> dict[str, Any]:
    """The request's JSON object. Raises Invalid where it is none or is over `limit` bytes."""
    if (request.content_length or 0) > limit:
        raise Invalid([FieldError("", N_("The message is too large. Send it in parts."))])
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Invalid([FieldError("", N_("Send a JSON object."))])
    return body


def idempotent(view: Callable[..., Response]) -> Callable[..., Response]:
    """With an Idempotency-Key header, a repeated request gets the first answer again.

    The same key with another body is refused. The act and the kept answer commit together.
    """

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Response:
        sent = request.headers.get("Idempotency-Key")
        if not sent:
            return view(*args, **kwargs)
        key = hashlib.sha256(f"{actor().person_id}:{request.path}:{sent}".encode()).hexdigest()
        digest = hashlib.sha256(request.get_data()).hexdigest()
        with transaction():
            known = db.session.get(IdempotencyKey, key)
            if known is not None:
                return _repeat(known, digest)
            response = view(*args, **kwargs)
            if response.status_code < 400:
                db.session.add(
                    IdempotencyKey(
                        key=key,
                        request_hash=digest,
                        status=response.status_code,
                        body=response.get_data(as_text=True),
                        created_at=utcnow(),
                    )
                )
            return response

    return wrapped


def _repeat(known: IdempotencyKey, digest: str) -> Response:
    if known.request_hash != digest:
        raise Refused(N_("This Idempotency-Key was used for another request. Send a new key."))
    return Response(known.body, status=known.status, content_type="application/json")


def sweep_keys() -> None:
    """Delete keys older than a day."""
    db.session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.created_at < utcnow() - KEEP))


def encode_cursor(last: uuid.UUID) -> str:
    """An opaque cursor that stands behind the row `last`."""
    raw = json.dumps({"v": 1, "after": last.hex}).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> uuid.UUID | None:
    """The row behind which a cursor stands; None for the start. Raises Invalid for a broken one."""
    if not cursor:
        return None
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return uuid.UUID(hex=raw["after"])
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise Invalid([FieldError("cursor", N_("Start again without a cursor."))]) from error
