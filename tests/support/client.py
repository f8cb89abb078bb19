"""A test client whose requests do not share context or database session with the test."""

import contextvars
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.core.db import db


class ConcordClient(FlaskClient):
    """Each request runs in a context of its own, as it does on a server.

    Afterwards the test's own session ends its read, so that it sees what the request wrote.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context() and db.session().info.get("concord_writing"):
            raise AssertionError("A request inside an open transaction() would wait for its lock.")
        if has_app_context():
            db.session.rollback()
        return contextvars.Context().run(super().open, *args, **kwargs)
