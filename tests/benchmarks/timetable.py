"""Proposals for a session of three days with two tracks, and the published instances."""

import time

from lms.engines.timetable.itc2007 import solve, validate
from lms.engines.timetable.running import Effort
from lms.engines.timetable.within import Progress, check, propose
from tests.engines.timetable.instances import instance_of
from tests.factories.timetable import make_training

BEST_KNOWN = {"comp01": 5, "comp02": 24, "comp03": 64, "comp04": 35, "comp05": 284}
WINNER = {"comp01": 5, "comp02": 61, "comp03": 95, "comp04": 43, "comp05": 344}


def warm() -> None:
    """Load the solver, which a worker does once."""
    from ortools.sat.python import cp_model

    cp_model.CpSolver().solve(cp_model.CpModel())


def measure(times: int, seconds: float) -> str:
    """One line: a training so many times as long, proposed within so many seconds."""
    problem = make_training(times)
    heard: list[Progress] = []
    began = time.monotonic()
    found = propose(problem, seconds=seconds, workers=2, on_progress=heard.append)
    took = time.monotonic() - began
    began = time.monotonic()
    for one in found.proposals:
        judged = check(problem, one.placed)
        if judged.violations or judged.missing or judged.cost != one.cost:
            raise RuntimeError("a proposal is not what it says")
    checked = (time.monotonic() - began) / max(1, len(found.proposals))
    first = f"{heard[0].seconds:.2f} ({heard[0].cost})" if heard else "none"
    costs = ", ".join(str(one.cost) for one in found.proposals)
    days = len(problem.days)
    return (
        f"| {days} | {len(problem.items)} | {first} | {len(found.proposals)} | {costs} "
        f"| {took:.1f} | {checked * 1000:.1f} |"
    )


def report() -> str:
    """The table of `make bench ARGS="--only within"`; longer trainings get the time in step."""
    warm()
    lines = [
        "Proposals within a session, two tracks, four trainers and three rooms, two threads:",
        "",
        "| days | items | first, s (its cost) | proposals | costs | s | plain check, ms |",
        "|--:|--:|--:|--:|--:|--:|--:|",
    ]
    measured = [measure(times, seconds) for times, seconds in ((1, 5), (1, 20), (2, 10), (4, 20))]
    return "\n".join([*lines, *measured])


def itc_line(name: str, seconds: float) -> str:
    """One line: an instance solved, its cost by the own validator."""
    instance = instance_of(name)
    began = time.monotonic()
    found = solve(instance, Effort(seconds, 2, 1))
    took = time.monotonic() - began
    if found.lectures is None:
        return f"| {name} | none | | | | | {BEST_KNOWN[name]} | {WINNER[name]} | {took:.0f} |"
    costs = validate(instance, found.lectures)
    if costs.violations:
        raise RuntimeError("a timetable with hard violations")
    return (
        f"| {name} | {costs.total} | {costs.capacity} | {costs.working_days} "
        f"| {costs.compactness} | {costs.stability} | {BEST_KNOWN[name]} | {WINNER[name]} "
        f"| {took:.0f} |"
    )


def itc_report(seconds: float = 60) -> str:
    """The table of `make bench ARGS=--itc`: five minutes."""
    warm()
    title = (
        f"ITC-2007 track 3, {seconds:.0f} s each, two threads; costs by the own validator, beside "
        "the best known and the average of the winner of 2007:"
    )
    lines = [
        title,
        "",
        "| instance | cost | capacity | days | compact | stability | best known | in 2007 | s |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    return "\n".join([*lines, *(itc_line(name, seconds) for name in BEST_KNOWN)])
