"""Elements of an i2 chart exchange file as text: everything it says stands in attributes."""

from collections.abc import Iterable, Mapping

from lms.engines.linkchart.exchange.words import escaped

Attributes = Mapping[str, str]


def tag(name: str, attributes: Attributes, inner: str | None = None) -> str:
    """An element; without `inner` an empty one."""
    written = "".join([f' {key}="{escaped(value)}"' for key, value in attributes.items()])
    if inner is None:
        return f"<{name}{written}/>"
    return f"<{name}{written}>{inner}</{name}>"


def group(name: str, parts: Iterable[str]) -> str:
    """An element that only holds others; nothing if there are none."""
    inner = "".join(parts)
    return f"<{name}>{inner}</{name}>" if inner else ""


class Ids:
    """The one space of XML ids of a file: a letter and a number."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> str:
        self._last += 1
        return f"ID{self._last}"
