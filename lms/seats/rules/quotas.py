"""Proposals for the quotas of all agencies: alike, or in the ratio of numbers typed. Pure."""

from collections.abc import Mapping

from lms.seats.rules.flow import Key, largest_remainder


def alike(seats: int, least: Mapping[Key, int]) -> dict[Key, int]:
    """The same for each, those in use at the least; see `in_ratio`."""
    return in_ratio(seats, dict.fromkeys(least, 1), least)


def in_ratio(seats: int, weights: Mapping[Key, int], least: Mapping[Key, int]) -> dict[Key, int]:
    """Share `seats` by weights with the largest remainder, nobody below its number in `least`.

    Who would come below it gets just that, and the others share the rest. Sums to `seats` where
    the least numbers leave room for that, and somebody has a weight; else each keeps its least.
    """
    given = dict(least)
    sharing = {key: weight for key, weight in weights.items() if weight > 0}
    while sharing:
        rest = seats - sum(least[key] for key in least if key not in sharing)
        share = largest_remainder(max(0, rest), sharing)
        short = {key for key in sharing if share[key] < least[key]}
        if not short:
            return given | share
        sharing = {key: weight for key, weight in sharing.items() if key not in short}
    return given
