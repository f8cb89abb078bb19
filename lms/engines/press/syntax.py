"""Small pieces of PDF syntax."""

from datetime import UTC, datetime

_ESCAPED = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)", "\r": "\\r", "\n": "\\n"})


def text(value: str) -> bytes:
    """A text string: readable where it is ASCII, else UTF-16 with its mark."""
    if value.isascii():
        return b"(%s)" % value.translate(_ESCAPED).encode()
    return b"<FEFF%s>" % value.encode("utf-16-be").hex().upper().encode()


def name(value: str) -> bytes:
    """A name object; signs outside letters, digits, hyphen and point are written as #xx."""
    plain = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._+")
    return b"/" + b"".join(
        bytes([byte]) if byte in plain else b"#%02X" % byte for byte in value.encode()
    )


def date(moment: datetime) -> bytes:
    """A date string in UTC. Raises ValueError for a naive time."""
    if moment.utcoffset() is None:
        raise ValueError("A time without a zone has no place in a file.")
    return moment.astimezone(UTC).strftime("(D:%Y%m%d%H%M%SZ)").encode()


def number(value: float) -> bytes:
    """A number with up to three decimals, as short as it can be written."""
    return f"{value:.3f}".rstrip("0").rstrip(".").encode() or b"0"
