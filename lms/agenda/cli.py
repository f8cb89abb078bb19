"""`flask timetable`: solve and check published course timetabling instances (ITC-2007, track 3).

Exit status: 0 done; 1 a file has faults, nothing fits, or a timetable has hard violations;
2 wrong use.
"""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

import click
from flask.cli import AppGroup

from lms.engines.timetable.itc2007 import (
    Costs,
    Instance,
    Read,
    Solved,
    read_instance,
    read_solution,
    solve,
    validate,
    write_solution,
)
from lms.engines.timetable.itc2007.text import MOST_BYTES
from lms.engines.timetable.running import Effort

T = TypeVar("T")

cli = AppGroup("timetable", help="Course timetabling instances of ITC-2007, track 3 (.ctt).")
source = click.argument(
    "instance", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
existing = click.Path(exists=True, dir_okay=False, path_type=Path)

HARD = {
    "Lectures": "lectures",
    "Conflicts": "conflicts",
    "Availability": "availability",
    "Room occupancy": "occupancy",
}
SOFT = {
    "Room capacity": "capacity",
    "Minimum working days": "working_days",
    "Curriculum compactness": "compactness",
    "Room stability": "stability",
}


@cli.command("solve", with_appcontext=False)
@source
@click.argument("out", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seconds", type=click.FloatRange(1, 86_400), default=60.0, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True)
def solve_instance(instance: Path, out: Path, seconds: float, workers: int, seed: int) -> None:
    """Solve the instance IN and write the timetable to OUT. Ctrl-C ends with the best so far."""
    problem = _instance(instance)
    began = time.monotonic()

    def tell(cost: int, bound: int) -> None:
        click.echo(f"{time.monotonic() - began:7.1f} s  cost {cost}, at least {max(bound, 0)}")

    with _interrupt() as asked:
        effort = Effort(seconds, workers, seed)
        found = solve(problem, effort, stop=lambda: bool(asked), on_better=tell)
    if found.lectures is None:
        _refuse(found)
    out.write_bytes(write_solution(problem, found.lectures))
    _print(validate(problem, found.lectures))
    click.echo(f"No timetable costs less than {found.bound}.")


@cli.command("check", with_appcontext=False)
@source
@click.argument("out", metavar="OUT", type=existing)
def check_solution(instance: Path, out: Path) -> None:
    """Count each violation and cost of the timetable OUT for the instance IN."""
    problem = _instance(instance)
    lectures = _value(out, read_solution(problem, _bytes(out)))
    costs = validate(problem, lectures)
    _print(costs)
    if costs.violations:
        sys.exit(1)


@contextmanager
def _interrupt() -> Iterator[list[int]]:
    """Ctrl-C fills the list instead of ending the program."""
    asked: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: asked.append(number))
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


def _instance(path: Path) -> Instance:
    return _value(path, read_instance(_bytes(path)))


def _bytes(path: Path) -> bytes:
    """What is in a file, but no more than a reader takes."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _value(path: Path, read: Read[T]) -> T:
    if read.value is None:
        for fault in read.faults:
            click.echo(f"{path}: {fault}", err=True)
        sys.exit(1)
    return read.value


def _refuse(found: Solved) -> NoReturn:
    if found.feasible is False:
        click.echo("No timetable keeps all hard rules.", err=True)
    else:
        click.echo("No timetable was found in this time. Give more --seconds.", err=True)
    sys.exit(1)


def _print(costs: Costs) -> None:
    for title, name in HARD.items():
        click.echo(f"{title + ' (hard)':<32}{getattr(costs, name):>6}")
    for title, name in SOFT.items():
        click.echo(f"{title:<32}{getattr(costs, name):>6}")
    if costs.violations:
        click.echo(f"{'Hard violations':<32}{costs.violations:>6}")
    click.echo(f"{'Cost':<32}{costs.total:>6}")
