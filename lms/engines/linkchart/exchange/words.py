"""Small things about texts that several formats need."""

import re

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile('[&<>"\t\n\r]')
_ESCAPES = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;",
    "\t": "&#9;", "\n": "&#10;", "\r": "&#13;",
}  # fmt: skip
_WRITTEN = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MEANT = {"\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
_COLOUR = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")


def clean(text: str) -> str:
    """The text without signs that XML forbids."""
    return _FORBIDDEN.sub("", text)


def escaped(text: str) -> str:
    """The text as the value of an XML attribute: line breaks are character references."""
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], _FORBIDDEN.sub("", text))


def in_one_line(text: str) -> str:
    """The text with line breaks, tabs and backslashes written as \\n, \\r, \\t and \\\\."""
    return re.sub(r"[\\\n\r\t]", lambda found: _WRITTEN[found[0]], text)


def from_one_line(text: str) -> str:
    """What `in_one_line` wrote, as it was."""
    return re.sub(r"\\([\\nrt])", lambda found: _MEANT[found[1]], text)


def joined(values: tuple[str, ...]) -> str:
    """Several texts as lines of one."""
    return "\n".join(in_one_line(value) for value in values)


def parted(text: str) -> tuple[str, ...]:
    """What `joined` wrote; each once, none empty."""
    values = (from_one_line(line).strip() for line in text.split("\n"))
    return tuple(dict.fromkeys(value for value in values if value))


def colorref(text: str) -> int | None:
    """#rrggbb as the number that Windows uses: blue, green, red. None for other words."""
    found = _COLOUR.fullmatch(text.strip())
    if not found:
        return None
    red, green, blue = (int(part, 16) for part in found.groups())
    return blue * 65536 + green * 256 + red


def colour_of(number: str) -> str:
    """A Windows colour number as #rrggbb, or nothing where it is none."""
    if not number.isdecimal() or int(number) > 0xFFFFFF:
        return ""
    value = int(number)
    return f"#{value & 255:02x}{value >> 8 & 255:02x}{value >> 16:02x}"
