"""Reads a finished file again and judges its signatures, byte by byte, without parsing PDF.

It knows only files of this press. Strict validators of others judge such files in the tests.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence

from lms.engines.press.cms import Cms, WrongContainer

_OPENING = b"/ByteRange ["
_RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\] ")


def judge(data: bytes, signers: Sequence[Cms]) -> None:
    """Raise WrongContainer unless a file bears exactly these signers' signatures, in this order.

    Each covers all bytes but its own gap, up to the end of its revision; the last one's is the end
    of the file; in the gaps stand the containers in hex, zeros, and nothing else.
    """
    ranges = list(_ranges(data))
    if len(ranges) != len(signers):
        raise WrongContainer("The file does not bear as many signatures as it should.")
    end_before = 0
    for signer, (start, end, rest) in zip(signers, ranges, strict=True):
        digest = hashlib.sha256(data[:start])
        digest.update(data[end : end + rest])
        signer.check(_container(data[start:end]), digest.digest())
        if not end_before < end + rest <= len(data):
            raise WrongContainer("A signature does not cover its revision.")
        end_before = end + rest
    if signers and end_before != len(data):
        raise WrongContainer("The last signature does not cover the whole file.")


def _ranges(data: bytes) -> Iterator[tuple[int, int, int]]:
    place = data.find(_OPENING)
    while place >= 0:
        found = _RANGE.match(data, place)
        if found is not None:
            yield int(found[1]), int(found[2]), int(found[3])
        place = data.find(_OPENING, place + 1)


def _container(gap: bytes) -> bytes:
    """The container in a gap, without the zeros behind it."""
    if gap[:1] + gap[-1:] != b"<>":
        raise WrongContainer("There is no gap where a signature should stand.")
    padded = bytes.fromhex(gap[1:-1].decode("ascii", "replace"))
    # ContentInfo is a sequence with a length of two bytes: it says itself where it ends
    if padded[:2] != b"\x30\x82":
        raise WrongContainer("There is no container in the gap.")
    size = 4 + int.from_bytes(padded[2:4])
    if padded[size:].strip(b"\0"):
        raise WrongContainer("Something stands behind the container.")
    return padded[:size]
