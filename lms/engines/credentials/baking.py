"""A credential inside a picture: Open Badges 3.0, section 5.3 (PNG, iTXt chunk, once only)."""

import struct
import zlib
from collections.abc import Iterator

KEYWORD = b"openbadgecredential"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PLAIN_TEXT = b"\x00\x00\x00\x00\x00"  # end of keyword, not compressed, no language, no translation


class NotAPicture(ValueError):
    """The bytes are no PNG, or one that is cut, or one with two credentials."""


def bake(picture: bytes, credential: bytes) -> bytes:
    """The PNG with the credential inside; one that it carried before is left out.

    Raises NotAPicture.
    """
    made = [_SIGNATURE]
    for kind, body in _chunks(picture):
        if _is_ours(kind, body):
            continue
        made.append(_chunk(kind, body))
        if kind == b"IHDR":
            made.append(_chunk(b"iTXt", KEYWORD + _PLAIN_TEXT + credential))
    return b"".join(made)


def unbake(picture: bytes) -> bytes | None:
    """The credential in a PNG, None where there is none. Raises NotAPicture."""
    found = [body for kind, body in _chunks(picture) if _is_ours(kind, body)]
    if len(found) > 1:
        raise NotAPicture("The picture carries two credentials.")
    if not found:
        return None
    head = KEYWORD + _PLAIN_TEXT
    if not found[0].startswith(head):
        raise NotAPicture("The credential is not plain text.")
    return found[0][len(head) :]


def _is_ours(kind: bytes, body: bytes) -> bool:
    return kind == b"iTXt" and body.startswith(KEYWORD + b"\x00")


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not picture.startswith(_SIGNATURE):
        raise NotAPicture("The bytes do not begin as a PNG.")
    at, kind = len(_SIGNATURE), b""
    while kind != b"IEND":
        if at + 12 > len(picture):
            raise NotAPicture("The PNG is cut.")
        (size,) = struct.unpack_from(">I", picture, at)
        kind, body = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        if picture[at + 8 + size : at + 12 + size] != struct.pack(">I", zlib.crc32(kind + body)):
            raise NotAPicture("A part of the PNG is damaged.")
        yield kind, body
        at += 12 + size


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
