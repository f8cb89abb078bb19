"""Table cards: folded once they stand, with the name large on both faces. Two on an A4 sheet."""

from collections.abc import Sequence

from lms.core import papers
from lms.courses.rows import SessionHead
from lms.enrolments.printing import template
from lms.enrolments.printing.fitting import Fitting, Sizes, Slot, down, joint
from lms.enrolments.printing.press import joined
from lms.enrolments.printing.rows import PaperPerson

PER_SHEET = 2
_INNER = 184.0
_NAME = down(60, 10, 2.5)
_LOCAL = down(44, 10, 2)
_SMALL = down(16, 6, 1)


def cards(head: SessionHead, people: Sequence[PaperPerson]) -> bytes:
    """The PDF of the cards of these people."""
    sheets = [people[at : at + PER_SHEET] for at in range(0, len(people), PER_SHEET)]
    title, local_title = template.both(head.title)
    fitting = Fitting()
    return joined([_sheet(sheet, fitting) for sheet in sheets], title or local_title, "en")


def _sheet(people: Sequence[PaperPerson], fitting: Fitting) -> bytes:
    slots = [slot for place, one in enumerate(people) for slot in _slots(place, one)]
    shown = [
        {
            "place": place,
            "top": place * 148.5,
            "person": one,
            "agency": template.both(one.agency),
            "script": papers.script_of(one.local),
        }
        for place, one in enumerate(people)
    ]

    def compose(sizes: Sizes, broken: frozenset[str]) -> str:
        page = papers.environment(template.FOLDER).get_template("cards.html")
        return page.render(cards=shown, sizes=sizes, broken=broken, script=papers.script_of)

    return fitting.fit(slots, compose).write()


def _slots(place: int, one: PaperPerson) -> list[Slot]:
    found = [
        Slot(f"name-{place}", one.name, _INNER, 21.0 if one.local else 48.0, _NAME),
        Slot(f"agency-{place}", joint(template.both(one.agency)), _INNER, 11.0, _SMALL),
    ]
    if one.local:
        found.append(Slot(f"local-{place}", one.local, _INNER, 27.0, _LOCAL))
    return found
