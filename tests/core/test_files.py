"""Stored files: by content, per owner."""

import pytest
from flask import Flask

from lms.core import files
from lms.core.db import transaction
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
    finally:
        root.unlink()
