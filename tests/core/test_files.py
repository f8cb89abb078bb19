"""Stored files: by content, per owner."""

import os

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.core import files
from lms.core.clock import FixedClock
from lms.core.db import db, transaction
from lms.core.errors import NotFound, Unavailable
from lms.core.ids import new_id


def put(data: bytes, owner: str = "probe:1") -> files.StoredFile:
    with transaction():
        return files.put(data, media_type="text/plain", owner=owner, name="a.txt")


def test_the_same_bytes_of_one_owner_are_one_record(app: Flask) -> None:
    first, again, other = put(b"abc"), put(b"abc"), put(b"abc", "probe:2")
    assert first.id == again.id != other.id
    assert first.sha256 == other.sha256
    assert files.read(first.id) == b"abc"


@pytest.mark.parametrize("count", [1, 20])
def test_bytes_are_written_ahead_of_their_record(app: Flask, count: int) -> None:
    data = [b"%d" % number for number in range(count)]
    begun = files.begin(data)
    with transaction():
        assert db.session.scalars(sa.select(files.StoredFile)).all() == []
        given = [files.Given(one, "text/plain", "probe:1", "a.txt") for one in [*begun, b"whole"]]
        stored = files.put_all(given)
    assert [files.read(one.id) for one in stored] == [*data, b"whole"]
    assert [one.size for one in stored] == [*map(len, data), 5]


def test_an_unknown_file_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        files.read(new_id())


def test_a_disk_that_refuses_says_what_to_do(app: Flask) -> None:
    root = app.extensions["concord.settings"].files
    root.parent.mkdir(exist_ok=True)
    root.write_text("a file where the folder should be")
    try:
        with pytest.raises(Unavailable, match="Free some space"):
            put(b"abc")
        begun = files.begin([b"%d" % number for number in range(20)])
        given = [files.Given(one, "text/plain", "probe:1", "a.txt") for one in begun]
        with pytest.raises(Unavailable, match="Free some space"):
            files.put_all(given)
    finally:
        root.unlink()


def test_bytes_that_no_record_names_go_after_a_day(app: Flask, clock: FixedClock) -> None:
    """As a killed worker leaves them: written, and never committed."""
    kept = put(b"on record")
    lost, fresh = (files.path_of(one) for one in (put(b"lost"), put(b"lost just now")))
    draft = lost.with_name(f".{lost.name}.draft")
    draft.write_bytes(b"half")
    with transaction():
        db.session.execute(sa.delete(files.StoredFile).where(files.StoredFile.id != kept.id))
    old = clock.now().timestamp() - 25 * 60 * 60
    for path in (lost, draft, files.path_of(kept)):
        os.utime(path, (old, old))
    with transaction():
        assert files.sweep_unnamed() == 2
    assert (lost.exists(), draft.exists(), fresh.exists()) == (False, False, True)
    assert files.read(kept) == b"on record"
