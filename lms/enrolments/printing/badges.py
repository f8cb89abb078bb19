"""Name badges: eight on an A4 sheet with cut marks, or one by itself."""

from collections.abc import Sequence

from lms.core import papers
from lms.courses.rows import SessionHead
from lms.enrolments.printing import template
from lms.enrolments.printing.fitting import Fitting, Sizes, Slot, down, joint
from lms.enrolments.printing.press import joined
from lms.enrolments.printing.rows import PaperPerson

WIDTH, HEIGHT = 90.0, 60.0
COLUMNS, ROWS = 2, 4
_PAD = 4.0
_INNER = WIDTH - 2 * _PAD
_NAME = down(26, 6, 1)
_LOCAL = down(22, 7, 1)
_SMALL = down(9.5, 4.5, 0.5)


def badges(head: SessionHead, people: Sequence[PaperPerson], *, single: bool = False) -> bytes:
    """The PDF of these badges; `single`: each on a page of its own size, for badge printers."""
    per_sheet = 1 if single else COLUMNS * ROWS
    sheets = [people[at : at + per_sheet] for at in range(0, len(people), per_sheet)]
    title, local_title = template.both(head.title)
    fitting = Fitting()
    parts = [_sheet(head, sheet, fitting, single=single) for sheet in sheets]
    return joined(parts, title or local_title, "en")


def _sheet(
    head: SessionHead, people: Sequence[PaperPerson], fitting: Fitting, *, single: bool
) -> bytes:
    slots = [slot for place, one in enumerate(people) for slot in _slots(place, one, head)]
    words = papers.wordings(template.FOLDER)
    shown = [_shown(place, one, words, single=single) for place, one in enumerate(people)]

    def compose(sizes: Sizes, broken: frozenset[str]) -> str:
        return (
            papers.environment(template.FOLDER)
            .get_template("badges.html")
            .render(
                badges=shown,
                sizes=sizes,
                broken=broken,
                single=single,
                code=head.code,
                title=template.both(head.title),
                host=template.both(head.host_name),
                marks=[] if single else _marks(),
                script=papers.script_of,
            )
        )

    return fitting.fit(slots, compose).write()


def _slots(place: int, one: PaperPerson, head: SessionHead) -> list[Slot]:
    agency, title = joint(template.both(one.agency)), joint(template.both(head.title))
    found = [
        Slot(f"name-{place}", one.name, _INNER, 12.0 if one.local else 29.0, _NAME),
        Slot(f"agency-{place}", agency, _INNER, 7.0, _SMALL),
        Slot(f"head-{place}", title, _INNER, 7.0, _SMALL),
    ]
    if one.local:
        found.append(Slot(f"local-{place}", one.local, _INNER, 17.0, _LOCAL))
    if one.rank or one.designation:
        found.append(Slot(f"rank-{place}", _service(one), _INNER, 5.0, _SMALL))
    return found


def _service(one: PaperPerson) -> str:
    return joint((one.rank, one.designation))


def _shown(
    place: int, one: PaperPerson, words: dict[str, dict[str, str]], *, single: bool
) -> dict[str, object]:
    row, column = divmod(place, COLUMNS)
    left, top = (210 - COLUMNS * WIDTH) / 2, (297 - ROWS * HEIGHT) / 2
    return {
        "place": place,
        "left": 0 if single else left + column * WIDTH,
        "top": 0 if single else top + row * HEIGHT,
        "person": one,
        "agency": template.both(one.agency),
        "role": (words["en"][one.role], words["ur"][one.role]),
        "script": papers.script_of(one.local),
        "service": _service(one),
    }


def _marks() -> list[tuple[float, float, float, float]]:
    """Cut marks as left, top, width and height in mm: outside the badges, and small crosses where
    four meet."""
    left, top = (210 - COLUMNS * WIDTH) / 2, (297 - ROWS * HEIGHT) / 2
    found: list[tuple[float, float, float, float]] = []
    for column in range(COLUMNS + 1):
        x = left + column * WIDTH
        found += [(x, top - 7, 0.1, 5), (x, top + ROWS * HEIGHT + 2, 0.1, 5)]
        found += [(x, top + row * HEIGHT - 1.5, 0.1, 3) for row in range(1, ROWS)]
    for row in range(ROWS + 1):
        y = top + row * HEIGHT
        found += [(left - 7, y, 5, 0.1), (left + COLUMNS * WIDTH + 2, y, 5, 0.1)]
        found += [(left + column * WIDTH - 1.5, y, 3, 0.1) for column in range(1, COLUMNS)]
    return found
