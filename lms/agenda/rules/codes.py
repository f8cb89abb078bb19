"""Which code and short name a further session gets, after the pattern of those before.

Pure. Which codes are taken is handed in.
"""

import re
from collections.abc import Callable

Taken = Callable[[str], bool]
_NUMBER = re.compile(r"\d+")
MOST_TRIES = 1000


def next_code(last: str | None, last_year: int, year: int, house: str, taken: Taken) -> str:
    """The next free code: `DGTR-2026-04` after `DGTR-2026-03`, `DGTR-2027-01` in a new year.

    The last number counts, the year before it follows the first day. Without any session yet the
    code begins with the house's short name.
    """
    if not last:
        return _free(f"{house}-{year}-", 1, 2, "", taken)
    numbers = list(_NUMBER.finditer(last))
    years = [found for found in numbers if found.group() == str(last_year)]
    counters = [found for found in numbers if found not in years[:1]]
    if not counters:
        moved = _in_year(last, last_year, year)
        return _free(f"{moved}-", 2, 1, "", taken) if taken(moved) else moved
    counter = counters[-1]
    head, tail = last[: counter.start()], last[counter.end() :]
    number = int(counter.group()) + 1
    if years and year != last_year:
        number = 1
    return _free(
        _in_year(head, last_year, year),
        number,
        len(counter.group()),
        _in_year(tail, last_year, year),
        taken,
    )


def _in_year(text: str, last_year: int, year: int) -> str:
    return re.sub(rf"(?<!\d){last_year}(?!\d)", str(year), text, count=1)


def _free(head: str, number: int, width: int, tail: str, taken: Taken) -> str:
    for one in range(number, number + MOST_TRIES):
        code = f"{head}{one:0{width}d}{tail}"
        if not taken(code):
            return code
    return f"{head}{number:0{width}d}{tail}"
