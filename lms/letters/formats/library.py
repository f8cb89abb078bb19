"""The texts that ship: one YAML file a kind, with subject and body in each language."""

from functools import cache
from pathlib import Path
from typing import Any

from lms.core.plainyaml import load
from lms.letters.enums import LetterKind
from lms.letters.rules.render import Texts

FOLDER = Path(__file__).resolve().parents[1] / "library"


@cache
def shipped(kind: LetterKind) -> Texts:
    """The text of a kind of letter as it ships."""
    body = _read(kind.value)
    return Texts(
        subject={one: text.strip() for one, text in body["subject"].items()},
        body={one: text.strip() for one, text in body["body"].items()},
    )


@cache
def example() -> dict[str, dict[str, str]]:
    """A value for every name, by language: invented, for looking at a text."""
    body: dict[str, dict[str, str]] = _read("example")
    return {one: {name: str(value) for name, value in named.items()} for one, named in body.items()}


def _read(name: str) -> Any:
    return load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
