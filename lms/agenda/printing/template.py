"""The templates of the papers: pages, sheets of style and the wording in both languages."""

import json
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lms.core.settings import ROOT

FOLDER = ROOT / "templates" / "agenda" / "print"
LANGUAGES = ("en", "ur")


@cache
def environment() -> Environment:
    """The template engine for papers: strict, escaping, reading from the template's folder only."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def wordings() -> dict[str, dict[str, str]]:
    """The texts on the papers by language. They are the papers', not the screen's catalogue:
    a paper is written in the language that is asked for, whoever prints it."""
    data: dict[str, dict[str, str]] = json.loads((FOLDER / "wording.json").read_text("utf-8"))
    return data
