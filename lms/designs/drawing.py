"""A design ready to draw: its files in a folder by hash, its page written by the sandbox.

The folder is a cache: it can be deleted at any time and is written anew from the frozen source.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lms.core.messages import N_, Message
from lms.designs.formats import PAGE_FILE, SHEET_FILE, DesignSource, coloured
from lms.designs.rules import page as page_rules

_ENVIRONMENT = ImmutableSandboxedEnvironment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


class DesignFault(ValueError):
    """The design cannot be drawn; the message says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


@dataclass(frozen=True)
class DrawnDesign:
    """A design whose files stand in `folder`. Two with one hash are the same."""

    hash: str
    source: DesignSource
    folder: Path
    # the file names of its style sheets, to be given to lms.core.pdf.lay_out
    sheets: tuple[str, ...] = (SHEET_FILE,)

    @property
    def name(self) -> str:
        """What the record of a certificate calls it."""
        return self.source.name

    @property
    def own_css(self) -> str:
        """The values of its options, in a sheet that stands after its own."""
        options = self.source.options
        width, height = options.size
        return (
            f"@page {{ size: {width}mm {height}mm; margin: 0; }}\n"
            f"html#paper {{ --accent: {options.accent}; --page-width: {width}mm; "
            f"--page-height: {height}mm; }}\n"
        )

    def html(self, values: Mapping[str, Any]) -> str:
        """The page with these values. Raises DesignFault where a statement fails, or where the
        finished page holds what no design may hold."""
        try:
            made = _template(self.source.html).render(values)
        except (TemplateError, ArithmeticError, TypeError) as error:
            raise DesignFault(
                N_("The design “%(name)s” cannot be drawn: %(why)s", name=self.name, why=str(error))
            ) from error
        found = page_rules.faults(made, self.source.files)
        if found:
            raise DesignFault(found[0])
        return made


@lru_cache(maxsize=64)
def _template(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)


def place(source: DesignSource, pictures: Mapping[str, bytes], cache: Path) -> DrawnDesign:
    """The design with its files written into `cache`. `pictures` holds emblems by file name."""
    digest = source.hash
    folder = cache / digest
    if not folder.is_dir():
        _write(folder, _files(source) | dict(pictures))
    return DrawnDesign(digest, source, folder)


def _files(source: DesignSource) -> dict[str, bytes]:
    texts = {PAGE_FILE: source.html, SHEET_FILE: source.css}
    texts |= {
        name: coloured(drawing, source.options.accent) for name, drawing in source.drawings.items()
    }
    return {name: text.encode() for name, text in texts.items()}


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """All files at once: a folder that is there is whole."""
    draft = folder.with_name(f".{folder.name}.{uuid4().hex}")
    draft.mkdir(parents=True)
    for name, data in files.items():
        (draft / name).write_bytes(data)
    try:
        draft.replace(folder)
    except OSError:  # another process was first
        shutil.rmtree(draft, ignore_errors=True)
