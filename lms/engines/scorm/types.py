"""What a package is, once it is read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lms.core.messages import Message


class Version(StrEnum):
    """The two families of the standard that content is written for."""

    SCORM_1_2 = "1.2"
    SCORM_2004 = "2004"


@dataclass(frozen=True)
class Item:
    """A line of the package's own table of contents; without `href` it is only a heading.

    `mastery` is the author's pass mark as written: points in 1.2, a share of -1 to 1 in 2004.
    """

    key: str
    title: str
    href: str = ""
    mastery: str = ""
    launch_data: str = ""
    time_limit: str = ""
    children: tuple["Item", ...] = field(default=())

    def walk(self, level: int = 0) -> Iterator[tuple[int, "Item"]]:
        """This item and all below it, with how deep each stands."""
        yield level, self
        for child in self.children:
            yield from child.walk(level + 1)


@dataclass(frozen=True)
class ScormPackage:
    """A package that can be played; `notes` say what of it is not followed."""

    version: Version
    title: str
    items: tuple[Item, ...]
    notes: tuple[Message, ...] = ()

    @property
    def lines(self) -> list[tuple[int, Item]]:
        """The table of contents, each line with its level from 0."""
        return [line for item in self.items for line in item.walk()]

    @property
    def playable(self) -> list[Item]:
        """The items that can be opened, in order."""
        return [item for _level, item in self.lines if item.href]
