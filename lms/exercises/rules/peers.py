"""Who marks whose answer: never one's own group's, evenly, and the same way each time."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """An answer to be marked by `wanted` fellow participants; `authors` are enrolments."""

    attempt_id: uuid.UUID
    question: str
    authors: frozenset[uuid.UUID]
    wanted: int

    @property
    def name(self) -> tuple[uuid.UUID, str]:
        return self.attempt_id, self.question


Pair = tuple[Answer, uuid.UUID]


def deal(
    answers: Sequence[Answer],
    people: Collection[uuid.UUID],
    given: Mapping[tuple[uuid.UUID, str], frozenset[uuid.UUID]],
) -> list[Pair]:
    """New tasks so that each answer has as many markers as it wants, where there are enough.

    `given` holds who has each answer already. Nobody gets an answer of the own group or the same
    one twice; loads are as even as moving single new tasks can make them.
    """
    load: dict[uuid.UUID, int] = dict.fromkeys(people, 0)
    for markers in given.values():
        for one in markers & load.keys():
            load[one] += 1
    holders = {answer.name: set(given.get(answer.name, ())) for answer in answers}
    pairs: list[Pair] = []
    for answer in sorted(answers, key=lambda one: _sign(*one.name)):
        for _ in range(answer.wanted - len(holders[answer.name])):
            free = load.keys() - answer.authors - holders[answer.name]
            if not free:
                break
            chosen = min(free, key=lambda one: (load[one], _sign(one, *answer.name)))
            pairs.append((answer, chosen))
            holders[answer.name].add(chosen)
            load[chosen] += 1
    return _evened(pairs, holders, load)


def _evened(
    pairs: list[Pair],
    holders: Mapping[tuple[uuid.UUID, str], set[uuid.UUID]],
    load: dict[uuid.UUID, int],
) -> list[Pair]:
    """Moves new tasks from who has many to who has fewer by two, while there are such moves."""
    mine: dict[uuid.UUID, list[Answer]] = defaultdict(list)
    for answer, one in pairs:
        mine[one].append(answer)
    while (move := _move(mine, holders, load)) is not None:
        answer, giver, taker = move
        mine[giver].remove(answer)
        mine[taker].append(answer)
        holders[answer.name].remove(giver)
        holders[answer.name].add(taker)
        load[giver] -= 1
        load[taker] += 1
    return [(answer, one) for one in sorted(mine) for answer in mine[one]]


def _move(
    mine: Mapping[uuid.UUID, list[Answer]],
    holders: Mapping[tuple[uuid.UUID, str], set[uuid.UUID]],
    load: Mapping[uuid.UUID, int],
) -> tuple[Answer, uuid.UUID, uuid.UUID] | None:
    order = sorted(load, key=lambda one: (load[one], one))
    for giver in reversed(order):
        for answer in mine.get(giver, ()):
            for taker in order:
                if load[giver] - load[taker] < 2:
                    break
                if taker not in answer.authors and taker not in holders[answer.name]:
                    return answer, giver, taker
    return None


def _sign(*names: object) -> bytes:
    return hashlib.sha256("|".join(map(str, names)).encode()).digest()
