"""A smallest set of rules that contradict each other.

The rules are known by keys; what they mean only the oracle knows. It is asked whether a set of
them can hold at once.

Method: implicit hitting sets (Ignatiev, Previti, Liffiton, Marques-Silva: Smallest MUS extraction
with minimal hitting set dualization, CP 2015). A *correction set* is what must be dropped so that
the rest can hold; every contradicting set has a rule in common with each correction set. So a
smallest hitting set of the correction sets known so far is no larger than any contradicting set:
if it contradicts itself, it is a smallest one; if not, what it lacks gives a further correction
set. An irreducible set is sought first (QuickXplain: Junker, AAAI 2004), so that there is an
answer when time runs out.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Answer(Generic[K]):
    """What an oracle may tell beyond yes and no; it saves many questions.

    `feasible` is None when it could not be decided in time. `rules`, if given: for a yes, all
    rules that the solution found keeps (the enforced and maybe more); for a no, some of the
    enforced rules that already contradict each other.
    """

    feasible: bool | None
    rules: frozenset[K] | None = None


Oracle = Callable[[frozenset[K]], bool | Answer[K] | None]
Grow = Callable[[frozenset[K]], frozenset[K]]


class Proof(StrEnum):
    """What is known about a set of contradicting rules."""

    SMALLEST = "smallest"  # no contradicting set has fewer rules
    IRREDUCIBLE = "irreducible"  # without any one of them the others can hold
    FOUND = "found"  # they contradict each other; maybe fewer do


@dataclass(frozen=True)
class Conflict(Generic[K]):
    """Rules that cannot hold at once, in the order in which they were given."""

    rules: tuple[K, ...]
    proof: Proof


def never() -> bool:
    """A `stop` that lets the search run to its end."""
    return False


def smallest_conflict(
    rules: Iterable[K],
    feasible: Oracle[K],
    *,
    grow: Grow[K] | None = None,
    stop: Callable[[], bool] = never,
) -> Conflict[K] | None:
    """The smallest set of contradicting rules, or the best found until `stop()` said so.

    `feasible(enforced)` says whether the rules of that set can hold at once (None: undecided). It
    must be monotone: fewer rules are never harder. `grow(kept)`, if given, adds to rules that can
    hold at once as many others as still can; else they are tried one by one. `stop` is asked
    between the calls. Rules given earlier are sought first. None: all rules can hold at once, or
    that could not be decided. An empty conflict: even without any of the rules nothing fits.
    """
    search = _Search(tuple(dict.fromkeys(rules)), feasible, grow, stop)
    found = search.irreducible()
    return None if found is None else search.smallest(found)


def irreducible_conflict(
    rules: Iterable[K], feasible: Oracle[K], *, stop: Callable[[], bool] = never
) -> Conflict[K] | None:
    """Contradicting rules of which none can be left out: far fewer questions than the smallest.

    All else is as for `smallest_conflict`.
    """
    return _Search(tuple(dict.fromkeys(rules)), feasible, None, stop).irreducible()


class _Search(Generic[K]):
    def __init__(
        self,
        rules: tuple[K, ...],
        oracle: Oracle[K],
        grow: Grow[K] | None,
        stop: Callable[[], bool],
    ) -> None:
        self.rules = rules
        self._oracle = oracle
        self._grow = grow
        self._stop = stop
        self._known: dict[frozenset[K], Answer[K]] = {}
        self._all_decided = True

    def ask(self, enforced: frozenset[K]) -> Answer[K]:
        """The oracle's answer, each question put once; undecided when the time is up."""
        if enforced in self._known:
            return self._known[enforced]
        if self._known and self._stop():
            self._all_decided = False
            return Answer(None)
        said = self._oracle(enforced)
        answer = said if isinstance(said, Answer) else Answer(said)
        self._known[enforced] = answer
        self._all_decided &= answer.feasible is not None
        return answer

    def irreducible(self) -> Conflict[K] | None:
        """A contradicting set out of which nothing can be taken, of early rules."""
        if self.ask(frozenset(self.rules)).feasible is not False:
            return None
        if self.ask(frozenset()).feasible is False:
            return Conflict((), Proof.SMALLEST)
        contradicting = self._early()
        self._all_decided = True
        found = self._explain(frozenset(), False, self._ordered(contradicting))
        proof = Proof.IRREDUCIBLE if self._all_decided else Proof.FOUND
        return self._conflict(found, proof)

    def _early(self) -> frozenset[K]:
        """Rules that contradict each other, out of a short beginning of the list."""
        low, high = 0, len(self.rules)
        while high - low > 1:
            middle = (low + high) // 2
            if self.ask(frozenset(self.rules[:middle])).feasible is False:
                high = middle
            else:
                low = middle
        beginning = frozenset(self.rules[:high])
        return self.ask(beginning).rules or beginning

    def _explain(
        self, background: frozenset[K], grown: bool, candidates: Sequence[K]
    ) -> frozenset[K]:
        """Of candidates that contradict with the background: those it takes. QuickXplain.

        `grown`: the background has something that it had not when it was last asked about.
        """
        if grown and self.ask(background).feasible is False:
            return frozenset()
        if len(candidates) == 1:
            return frozenset(candidates)
        half = len(candidates) // 2
        first, second = candidates[:half], candidates[half:]
        late = self._explain(background | frozenset(first), True, second)
        return late | self._explain(background | late, bool(late), first)

    def smallest(self, best: Conflict[K]) -> Conflict[K]:
        """Raise the lower bound until it meets a contradicting set."""
        corrections: list[frozenset[K]] = []
        while True:
            candidate = self._hitting_set(corrections)
            if len(candidate) >= len(best.rules):
                return Conflict(best.rules, Proof.SMALLEST)
            answer = self.ask(candidate)
            if answer.feasible is None:
                return best
            if answer.feasible is False:
                return self._conflict(candidate, Proof.SMALLEST)
            corrections += self._corrections(candidate)

    def _corrections(self, seed: frozenset[K]) -> list[frozenset[K]]:
        """Correction sets that the seed does not hit, no two of them with a rule in common."""
        found: list[frozenset[K]] = []
        while self.ask(seed).feasible:
            found.append(frozenset(self.rules) - self._grown(seed))
            seed |= found[-1]
        return found

    def _grown(self, kept: frozenset[K]) -> frozenset[K]:
        """A set of rules that can hold, to which none can be added."""
        kept |= self.ask(kept).rules or frozenset()
        if self._grow is not None:
            return kept if self._stop() else kept | self._grow(kept)
        for rule in self.rules:
            if rule not in kept:
                answer = self.ask(kept | {rule})
                if answer.feasible:
                    kept |= {rule} | (answer.rules or frozenset())
        return kept

    def _hitting_set(self, sets: list[frozenset[K]]) -> frozenset[K]:
        """A smallest set with a rule of each of the sets; of these, one of early rules."""
        if not sets:
            return frozenset()
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        places = {rule: place for place, rule in enumerate(self.rules)}
        chosen = {rule: model.new_bool_var("") for rule in self._ordered(frozenset().union(*sets))}
        for one in sets:
            model.add_bool_or([chosen[rule] for rule in self._ordered(one)])
        one_more = len(places) ** 2 + 1
        model.minimize(sum((one_more + places[rule]) * var for rule, var in chosen.items()))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.solve(model)
        return frozenset(rule for rule, var in chosen.items() if solver.boolean_value(var))

    def _ordered(self, some: frozenset[K]) -> list[K]:
        return [rule for rule in self.rules if rule in some]

    def _conflict(self, rules: frozenset[K], proof: Proof) -> Conflict[K]:
        return Conflict(tuple(self._ordered(rules)), proof)
