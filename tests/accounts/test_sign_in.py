"""Signing in by password: limits, rotation, timeouts, the way on."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import SignIn
from lms.core.clock import FixedClock
from lms.core.db import db
from tests.factories.accounts import PASSWORD, make_account, make_person

RIGHT = {"login": "ayesha.khan", "password": PASSWORD}


def known_account() -> None:
    make_account(
        make_person(), username="ayesha.khan", email="ayesha@office.example", password=PASSWORD
    )


def text(page: str) -> str:
    return BeautifulSoup(page, "html.parser").get_text(" ", strip=True)


def test_user_name_and_password_open_the_desk(client: FlaskClient) -> None:
    known_account()
    answer = client.post("/sign-in", data=RIGHT)
    assert (answer.status_code, answer.location) == (302, "/desk")
    assert client.get("/me").status_code == 200
