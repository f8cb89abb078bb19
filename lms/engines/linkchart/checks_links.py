"""Links of a key against the reports: what is stated in their text, and what their grades allow."""

from collections.abc import Iterator, Mapping

from lms.core.messages import N_, Message
from lms.engines.linkchart.case_key import Spotter
from lms.engines.linkchart.key import Case, KeyLink
from lms.engines.linkchart.strength import strength_of
from lms.engines.linkchart.vocabulary import STRENGTH_LABELS
from lms.engines.linkchart.weakness import Kind, Weakness

Named = Mapping[str, frozenset[str]]


def links_of_case(case: Case) -> Iterator[Weakness]:
    """All that is weak in the links of the key, in their order."""
    languages = sorted({language for report in case.reports.values() for language in report.text})
    named = {language: named_in_texts(case, language) for language in languages}
    for at, link in enumerate(case.key.links):
        where = f"answers.links[{at}]"
        yield from _stated(case, link, where, named)
        yield from _strengths(case, link, where)
        yield from _sets(case, link, where)
        if link.pair in case.key.tolerated:
            message = N_("This pair is tolerated too, which changes nothing. Take it out there.")
            yield Weakness(Kind.TOLERATED_LINK, where, message, link.id)


def named_in_texts(case: Case, language: str) -> dict[str, frozenset[str]]:
    """For each report with a text in this language the entities that its text, and not only its
    title, calls by an accepted name."""
    spotter = Spotter(case.key.entities)
    return {
        code: spotter.named([report.text[language]])
        for code, report in case.reports.items()
        if language in report.text
    }


def states(link: KeyLink, accepted: frozenset[str], named: Named) -> bool:
    """Whether this set states the link: one of its reports names both ends, or its reports
    together do. A text that is not there in a language states nothing in it."""
    both: set[str] = set()
    for code in accepted:
        both |= named.get(code, frozenset()) & link.pair
    return both == link.pair


def _stated(
    case: Case, link: KeyLink, where: str, named: Mapping[str, Named]
) -> Iterator[Weakness]:
    for language, there in named.items():
        sets = [one for one in link.evidence if all(code in there for code in one)]
        silent = [one for one in sets if not states(link, one, there)]
        if language == "en" and len(silent) == len(link.evidence):
            yield Weakness(Kind.UNSTATED_LINK, where, _unstated(case, link, there), link.id)
            continue
        for one in silent:
            message = N_(
                "%(reports)s (%(language)s) does not call %(names)s by an accepted name. Name "
                "it there, add that name to the key, or take the set out.",
                reports=_ids(one),
                language=language,
                names=_missing(case, link, one, there),
            )
            place = f"{where}.evidence[{link.evidence.index(one)}]"
            yield Weakness(Kind.UNSTATED_SET, place, message, link.id)


def _unstated(case: Case, link: KeyLink, named: Named) -> Message:
    return N_(
        "No report that link %(id)s cites states it: the text of %(reports)s does not call "
        "%(names)s by an accepted name. Write it there, or cite a report that does.",
        id=link.id,
        reports=" / ".join(map(_ids, link.evidence)),
        names=_missing(case, link, link.accepted, named),
    )


def _missing(case: Case, link: KeyLink, codes: frozenset[str], named: Named) -> str | Message:
    """The ends that none of these reports names; both where each is named, but in no one set."""
    there: set[str] = set()
    for code in codes:
        there |= named.get(code, frozenset())
    ends = [end for end in (link.source, link.target) if end not in there]
    called = ", ".join(f"{end} {case.key.entities[end].names[0]}" for end in ends)
    return called or N_("both ends together")


def _ids(codes: frozenset[str]) -> str:
    return " + ".join(sorted(codes))


def _strengths(case: Case, link: KeyLink, where: str) -> Iterator[Weakness]:
    for at, accepted in enumerate(link.evidence):
        follows = strength_of(case.key.items[code] for code in sorted(accepted))
        if follows is not link.strength:
            message = N_(
                "The key says %(key)s, but the grades of %(reports)s make it %(follows)s. Change "
                "the strength, the grades or the set.",
                key=STRENGTH_LABELS[link.strength],
                reports=_ids(accepted),
                follows=STRENGTH_LABELS[follows],
            )
            yield Weakness(Kind.STRENGTH, f"{where}.evidence[{at}]", message, link.id)


def _sets(case: Case, link: KeyLink, where: str) -> Iterator[Weakness]:
    for at, accepted in enumerate(link.evidence):
        place = f"{where}.evidence[{at}]"
        if len({case.key.items[code].origin for code in accepted}) < len(accepted):
            message = N_(
                "%(reports)s go back to one origin and do not confirm each other. Take one out.",
                reports=_ids(accepted),
            )
            yield Weakness(Kind.ONE_ORIGIN, place, message, link.id)
        smaller = [one for one in link.evidence if one < accepted]
        if smaller or accepted in link.evidence[:at]:
            message = N_(
                "%(reports)s holds another accepted set, or is one again. Take it out.",
                reports=_ids(accepted),
            )
            yield Weakness(Kind.NOT_MINIMAL, place, message, link.id)
