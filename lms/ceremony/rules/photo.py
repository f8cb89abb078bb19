"""The photograph: dignitaries in the middle of the first row, then by precedence. Pure."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def rows_of(front: Sequence[T], others: Sequence[T], *, seats: int) -> list[list[T]]:
    """Rows from the front to the back, each from left to right as the camera sees it.

    `front` are dignitaries, highest first; `others` people in order of precedence. The first row
    holds the dignitaries and is filled up with others; each row has at most `seats` places and is
    never shorter than the dignitaries need. Rows behind are as even as can be.
    """
    first = max(seats, len(front))
    if not front and not others:
        return []
    row, rest = [*front, *others[: first - len(front)]], list(others[first - len(front) :])
    count = -(-len(rest) // seats) if rest else 0
    rows = [around_middle(row)]
    for number in range(count):
        size = -(-len(rest) // (count - number))
        rows.append(around_middle(rest[:size]))
        rest = rest[size:]
    return rows


def around_middle(row: Sequence[T]) -> list[T]:
    """The highest in the middle, the next at that person's right hand (left for the camera), the
    third at the left hand, and so on outwards."""
    left = [one for place, one in enumerate(row) if place % 2 == 1]
    right = [one for place, one in enumerate(row) if place % 2 == 0]
    return [*reversed(left), *right]
