"""Templates of papers: each kind of paper has a folder of its own, with its texts by language."""

import json
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


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


@cache
def wordings(folder: Path) -> dict[str, dict[str, str]]:
    """The texts of a folder's `wording.json` by language. They are the papers', not the screen's
    catalogue: a paper is written in the language that is asked for, whoever prints it."""
    data: dict[str, dict[str, str]] = json.loads((folder / "wording.json").read_text("utf-8"))
    return data
