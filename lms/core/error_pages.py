"""Errors as answers: a page that says what to do, or problem details for machines."""

from typing import Any

import structlog
from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from lms.core import api
from lms.core.db import db
from lms.core.errors import DomainError, Throttled
from lms.core.messages import N_, Message
from lms.core.web import actor, page_address

log = structlog.get_logger()


def bind_errors(app: Flask) -> None:
    """Answer domain errors, HTTP errors and crashes in one way for the whole application."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    if not app.testing:
        app.register_error_handler(Exception, _crash)


def _domain_error(error: DomainError) -> Response:
    response = api.problem_of(error) if _for_machine() else _page(error.status, error.message)
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    if _for_machine():
        return api.problem(status, error.name)
    if isinstance(error, RequestEntityTooLarge):
        limit = (request.max_content_length or 0) // (1024 * 1024)
        return _page(status, N_("The most is %(mb)s MB.", mb=limit))
    return _page(status)


def _csrf_error(error: CSRFError) -> Response:
    if _for_machine():
        return api.problem(403, error.description or "CSRF")
    ended = N_(
        "Your sign-in has ended. Sign in in a second tab, then go back here: your browser keeps "
        "what you typed. Load the page anew only after you have copied it."
    )
    return _page(403, ended if actor().is_anonymous else None)


def _crash(error: Exception) -> Response:
    log.error("request.crashed", endpoint=request.endpoint, exc_info=error)
    db.session.rollback()
    return api.problem(500, "Internal Server Error") if _for_machine() else _page(500)


def _for_machine() -> bool:
    return request.path.startswith("/api/")


def _page(status: int, message: Message | None = None) -> Response:
    return Response(
        render_template("errors/error.html", status=status, message=message, back=_form_before()),
        status=status,
    )


def _form_before() -> str | None:
    """Where the form stood that was just sent, to go back to it."""
    return page_address() if request.method == "POST" and request.referrer else None
