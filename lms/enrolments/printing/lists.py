"""The roll by agency and the seating plan on paper."""

from collections.abc import Sequence

from lms.core import papers, pdf
from lms.core.i18n import NATIVE_DIGITS, pick
from lms.courses.rows import SessionHead
from lms.enrolments.printing import template
from lms.enrolments.printing.rows import PaperPerson, PaperRoom

ROW_SIZES = {8: 17.0, 12: 14.0, 20: 11.5, 400: 9.5}  # points by people at a table


def roll(room: PaperRoom, language: str) -> bytes:
    """Everybody by agency, in calling order."""
    return _made("roll.html", room, language)


def seating(room: PaperRoom, language: str, only: str = "") -> bytes:
    """The seating plan: an overview, then a page for each table; or the page of one table."""
    columns = [] if only else _columns(room, language)
    return _made("seating.html", room, language, only=only, row_size=_row_size, columns=columns)


Column = list[tuple[str, Sequence[PaperPerson]]]


def _columns(room: PaperRoom, language: str) -> list[Column]:
    """The overview in two columns of about the same length, in the order of the tables."""
    words = papers.wordings(template.FOLDER)[language]
    parts: Column = []
    for table in room.tables:
        name = pick(table.name, language)
        heading = words["table"].format(letter=table.letter)
        parts.append((f"{heading}: {name}" if name else heading, table.people))
    if room.unseated:
        parts.append((words["unseated"], room.unseated))
    half = sum(len(people) + 2 for _heading, people in parts) / 2
    found: list[Column] = [[], []]
    length = 0.0
    for part in parts:
        size = len(part[1]) + 2
        found[length + size / 2 > half].append(part)
        length += size
    return found


def _row_size(people: int) -> float:
    return next(points for most, points in ROW_SIZES.items() if people <= most or most == 400)


def _made(name: str, room: PaperRoom, language: str, **values: object) -> bytes:
    words = papers.wordings(template.FOLDER)[language]
    head = room.head
    html = (
        papers.environment(template.FOLDER)
        .get_template(name)
        .render(
            w=words,
            language=language,
            rtl=words["direction"] == "rtl",
            room=room,
            head=head,
            title=pick(head.title, language),
            host=pick(head.host_name, language),
            days=_days(head, language),
            pick=lambda text: pick(text, language),
            script=papers.script_of,
            apart=papers.apart,
            number=lambda value: _number(value, language),
            say=lambda key, **given: words[key].format(**given),
            **values,
        )
    )
    return pdf.lay_out(html, template.FOLDER, sheets=template.SHEETS).write()


def _days(head: SessionHead, language: str) -> str:
    from babel.dates import format_date

    first, last = head.starts_on, head.ends_on
    end = format_date(last, "d MMMM y", locale=language)
    if first == last:
        return _number(end, language)
    style = (
        "d MMMM y" if first.year != last.year else "d MMMM" if first.month != last.month else "d"
    )
    start = format_date(first, style, locale=language)
    return _number(
        papers.wordings(template.FOLDER)[language]["range"].format(first=start, last=end), language
    )


def _number(value: object, language: str) -> str:
    table = NATIVE_DIGITS.get(language)
    return str(value).translate(table) if table else str(value)
