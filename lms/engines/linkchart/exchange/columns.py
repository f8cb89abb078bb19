"""The rows of a table by the names of their columns, after the actions of a specification."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.core.messages import N_
from lms.core.spreadsheet import Row, column_letter
from lms.engines.linkchart.exchange.dateforms import read_date
from lms.engines.linkchart.exchange.spec import Act, Action, Spec
from lms.engines.linkchart.exchange.types import Told, Unreadable, at_row

Cells = dict[str, str]


@dataclass(frozen=True)
class Named:
    """A row by its column names; `number` as a spreadsheet program shows it."""

    number: int
    cells: Cells


def header_of(rows: Sequence[Row], header: int) -> tuple[str, ...]:
    """The names of the columns: of the row with this number (or the next filled one), or letters.

    A name that is there twice gets a number; an empty one its letter.
    """
    width = max((len(row.cells) for row in rows), default=0)
    letters = [column_letter(at) for at in range(width)]
    if not header:
        return tuple(letters)
    first = next((row for row in rows if row.number >= header), None)
    names: list[str] = []
    for at, letter in enumerate(letters):
        plain = first.cell(at).strip() if first else ""
        name, count = plain or letter, 2
        while name in names:
            name, count = f"{plain or letter} ({count})", count + 1
        names.append(name)
    return tuple(names)


def named_rows(rows: Sequence[Row], spec: Spec, told: Told) -> Iterator[Named]:
    """The rows that the specification wants, changed by its actions. Raises Unreadable."""
    names = header_of(rows, spec.header)
    _judge_names(names, spec)
    head = next((row.number for row in rows if row.number >= spec.header), 0) if spec.header else 0
    for row in rows:
        if row.number <= head or row.number < spec.first_row:
            continue
        if spec.last_row and row.number > spec.last_row:
            break
        cells = {name: row.cell(at) for at, name in enumerate(names)}
        if not _wanted(cells, spec):
            continue
        for action in spec.actions:
            _act(action, cells, row.number, told)
        yield Named(row.number, cells)


def _judge_names(names: Sequence[str], spec: Spec) -> None:
    """Each column that the specification names must be there, or be made by an action."""
    known = set(names)
    for action in spec.actions:
        _judge(action.columns, known)
        known.update(action.into)
    _judge([rule.column for rule in spec.rows], set(names))
    _judge(_used(spec), known)


def _judge(wanted: Sequence[str], known: set[str]) -> None:
    missing = [name for name in wanted if name and name not in known]
    if missing:
        raise Unreadable(
            N_(
                "The table has no column “%(name)s”. It has: %(names)s.",
                name=missing[0][:60],
                names=", ".join(f"“{name[:40]}”" for name in sorted(known)[:20]),
            )
        )


def _used(spec: Spec) -> list[str]:
    """The columns that ends, link and card are read from."""
    found: list[str] = []
    for part in (spec.end1, spec.end2, spec.link, spec.card):
        if part is None:
            continue
        for name, value in vars(part).items():
            if isinstance(value, str) and name != "scheme":
                found.append(value)
            elif isinstance(value, tuple):
                found.extend(one if isinstance(one, str) else one.column for one in value)
            elif hasattr(value, "column"):
                found.append(value.column)
    return found


def _wanted(cells: Cells, spec: Spec) -> bool:
    keeping = [rule for rule in spec.rows if rule.keep]
    if keeping and not any(cells[rule.column] == rule.equals for rule in keeping):
        return False
    return not any(cells[rule.column] == rule.equals for rule in spec.rows if not rule.keep)


def _act(action: Action, cells: Cells, number: int, told: Told) -> None:
    values = [cells[name] for name in action.columns]
    if action.do is Act.SKIP:
        cells.update(dict.fromkeys(action.columns, ""))
    elif action.do is Act.TRIM:
        cells.update(
            {
                name: " ".join(value.split())
                for name, value in zip(action.columns, values, strict=True)
            }
        )
    elif action.do is Act.SPLIT:
        parts = [part.strip() for part in values[0].split(action.by, len(action.into) - 1)]
        parts += [""] * (len(action.into) - len(parts))
        cells.update(zip(action.into, parts, strict=True))
    elif action.do is Act.COMBINE:
        cells[action.into[0]] = action.by.join(value for value in values if value)
    elif action.do is Act.FIXED:
        cells[action.into[0]] = action.by
    else:
        cells[action.into[0]] = _date(action, values[0], number, told)


def _date(action: Action, value: str, number: int, told: Told) -> str:
    found = read_date(value, action.by, action.zone)
    if value and not found:
        told.mended(
            at_row(number),
            N_(
                "“%(value)s” in the column “%(column)s” is no date of the form %(form)s.",
                value=value[:60],
                column=action.columns[0][:40],
                form=action.by,
            ),
        )
        return value
    return found
