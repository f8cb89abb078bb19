"""A letter as .docx, for offices that put it on their own letterhead.

Each language begins a page. Arabic script has a character style of its own, so that a Latin name
in an Urdu line stays as it is written.
"""

import io
from datetime import datetime
from typing import Any

import segno

from lms.agenda.printing.document import MEDIA_TYPE, in_scripts
from lms.letters.printing import styles
from lms.letters.printing.wording import Wording
from lms.letters.rules.blocks import Block, BlockKind, Run
from lms.letters.rules.frozen import Frozen, Side

__all__ = ["MEDIA_TYPE", "to_docx"]
_STYLES = {
    BlockKind.HEADING: "Letter Heading",
    BlockKind.BULLET: "Letter Item",
    BlockKind.NUMBER: "Letter Item",
}


def to_docx(letter: Frozen) -> bytes:
    """The letter as a Word document with all its languages."""
    from docx import Document

    word: Any = Document()
    styles.make_styles(word)
    _page(word, letter)
    for place, language in enumerate(letter.languages):
        _Writer(word, Wording.of(language)).write(letter, letter.sides[language], first=not place)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _page(word: Any, letter: Frozen) -> None:
    from docx.shared import Mm

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(18), Mm(20)
    foot = section.footer.paragraphs[0]
    foot.style = word.styles["Letter Foot"]
    foot.add_run(letter.reference)
    side = letter.sides[letter.languages[0]]
    core = word.core_properties
    core.title, core.subject = side.subject, letter.reference
    core.author = core.last_modified_by = side.host
    core.created = core.modified = datetime.fromisoformat(letter.written)
    core.comments = ""


class _Writer:
    """Writes the letter in one language."""

    def __init__(self, word: Any, words: Wording) -> None:
        self.word, self.words = word, words

    def write(self, letter: Frozen, side: Side, *, first: bool) -> None:
        """Letterhead, addressee, subject, text, signature."""
        texts = self.words.texts
        host = self.say("Letter Host", side.host)
        host.paragraph_format.page_break_before = not first
        self.say("Letter By", side.organised_by)
        self.say("Letter Fact", f"{texts['reference']} {letter.reference}")
        self.say("Letter Fact", f"{texts['dated']} {side.dated}")
        self.say("Letter Fact", "")
        self.say("Letter To", texts["to"])
        for line in side.to:
            self.say("Letter To", line)
        self.say("Letter To", "")
        self.say("Letter Subject", f"{texts['subject']} {side.subject}")
        for block in self.words.blocks(side.body):
            self.block(block)
            for address in block.addresses:
                if address in letter.drawn:
                    self.picture(address)
        for line in ("", "", f"({texts['stamp']})", *side.signed):
            self.say("Letter Signed", line)
        if side.copy_to:
            self.say("Letter Fact", texts["copy"])
            for line in side.copy_to:
                self.say("Letter Fact", line)

    def say(self, style: str, text: str) -> Any:
        """A paragraph of one look."""
        paragraph = self._paragraph(style)
        self._run(paragraph, Run(text))
        return paragraph

    def block(self, block: Block) -> None:
        """A paragraph of the text; lists have their marks as signs, so that they stay put."""
        paragraph = self._paragraph(_STYLES.get(block.kind, "Letter Text"))
        if block.kind is BlockKind.BULLET:
            paragraph.add_run("•\t")
        elif block.kind is BlockKind.NUMBER:
            self._run(paragraph, Run(f"{self.words.number(block.number)}."))
            paragraph.add_run("\t")
        for run in block.runs:
            if run.line_break:
                paragraph.add_run().add_break()
            else:
                self._run(paragraph, run)

    def picture(self, address: str) -> None:
        """The QR code of an address."""
        from docx.shared import Mm

        drawn = io.BytesIO()
        segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=6, border=4)
        run = self._paragraph("Letter Text").add_run()
        run.add_picture(drawn, width=Mm(30))

    def _paragraph(self, style: str) -> Any:
        called = styles.name(style, right_to_left=self.words.right_to_left)
        return self.word.add_paragraph(style=called)

    def _run(self, paragraph: Any, run: Run) -> None:
        for words, arabic in in_scripts(run.text, right_to_left=self.words.right_to_left):
            made = paragraph.add_run(words, style=styles.URDU if arabic else None)
            made.bold, made.italic = run.bold or None, run.italic or None
            made.font.cs_bold = run.bold or None
