"""Templates of papers: each kind of paper has a folder of its own, with its texts by language."""

import json
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lms.core import pdf

FONTS = pdf.STATIC / "vendor" / "print"
_NASTALIQ = tuple(FONTS / f"{one}-600.ttf" for one in ("noto-nastaliq-urdu", "ibm-plex-sans"))


@cache
def environment(folder: Path) -> Environment:
    """The template engine of a folder: strict, escaping, reading from that folder only."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def script_of(text: str) -> str:
    """The style for a name in a local script: Nastaliq where it has every letter, else Naskh
    (Sindhi and Pashto letters), else Latin."""
    if not any("؀" <= sign <= "ࣿ" or "ﭐ" <= sign <= "﻿" for sign in text):
        return "latin"
    return "nastaliq" if not pdf.glyphs_missing(text, _NASTALIQ) else "naskh"


def apart(words: str) -> Markup:
    """A typed text kept apart from what stands around it, whichever way it runs."""
    if not words:
        return Markup("")
    way = "ltr" if script_of(words) == "latin" else "rtl"
    return Markup('<bdi dir="{}">{}</bdi>').format(way, words)


@cache
def wordings(folder: Path) -> dict[str, dict[str, str]]:
    """The texts of a folder's `wording.json` by language. They are the papers', not the screen's
    catalogue: a paper is written in the language that is asked for, whoever prints it."""
    data: dict[str, dict[str, str]] = json.loads((folder / "wording.json").read_text("utf-8"))
    return data
