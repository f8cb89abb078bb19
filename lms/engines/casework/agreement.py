"""Agreement of a room with the right grades: weighted kappa, and which code was taken for which.

Cohen, "Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial
credit", Psychological Bulletin 70 (1968) 213-220: kappa_w = 1 - sum(v o) / sum(v e), with observed
shares o, shares e that chance gives (product of the margins), and a weight v for each kind of
disagreement. Between codes of the order, v is the square of their distance as a share of the
longest one. A code that says "not known" stands outside the order: against any other code it
weighs as much as the worst confusion (v = 1).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.engines.scales import Scale

Pair = tuple[str, str]
Weight = Callable[[str, str], Fraction]


@dataclass(frozen=True)
class Agreement:
    """One class (source, information, handling) over a room.

    `kappa` is 1 for full agreement and 0 for what chance gives; None where it cannot be said
    (no answers, or the margins leave nothing to disagree about). `confusions` counts by
    (right code, given code); `exact` counts answers that hit the code.
    """

    part: str
    codes: tuple[str, ...]
    answers: int
    exact: int
    kappa: Fraction | None
    confusions: dict[Pair, int]

    def row(self, right: str) -> list[int]:
        """What was given where `right` was right, in the order of the codes."""
        return [self.confusions.get((right, given), 0) for given in self.codes]


def agreement(scale: Scale, part: str, pairs: Sequence[Pair]) -> Agreement:
    """Agreement over pairs of right and given code of one list of `scale`."""
    counts = Counter(pairs)
    return Agreement(
        part=part,
        codes=scale.codes(part),
        answers=len(pairs),
        exact=sum(count for (right, given), count in counts.items() if right == given),
        kappa=weighted_kappa(pairs, quadratic_weight(scale, part)),
        confusions=dict(counts),
    )


def weighted_kappa(pairs: Sequence[Pair], weight: Weight) -> Fraction | None:
    """Cohen's weighted kappa of two judges over the same items, exactly."""
    total = len(pairs)
    if not total:
        return None
    rows, columns = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    observed = sum((weight(*pair) * count for pair, count in Counter(pairs).items()), Fraction(0))
    expected = sum(
        (
            weight(one, other) * Fraction(count * others, total)
            for one, count in rows.items()
            for other, others in columns.items()
        ),
        Fraction(0),
    )
    return 1 - observed / expected if expected else None


def quadratic_weight(scale: Scale, part: str) -> Weight:
    """How much a confusion of two codes weighs, from 0 to 1.

    Handling codes are as far apart as they are strict; two that only name other receivers weigh
    as much as the worst confusion.
    """
    if part == "handling":
        return _strictness(scale)
    ordered = [grade.code for grade in scale.grades(part) if grade.ordered]
    longest = scale.distance(part, ordered[0], ordered[-1]) or 1

    def weight(one: str, other: str) -> Fraction:
        distance = scale.distance(part, one, other)
        return Fraction(1) if distance is None else Fraction(distance, longest) ** 2

    return weight


def _strictness(scale: Scale) -> Weight:
    longest = max((grade.level for grade in scale.handling), default=0)

    def weight(one: str, other: str) -> Fraction:
        if one == other:
            return Fraction(0)
        steps = abs(scale.stricter(one, other))
        return Fraction(steps, longest) ** 2 if steps else Fraction(1)

    return weight
