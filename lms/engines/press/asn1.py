"""DER (X.690), as much of it as signatures and time stamps need: written, and read again."""

from collections.abc import Sequence

SEQUENCE, SET, OCTETS, INTEGER = 0x30, 0x31, 0x04, 0x02
NULL = b"\x05\x00"


def der(tag: int, *parts: bytes) -> bytes:
    """One element of DER."""
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 128 + len(length))) + length + body


def oid(text: str) -> bytes:
    """An object identifier, written as numbers with dots."""
    first, second, *rest = (int(arc) for arc in text.split("."))
    out: list[int] = []
    for number in (first * 40 + second, *rest):
        arc, digits = number, [number & 127]
        while arc := arc >> 7:
            digits.append(arc & 127 | 128)
        out += reversed(digits)
    return der(6, bytes(out))


def integer(value: int) -> bytes:
    """A whole number, not below zero."""
    return der(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def parts(element: bytes) -> Sequence[bytes]:
    """The elements in an element. Raises ValueError where it is none, or not whole."""
    body = body_of(element)
    found, place = [], 0
    while place < len(body):
        end = _end(body, place)
        found.append(body[place:end])
        place = end
    return found


def body_of(element: bytes) -> bytes:
    """What is in an element, without tag and length. Raises ValueError."""
    if _end(element, 0) != len(element):
        raise ValueError("This is not one element.")
    return element[_head(element, 0) :]


def _head(data: bytes, place: int) -> int:
    """Where the body of the element at this place begins."""
    if place + 2 > len(data):
        raise ValueError("The element is cut.")
    size = data[place + 1]
    return place + 2 + (size - 128 if size > 128 else 0)


def _end(data: bytes, place: int) -> int:
    head = _head(data, place)
    size = data[place + 1]
    length = int.from_bytes(data[place + 2 : head], "big") if size > 128 else size
    if size == 128 or head + length > len(data):
        raise ValueError("The element is cut, or of no known length.")
    return head + length
