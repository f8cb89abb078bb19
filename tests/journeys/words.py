"""What stands on the screens in a language, read from the catalogue, and what the course asks."""

from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
URDU_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


class Words:
    """Turns msgids into what a reader of `language` sees."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalog = _catalog(language) if language != "en" else None

    def __call__(self, msgid: str, **values: object) -> str:
        found = self._catalog.get(msgid) if self._catalog else None
        text = str(found.string) if found and found.string else msgid
        return text % self._digits(values) if values else text

    def number(self, value: int) -> str:
        return str(value).translate(URDU_DIGITS) if self.language == "ur" else str(value)

    def count(self, one: str, many: str, num: int, **values: object) -> str:
        """A text with a number, in the form that the number asks for."""
        text = one if num == 1 else many
        found = self._catalog.get(one) if self._catalog else None
        if found:
            text = found.string[0 if num == 1 else 1]
        return text % self._digits({"num": num, **values})

    def _digits(self, values: dict[str, object]) -> dict[str, object]:
        return {
            name: self.number(one) if isinstance(one, int) else one for name, one in values.items()
        }


@lru_cache
def _catalog(language: str) -> Catalog:
    path = ROOT / "lms" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)
