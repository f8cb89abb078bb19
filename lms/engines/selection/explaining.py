"""Why each candidate is chosen or not: from the problem and the selection alone.

Every reason is a statement that can be recounted by hand. Where nothing stated explains a choice,
that is said (BY_HAND), so that reasons never flatter a selection somebody changed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.engines.selection.measuring import Tally, balance, common_used
from lms.engines.selection.types import AimKind, Candidate, Problem


class ReasonKind(StrEnum):
    """Chosen: IN_ORDER, AHEAD, COUNTS, BY_HAND. Not chosen: the others, or BY_HAND."""

    IN_ORDER = "in_order"  # no one higher in the agency's order is left out
    AHEAD = "ahead"  # goes before `others` of the agency, for `aim`
    COUNTS = "counts"  # takes `aim` from `before` to `after`; `needed`: the aim lacks it else
    BY_HAND = "by_hand"
    FULL = "full"  # the agency's `seats` seats are given; `others`: seated or higher in its order
    COMMON_GONE = "common_gone"  # the `seats` common seats are given to people of `others`
    BEHIND = "behind"  # `others` of the agency goes first for `aim`: else from `before` to `after`
    FREE_SEAT = "free_seat"  # there is still a seat


@dataclass(frozen=True)
class Reason:
    """One statement. `aim` is the index of an aim; `others` are keys of candidates."""

    kind: ReasonKind
    priority: int = 0
    seats: int = 0
    others: tuple[str, ...] = ()
    aim: int | None = None
    before: int = 0
    after: int = 0
    needed: bool = False


def explain(problem: Problem, selection: Collection[str]) -> Mapping[str, tuple[Reason, ...]]:
    """The reasons for every candidate, chosen or not."""
    chosen = set(selection)
    explainer = _Explainer(problem, chosen)
    return {
        one.key: explainer.chosen(one) if one.key in chosen else explainer.left_out(one)
        for one in problem.candidates
    }


class _Explainer:
    def __init__(self, problem: Problem, chosen: set[str]) -> None:
        self.problem, self.selection = problem, chosen
        self.now = balance(problem, chosen)
        self.tally = Tally(problem, chosen)
        self.common_left = max(problem.common, 0) - common_used(problem, chosen)
        self._swaps: dict[tuple[object, ...], tuple[int, int, int] | None] = {}
        self._alone: dict[tuple[object, ...], tuple[Reason, ...]] = {}

    def chosen(self, one: Candidate) -> tuple[Reason, ...]:
        """Order first, then what the person brings."""
        passed = [
            other
            for other in self.problem.by_agency[one.agency]
            if other.rank < one.rank and other.key not in self.selection
        ]
        counts = self._counts(one)
        if not passed:
            return (Reason(ReasonKind.IN_ORDER, priority=one.priority), *counts)
        ahead = [self._ahead(one, other) for other in passed]
        return (*_joined(reason for reason in ahead if reason is not None), *counts) or (
            Reason(ReasonKind.BY_HAND, priority=one.priority),
        )

    def _ahead(self, one: Candidate, other: Candidate) -> Reason | None:
        swap = self._swap(one, other)
        if swap is None:
            return Reason(ReasonKind.BY_HAND, priority=one.priority, others=(other.key,))
        aim, before, after = swap
        return Reason(ReasonKind.AHEAD, one.priority, 0, (other.key,), aim, after, before)

    def _counts(self, one: Candidate) -> tuple[Reason, ...]:
        """What the person adds to each aim that speaks of people like this."""
        face = self._face(one)
        if face not in self._alone:
            self._alone[face] = tuple(
                reason
                for index in range(len(self.now))
                if (reason := self._count(index, one)) is not None
            )
        return self._alone[face]

    def _count(self, index: int, one: Candidate) -> Reason | None:
        now = self.now[index]
        if now.aim.kind in {AimKind.AT_MOST, AimKind.SHARE_AT_MOST}:
            return None
        less = self.tally.served(now.aim, one)
        if now.count == less.count:
            return None
        return Reason(
            ReasonKind.COUNTS,
            aim=index,
            before=less.count,
            after=now.count,
            needed=less.short > now.short,
        )

    def left_out(self, one: Candidate) -> tuple[Reason, ...]:
        line = self.problem.by_agency[one.agency]
        mine = [other for other in line if other.key in self.selection]
        free = max(self.problem.seats.get(one.agency, 0), 0)
        if len(mine) < free or self.common_left > 0:
            return (Reason(ReasonKind.FREE_SEAT),)
        behind = [self._behind(one, other) for other in mine if other.rank > one.rank]
        seated = [other for other in self.problem.seated if other.agency == one.agency]
        higher = tuple(
            other.key
            for other in sorted([*seated, *mine], key=lambda other: other.rank)
            if other in seated or other.rank < one.rank
        )
        full = Reason(ReasonKind.FULL, seats=len(seated) + len(mine), others=higher)
        reasons = [full] if higher or not mine else []
        return (*reasons, *behind, *self._common(one))

    def _behind(self, one: Candidate, other: Candidate) -> Reason:
        swap = self._swap(other, one)
        if swap is None:
            return Reason(ReasonKind.BY_HAND, others=(other.key,))
        aim, before, after = swap
        return Reason(ReasonKind.BEHIND, 0, 0, (other.key,), aim, before, after)

    def _common(self, one: Candidate) -> tuple[Reason, ...]:
        """The seats of no agency, where there are any: to which agencies they went."""
        if self.problem.common <= 0:
            return ()
        agencies = tuple(
            agency
            for agency, line in sorted(self.problem.by_agency.items())
            if agency != one.agency
            and sum(other.key in self.selection for other in line)
            > max(self.problem.seats.get(agency, 0), 0)
        )
        return (Reason(ReasonKind.COMMON_GONE, seats=self.problem.common, others=agencies),)

    def _swap(self, out: Candidate, into: Candidate) -> tuple[int, int, int] | None:
        """The first aim that would be served worse with `into` in the place of `out`, and its
        count before and after; None where no aim speaks for `out`."""
        faces = (self._face(out), self._face(into))
        if faces not in self._swaps:
            self._swaps[faces] = self._first_worse(out, into)
        return self._swaps[faces]

    def _first_worse(self, out: Candidate, into: Candidate) -> tuple[int, int, int] | None:
        for index, now in enumerate(self.now):
            then = self.tally.served(now.aim, out, into)
            if then.short < now.short:
                return None
            if then.short > now.short:
                return index, now.count, then.count
        return None

    def _face(self, one: Candidate) -> tuple[object, ...]:
        """People with one face are alike to all aims, so what is said of one holds for all."""
        features = sorted({aim.feature for aim in self.problem.aims})
        return tuple(one.features.get(name, "") for name in features)


def _joined(reasons: Iterable[Reason]) -> list[Reason]:
    """One statement for all whom the person goes before for the same cause."""
    found: dict[tuple[object, ...], Reason] = {}
    for one in reasons:
        cause = (one.kind, one.aim, one.before, one.after)
        others = (*found[cause].others, *one.others) if cause in found else one.others
        found[cause] = Reason(
            one.kind, one.priority, 0, others, one.aim, one.before, one.after, one.needed
        )
    return list(found.values())
