"""The typed fields: what a design's source may write, and of which kind each is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeAlias

from lms.core.messages import N_, Message


class Kind(StrEnum):
    """What a field holds. Only texts and numbers may be written; flags are asked by `if`."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True)
class ListOf:
    """A list of parts with these fields, to be walked by `for`."""

    item: "Group"


Group: TypeAlias = "Mapping[str, Kind | ListOf | Group]"
Type: TypeAlias = "Kind | ListOf | Group"

_SIDE_NAMES = (
    *("key", "field", "css", "language", "direction", "issuer", "issuer_place", "title"),
    *("intro", "name", "name_css", "name_steps", "rank", "rank_css", "rank_steps", "certified"),
)
_SIGNATORY_NAMES = (
    *("office", "organisation", "how", "label"),
    *("local_office", "local_how", "local_label"),
)
_SIDE: Group = dict.fromkeys(_SIDE_NAMES, Kind.TEXT)
_SIGNATORY: Group = dict.fromkeys(_SIGNATORY_NAMES, Kind.TEXT)

FIELDS: Group = {
    "title": Kind.TEXT,
    "created": Kind.TEXT,
    "serial": Kind.TEXT,
    "code": Kind.TEXT,
    "backing": Kind.TEXT,
    "replaces": Kind.TEXT,
    "verify_address": Kind.TEXT,
    "local": Kind.FLAG,
    "latin": dict.fromkeys(("issuer", "issued", "warning", "serial", "code", "expires"), Kind.TEXT),
    "second": dict.fromkeys(("issued", "warning", "serial", "code", "expires"), Kind.TEXT),
    "first": _SIDE,
    "other": _SIDE,
    "sides": ListOf(_SIDE),
    "signatories": ListOf(_SIGNATORY),
    "emblems": ListOf({"src": Kind.TEXT, "place": Kind.TEXT, "alt": Kind.TEXT}),
    "qr": {"view_box": Kind.TEXT, "path": Kind.TEXT},
    "qr_width": Kind.NUMBER,
    "page": {"width": Kind.NUMBER, "height": Kind.NUMBER, "name": Kind.TEXT},
    "show": dict.fromkeys(("rank", "issuer", "backing", "local", "address", "drawing"), Kind.FLAG),
}
LOOP: Group = {"index": Kind.NUMBER, "first": Kind.FLAG, "last": Kind.FLAG}

MUST_WRITE = ("name", "serial", "code", "qr")
"""Fields by `data-field` without which a paper could not be proved."""

HOLDER_FIELDS = frozenset(
    {
        *("name", "local_name", "rank", "local_rank", "serial", "code", "qr", "supersedes"),
    }
)
"""Names that `data-field` may take: texts that differ from holder to holder."""


def unknown(name: str, known: Group) -> Message:
    """That a field does not exist, with the nearest one that does."""
    near = get_close_matches(name, known, n=1)
    if near:
        return N_("There is no field “%(name)s”. Did you mean “%(near)s”?", name=name, near=near[0])
    return N_("There is no field “%(name)s”. The list beside the editor has all fields.", name=name)


def paths(group: Group = FIELDS, before: str = "") -> list[tuple[str, str]]:
    """Every field as it is written, with its kind, for the list beside the editor."""
    found: list[tuple[str, str]] = []
    for name, kind in group.items():
        if isinstance(kind, Kind):
            found.append((before + name, kind.value))
        elif isinstance(kind, ListOf):
            found.append((f"{before}{name}", "list"))
            if not before:
                found += paths(kind.item, f"{name}[].")
        else:
            found += paths(kind, f"{before}{name}.")
    return found
