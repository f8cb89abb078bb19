"""Errors as answers: a page that says what to do, or problem details for machines."""

from typing import Any

import structlog
from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from lms.core import api
from lms.core.db import db
from lms.core.errors import DomainError, Throttled
from lms.core.messages import Message

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
    return api.problem(status, error.name) if _for_machine() else _page(status)


def _csrf_error(error: CSRFError) -> Response:
    return api.problem(403, error.description or "CSRF") if _for_machine() else _page(403)


def _crash(error: Exception) -> Response:
    log.error("request.crashed", endpoint=request.endpoint, exc_info=error)
    db.session.rollback()
    return api.problem(500, "Internal Server Error") if _for_machine() else _page(500)


def _for_machine() -> bool:
    return request.path.startswith("/api/")


def _page(status: int, message: Message | None = None) -> Response:
    return Response(
        render_template("errors/error.html", status=status, message=message), status=status
    )
