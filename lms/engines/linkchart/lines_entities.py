"""The lines of a mark that are about entities: of the key, and drawn ones that are in no key."""

from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.linkchart.line import Called, Line, LineOutcome
from lms.engines.linkchart.marking import EntityScore
from lms.engines.linkchart.vocabulary import ENTITY_TYPES


def entity_line(names: Called, code: str, score: EntityScore | None) -> Line:
    """An entity of the key, with its score if it is on the chart."""
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
    names: Called, code: str, score: EntityScore
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


def extra_line(label: str, drawn: str) -> Line:
    """A drawn entity that is in no key."""
    return Line(
        about="entity",
        outcome=LineOutcome.UNSUPPORTED,
        subject={"en": label},
        reasons=(N_("This is not part of the case: it lowers the share of right entities."),),
        drawn=(drawn,),
        cost=Fraction(1),
    )
