"""Mark a chart against a key: exact, repeatable, the same for any order, ids and layout."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from lms.engines.linkchart.judging import CONTRACTED, Judgement, judge_links
from lms.engines.linkchart.key import Key
from lms.engines.linkchart.mapping import Mapped, grouped, map_entities, type_credit
from lms.engines.linkchart.model import Chart

ENGINE = "linkchart/2"
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


# What a person says instead of the engine, by line: the credit of a link ("link:L01") or an
# entity ("entity:E01") of the key, 0 to 1; the cost of a drawn link ("drawn:..."), 0 to 2, or
# of a drawn entity that the key does not have ("extra:..."), 0 to 1.
Words = Mapping[str, Fraction]
NO_WORDS: Words = MappingProxyType({})
MOST_OF = {"link": 1, "entity": 1, "extra": 1, "drawn": 2}


def mark_chart(chart: Chart, key: Key, words: Words = NO_WORDS) -> ChartMark:
    """The mark of a chart. Pure: the same chart, key and words give the same mark for ever."""
    mapping = map_entities(chart, key)
    judgement = _as_said(judge_links(chart, key, mapping), words)
    entities = _score_entities(chart, key, mapping, judgement, words)
    extra = tuple(drawn for drawn, mapped in mapping.items() if mapped.to is None)
    against = sum((words.get(f"extra:{drawn}", Fraction(1)) for drawn in extra), ZERO)
    entity_p, entity_r = _entity_rates(key, entities, against)
    link_p, link_r = _link_rates(key, judgement, words)
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


def _as_said(judgement: Judgement, words: Words) -> Judgement:
    """The judgement with what a person said about links that were drawn."""
    if not words:
        return judgement
    found = {
        code: replace(one, credit=words.get(f"link:{code}", one.credit))
        for code, one in judgement.found.items()
    }
    drawn = tuple(
        replace(one, cost=words.get(f"drawn:{one.drawn.id}", one.cost)) for one in judgement.drawn
    )
    return replace(judgement, found=found, drawn=drawn)


def _score_entities(
    chart: Chart, key: Key, mapping: Mapping[str, Mapped], judgement: Judgement, words: Words
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
        if f"entity:{code}" in words:
            earns, credit = True, words[f"entity:{code}"]
        scores.append(EntityScore(code, tuple(ids), credit, earns, near))
    return tuple(sorted(scores, key=lambda score: score.key_id))


def _entity_rates(
    key: Key, entities: tuple[EntityScore, ...], against: Fraction
) -> tuple[Fraction, Fraction]:
    earning = [score for score in entities if score.earns]
    duplicates = sum(len(score.drawn) - 1 for score in entities)
    precision = ratio(
        sum((score.credit for score in earning), ZERO),
        len(earning) + against + Fraction(duplicates, 2),
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


def _link_rates(key: Key, judgement: Judgement, words: Words) -> tuple[Fraction, Fraction]:
    earned = {code: found.credit for code, found in judgement.found.items()}
    earned.update(dict.fromkeys(judgement.contracted, CONTRACTED))
    weights = {link.id: link.weight for link in key.links}
    said = {code: words[f"link:{code}"] for code in weights if f"link:{code}" in words}
    earned.update((code, credit) for code, credit in said.items() if credit or code in earned)
    precision = ratio(sum(earned.values(), ZERO), len(earned) + judgement.costs)
    reached = sum((weights[code] * credit for code, credit in earned.items()), ZERO)
    return precision, ratio(reached, sum(weights.values()))


def _evidence_share(key: Key, judgement: Judgement) -> Fraction:
    reached = sum((found.evidence * found.link.weight for found in judgement.found.values()), ZERO)
    return ratio(reached, sum(link.weight for link in key.links))
