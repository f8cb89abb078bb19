"""Read an untrusted payload (JSON or YAML) and gather every problem, each with its path.

A `Node` stands for one mapping of the payload. Its readers never raise: they note a problem and
give a harmless value, so that one pass tells all that is wrong. `parsed()` gives the value only
when nothing was noted.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, TypeVar

from lms.core.messages import N_, Message

T = TypeVar("T")

Text = Mapping[str, str]
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,9})?|\d{1,6}/[1-9]\d{0,5}")
_MOST_PROBLEMS = 200


@dataclass(frozen=True)
class Problem:
    """What is wrong at one place of a payload, and how to mend it."""

    path: str
    message: Message


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """A typed value, or the problems that stand in its way (never both)."""

    value: T | None
    problems: tuple[Problem, ...] = ()


@dataclass
class Problems:
    """The list that all nodes of one payload write to. It stops growing at 200."""

    found: list[Problem] = field(default_factory=list)

    def add(self, path: str, message: Message) -> None:
        if len(self.found) < _MOST_PROBLEMS:
            self.found.append(Problem(path, message))

    def broken(self, path: str, keys: Container[str]) -> bool:
        """Whether the list at `path` could not be read so far that the key of each item is known.

        What points to its items is better not judged then: it would only say the same again.
        """
        here = any(one.path == path or path.startswith(f"{one.path}.") for one in self.found)
        return here or "" in keys

    def parsed(self, make: Callable[[], T]) -> Parsed[T]:
        """`make()` if all went well, else the problems."""
        if self.found:
            return Parsed(None, tuple(self.found))
        return Parsed(make())


class Node:
    """One mapping of the payload, read field by field; fields that nobody read are problems."""

    def __init__(self, value: object, path: str, problems: Problems) -> None:
        self.path = path
        self.problems = problems
        self._read: set[str] = set()
        self._fields: Mapping[str, object] = {}
        if isinstance(value, Mapping) and all(isinstance(name, str) for name in value):
            self._fields = value
        else:
            problems.add(path or ".", N_("Write a mapping of named fields here."))

    def at(self, name: str) -> str:
        """The path of a field, as problems show it."""
        return f"{self.path}.{name}" if self.path else name

    def fault(self, name: str, message: Message) -> None:
        """Note a problem of a field that the caller found."""
        self.problems.add(self.at(name), message)

    def has(self, name: str) -> bool:
        """Whether something stands in a field; one that is empty is as good as not there."""
        if self._fields.get(name) is None:
            self._read.add(name)
            return False
        return True

    def null(self, name: str) -> bool:
        """Whether a field stands there with nothing in it."""
        return name in self._fields and self._fields[name] is None

    def raw(self, name: str) -> object:
        """The field as it came, for the caller to check."""
        self._read.add(name)
        return self._fields.get(name)

    def skip_rest(self) -> None:
        """Do not judge the other fields: what they should be hangs on a field that is wrong."""
        self._read.update(self._fields)

    def close(self) -> None:
        """Call when all fields are read: each one left is an unknown field."""
        for name in self._fields:
            if name not in self._read:
                self.fault(name, N_("Unknown field. Remove it or mend its spelling."))

    def string(self, name: str, *, most: int, default: str | None = None) -> str:
        """One line or block of text, without control characters; required if no default."""
        value = self.raw(name)
        if value is None:
            if default is None:
                self.fault(name, N_("This field is needed."))
            return default or ""
        if not isinstance(value, str):
            self.fault(name, N_("Write text here (in quotes if it looks like a number)."))
            return ""
        return self._checked(self.at(name), value, most)

    def key(self, name: str = "key") -> str:
        """A machine name: small letters, digits and hyphens."""
        value = self.string(name, most=64)
        if value and not KEY.fullmatch(value):
            self.fault(name, N_("Use small letters, digits and hyphens only, at most 64."))
        return value

    def text(self, name: str, *, most: int = 4000) -> dict[str, str]:
        """Authored text as {language: text}; English is needed."""
        found = self.text_or_none(name, most=most)
        if found is None:
            self.fault(name, N_("This text is needed, at least in English (en)."))
        return found or {}

    def text_or_none(self, name: str, *, most: int = 4000) -> dict[str, str] | None:
        value = self.raw(name)
        if value is None:
            return None
        if not isinstance(value, Mapping) or not value:
            self.fault(name, N_('Write the text by language, such as {en: "..."}.'))
            return {}
        found: dict[str, str] = {}
        for language, words in value.items():
            where = f"{self.at(name)}.{language}"
            if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
                self.problems.add(where, N_("Write a language code such as en or ur."))
            elif not isinstance(words, str) or not words.strip():
                self.problems.add(where, N_("Write the text, or leave this language out."))
            else:
                found[language] = self._checked(where, words, most)
        if "en" not in value:
            self.fault(name, N_("The English text (en) is needed."))
        return found

    def choice(self, name: str, allowed: Iterable[str], *, default: str | None = None) -> str:
        """One word out of a fixed list."""
        options = list(allowed)
        value = self.raw(name)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value in options:
            return value
        self.fault(name, N_("Choose one of: %(options)s.", options=", ".join(options)))
        return options[0] if options else ""

    def whole(self, name: str, *, low: int, high: int, default: int | None = None) -> int:
        """A whole number between two bounds, both allowed."""
        value = self.raw(name)
        if value is None and default is not None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.fault(name, N_("Write a whole number from %(low)s to %(high)s.", low=low, high=high))
        return low

    def schema(self, high: int, *, low: int = 1, default: int | None = None) -> int:
        """The number of the form in which the payload is written, as the field `schema`."""
        value = self.raw("schema")
        if value is None and default is not None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.fault(
            "schema",
            N_(
                "Write a whole number from %(low)s to %(high)s as “schema”. A higher one is of a "
                "newer release.",
                low=low,
                high=high,
            ),
        )
        return low

    def whole_or_none(self, name: str, *, low: int, high: int) -> int | None:
        return self.whole(name, low=low, high=high) if self.has(name) else None

    def truth(self, name: str, *, default: bool = False) -> bool:
        value = self.raw(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(name, N_("Write true or false."))
            return default
        return value

    def exact(self, name: str, *, default: str | None = None) -> Fraction:
        """An exact number, written as quoted text such as "38.5" or "1/3" (never a float)."""
        value = self.raw(name)
        if value is None and default is not None:
            return Fraction(default)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
            return Fraction(value)
        if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
            return Fraction(value.strip())
        self.fault(name, N_('Write a number in quotes, such as "38.5".'))
        return Fraction(0)

    def node(self, name: str) -> "Node":
        """A mapping that must be there."""
        if not self.has(name):
            self._read.add(name)
            self.fault(name, N_("This field is needed."))
            return Node({}, self.at(name), Problems())
        return Node(self.raw(name), self.at(name), self.problems)

    def node_or_none(self, name: str) -> "Node | None":
        return self.node(name) if self.has(name) else None

    def part(self, name: str, read: Callable[["Node"], T]) -> T:
        """A mapping that must be there, read and closed."""
        inner = self.node(name)
        found = read(inner)
        inner.close()
        return found

    def nodes(self, name: str, *, low: int, high: int) -> Iterator["Node"]:
        """A list of mappings, each read in turn and closed after the caller has read it."""
        for where, value in self._items(name, low=low, high=high):
            node = Node(value, where, self.problems)
            yield node
            node.close()

    def strings(self, name: str, *, low: int, high: int, most: int) -> list[str]:
        """A list of texts without repeats."""
        found: list[str] = []
        for where, value in self._items(name, low=low, high=high):
            if not isinstance(value, str) or not value.strip():
                self.problems.add(
                    where, N_("Write text here (in quotes if it looks like a number).")
                )
            elif value in found:
                self.problems.add(where, N_("This stands in the list twice."))
            else:
                found.append(self._checked(where, value, most))
        return found

    def items(self, name: str, *, low: int, high: int) -> list[tuple[str, object]]:
        """A list as it came, as (path, value), its length checked."""
        return list(self._items(name, low=low, high=high))

    def _items(self, name: str, *, low: int, high: int) -> Iterator[tuple[str, object]]:
        value = self.raw(name)
        if value is None:
            value = []
        if not isinstance(value, list | tuple):
            self.fault(name, N_("Write a list here."))
            return
        if not low <= len(value) <= high:
            self.fault(
                name,
                N_(
                    "Write a list of %(low)s to %(high)s here, not %(count)s.",
                    low=low,
                    high=high,
                    count=len(value),
                ),
            )
        for index, item in enumerate(value[:high]):
            yield f"{self.at(name)}[{index}]", item

    def _checked(self, where: str, value: str, most: int) -> str:
        if len(value) > most:
            self.problems.add(where, N_("Shorten this to %(most)s signs.", most=most))
            return value[:most]
        if any(ord(sign) < 32 and sign not in "\n\t\r" for sign in value):
            self.problems.add(where, N_("Remove the control characters from this text."))
        if any(0xD800 <= ord(sign) <= 0xDFFF for sign in value):
            self.problems.add(where, N_("Remove the broken characters from this text."))
            return ""
        return value.strip()


def unique(node: Node, name: str, value: str, seen: set[str]) -> None:
    """Note a problem if `value` was seen before, else remember it."""
    if value in seen:
        node.fault(name, N_("%(value)s is used twice. Choose another.", value=value))
    seen.add(value)


class Unknown:
    """References to what is nowhere: each is told once, at its first place, with how many more
    there are. `once` makes the words for one place, `more` those for one and so many others."""

    def __init__(
        self,
        problems: Problems,
        once: Callable[[str], Message],
        more: Callable[[str, int], Message],
    ) -> None:
        self._problems, self._once, self._more = problems, once, more
        self._first: dict[str, int] = {}
        self._counts: Counter[str] = Counter()

    def note(self, path: str, value: str) -> None:
        """Something at `path` points to `value`, which nobody knows."""
        found = self._problems.found
        self._counts[value] += 1
        at = self._first.setdefault(value, len(found))
        if self._counts[value] == 1:
            self._problems.add(path, self._once(value))
        elif at < len(found):
            found[at] = Problem(found[at].path, self._more(value, self._counts[value] - 1))
