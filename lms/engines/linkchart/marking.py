"""Mark a chart against a key: exact, repeatable, the same for any order, ids and layout."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.engines.linkchart.judging import CONTRACTED, Judgement, judge_links
from lms.engines.linkchart.key import Key
from lms.engines.linkchart.mapping import Mapped, grouped, map_entities, type_credit
from lms.engines.linkchart.model import Chart

ENGINE = "linkchart/1"
WEIGHTS = {
    "entities": Fraction(25, 100),
    "links": Fraction(55, 100),
    "evidence": Fraction(20, 100),
}
ZERO = Fraction(0)


@dataclass(frozen=True)
class EntityScore:
    """An entity of the key: its drawn ids (first counts), type credit, and whether it earns."""

    key_id: str
    drawn: tuple[str, ...]
    credit: Fraction
    earns: bool
    near: bool


@dataclass(frozen=True)
class ChartMark:
    """`score` is 0 to 100. Shares (0 to 1) by part as in `WEIGHTS`."""

    score: Fraction
    shares: Mapping[str, Fraction]
    precision: Mapping[str, Fraction]
    recall: Mapping[str, Fraction]
    entities: tuple[EntityScore, ...]
    extra: tuple[str, ...]
    judgement: Judgement


def mark_chart(chart: Chart, key: Key) -> ChartMark:
    """The mark of a chart. Pure: the same chart and key give the same mark for ever."""
    mapping = map_entities(chart, key)
    judgement = judge_links(chart, key, mapping)
    entities = _score_entities(chart, key, mapping, judgement)
    extra = tuple(drawn for drawn, mapped in mapping.items() if mapped.to is None)
    entity_p, entity_r = _entity_rates(key, entities, extra)
    link_p, link_r = _link_rates(key, judgement)
    shares = {
        "entities": harmonic(entity_p, entity_r),
        "links": harmonic(link_p, link_r),
        "evidence": _evidence_share(key, judgement),
    }
    score = 100 * sum((WEIGHTS[part] * share for part, share in shares.items()), ZERO)
    return ChartMark(
        score=score,
        shares=shares,
        precision={"entities": entity_p, "links": link_p},
        recall={"entities": entity_r, "links": link_r},
        entities=entities,
        extra=extra,
        judgement=judgement,
    )


def harmonic(precision: Fraction, recall: Fraction) -> Fraction:
    """2PR/(P+R), and 0 where both are 0."""
    total = precision + recall
    return 2 * precision * recall / total if total else ZERO


def ratio(part: Fraction, whole: Fraction | int) -> Fraction:
    """part/whole, and 0/0 = 0."""
    return part / whole if whole else ZERO


def _score_entities(
    chart: Chart, key: Key, mapping: Mapping[str, Mapped], judgement: Judgement
) -> tuple[EntityScore, ...]:
    touched = {end for found in judgement.found.values() for end in found.link.pair}
    for drawn in judgement.contracted.values():
        ends = (mapping[drawn.source].to, mapping[drawn.target].to)
        touched.update(end for end in ends if end is not None)
    scores = []
    for code, ids in grouped(mapping).items():
        right = key.entities[code]
        earns = code in touched or (right.isolated_ok and not right.distractor)
        credit = max(type_credit(chart.entities[drawn], right) for drawn in ids)
        near = all(mapping[drawn].near for drawn in ids)
        scores.append(EntityScore(code, tuple(ids), credit, earns, near))
    return tuple(sorted(scores, key=lambda score: score.key_id))


def _entity_rates(
    key: Key, entities: tuple[EntityScore, ...], extra: tuple[str, ...]
) -> tuple[Fraction, Fraction]:
    earning = [score for score in entities if score.earns]
    duplicates = sum(len(score.drawn) - 1 for score in entities)
    precision = ratio(
        sum((score.credit for score in earning), ZERO),
        len(earning) + len(extra) + Fraction(duplicates, 2),
    )
    wanted = [entity for entity in key.entities.values() if not entity.distractor]
    reached = sum(
        (
            score.credit * key.entities[score.key_id].weight
            for score in earning
            if not key.entities[score.key_id].distractor
        ),
        ZERO,
    )
    return precision, ratio(reached, sum(entity.weight for entity in wanted))


def _link_rates(key: Key, judgement: Judgement) -> tuple[Fraction, Fraction]:
    earned = {code: found.credit for code, found in judgement.found.items()}
    earned.update(dict.fromkeys(judgement.contracted, CONTRACTED))
    weights = {link.id: link.weight for link in key.links}
    precision = ratio(sum(earned.values(), ZERO), len(earned) + judgement.costs)
    reached = sum((weights[code] * credit for code, credit in earned.items()), ZERO)
    return precision, ratio(reached, sum(weights.values()))


def _evidence_share(key: Key, judgement: Judgement) -> Fraction:
    reached = sum((found.evidence * found.link.weight for found in judgement.found.values()), ZERO)
    return ratio(reached, sum(link.weight for link in key.links))
