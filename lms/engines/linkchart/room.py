"""What a room made of a case: each link of the key with who found it, and the common errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.engines.folding import fold
from lms.engines.linkchart.judging import judge_links
from lms.engines.linkchart.key import Key, KeyLink
from lms.engines.linkchart.lines import LineOutcome
from lms.engines.linkchart.mapping import map_entities
from lms.engines.linkchart.model import Chart
from lms.engines.reading import Text

Json = dict[str, Any]
_MISSED = {LineOutcome.MISSING, LineOutcome.GAP}
_WRONG = {LineOutcome.TRAP, LineOutcome.UNSUPPORTED}


@dataclass(frozen=True)
class KeyLinkShare:
    """A link of the key: the groups that drew it, and those of them with a fault, by outcome."""

    link: KeyLink
    source: str
    target: str
    label: Text
    found: tuple[str, ...]
    faults: Mapping[LineOutcome, tuple[str, ...]]
    groups: int

    @property
    def percent(self) -> int:
        """Whole percent of the groups that drew it."""
        return 100 * len(self.found) // self.groups if self.groups else 0


@dataclass(frozen=True)
class CommonError:
    """A link that is none, by the names that were drawn, and the groups that drew it."""

    source: str
    target: str
    trap: bool
    groups: tuple[str, ...]
    why: Text | None


def shares(key: Key, marks: Mapping[str, Sequence[Json]]) -> list[KeyLinkShare]:
    """The key's links over the lines of each group's mark, heaviest and least found first."""
    by_link: dict[str, dict[str, LineOutcome]] = {link.id: {} for link in key.links}
    for group, lines in marks.items():
        for line in lines:
            if line["about"] == "link" and line["key"] in by_link:
                by_link[line["key"]][group] = LineOutcome(line["outcome"])
    found = [_share(key, link, by_link[link.id], len(marks)) for link in key.links]
    return sorted(found, key=lambda one: (-one.link.weight, len(one.found), one.link.id))


def _share(
    key: Key, link: KeyLink, outcomes: Mapping[str, LineOutcome], groups: int
) -> KeyLinkShare:
    drew = {group: outcome for group, outcome in outcomes.items() if outcome not in _MISSED}
    faults: dict[LineOutcome, tuple[str, ...]] = {}
    for group, outcome in drew.items():
        if outcome is not LineOutcome.FOUND:
            faults[outcome] = (*faults.get(outcome, ()), group)
    return KeyLinkShare(
        link=link,
        source=key.entities[link.source].names[0],
        target=key.entities[link.target].names[0],
        label=key.link_labels.get(link.type, {"en": link.type}),
        found=tuple(drew),
        faults=faults,
        groups=groups,
    )


def common_errors(marks: Mapping[str, Sequence[Json]]) -> list[CommonError]:
    """Traps and links that no report states, most common first; the same two names are one."""
    found: dict[frozenset[str], CommonError] = {}
    for group, lines in marks.items():
        for line in lines:
            outcome = LineOutcome(line["outcome"])
            if line["about"] != "link" or outcome not in _WRONG:
                continue
            ends = [str(line["subject"]["values"].get(end, "")) for end in ("source", "target")]
            pair = frozenset(map(fold, ends))
            before = found.get(pair)
            groups = before.groups if before else ()
            found[pair] = CommonError(
                source=before.source if before else ends[0],
                target=before.target if before else ends[1],
                trap=outcome is LineOutcome.TRAP or bool(before and before.trap),
                groups=groups if group in groups else (*groups, group),
                why=line["why"] or (before.why if before else None),
            )
    return sorted(found.values(), key=lambda one: (-len(one.groups), not one.trap, one.source))


def links_found(chart: Chart, key: Key) -> int:
    """How many links of the key stand on a chart, whatever their faults."""
    return len(judge_links(chart, key, map_entities(chart, key)).found)
