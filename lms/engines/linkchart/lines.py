"""A mark line by line: one line per link and entity of the key, one per drawn link that is none."""

from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.linkchart.judging import CONTRACTED, Fault, Found, Judged, Verdict
from lms.engines.linkchart.key import Key, KeyLink
from lms.engines.linkchart.line import Called, Line, LineOutcome
from lms.engines.linkchart.lines_entities import entity_line, extra_line
from lms.engines.linkchart.marking import ChartMark
from lms.engines.linkchart.model import Chart, Link
from lms.engines.linkchart.vocabulary import STRENGTH_LABELS

__all__ = ["Line", "LineOutcome", "explain", "reason_of"]


def explain(chart: Chart, key: Key, mark: ChartMark) -> tuple[Line, ...]:
    """All lines: links of the key, other drawn links, entities of the key, other entities."""
    names = Called(chart, key)
    gaps = {link.id for link in mark.judgement.contracted.values()}
    lines = [_key_line(names, mark, link) for link in key.links]
    lines += [
        _drawn_line(names, judged, key)
        for judged in mark.judgement.drawn
        if judged.verdict is not Verdict.COUNTS and judged.drawn.id not in gaps
    ]
    scores = {score.key_id: score for score in mark.entities}
    lines += [
        entity_line(names, code, scores.get(code))
        for code, entity in key.entities.items()
        if not entity.distractor or code in scores
    ]
    lines += [extra_line(chart.entities[drawn].label, drawn) for drawn in mark.extra]
    return tuple(lines)


def _key_line(names: Called, mark: ChartMark, link: KeyLink) -> Line:
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


def _found_line(names: Called, found: Found) -> Line:
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


def _fault(names: Called, found: Found, fault: Fault) -> Message:
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


def _gap_line(names: Called, link: KeyLink, shortcut: Link) -> Line:
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


def reason_of(verdict: Verdict) -> Message:
    """Why a drawn link that stands for none of the key counts as it does."""
    return _VERDICTS[verdict][1]


def _drawn_line(names: Called, judged: Judged, key: Key) -> Line:
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
