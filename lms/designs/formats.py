"""The source of a design: everything that decides how a paper looks, as one document with one hash.

The document is what a version freezes. Its hash is the SHA-256 of its canonical JSON (RFC 8785), so
any kept version can be checked by itself; fonts and pictures are named in it by their own hashes.
"""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lms.core.db import Json
from lms.designs.enums import EmblemPlace, PageSize, Part

SCHEMA: Literal[2] = 2
"""Schema 1 was the official design alone, hashed over its files (see `lms.core.pdf`)."""

PAGE_FILE, SHEET_FILE = "page.html", "page.css"
MOST_EMBLEMS = 3
MOST_SIGNATORIES = 3
LONGEST_SOURCE = 40_000
OWN_COLOUR = "#0a4c5e"
_DRAWN_COLOUR = "#0b5568"
MM = Mapping[PageSize, tuple[float, float]]
SIZES: MM = {
    PageSize.A4: (297.0, 210.0),
    PageSize.LETTER: (279.4, 215.9),
    PageSize.CARD: (85.6, 54.0),
}

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Texts = dict[str, dict[str, str]]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Emblem(_Part):
    """A picture on the paper, by the hash of its checked bytes. A donor's needs an agreement."""

    sha256: Hash
    media_type: Literal["image/png", "image/svg+xml"]
    place: EmblemPlace
    alt: str = Field(default="", max_length=120)
    # a donor's logo stands there only by a recorded agreement; else the donor is a line of text
    donor: bool = False
    agreement: str = Field(default="", max_length=300)

    @property
    def file(self) -> str:
        """The name of its file beside the page."""
        ending = "png" if self.media_type == "image/png" else "svg"
        return f"emblem-{self.sha256[:16]}.{ending}"


class Options(_Part):
    """What may be set without touching the source."""

    page: PageSize = PageSize.A4
    pages: tuple[PageSize, ...] = (PageSize.A4,)
    accent: Colour = OWN_COLOUR
    hidden: tuple[Part, ...] = ()
    emblems: tuple[Emblem, ...] = Field(default=(), max_length=MOST_EMBLEMS)
    # one label for each signatory in their order, by language: "Chief guest"
    labels: tuple[dict[str, str], ...] = Field(default=(), max_length=MOST_SIGNATORIES)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page in millimetres."""
        return SIZES[self.page]


class DesignSource(_Part):
    """One state of a design. `drawings` are SVG texts by file name; `fonts` are hashes by name."""

    schema_number: Literal[2] = Field(default=SCHEMA, alias="schema")
    name: str = Field(min_length=1, max_length=60)
    html: str = Field(max_length=LONGEST_SOURCE)
    css: str = Field(max_length=LONGEST_SOURCE)
    wording: Texts
    drawings: dict[str, str] = Field(default_factory=dict)
    fonts: dict[str, str] = Field(default_factory=dict)
    options: Options = Options()

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, as hex: the identity of this version."""
        return hashlib.sha256(rfc8785.dumps(as_json(self))).hexdigest()

    @property
    def files(self) -> frozenset[str]:
        """The names of pictures that the page may use."""
        return frozenset(self.drawings) | {emblem.file for emblem in self.options.emblems}


def as_json(source: DesignSource) -> Json:
    """The document as it is kept."""
    document: dict[str, Any] = source.model_dump(mode="json", by_alias=True)
    return document


def read_source(document: Json) -> DesignSource:
    """A kept document. Raises pydantic's ValidationError where it is none."""
    return DesignSource.model_validate(document)


def coloured(drawing: str, accent: str) -> str:
    """A shipped drawing in the design's own colour."""
    return drawing if accent == OWN_COLOUR else drawing.replace(_DRAWN_COLOUR, accent)
