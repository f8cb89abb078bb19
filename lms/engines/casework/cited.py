"""Cited reports: read from a browser, and judged against the sets that are enough."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.casework.sheet import ZERO
from lms.engines.linkchart.key import Case
from lms.engines.linkchart.strength import strength_of
from lms.engines.linkchart.vocabulary import Strength
from lms.engines.marking.types import Answered, Outcome, PartMark
from lms.engines.reading import Node, Problem

MOST_CITED = 40
IRRELEVANT = Fraction(1, 4)
HALF = Fraction(1, 2)
Evidence = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Support:
    """What states a thing: minimal sets of reports, any of which is enough; `also` does no harm.

    `about` are entities of the case's key: a report that names one of them is not beside the
    point.
    """

    sets: Evidence
    also: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()

    @property
    def stating(self) -> frozenset[str]:
        """All reports of the sets."""
        return frozenset().union(*self.sets)

    @property
    def told(self) -> str:
        """The first set as "R05, R16"."""
        return reports_told(self.sets[0]) if self.sets else ""


def read_support(node: Node, case: Case, *, needed: bool = True) -> Support:
    """The fields `evidence`, `also` and `about` of something that reports state."""
    sets = []
    for path, raw in node.items("evidence", low=int(needed), high=20):
        listed = raw if isinstance(raw, list | tuple) and raw else None
        if listed is None:
            node.problems.add(path, N_("Write a list of report ids, such as [R01]."))
            continue
        sets.append(frozenset(_known(node, path, listed, case)))
    also = node.strings("also", low=0, high=MOST_CITED, most=16)
    about = node.strings("about", low=0, high=20, most=16)
    for one in about:
        if one not in case.key.entities:
            node.fault("about", N_("%(id)s is no entity of the case's key.", id=one))
    return Support(tuple(sets), frozenset(_known(node, "also", also, case)), frozenset(about))


def _known(node: Node, path: str, codes: Iterable[object], case: Case) -> list[str]:
    found = []
    for code in codes:
        if isinstance(code, str) and code in case.reports:
            found.append(code)
        else:
            where = path if "." in path or "[" in path else node.at(path)
            node.problems.add(where, N_("No report has the id %(id)s.", id=str(code)[:40]))
    return found


def read_cited(case: Case, raw: object, path: str) -> Answered[tuple[str, ...]]:
    """Reports as a browser cites them, in the case's order, each once."""
    if raw is None:
        return Answered(())
    known = case.reports
    listed = raw if isinstance(raw, list) and len(raw) <= MOST_CITED else [None]
    if any(not isinstance(code, str) or code not in known for code in listed):
        message = N_("This report is not in the list. Load the page again.")
        return Answered(None, (Problem(path, message),))
    return Answered(tuple(code for code in known if code in listed))


def is_confirmed(case: Case, reports: Iterable[str]) -> bool:
    """Whether these reports together confirm what they state, by the case's rule of strength."""
    items = [case.key.items[code] for code in reports]
    return strength_of(items) is Strength.CONFIRMED


def mark_cited(
    case: Case, support: Support, cited: tuple[str, ...], most: Fraction, subject: Message
) -> PartMark:
    """Full for a set that is enough, half for a part of one, a quarter less for each report that
    is beside the point."""
    if not cited:
        reason = N_("No report is cited. It is stated in %(reports)s.", reports=support.told)
        return PartMark(subject, Outcome.BLANK, ZERO, most, reason)
    share = _share(support, frozenset(cited))
    strange = [code for code in cited if _is_strange(case, support, code)]
    points = most * max(ZERO, share - IRRELEVANT * len(strange))
    reason = _reason(support, share)
    if strange:
        named = ", ".join(strange)
        reason = N_("%(reason)s Beside the point: %(reports)s.", reason=reason, reports=named)
    outcome = Outcome.RIGHT if points == most else Outcome.PARTLY if points else Outcome.WRONG
    return PartMark(subject, outcome, points, most, reason)


def _share(support: Support, cited: frozenset[str]) -> Fraction:
    if any(one <= cited for one in support.sets):
        return Fraction(1)
    return HALF if cited & support.stating else ZERO


def _is_strange(case: Case, support: Support, code: str) -> bool:
    if code in support.stating or code in support.also:
        return False
    return not case.key.mentions[code] & support.about


def _reason(support: Support, share: Fraction) -> Message:
    if share == 1:
        return N_("The reports that state it are cited.")
    if share:
        return N_("A part of what states it: %(reports)s belong together.", reports=support.told)
    return N_("It is stated in %(reports)s.", reports=support.told)


def reports_told(codes: Iterable[str]) -> str:
    """Report ids as "R05, R16"."""
    return ", ".join(sorted(codes))


def by_origin(case: Case, codes: Iterable[str]) -> Mapping[str, list[str]]:
    """Reports by the source that they go back to."""
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(case.reports[code].origin, []).append(code)
    return found
