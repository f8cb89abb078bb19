"""Reports of a case: grades, use, length, and what a fair reader would take them to say."""

import re
from collections.abc import Iterator

from lms.core.messages import N_, Message
from lms.engines.linkchart.case_key import Spotter
from lms.engines.linkchart.key import Case, Report
from lms.engines.linkchart.weakness import Kind, Weakness

FEWEST_WORDS, MOST_WORDS = 40, 150
_TITLES = "".join(rf"(?<!\b{title})" for title in ("Dr", "Mr", "Mrs", "Ms", "No", "St"))
_SENTENCE = re.compile(rf"{_TITLES}\.(?=\s+[^\sa-z]|\s*$)|[!?۔؟]|\n\s*\n")


def reports_of_case(case: Case) -> Iterator[Weakness]:
    """All that is weak in the reports."""
    yield from _traps(case)
    used = frozenset().union(*(link.accepted for link in case.key.links))
    for at, (code, report) in enumerate(case.reports.items()):
        where = f"reports[{at}]"
        if report.grade is None:
            message = N_(
                "%(id)s has no grade and counts as X4. Give it one, or leave it to a drill.",
                id=code,
            )
            yield Weakness(Kind.UNGRADED, where, message, code)
        if code not in used:
            message = N_(
                "%(id)s supports no link of the key. That is right for a decoy, an alert or a "
                "contradiction; else cite it or take it out.",
                id=code,
            )
            yield Weakness(Kind.UNUSED_REPORT, where, message, code)
    yield from _silent(case)
    yield from _lengths(case)


def _silent(case: Case) -> Iterator[Weakness]:
    writing = {report.agency for report in case.reports.values()}
    for at, key in enumerate(case.agencies):
        if key not in writing:
            message = N_("No report is of this agency. Give it one or take it out.")
            yield Weakness(Kind.SILENT_AGENCY, f"agencies[{at}]", message, key)


def _traps(case: Case) -> Iterator[Weakness]:
    """Traps whose ends a well-graded report names in one sentence."""
    spotter = Spotter(case.key.entities)
    for at, pair in enumerate(case.key.traps):
        for code, report in case.reports.items():
            item = case.key.items[code]
            if item.source not in "AB" or item.information not in "123":
                continue
            said = next((one for one in sentences(report) if pair <= spotter.named([one])), None)
            if said is not None:
                message = N_(
                    "%(id)s, graded %(grade)s, names both ends of this trap in one sentence: "
                    "“%(said)s” A fair reader may link them. Part them, or make sure that the "
                    "sentence denies the link.",
                    id=code,
                    grade=f"{item.source}{item.information}",
                    said=said,
                )
                yield Weakness(Kind.FAIR_TRAP, f"answers.traps[{at}]", message, code)


def sentences(report: Report) -> list[str]:
    """The sentences of a report's text in all its languages."""
    return [
        " ".join(part.split())
        for text in report.text.values()
        for part in _SENTENCE.split(text)
        if part.strip()
    ]


def words_of(report: Report) -> int:
    """The words of a report's text, in English."""
    return len(report.text["en"].split())


def _lengths(case: Case) -> Iterator[Weakness]:
    counts = {code: words_of(report) for code, report in case.reports.items()}
    short = [code for code, count in counts.items() if count < FEWEST_WORDS]
    long = [code for code, count in counts.items() if count > MOST_WORDS]
    if short:
        message = N_(
            "%(count)s reports are shorter than %(bound)s words: %(ids)s. Bare statements teach "
            "copying, not reading.",
            count=len(short),
            bound=FEWEST_WORDS,
            ids=", ".join(short),
        )
        yield _length(case, Kind.SHORT_REPORT, short[0], message)
    if long:
        message = N_(
            "%(count)s reports are longer than %(bound)s words: %(ids)s. Shorten them, or make "
            "labelled items of them.",
            count=len(long),
            bound=MOST_WORDS,
            ids=", ".join(long),
        )
        yield _length(case, Kind.LONG_REPORT, long[0], message)


def _length(case: Case, kind: Kind, code: str, message: Message) -> Weakness:
    return Weakness(kind, f"reports[{list(case.reports).index(code)}]", message, code)
