"""The agenda as .docx, for offices that edit it: real tables and styles, nothing set by hand.

Arabic script has a character style of its own, so that a Latin name in an Urdu line stays as it
is written, and Word takes the right font and dictionary for each.
"""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from lms.agenda.printing import wordstyles
from lms.agenda.printing.rows import PaperAgenda, PaperItem
from lms.agenda.printing.wording import Text, Wording
from lms.agenda.rules.hours import contact_minutes

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EDGE_MM = 18
_WIDTH_MM = 210 - 2 * _EDGE_MM
_WITH_TRACKS = {"time": 0.18, "track": 0.08, "item": 0.36, "room": 0.16, "trainers": 0.22}
_PLAIN = {"time": 0.18, "item": 0.42, "room": 0.17, "trainers": 0.23}


def to_docx(agenda: PaperAgenda, wording: Wording) -> bytes:
    """The whole agenda as a Word document: a heading and a table for each day."""
    from docx import Document

    word: Any = Document()
    wordstyles.make_styles(word, right_to_left=wording.right_to_left)
    writer = _Writer(word, agenda, wording)
    writer.page()
    writer.front()
    for day, items in agenda.days.items():
        writer.say("Heading 1", Text(wording.day(day)))
        hours = wording.length(contact_minutes(items))
        writer.say("Agenda Note", Text(f"{wording.texts['box_hours']}: {hours}"))
        writer.day(items)
    if not agenda.items:
        writer.say("Agenda Note", Text(wording.texts["no_items"]))
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


