"""Where seats go that an agency did not fill: to named agencies, by ratio, to the wait-list.

Each rule gives seats to those who wait for some, never more than they wait for, and gives all
it has as long as somebody waits. Pure; keys are of any kind, and their order breaks ties.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar
from uuid import UUID

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class ToNamed:
    """To these agencies in their order, each up to its number in `most` (none: as it asks)."""

    agencies: Sequence[UUID]
    most: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ByRatio:
    """To the agencies where people wait, by these weights (their quotas)."""

    weights: Mapping[UUID, int]


@dataclass(frozen=True)
class ByWaitList:
    """To the people who wait, first to last: the agency of each."""

    agencies: Sequence[UUID]


Rule = ToNamed | ByRatio | ByWaitList


def shares(rule: Rule, seats: int, waiting: Mapping[UUID, int]) -> dict[UUID, int]:
    """How many of `seats` each agency gets by a rule; `waiting` is how many people of each wait.
    Agencies that get none are left out."""
    if isinstance(rule, ToNamed):
        return in_order(seats, waiting, rule.agencies, rule.most)
    if isinstance(rule, ByRatio):
        return by_ratio(seats, waiting, rule.weights)
    return by_wait_list(seats, waiting, rule.agencies)


def in_order(
    seats: int,
    wanted: Mapping[Key, int],
    order: Sequence[Key],
    most: Mapping[Key, int] | None = None,
) -> dict[Key, int]:
    """To each of `order` in turn what it wants, up to its maximum. Who is not named gets none;
    what nobody named wants is left over."""
    given: dict[Key, int] = {}
    for key in dict.fromkeys(order):
        share = min(seats, wanted.get(key, 0), (most or {}).get(key, seats))
        if share > 0:
            given[key] = share
            seats -= share
    return given


def by_wait_list(seats: int, wanted: Mapping[Key, int], line: Sequence[Key]) -> dict[Key, int]:
    """To the first of a line, one seat each; a key stands in it once for each who waits."""
    given: Counter[Key] = Counter()
    for key in line:
        if sum(given.values()) >= seats:
            break
        if given[key] < wanted.get(key, 0):
            given[key] += 1
    return dict(+given)


def by_ratio(seats: int, wanted: Mapping[Key, int], weights: Mapping[Key, int]) -> dict[Key, int]:
    """By weights with the method of the largest remainder, nobody more than it wants.

    What a key does not want is shared among the others by the same method, until the seats or
    the wishes are at an end. Keys of weight 0 come after all others are served, alike among
    themselves. Ties go to the key that stands first in `wanted`.
    """
    given = dict.fromkeys(wanted, 0)
    left = min(seats, sum(max(0, number) for number in wanted.values()))
    while left > 0:
        open_ones = [key for key in wanted if given[key] < wanted[key]]
        weighty = {key: weights.get(key, 0) for key in open_ones if weights.get(key, 0) > 0}
        round_shares = largest_remainder(left, weighty or dict.fromkeys(open_ones, 1))
        for key, share in round_shares.items():
            now = min(share, wanted[key] - given[key])
            given[key] += now
            left -= now
    return {key: number for key, number in given.items() if number}


def largest_remainder(seats: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """Share seats by positive weights so that each gets the whole part of its exact quota, and
    the largest fractions one more (Hamilton's method, as in Balinski and Young, Fair
    Representation, 1982). Exact: fractions, no floats. Ties go to the key that stands first."""
    total = sum(weights.values())
    exact = {key: Fraction(seats * weight, total) for key, weight in weights.items()}
    given = {key: int(share) for key, share in exact.items()}
    by_fraction = sorted(weights, key=lambda key: given[key] - exact[key])
    for key in by_fraction[: seats - sum(given.values())]:
        given[key] += 1
    return given
