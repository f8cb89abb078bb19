"""The machine interface: repeated requests change nothing, cursors are opaque."""

import uuid

import pytest
from flask import Flask, Response, jsonify
from hypothesis import given
from hypothesis import strategies as st

from lms.core import api
from lms.core.errors import Invalid, Refused

calls: list[int] = []


@api.idempotent
def act() -> Response:
    calls.append(1)
    return jsonify(number=len(calls))


def send(app: Flask, body: str, key: str | None) -> Response:
    headers = {"Idempotency-Key": key} if key else {}
    with app.test_request_context("/api/v1/x", method="POST", data=body, headers=headers):
        return act()


def test_the_same_key_gives_the_first_answer_again(app: Flask) -> None:
    calls.clear()
    answers = [send(app, "a", "k1").get_json() for _ in range(3)]
    assert answers == [{"number": 1}] * 3
    assert calls == [1]


def test_the_same_key_for_another_body_is_refused(app: Flask) -> None:
    send(app, "a", "k2")
    with pytest.raises(Refused, match="Send a new key"):
        send(app, "b", "k2")


def test_without_a_key_each_request_acts(app: Flask) -> None:
    calls.clear()
    send(app, "a", None)
    send(app, "a", None)
    assert len(calls) == 2


@given(st.uuids())
def test_a_cursor_comes_back_as_the_row_it_stands_behind(row: uuid.UUID) -> None:
    assert api.decode_cursor(api.encode_cursor(row)) == row


@given(st.text(min_size=1))
def test_a_made_up_cursor_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid):
        api.decode_cursor(text)
