"""Candidates, seats and aims. Everything is known by keys; titles are the caller's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

NOT_SAID = ""  # a feature nobody knows; it counts in shares, but is no value of a spread


@dataclass(frozen=True)
class Candidate:
    """One person put forward.

    `priority` is the agency's own order from 1, `order` the order in which the names came. An
    `alternate` stands behind all others of the agency.
    """

    key: str
    agency: str
    priority: int
    order: int
    features: Mapping[str, str] = field(default_factory=dict)
    alternate: bool = False

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        """Sorts the candidates of one agency as the agency wants them."""
        return (self.alternate, self.priority, self.order, self.key)


class AimKind(StrEnum):
    AT_LEAST = "at_least"  # `amount` people with one of the values
    AT_MOST = "at_most"
    SHARE_AT_LEAST = "share_at_least"  # `amount` per cent of all with a seat
    SHARE_AT_MOST = "share_at_most"
    SPREAD = "spread"  # `amount` different values
    PREFER = "prefer"  # as many with one of the values as can be


@dataclass(frozen=True)
class Aim:
    """One aim of the balance of the room: of all who have a seat, seated already or chosen.

    `amount` is a whole number of people, per cent or values; PREFER needs none. `values` are any
    of the feature's; a SPREAD needs none.
    """

    kind: AimKind
    feature: str
    values: frozenset[str] = frozenset()
    amount: int = 0

    def counts(self, candidate: Candidate) -> bool:
        """Whether the candidate is one of those of whom the aim speaks."""
        value = candidate.features.get(self.feature, NOT_SAID)
        return bool(value) if self.kind is AimKind.SPREAD else value in self.values


@dataclass(frozen=True)
class Problem:
    """Who may be chosen for which seats, and what for. `aims` stand in their order of weight.

    `seats`: the free seats of each agency; `common`: free seats of no agency, for any; `seated`:
    those who have a seat already. They count in the aims and need no seat of `seats`.
    """

    candidates: tuple[Candidate, ...]
    seats: Mapping[str, int]
    common: int = 0
    aims: tuple[Aim, ...] = ()
    seated: tuple[Candidate, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Candidate]:
        return {one.key: one for one in self.candidates}

    @cached_property
    def by_agency(self) -> dict[str, list[Candidate]]:
        """The candidates of each agency in the agency's own order."""
        found: dict[str, list[Candidate]] = {}
        for one in sorted(self.candidates, key=lambda one: one.rank):
            found.setdefault(one.agency, []).append(one)
        return found

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each candidate would stand among the agency's people in the room, from 1."""
        seated: dict[str, int] = {}
        for one in self.seated:
            seated[one.agency] = seated.get(one.agency, 0) + 1
        return {
            one.key: seated.get(agency, 0) + index
            for agency, line in self.by_agency.items()
            for index, one in enumerate(line, start=1)
        }

    @cached_property
    def turn(self) -> dict[str, int]:
        """Where each name stands by the time it came, from 1."""
        line = sorted(self.candidates, key=lambda one: (one.order, one.key))
        return {one.key: index for index, one in enumerate(line, start=1)}

    @cached_property
    def fill(self) -> int:
        """How many of the candidates get a seat when no seat stays empty without need."""
        own = extra = 0
        for agency, line in self.by_agency.items():
            free = max(self.seats.get(agency, 0), 0)
            own += min(len(line), free)
            extra += max(len(line) - free, 0)
        return own + min(max(self.common, 0), extra)

    @property
    def room(self) -> int:
        """How many have a seat after a full selection: the base of the shares."""
        return len(self.seated) + self.fill
