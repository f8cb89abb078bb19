"""Limits on tries."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.core import throttle
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.errors import Throttled


def fail(key: str, times: int) -> None:
    for _ in range(times):
        with transaction():
            throttle.failed(
                key, free=5, window=timedelta(minutes=15), longest=timedelta(seconds=60)
            )


@pytest.mark.both
def test_after_the_free_tries_each_failure_doubles_the_wait_up_to_the_longest(
    app: Flask, clock: FixedClock
) -> None:
    fail("a", 4)
    throttle.check("a")
    waits = []
    for _ in range(9):
        fail("a", 1)
        with pytest.raises(Throttled) as caught:
            throttle.check("a")
        waits.append(caught.value.retry_after)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    clock.advance(timedelta(seconds=61))
    throttle.check("a")


def test_one_key_does_not_block_another(app: Flask) -> None:
    fail("stranger", 20)
    throttle.check("owner")
    with pytest.raises(Throttled):
        throttle.check("owner", "stranger")


def test_failures_are_forgotten_after_the_window_and_after_a_success(
    app: Flask, clock: FixedClock
) -> None:
    fail("a", 4)
    clock.advance(timedelta(minutes=16))
    fail("a", 4)
    throttle.check("a")
    with transaction():
        throttle.forget("a")
    fail("a", 4)
    throttle.check("a")


def test_no_address_is_stored(app: Flask) -> None:
    fail("address:203.0.113.9", 1)
    keys = db.session.scalars(sa.select(throttle.ThrottleBucket.key)).all()
    assert "203.0.113.9" not in str(keys)
