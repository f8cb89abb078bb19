"""The kinds of fields that a form is made of."""

from dataclasses import dataclass, field
from typing import Any

from lms.core.messages import Message


@dataclass(frozen=True)
class Field:
    """One field: its name in the file and what it is called. Required ones are marked so."""

    name: str
    label: Message
    help: Message | None = field(default=None, kw_only=True)
    required: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Text(Field):
    """A text in each language of the course."""

    long: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Word(Field):
    """A text that is the same in every language: a key, a number in quotes, a unit."""

    width: str = field(default="sh", kw_only=True)


@dataclass(frozen=True)
class Whole(Field):
    """A whole number; `default` is what holds where the file says nothing."""

    default: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Flag(Field):
    """Yes or no; the file says nothing for `default`."""

    default: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Choice(Field):
    """One value out of a list of (value, what it is called). `again`: other fields hang on it."""

    options: tuple[tuple[str, Any], ...] = field(default=(), kw_only=True)
    default: str = field(default="", kw_only=True)
    again: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Picture(Field):
    """A file for all readers, and others for languages of their own, out of a list of paths.

    One for all is written alone, several by language under the main language and the others."""

    options: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Many(Field):
    """One or several values out of a list: one is written alone, several as a list.

    `always_list`: one is written as a list too. `all_by_default`: the file says nothing where all
    are chosen."""

    options: tuple[tuple[str, Any], ...] = field(default=(), kw_only=True)
    all_by_default: bool = field(default=False, kw_only=True)
    always_list: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Lines(Field):
    """A list of short texts, one on each line; with `parts` each line is a list, by commas."""

    parts: bool = field(default=False, kw_only=True)
    separator: str = field(default="\n", kw_only=True)


@dataclass(frozen=True)
class Group(Field):
    """Fields that stand together under one name."""

    fields: tuple[Field, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Rows(Field):
    """A list of groups that can grow, shrink and change its order."""

    fields: tuple[Field, ...] = field(default=(), kw_only=True)
    most: int = field(default=20, kw_only=True)
    one: Message = field(kw_only=True)
    keyed: bool = field(default=True, kw_only=True)


@dataclass(frozen=True)
class Ways(Field):
    """One of several sets of fields, by which of their first fields the file has."""

    ways: tuple[tuple[str, Message, tuple[Field, ...]], ...] = field(default=(), kw_only=True)

    def way_of(self, value: dict[str, Any]) -> str:
        """The way that a value goes; the first where it goes none."""
        return next((name for name, _label, _f in self.ways if name in value), self.ways[0][0])

    def fields_of(self, way: str) -> tuple[Field, ...]:
        return next((fields for name, _l, fields in self.ways if name == way), self.ways[0][2])
