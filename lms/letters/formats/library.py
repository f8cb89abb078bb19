"""The texts that ship: one YAML file a kind, with subject and body in each language."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from lms.letters.enums import LetterKind
from lms.letters.rules.render import Texts

FOLDER = Path(__file__).resolve().parents[1] / "library"


@cache
def shipped(kind: LetterKind) -> Texts:
    """The text of a kind of letter as it ships."""
    body = YAML(typ="safe").load(FOLDER / f"{kind.value}.yaml")
    return Texts(
        subject={one: text.strip() for one, text in body["subject"].items()},
        body={one: text.strip() for one, text in body["body"].items()},
    )


@cache
def example() -> dict[str, dict[str, str]]:
    """A value for every name, by language: invented, for looking at a text."""
    body: dict[str, dict[str, str]] = YAML(typ="safe").load(FOLDER / "example.yaml")
    return {one: {name: str(value) for name, value in named.items()} for one, named in body.items()}
