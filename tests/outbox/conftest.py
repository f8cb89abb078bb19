"""A mail server for the tests of the outbox."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.smtp_sink import MailSink


@pytest.fixture
def sink(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailSink]:
    """A mail server on this machine, set as that of the installation."""
    with MailSink() as made:
        monkeypatch.setattr(app.extensions["concord.settings"], "mail_server", made.url)
        yield made