class _Writer:
    """Writes the parts of one document."""

    def __init__(self, word: Any, agenda: PaperAgenda, wording: Wording) -> None:
        self.word, self.agenda, self.wording = word, agenda, wording

    def page(self) -> None:
        """A4, with the edition in the foot of each page, and the file's properties."""
        from docx.shared import Mm

        words, head = self.wording, self.agenda.head
        section = self.word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(_EDGE_MM)
        section.top_margin, section.bottom_margin = Mm(16), Mm(18)
        if words.right_to_left:
            wordstyles.section_runs_from_right(section)
        foot = section.footer.paragraphs[0]
        foot.style = self.word.styles["Agenda Note"]
        edition = words.edition(self.agenda.edition, head.zone)
        self._runs(foot, Text(f"{edition}{words.texts['joint']}{head.code}"))
        core = self.word.core_properties
        core.title, core.subject = words.pick(head.title).words, words.texts["agenda"]
        core.author = core.last_modified_by = words.pick(head.host_name).words
        core.language = "ur-PK" if words.language == "ur" else "en-GB"
        core.created = core.modified = self.agenda.edition.at
        core.comments = ""

    def front(self) -> None:
        """Title and facts."""
        words, head = self.wording, self.agenda.head
        if self.agenda.edition.draft:
            self.say("Agenda Draft", Text(f"{words.texts['draft']}. {words.texts['draft_why']}"))
        self.say("Agenda Note", words.pick(head.host_name))
        self.say("Title", words.pick(head.title))
        venue = words.texts["comma"].join(
            words.pick(text).words for text in (head.venue, head.place) if text
        )
        facts = {
            "code": head.code,
            "dates": words.days(head.starts_on, head.ends_on),
            "venue": venue,
            "hours": words.length(self.agenda.contact_minutes),
        }
        table = self._table([0.25, 0.75], rows=len(facts))
        for row, (name, value) in zip(table.rows, facts.items(), strict=True):
            self._fill(row.cells[0], "Agenda Head", Text(words.texts[f"box_{name}"]))
            self._fill(row.cells[1], "Agenda Cell", Text(value))
        moment = self.agenda.items[0].starts_at if self.agenda.items else self.agenda.edition.at
        self.say("Agenda Note", _plain(words.zone(head.zone, moment)))

    def day(self, items: Sequence[PaperItem]) -> None:
        """A day's table; its head stands again on each page."""
        words, zone = self.wording, self.agenda.head.zone
        widths = _WITH_TRACKS if any(item.track for item in items) else _PLAIN
        table = self._table(list(widths.values()), rows=len(items) + 1, head=True)
        rows = iter(table.rows)
        for cell, name in zip(next(rows).cells, widths, strict=True):
            self._fill(cell, "Agenda Head", Text(words.texts[f"col_{name}"]))
        order = sorted(items, key=lambda one: (one.starts_at, one.ends_at, one.track))
        for row, item in zip(rows, order, strict=True):
            wordstyles.keep_row_whole(row)
            cells = dict(zip(widths, row.cells, strict=True))
            self._fill(cells["time"], "Agenda Cell", _plain(words.span(item, zone)))
            if "track" in cells:
                self._fill(cells["track"], "Agenda Cell", Text(item.track))
            self._item(cells["item"], item)
            self._fill(cells["room"], "Agenda Cell", words.pick(item.room))
            self._people(cells["trainers"], item)

    def say(self, style: str, text: Text) -> None:
        """A paragraph, unless there is nothing to say."""
        if text:
            self._runs(self.word.add_paragraph(style=style), text)

    def _item(self, cell: Any, item: PaperItem) -> None:
        words = self.wording
        self._fill(cell, "Agenda Item", words.pick(item.title))
        bring = _plain(words.say("materials", text=item.materials)).words if item.materials else ""
        for text in (words.label(item), item.guests, bring):
            if text:
                self._runs(cell.add_paragraph(style="Agenda Small"), Text(text))

    def _people(self, cell: Any, item: PaperItem) -> None:
        names = [self.wording.name(one) for one in item.trainers] or [Text("")]
        self._fill(cell, "Agenda Cell", names[0])
        for name in names[1:]:
            self._runs(cell.add_paragraph(style="Agenda Cell"), name)

    def _table(self, widths: Sequence[float], *, rows: int, head: bool = False) -> Any:
        from docx.shared import Mm

        table = self.word.add_table(rows=rows, cols=len(widths), style=wordstyles.TABLE)
        table.autofit = False
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Mm(round(_WIDTH_MM * share, 1))
            for cell in column.cells:
                cell.width = column.width
        if self.wording.right_to_left:
            wordstyles.table_runs_from_right(table)
        wordstyles.show_head(table, head=head)
        if head:
            wordstyles.repeat_row(table.rows[0])
        return table

    def _fill(self, cell: Any, style: str, text: Text) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = self.word.styles[style]
        self._runs(paragraph, text)

    def _runs(self, paragraph: Any, text: Text) -> None:
        own = self.wording.right_to_left
        for words, arabic in in_scripts(text.words, right_to_left=own):
            paragraph.add_run(words, style=wordstyles.URDU if arabic else None)


def _plain(text: Markup) -> Text:
    """A text that was composed for a page, as plain words."""
    return Text(text.striptags())


def in_scripts(text: str, *, right_to_left: bool) -> Iterator[tuple[str, bool]]:
    """A text cut where its script changes: (words, whether in Arabic script).

    Signs between two scripts, such as a closing bracket, go with the line's own direction;
    digits stay with the script before them.
    """
    part, between, arabic = "", "", right_to_left
    begun = False
    for sign in text:
        now = _is_arabic(sign)
        if now is None and not (sign.isdigit() and begun):
            between += sign
            continue
        now = arabic if now is None else now
        if now != arabic:
            if arabic == right_to_left:
                part, between = part + between, ""
            if part:
                yield part, arabic
            part = ""
        part, between, arabic, begun = part + between + sign, "", now, True
    if arabic == right_to_left:
        part, between = part + between, ""
    if part:
        yield part, arabic
    if between:
        yield between, right_to_left


def _is_arabic(sign: str) -> bool | None:
    """None where a sign may stand in either script."""
    side = unicodedata.bidirectional(sign)
    if side in {"AL", "R", "AN"} or "۰" <= sign <= "۹":
        return True
    return False if side == "L" else None
