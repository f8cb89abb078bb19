"""What a room's answers say about the questions: classical item analysis.

Measures are shares of points and correlations, so they are floats: nothing is marked by them.
Difficulty, item-rest discrimination, upper against lower 27 % (Kelley 1939), and coefficient
alpha (Cronbach 1951) are as in any textbook of test theory, e.g. Crocker and Algina,
"Introduction to Classical and Modern Test Theory", chapters 7 and 14.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

TAIL = 0.27
# fewer people than this, and figures about a question say more about the people
FEWEST = 10
_EASY, _HARD, _WEAK = 0.9, 0.25, 0.1
_NOTHING = 1e-12


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
    sums = [sum([one.share for one in sheet.values()]) for sheet in sheets]
    totals = [
        total / len(sheet) if sheet else 0.0 for total, sheet in zip(sums, sheets, strict=True)
    ]
    rests = [(total, max(1, len(sheet) - 1)) for total, sheet in zip(sums, sheets, strict=True)]
    tails = _tails(totals)
    columns = _columns(sheets)
    items = tuple(_item(key, columns.get(key, []), rests, tails) for key in order)
    deviation = sqrt(_variance(totals)) if len(totals) > 1 else None
    alpha = _alpha(columns, sums)
    error = deviation * sqrt(1 - alpha) if deviation is not None and alpha is not None else None
    mean = sum(totals) / len(totals) if totals else None
    return TestStatistics(len(sheets), mean, deviation, alpha, error, items)


Column = list[tuple[int, Response]]


def _columns(sheets: Sequence[Sheet]) -> dict[str, Column]:
    """By question, who was given it (a place in `sheets`) with the response."""
    found: dict[str, Column] = defaultdict(list)
    for at, sheet in enumerate(sheets):
        for key, response in sheet.items():
            found[key].append((at, response))
    return found


def _tails(totals: Sequence[float]) -> tuple[frozenset[int], frozenset[int]]:
    """The upper and the lower group, as places in `totals`; people of one total stay in order."""
    size = round(len(totals) * TAIL)
    ranked = sorted(range(len(totals)), key=lambda at: (-totals[at], at))
    return frozenset(ranked[:size]), frozenset(ranked[len(totals) - size :])


def _item(
    key: str,
    column: Column,
    rests: Sequence[tuple[float, int]],
    tails: tuple[frozenset[int], frozenset[int]],
) -> ItemStatistics:
    """`rests`: of each person, the sum of all shares and the number of other questions."""
    shares = [one.share for _at, one in column]
    others = [
        (rests[at][0] - share) / rests[at][1]
        for (at, _one), share in zip(column, shares, strict=True)
    ]
    facility = sum(shares) / len(shares) if shares else 0.0
    discrimination = _correlation(shares, others)
    groups = [[one for at, one in column if at in tail] for tail in tails]
    upper, lower = ([one.share for one in group] for group in groups)
    return ItemStatistics(
        key=key,
        people=len(column),
        blank=sum(not one.answered for _at, one in column),
        facility=facility,
        discrimination=discrimination,
        spread=sum(upper) / len(upper) - sum(lower) / len(lower) if upper and lower else None,
        options=_options([one for _at, one in column], groups),
        signs=_signs(len(column), facility, discrimination),
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


def _correlation(shares: Sequence[float], others: Sequence[float]) -> float | None:
    """Pearson's correlation; None for fewer than two people, or where all are alike."""
    spread = sqrt(_variance(shares)) * sqrt(_variance(others)) if len(shares) > 1 else 0.0
    if spread < _NOTHING:
        return None
    mean_share, mean_other = sum(shares) / len(shares), sum(others) / len(others)
    pairs = zip(shares, others, strict=True)
    together = sum([(share - mean_share) * (other - mean_other) for share, other in pairs])
    return max(-1.0, min(1.0, together / len(shares) / spread))


def _variance(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sum([(value - mean) ** 2 for value in values]) / len(values)


def _alpha(columns: Mapping[str, Column], sums: Sequence[float]) -> float | None:
    """Coefficient alpha; None where people had different questions, or all the same total."""
    people, items = len(sums), len(columns)
    if people < 2 or items < 2 or any(len(column) != people for column in columns.values()):
        return None
    total = _variance(sums)
    if total < _NOTHING:
        return None
    parts = sum(_variance([one.share for _at, one in column]) for column in columns.values())
    return items / (items - 1) * (1 - parts / total)
