"""Several chains of annealing at once, each in a process of its own: their Python is not idle."""

import multiprocessing
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from lms.engines.timetable.itc2007.annealing import Annealed, anneal
from lms.engines.timetable.itc2007.instance import Instance
from lms.engines.timetable.running import WAKE, Effort


def anneal_all(instance: Instance, effort: Effort, stop: Callable[[], bool]) -> Annealed | None:
    """The best of as many chains as there are workers; None if none of them lived to its end.

    `stop` is asked here, in the process of the caller.
    """
    context = multiprocessing.get_context("spawn")
    ours: list[Connection] = []
    chains = []
    for number in range(effort.workers):
        here, there = context.Pipe()
        seed = effort.seed + 1000 * number
        arguments = (there, instance, effort.seconds, seed)
        chain = context.Process(target=_chain, args=arguments, daemon=True)
        chain.start()
        there.close()
        ours.append(here)
        chains.append(chain)
    try:
        found = _results(ours, stop)
        return min(found, key=lambda one: (one.clashes, one.cost), default=None)
    finally:
        for chain in chains:
            chain.terminate()
            chain.join()


def _results(waiting: list[Connection], stop: Callable[[], bool]) -> list[Annealed]:
    found: list[Annealed] = []
    stopped, left = False, list(waiting)
    while left:
        for one in wait(left, WAKE):
            assert isinstance(one, Connection)
            left.remove(one)
            with suppress(EOFError):  # its process was killed: the others go on
                found.append(one.recv())
        if not stopped and stop():
            stopped = True
            for one in left:
                with suppress(OSError):
                    one.send(None)
    return found


def _chain(there: Connection, instance: Instance, seconds: float, seed: int) -> None:
    """Runs in a process of its own. Any word from the other side, or its end, is a stop."""
    there.send(anneal(instance, seconds, seed, there.poll))
