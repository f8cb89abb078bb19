"""A version of a course, frozen: one JSON value and the hash that names it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

from lms.core.errors import Refused
from lms.core.messages import N_
from lms.courses.formats.schema import SCHEMA

Content = dict[str, Any]


def keyed_aims(module_slug: str, aims: Sequence[Any]) -> list[Content]:
    """Aims of schema 1 (plain texts) with the keys that schema 2 gives them."""
    return [
        {"key": f"{module_slug[:50]}-aim-{at}", "text": aim} for at, aim in enumerate(aims, start=1)
    ]


def _to_2(content: Content) -> Content:
    """Schema 2 brought banks of questions, aims with keys, and what opens a module."""
    modules = [
        {
            **module,
            "aims": keyed_aims(module["slug"], module["aims"]),
            "after": [],
            "needs": None,
        }
        for module in content["modules"]
    ]
    course = {**content["course"], "banks": []}
    return {**content, "schema": 2, "course": course, "modules": modules, "banks": {}}


# One entry for each older number: takes content of that number, gives the next one.
UPGRADERS: Mapping[int, Callable[[Content], Content]] = {1: _to_2}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Course content that never changes; same content, same hash, on every machine."""

    content: Content
    content_hash: str

    @property
    def course(self) -> Content:
        """Facts of the course: slug, version, title, aims ..."""
        return dict(self.content["course"])


def freeze(content: Content) -> Snapshot:
    """The snapshot of plain JSON content; its hash is sha256 of the RFC 8785 form, in hex."""
    return Snapshot(content, hashlib.sha256(canonical(content)).hexdigest())


def canonical(content: Content) -> bytes:
    """The one byte form of this content (RFC 8785)."""
    return rfc8785.dumps(content)


def upgrade(content: Content) -> Content:
    """Stored content in today's form; raises `Refused` for a form that is newer than this code."""
    number = content.get("schema")
    while isinstance(number, int) and number in UPGRADERS:
        content = UPGRADERS[number](content)
        number = content.get("schema")
    if number != SCHEMA:
        raise Refused(
            N_(
                "This course was written by a newer Concord (form %(number)s). Update first.",
                number=str(number),
            )
        )
    return content
