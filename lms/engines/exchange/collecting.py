"""Gathering what a reader finds: questions with keys of their own, pictures, and what to tell."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from anyascii import anyascii

from lms.core.messages import N_, Message
from lms.engines.exchange.limits import LIMITS, Limits
from lms.engines.exchange.types import Imported, Item, LeftOut, Payload, Told, Unreadable
from lms.engines.reading import KEY

_LONGEST = 60
_HEADS: Mapping[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "webp": (b"RIFF",),
    "svg": (b"<",),
}


def slug(words: str, default: str) -> str:
    """A key made of words of any script."""
    plain = re.sub(r"[^a-z0-9]+", "-", anyascii(words[:200]).lower()).strip("-")
    return plain[:_LONGEST].strip("-") or default


def unused(base: str, taken: set[str]) -> str:
    """`base`, or with a number behind it where that is taken; it is taken from now on."""
    found, number = base, 2
    while found in taken:
        found, number = f"{base[: _LONGEST - 4]}-{number}", number + 1
    taken.add(found)
    return found


@dataclass
class Budget:
    """How many signs of text a file may still hold."""

    left: int

    def spend(self, signs: int) -> None:
        """Raises Unreadable where the file holds too much text."""
        self.left -= signs
        if self.left < 0:
            raise Unreadable(N_("The file holds more text than is read. Split it from here on."))


@dataclass
class Notes:
    """What one item leaves behind while it is read: what to tell, and pictures by their path."""

    limits: Limits = LIMITS
    budget: Budget = field(default_factory=lambda: Budget(LIMITS.all_signs))
    messages: list[Message] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def tell(self, message: Message) -> None:
        if message not in self.messages:
            self.messages.append(message)

    def weigh(self, text: str, more: int = 0) -> None:
        """Judge the length of a text before it is read; `more` signs of it are no words.

        Raises LeftOut, Unreadable.
        """
        if len(text) > self.limits.text_signs + more:
            raise LeftOut(N_("A text of this item is too long."))
        self.budget.spend(max(0, len(text) - more))

    def picture(self, name: str, content: bytes) -> str | None:
        """Keep a picture and give its path; None, and told, where it is none that is taken."""
        stem, _dot, ending = name.replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")
        ending = {"jpeg": "jpg"}.get(ending.lower(), ending.lower())
        heads = _HEADS.get(ending)
        if heads is None or not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(heads):
            message = N_("The picture %(name)s is none of the kinds that are taken.", name=name)
            self.tell(message)
            return None
        if len(content) > self.limits.picture_bytes:
            self.tell(N_("The picture %(name)s is too large.", name=name))
            return None
        digest = hashlib.sha256(content).hexdigest()[:8]
        path = f"media/{slug(stem, 'picture')[:40]}-{digest}.{ending}"
        self.pictures[path] = content
        return path


@dataclass(frozen=True)
class Found:
    """An item of a file before it is read: its name there, its own key if it has one."""

    name: str
    key: str = ""
    category: str = ""
    line: int | None = None


class Collector:
    """Everything that comes out of one file. One item that fails harms no other."""

    def __init__(self, file: str, limits: Limits = LIMITS) -> None:
        self.file, self.limits = file, limits
        self.items: list[Item] = []
        self.told: list[Told] = []
        self.media: dict[str, bytes] = {}
        self._keys: set[str] = set()
        self._budget = Budget(limits.all_signs)

    def take(self, found: Found, make: Callable[[Notes], Payload]) -> None:
        """Read one item by `make`, which gives a question with or without its own key.

        Raises Unreadable where the file holds more questions than are read.
        """
        if len(self.items) >= self.limits.questions:
            raise Unreadable(
                N_("Only the first %(most)s questions were read.", most=self.limits.questions)
            )
        notes = Notes(self.limits, self._budget)
        name = found.name or N_("Item %(number)s", number=len(self.items) + 1).english()
        try:
            payload = make(notes)
        except LeftOut as error:
            self.told.append(Told(name, error.message, found.line))
            return
        wanted = str(payload.get("key") or found.key)
        key = unused(wanted if KEY.fullmatch(wanted) else slug(wanted or name, "item"), self._keys)
        self._keep(notes)
        self.items.append(Item({**payload, "key": key}, name, found.category, found.line))
        self.told += [Told(name, message, found.line, key) for message in notes.messages]

    def _keep(self, notes: Notes) -> None:
        for path, content in notes.pictures.items():
            if len(self.media) < self.limits.pictures:
                self.media[path] = content
            else:
                notes.tell(N_("The file holds too many pictures; this one was left out."))

    def refuse(self, error: Unreadable) -> None:
        """Tell why the rest of the file, or all of it, is not read."""
        self.told.append(Told(self.file, error.message, error.line))

    def imported(self) -> Imported:
        return Imported(tuple(self.items), self.media, tuple(self.told))
