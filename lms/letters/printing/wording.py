"""The fixed words of letters in one language, and how a page is put together of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from lms.agenda.printing.document import in_scripts
from lms.core import papers
from lms.core.i18n import NATIVE_DIGITS
from lms.core.settings import ROOT
from lms.engines.credentials import qr
from lms.letters.rules.blocks import Block, blocks

FOLDER = ROOT / "templates" / "letters" / "print"
LANGUAGES = ("en", "ur")
_PIECE = re.compile(r"\w+://[^/]*/?|[^/]+/*|/+")
_BREAKABLE = re.compile(" $")


@dataclass(frozen=True)
class Wording:
    """The letter's own words in one language. They are the paper's, not the screen's catalogue:
    a letter is written in the language that is chosen for it, whoever writes it."""

    language: str
    texts: Mapping[str, str]

    @classmethod
    def of(cls, language: str) -> "Wording":
        """The words of a language, English for one that letters do not have."""
        known = papers.wordings(FOLDER)
        chosen = language if language in known else LANGUAGES[0]
        return cls(language, known[chosen])

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return self.texts["direction"]

    @property
    def right_to_left(self) -> bool:
        return self.direction == "rtl"

    def number(self, value: int) -> str:
        """A figure in the language's digits."""
        table = NATIVE_DIGITS.get(self.language)
        return str(value).translate(table) if table else str(value)

    def blocks(self, body: str) -> Sequence[Block]:
        """The blocks of a Markdown text."""
        return blocks(body)

    def html(self, text: str) -> Markup:
        """A text for the page. In a line from right to left Latin words are kept apart, so that
        digits after them stay where they belong.

        A sign without width behind a last space marks where the line may break before the next
        piece: WeasyPrint else breaks some such lines behind their first word.
        """
        if not self.right_to_left:
            return escape(text)
        return Markup("").join(
            escape(_BREAKABLE.sub(" \u200b", part))
            if arabic
            else Markup('<bdi dir="ltr" lang="en">{}</bdi>').format(part)
            for part, arabic in in_scripts(text, right_to_left=True)
        )

    def address(self, text: str) -> Markup:
        """An address for the page: a line breaks behind a slash, never inside a code."""
        return Markup("").join(
            Markup('<span class="piece">{}</span>').format(piece) for piece in _PIECE.findall(text)
        )

    def picture(self, address: str) -> qr.QrCode:
        """The QR code of an address."""
        return qr.draw(address)

    def counted(self) -> Markup:
        """ "Page n of m"; the layout counts."""
        return Markup(self.texts["page"]).format(  # noqa: S704 - the template's own text
            page=Markup('<span class="n"></span>'), pages=Markup('<span class="of"></span>')
        )


def private_words() -> dict[str, str]:
    """What stands in a copy in the place of a private address, by language."""
    return {one: Wording.of(one).texts["private"] for one in LANGUAGES}
