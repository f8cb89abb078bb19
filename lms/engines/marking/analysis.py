"""What a room's answers say about the questions: classical item analysis.

Measures are shares of points and correlations, so they are floats: nothing is marked by them.
Difficulty, item-rest discrimination, upper against lower 27 % (Kelley 1939), and coefficient
alpha (Cronbach 1951) are as in any textbook of test theory, e.g. Crocker and Algina,
"Introduction to Classical and Modern Test Theory", chapters 7 and 14.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import StatisticsError, correlation, fmean, pvariance

TAIL = 0.27
# fewer people than this, and figures about a question say more about the people
FEWEST = 10
_EASY, _HARD, _WEAK = 0.9, 0.25, 0.1


@dataclass(frozen=True)
class Response:
    """What one person made of one question: share of its points from 0 to 1 (below 0 where a
    certainty cost points), whether anything was answered, and the options chosen."""

    share: float
    answered: bool
    chosen: tuple[str, ...] = ()


class Sign(StrEnum):
    """What an author should look at."""

    FEW = "few"  # too few answers to judge
    EASY = "easy"
    HARD = "hard"
    NEGATIVE = "negative"  # good people fail it: the key may be wrong
    WEAK = "weak"  # tells good from weak people hardly at all


@dataclass(frozen=True)
class OptionUse:
    """How often an option was chosen, by all and by the upper and the lower group."""

    key: str
    chosen: int
    upper: int
    lower: int


@dataclass(frozen=True)
class ItemStatistics:
    """One question. `facility` is the mean share of points; `discrimination` the correlation
    with the rest of the test; `spread` the facility of the upper minus that of the lower 27 %.
    None: cannot be said."""

    key: str
    people: int
    blank: int
    facility: float
    discrimination: float | None
    spread: float | None
    options: tuple[OptionUse, ...]
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class TestStatistics:
    """A whole test. Means and errors are shares of the full mark. `alpha` and the standard error
    of measurement stand only where everybody had the same questions."""

    people: int
    mean: float | None
    deviation: float | None
    alpha: float | None
    error: float | None
    items: tuple[ItemStatistics, ...]


Sheet = Mapping[str, Response]


def analyse(sheets: Sequence[Sheet], order: Sequence[str]) -> TestStatistics:
    """The statistics of a test from one sheet per person (question key to response).

    `order` names the questions to report, in this order; a sheet lacks those that its person
    was not given.
    """
    sums = [sum(one.share for one in sheet.values()) for sheet in sheets]
    totals = [
        total / len(sheet) if sheet else 0.0 for total, sheet in zip(sums, sheets, strict=True)
    ]
    tails = _tails(totals)
    items = tuple(_item(key, sheets, sums, tails) for key in order)
    mean = fmean(totals) if totals else None
    deviation = sqrt(pvariance(totals)) if len(totals) > 1 else None
    alpha = _alpha(sheets)
    error = deviation * sqrt(1 - alpha) if deviation is not None and alpha is not None else None
    return TestStatistics(len(sheets), mean, deviation, alpha, error, items)


def _rest(total: float, questions: int, share: float) -> float:
    """The mean share of a person's other questions."""
    return (total - share) / (questions - 1) if questions > 1 else 0.0


def _tails(totals: Sequence[float]) -> tuple[frozenset[int], frozenset[int]]:
    """The upper and the lower group, as places in `totals`; people of one total stay in order."""
    size = round(len(totals) * TAIL)
    ranked = sorted(range(len(totals)), key=lambda at: (-totals[at], at))
    return frozenset(ranked[:size]), frozenset(ranked[len(totals) - size :])


def _item(
    key: str,
    sheets: Sequence[Sheet],
    sums: Sequence[float],
    tails: tuple[frozenset[int], frozenset[int]],
) -> ItemStatistics:
    given = [(at, sheet) for at, sheet in enumerate(sheets) if key in sheet]
    mine = [sheet[key] for _at, sheet in given]
    facility = fmean(one.share for one in mine) if mine else 0.0
    rest = [
        _rest(sums[at], len(sheet), one.share) for (at, sheet), one in zip(given, mine, strict=True)
    ]
    discrimination = _correlation([one.share for one in mine], rest)
    groups = [[sheet[key] for at, sheet in given if at in tail] for tail in tails]
    spread = (
        fmean(one.share for one in groups[0]) - fmean(one.share for one in groups[1])
        if all(groups)
        else None
    )
    return ItemStatistics(
        key=key,
        people=len(mine),
        blank=sum(not one.answered for one in mine),
        facility=facility,
        discrimination=discrimination,
        spread=spread,
        options=_options(mine, groups),
        signs=_signs(len(mine), facility, discrimination),
    )


def _options(
    mine: Sequence[Response], groups: Sequence[Sequence[Response]]
) -> tuple[OptionUse, ...]:
    every, upper, lower = (
        Counter(key for one in some for key in one.chosen) for some in (mine, *groups)
    )
    return tuple(OptionUse(key, every[key], upper[key], lower[key]) for key in sorted(every))


def _signs(people: int, facility: float, discrimination: float | None) -> tuple[Sign, ...]:
    if people < FEWEST:
        return (Sign.FEW,)
    found: list[Sign] = []
    if discrimination is not None and discrimination < 0:
        found.append(Sign.NEGATIVE)
    elif discrimination is not None and discrimination < _WEAK and _HARD <= facility <= _EASY:
        found.append(Sign.WEAK)
    if facility > _EASY:
        found.append(Sign.EASY)
    elif facility < _HARD:
        found.append(Sign.HARD)
    return tuple(found)


def _correlation(shares: Sequence[float], rest: Sequence[float]) -> float | None:
    try:
        return correlation(shares, rest)
    except StatisticsError:  # fewer than two people, or all alike
        return None


def _alpha(sheets: Sequence[Sheet]) -> float | None:
    """Coefficient alpha; None where people had different questions, or all the same total."""
    keys = set(sheets[0]) if sheets else set()
    if len(sheets) < 2 or len(keys) < 2 or any(set(sheet) != keys for sheet in sheets):
        return None
    total = pvariance([sum(sheet[key].share for key in keys) for sheet in sheets])
    if not total:
        return None
    parts = sum(pvariance([sheet[key].share for sheet in sheets]) for key in keys)
    return len(keys) / (len(keys) - 1) * (1 - parts / total)
