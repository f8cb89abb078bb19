"""A mark line by line: one line per link and entity of the key, one per drawn link that is none."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.linkchart.judging import CONTRACTED, Fault, Found, Judged, Verdict
from lms.engines.linkchart.key import Key, KeyLink
from lms.engines.linkchart.marking import ChartMark, EntityScore
from lms.engines.linkchart.model import Chart, Link
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, STRENGTH_LABELS
from lms.engines.reading import Text


class LineOutcome(StrEnum):
    """What a line tells; each has its own shape on the chart."""

    FOUND = "found"
    WRONG_TYPE = "wrong_type"
    WRONG_DIRECTION = "wrong_direction"
    WRONG_STRENGTH = "wrong_strength"
    GAP = "gap"
    MISSING = "missing"
    TRAP = "trap"
    UNSUPPORTED = "unsupported"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Line:
    """One line of the explanation.

    `drawn` and `key` are the ids on the chart and in the key (empty where there is none);
    `points` of `maximum` is the credit, `cost` what counts against the chart.
    """

    about: str
    outcome: LineOutcome
    subject: Message | Text
    reasons: tuple[Message, ...]
    why: Text | None = None
    drawn: tuple[str, ...] = ()
    key: str = ""
    points: Fraction = Fraction(0)
    maximum: Fraction = Fraction(0)
    weight: int = 0
    cost: Fraction = Fraction(0)


def explain(chart: Chart, key: Key, mark: ChartMark) -> tuple[Line, ...]:
    """All lines: links of the key, other drawn links, entities of the key, other entities."""
    names = _Names(chart, key)
    lines = [_key_line(names, mark, link) for link in key.links]
    lines += [
        _drawn_line(names, judged, key)
        for judged in mark.judgement.drawn
        if judged.verdict is not Verdict.COUNTS and not _is_gap(judged.drawn, mark)
    ]
    scores = {score.key_id: score for score in mark.entities}
    lines += [
        _entity_line(names, code, scores.get(code))
        for code, entity in key.entities.items()
        if not entity.distractor or code in scores
    ]
    lines += [_extra_line(chart.entities[drawn].label, drawn) for drawn in mark.extra]
    return tuple(lines)


def _is_gap(drawn: Link, mark: ChartMark) -> bool:
    return any(drawn.id == link.id for link in mark.judgement.contracted.values())


class _Names:
    """How links and entities are called in the lines."""

    def __init__(self, chart: Chart, key: Key) -> None:
        self.chart = chart
        self.key = key

    def entity(self, code: str) -> str:
        return self.key.entities[code].names[0]

    def drawn(self, drawn_id: str) -> str:
        return self.chart.entities[drawn_id].label

    def key_link(self, link: KeyLink) -> Message:
        return N_(
            "%(source)s, %(link)s, %(target)s",
            source=self.entity(link.source),
            link=self.key.link_labels.get(link.type, {"en": link.type}),
            target=self.entity(link.target),
        )

    def drawn_link(self, link: Link) -> Message:
        return N_(
            "%(source)s, %(link)s, %(target)s",
            source=self.drawn(link.source),
            link=self.key.link_labels.get(link.type, {"en": link.type}),
            target=self.drawn(link.target),
        )


def _key_line(names: _Names, mark: ChartMark, link: KeyLink) -> Line:
    found = mark.judgement.found.get(link.id)
    if found is not None:
        return _found_line(names, found)
    shortcut = mark.judgement.contracted.get(link.id)
    if shortcut is not None:
        return _gap_line(names, link, shortcut)
    reasons = [N_("Not on the chart. See %(reports)s.", reports=_reports(link))]
    drawn = {score.key_id for score in mark.entities}
    reasons += [
        N_("%(name)s is not on the chart.", name=names.entity(end))
        for end in (link.source, link.target)
        if end not in drawn
    ]
    return Line(
        about="link",
        outcome=LineOutcome.MISSING,
        subject=names.key_link(link),
        reasons=tuple(reasons),
        why=link.why,
        key=link.id,
        maximum=Fraction(1),
        weight=link.weight,
    )


def _found_line(names: _Names, found: Found) -> Line:
    link = found.link
    return Line(
        about="link",
        outcome=_outcome(found.faults),
        subject=names.key_link(link),
        reasons=(*(_fault(names, found, fault) for fault in found.faults), *_evidence(found)),
        why=link.why,
        drawn=(found.drawn.id,),
        key=link.id,
        points=found.credit,
        maximum=Fraction(1),
        weight=link.weight,
    )


def _outcome(faults: tuple[Fault, ...]) -> LineOutcome:
    if Fault.TYPE in faults:
        return LineOutcome.WRONG_TYPE
    if Fault.REVERSED in faults or Fault.NO_ARROW in faults:
        return LineOutcome.WRONG_DIRECTION
    if Fault.STRENGTH in faults:
        return LineOutcome.WRONG_STRENGTH
    return LineOutcome.FOUND


def _fault(names: _Names, found: Found, fault: Fault) -> Message:
    link = found.link
    label = names.key.link_labels.get(link.type, {"en": link.type})
    ends = {"source": names.entity(link.source), "target": names.entity(link.target)}
    drawn, expected = STRENGTH_LABELS[found.drawn.strength], STRENGTH_LABELS[found.expected]
    if fault is Fault.TYPE:
        return N_("The type is another one: %(type)s.", type=label)
    if fault is Fault.NEAR_TYPE:
        return N_("A near type. The reports say: %(type)s.", type=label)
    if fault is Fault.REVERSED:
        return N_("It runs the other way: from %(source)s to %(target)s.", **ends)
    if fault is Fault.NO_ARROW:
        return N_("It runs one way: from %(source)s to %(target)s.", **ends)
    if found.by_own_grades:
        return N_(
            "Drawn %(drawn)s. By your own grades of what you cite it is %(expected)s.",
            drawn=drawn,
            expected=expected,
        )
    return N_(
        "Drawn %(drawn)s. What the reports say makes it %(expected)s.",
        drawn=drawn,
        expected=expected,
    )


def _evidence(found: Found) -> list[Message]:
    reasons = []
    if found.evidence + Fraction(len(found.irrelevant), 4) < Fraction(1, 2):
        reasons.append(
            N_("No report that states it is cited. Cite %(reports)s.", reports=_reports(found.link))
        )
    elif not any(accepted <= set(found.drawn.evidence) for accepted in found.link.evidence):
        reasons.append(
            N_("Only a part of what states it is cited: %(reports)s.", reports=_reports(found.link))
        )
    if found.irrelevant:
        reasons.append(
            N_("%(reports)s names neither end.", reports=", ".join(sorted(found.irrelevant)))
        )
    return reasons


def _reports(link: KeyLink) -> Message | str:
    """Report ids: those of one set joined by a plus, sets by "or"."""
    sets = [" + ".join(sorted(accepted)) for accepted in link.evidence] or [""]
    words: Message | str = sets[0]
    for one in sets[1:]:
        words = N_("%(first)s or %(second)s", first=words, second=one)
    return words


def _gap_line(names: _Names, link: KeyLink, shortcut: Link) -> Line:
    reason = N_(
        "You drew %(source)s straight to %(target)s. Draw the step in between.",
        source=names.drawn(shortcut.source),
        target=names.drawn(shortcut.target),
    )
    return Line(
        about="link",
        outcome=LineOutcome.GAP,
        subject=names.key_link(link),
        reasons=(reason,),
        why=link.why,
        drawn=(shortcut.id,),
        key=link.id,
        points=CONTRACTED,
        maximum=Fraction(1),
        weight=link.weight,
    )


_VERDICTS: dict[Verdict, tuple[LineOutcome, Message]] = {
    Verdict.TRAP: (
        LineOutcome.TRAP,
        N_("These two do not belong together. It counts double against the chart."),
    ),
    Verdict.UNSUPPORTED: (LineOutcome.UNSUPPORTED, N_("No report states this link.")),
    Verdict.UNMATCHED: (
        LineOutcome.UNSUPPORTED,
        N_("One end is not part of the case. It counts half against the chart."),
    ),
    Verdict.TOLERATED: (
        LineOutcome.NEUTRAL,
        N_("True or harmless: it neither earns nor costs."),
    ),
    Verdict.ASSESSED: (
        LineOutcome.NEUTRAL,
        N_("Your own assessment, dotted and with evidence: it costs nothing."),
    ),
    Verdict.REPEATED: (
        LineOutcome.NEUTRAL,
        N_("A second line for the same pair: the best one counts."),
    ),
    Verdict.MERGED: (
        LineOutcome.NEUTRAL,
        N_("Both ends are the same thing, so this line counts for nothing."),
    ),
    Verdict.SHORTCUT: (
        LineOutcome.NEUTRAL,
        N_("The steps in between are on the chart and count."),
    ),
}


def _drawn_line(names: _Names, judged: Judged, key: Key) -> Line:
    outcome, reason = _VERDICTS[judged.verdict]
    return Line(
        about="link",
        outcome=outcome,
        subject=names.drawn_link(judged.drawn),
        reasons=(reason,),
        why=key.traps.get(judged.pair),
        drawn=(judged.drawn.id,),
        cost=judged.cost,
    )


def _entity_line(names: _Names, code: str, score: EntityScore | None) -> Line:
    entity = names.key.entities[code]
    subject = {"en": entity.names[0]}
    maximum = Fraction(0) if entity.distractor else Fraction(1)
    if score is None:
        outcome = LineOutcome.MISSING
        reasons: list[Message] = [N_("Not on the chart.")]
    else:
        outcome, reasons = _entity_reasons(names, code, score)
    return Line(
        about="entity",
        outcome=outcome,
        subject=subject,
        reasons=tuple(reasons),
        why=entity.why,
        drawn=score.drawn if score else (),
        key=code,
        points=score.credit if score and score.earns and not entity.distractor else Fraction(0),
        maximum=maximum,
        weight=entity.weight if not entity.distractor else 0,
    )


def _entity_reasons(
    names: _Names, code: str, score: EntityScore
) -> tuple[LineOutcome, list[Message]]:
    entity = names.key.entities[code]
    reasons: list[Message] = []
    outcome = LineOutcome.FOUND
    if entity.distractor:
        outcome = LineOutcome.NEUTRAL
        reasons.append(N_("Named in the reports, but not part of the answer."))
    elif not score.earns:
        outcome = LineOutcome.NEUTRAL
        reasons.append(N_("On the chart, but no right link touches it, so it earns nothing yet."))
    if score.credit < 1:
        outcome = LineOutcome.WRONG_TYPE if outcome is LineOutcome.FOUND else outcome
        reasons.append(
            N_("The type is another one: %(type)s.", type=ENTITY_TYPES[entity.type].label)
        )
    if score.near:
        label = names.drawn(score.drawn[0])
        reasons.append(N_("%(label)s was read as %(name)s.", label=label, name=entity.names[0]))
    if len(score.drawn) > 1:
        labels = ", ".join(sorted(names.drawn(drawn) for drawn in score.drawn))
        reasons.append(N_("Drawn more than once: %(labels)s. Merge them.", labels=labels))
    return outcome, reasons


def _extra_line(label: str, drawn: str) -> Line:
    return Line(
        about="entity",
        outcome=LineOutcome.UNSUPPORTED,
        subject={"en": label},
        reasons=(N_("This is not part of the case: it lowers the share of right entities."),),
        drawn=(drawn,),
        cost=Fraction(1),
    )
