"""What differs between two states of a design, in lines that people read. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from lms.designs.formats import DesignSource


@dataclass(frozen=True)
class Line:
    """One line of a comparison: `sign` is + (new), - (gone) or blank (around it)."""

    sign: str
    text: str


@dataclass(frozen=True)
class Difference:
    """What differs in one part: options, wording, html, css or a drawing."""

    part: str
    lines: tuple[Line, ...]


def differences(old: DesignSource, new: DesignSource) -> list[Difference]:
    """The parts that differ, with their lines."""
    found = []
    before, after = _parts(old), _parts(new)
    for part in dict.fromkeys((*before, *after)):
        lines = tuple(_lines(before.get(part, ""), after.get(part, "")))
        if lines:
            found.append(Difference(part, lines))
    return found


def _parts(source: DesignSource) -> dict[str, str]:
    wording = [
        f"{language} {key}: {text}"
        for language, texts in source.wording.items()
        for key, text in texts.items()
    ]
    return {
        "options": source.options.model_dump_json(indent=1),
        "wording": "\n".join(wording),
        "html": source.html,
        "css": source.css,
    }


def _lines(old: str, new: str) -> Iterator[Line]:
    for line in unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1):
        if not line.startswith(("---", "+++", "@@")):
            yield Line(line[:1].strip(), line[1:])
