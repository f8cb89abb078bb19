"""What the citations of a drawn link are worth, and how strong they let it be drawn."""

from fractions import Fraction

from lms.engines.linkchart.key import Key, KeyLink
from lms.engines.linkchart.model import Chart, Grade, Link
from lms.engines.linkchart.strength import Item, strength_of
from lms.engines.linkchart.vocabulary import Strength
from lms.engines.scales import FOUR_BY_FOUR

IRRELEVANT = Fraction(1, 4)


def own_grades(chart: Chart, link: Link) -> dict[str, Grade]:
    """The person's own grades of the reports that a link cites: that on the link's own card goes
    before the one given to the report. Cards count with a whole grade of the 4x4 scale."""
    found: dict[str, Grade] = {}
    for card in link.cards:
        grading = card.grading
        if (
            card.source
            and card.source not in found
            and grading.scheme == FOUR_BY_FOUR.scheme
            and grading.source in FOUR_BY_FOUR.codes("source")
            and grading.information in FOUR_BY_FOUR.codes("information")
        ):
            found[card.source] = Grade(grading.source, grading.information)
    for code in link.evidence:
        if code not in found and code in chart.grades:
            found[code] = chart.grades[code]
    return found


def expected_strength(
    chart: Chart, key: Key, right: KeyLink, link: Link, irrelevant: tuple[str, ...]
) -> tuple[Strength, bool]:
    """The strength that follows from the person's own grades, if any of the cited items has one.

    So one grading error is punished once, in the grading, and not again in the chart. Each report
    counts once, with the own grade where there is one and else with the provider's; what names
    neither end says nothing of the link, however well it is graded.
    """
    own = own_grades(chart, link)
    items = []
    for code in link.evidence:
        item, grade = key.items.get(code), own.get(code)
        if item is not None and code not in irrelevant:
            items.append(Item(item.origin, grade.source, grade.information) if grade else item)
    if not items or own.keys() <= set(irrelevant):
        return right.strength, False
    return strength_of(items), True


def evidence_of(key: Key, right: KeyLink, link: Link) -> tuple[Fraction, tuple[str, ...]]:
    """The credit for what a drawn link cites, and the reports among it that name neither end.

    1 for a whole accepted set, 1/2 for a part of one, less 1/4 for each that names neither end,
    never below 0.
    """
    cited = set(link.evidence)
    if any(accepted <= cited for accepted in right.evidence):
        credit = Fraction(1)
    elif not right.accepted.isdisjoint(cited):
        credit = Fraction(1, 2)
    else:
        credit = Fraction(0)
    irrelevant = tuple(
        code
        for code in link.evidence
        if code not in right.accepted and key.mentions.get(code, frozenset()).isdisjoint(right.pair)
    )
    return max(Fraction(0), credit - IRRELEVANT * len(irrelevant)), irrelevant
