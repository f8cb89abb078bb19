"""What is weak in a case: told to its author with the mend, before a participant finds it.

Two things are promises, which a case must keep: every link of the key is stated in the text of a
report that it cites, and no agency supports more than 45 % of the key. All else is a weakness: it
may be meant (a report that serves as a decoy supports no link), so the author decides.

*Which agency supports a link.* A link counts for an agency if one of its accepted sets consists
of that agency's reports alone: the agency could then draw the link with full evidence and need
ask nobody. A link whose sets all need two agencies counts for none of them, for sharing is what
it teaches. The share is of the number of links, without weights. Beside it stands `part`: the
links for which the agency holds any cited report. A case of one agency has nothing to share and
makes no promise.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lms.core.messages import N_
from lms.engines.linkchart.checks_links import links_of_case
from lms.engines.linkchart.checks_names import names_of_case
from lms.engines.linkchart.checks_reports import reports_of_case, words_of
from lms.engines.linkchart.key import Case
from lms.engines.linkchart.weakness import Kind, Weakness

MOST_PERCENT = 45


@dataclass(frozen=True)
class AgencyShare:
    """The links of the key that an agency supports alone, and those it has a part in."""

    agency: str
    alone: tuple[str, ...]
    part: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """All that the checker found. `words` counts each report's words in its first language."""

    weaknesses: tuple[Weakness, ...]
    shares: tuple[AgencyShare, ...]
    words: dict[str, int]
    links: int

    @property
    def broken(self) -> tuple[Weakness, ...]:
        """The promises that the case does not keep."""
        return tuple(one for one in self.weaknesses if one.kind.promise)


def check_case(case: Case) -> Checked:
    """Check a case that was read without a fault."""
    shares = agency_shares(case)
    found = [
        *links_of_case(case),
        *_shares_too_large(case, shares),
        *names_of_case(case),
        *reports_of_case(case),
    ]
    order = {kind: at for at, kind in enumerate(Kind)}
    found.sort(key=lambda one: (not one.kind.promise, order[one.kind]))
    words = {code: words_of(report) for code, report in case.reports.items()}
    return Checked(tuple(found), shares, words, len(case.key.links))


def agency_shares(case: Case) -> tuple[AgencyShare, ...]:
    """How much of the key each agency supports, in the order of the agencies."""
    sources = {code: report.agency for code, report in case.reports.items()}
    alone: dict[str, list[str]] = {key: [] for key in case.agencies}
    part: dict[str, list[str]] = {key: [] for key in case.agencies}
    for link in case.key.links:
        sets = [{sources[code] for code in accepted} for accepted in link.evidence]
        for agency in case.agencies:
            if {agency} in sets:
                alone[agency].append(link.id)
            if any(agency in one for one in sets):
                part[agency].append(link.id)
    return tuple(AgencyShare(key, tuple(alone[key]), tuple(part[key])) for key in case.agencies)


def _shares_too_large(case: Case, shares: tuple[AgencyShare, ...]) -> Iterator[Weakness]:
    whole = len(case.key.links)
    if len(case.agencies) == 1:
        message = N_("One agency holds the whole case, so that nothing needs to be shared.")
        yield Weakness(Kind.ONE_AGENCY, "agencies", message)
        return
    for at, share in enumerate(shares):
        if 100 * len(share.alone) > MOST_PERCENT * whole:
            message = N_(
                "%(agency)s alone supports %(count)s of %(whole)s links, more than %(most)s %%. "
                "Let another agency state some of them, or split what states them: %(links)s.",
                agency=case.agencies[share.agency].name,
                count=len(share.alone),
                whole=whole,
                most=MOST_PERCENT,
                links=", ".join(share.alone),
            )
            yield Weakness(Kind.AGENCY_SHARE, f"agencies[{at}]", message, share.agency)
