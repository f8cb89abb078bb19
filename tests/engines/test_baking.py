"""A credential inside a PNG: once only, read back as it was, damaged pictures refused."""

import io

import pytest
from PIL import Image

from lms.core.settings import ROOT
from lms.engines.credentials.baking import NotAPicture, bake, unbake

PICTURE = (ROOT / "static" / "certificates" / "badge.png").read_bytes()
CREDENTIAL = '{"name":"تربیت"}'.encode()


def test_it_is_read_back_and_the_picture_stays_a_picture() -> None:
    baked = bake(PICTURE, CREDENTIAL)
    assert unbake(baked) == CREDENTIAL and unbake(PICTURE) is None
    with Image.open(io.BytesIO(baked)) as shown:
        shown.load()
        assert shown.size == (400, 400)
        assert shown.text["openbadgecredential"] == CREDENTIAL.decode()


def test_baking_again_leaves_one() -> None:
    twice = bake(bake(PICTURE, b"{}"), CREDENTIAL)
    assert unbake(twice) == CREDENTIAL and twice.count(b"openbadgecredential") == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF", PICTURE[:-1], PICTURE[:40], PICTURE.replace(b"IDAT", b"IDAX", 1)],
    ids=["empty", "no PNG", "cut", "cut early", "damaged"],
)
def test_what_is_no_sound_png_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        bake(data, CREDENTIAL)


def test_two_credentials_are_refused() -> None:
    baked = bake(PICTURE, CREDENTIAL)
    start = baked.index(b"openbadgecredential") - 8
    end = start + 12 + int.from_bytes(baked[start : start + 4], "big")
    with pytest.raises(NotAPicture):
        unbake(baked[:end] + baked[start:end] + baked[end:])
