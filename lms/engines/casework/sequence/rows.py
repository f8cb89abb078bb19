"""What somebody put on a sequence: rows with their step, read from a browser and set against the
boxes of the key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.messages import N_
from lms.engines.casework.cited import read_cited
from lms.engines.casework.order import day_of
from lms.engines.casework.sequence.task import Box, Sequence
from lms.engines.marking.kinds.common import field_of, refused, stale
from lms.engines.marking.types import Answered, token

MOST_SIGNS = 400
_FIELDS = {"card", "own", "step", "verified", "evidence", "date"}
Json = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A card by its box's key, or a text of one's own. `step` counts from 1, None: not placed.

    Rows of one step stand beside each other: which came first is left open.
    """

    card: str = ""
    own: str = ""
    step: int | None = None
    verified: bool | None = None
    cited: tuple[str, ...] = ()
    day: date | None = None


Rows = tuple[Row, ...]


def read_rows(sequence: Sequence, seed: str, raw: object) -> Answered[Rows]:
    """The rows as a browser sends them: {"rows": [...]}; None where there are none."""
    listed = field_of(raw, "rows")
    if not isinstance(listed, list) or len(listed) > sequence.most_rows:
        message = N_("Send a list of at most %(most)s rows.", most=sequence.most_rows)
        return refused("rows", message)
    cards = sequence.cards_by_token(seed)
    found = []
    for at, one in enumerate(listed):
        row = _read_row(sequence, cards, one, f"rows[{at}]")
        if row.answer is None:
            return Answered(None, row.problems)
        found.append(row.answer)
    used = [row.card for row in found if row.card]
    if len(set(used)) < len(used):
        return refused("rows", N_("A card stands in the list twice. Load the page again."))
    if sum(not row.card for row in found) > sequence.own:
        message = N_("Write at most %(most)s of your own.", most=sequence.own)
        return refused("rows", message)
    return Answered(tuple(found) or None)


def _read_row(
    sequence: Sequence, cards: Mapping[str, Box], raw: object, path: str
) -> Answered[Row]:
    if not isinstance(raw, Mapping) or not raw.keys() <= _FIELDS:
        return refused(path, N_("This answer has an unknown form. Load the page again."))
    card, own = raw.get("card"), raw.get("own")
    if (card is None) is (own is None):
        return refused(path, N_("Send a card, or words of your own."))
    if card is not None and (not isinstance(card, str) or card not in cards):
        return refused(f"{path}.card", stale())
    if own is not None and not (isinstance(own, str) and 0 < len(own.strip()) <= MOST_SIGNS):
        return refused(f"{path}.own", N_("Write 1 to %(most)s signs.", most=MOST_SIGNS))
    step, verified, day = raw.get("step"), raw.get("verified"), raw.get("date")
    is_step = isinstance(step, int) and not isinstance(step, bool)
    if step is not None and not (is_step and 1 <= step <= sequence.most_rows):
        message = N_("Write a place from 1 to %(most)s.", most=sequence.most_rows)
        return refused(f"{path}.step", message)
    if verified is not None and not (sequence.timed and isinstance(verified, bool)):
        return refused(f"{path}.verified", N_("Choose from the list."))
    if day is not None and not (sequence.dates and day_of(day)):
        return refused(f"{path}.date", N_("Write the date as year-month-day, as 2019-03-12."))
    cited = read_cited(sequence.case, raw.get("evidence"), f"{path}.evidence")
    if cited.answer is None:
        return Answered(None, cited.problems)
    key = cards[card].key if card else ""
    return Answered(Row(key, (own or "").strip(), step, verified, cited.answer, day_of(day)))


def dump_row(row: Row, seed: str) -> Json:
    """A row as a browser sends it."""
    named = {"card": token(seed, "card", row.card)} if row.card else {"own": row.own}
    return {
        **named,
        "step": row.step,
        "verified": row.verified,
        "evidence": list(row.cited),
        **({"date": row.day.isoformat()} if row.day else {}),
    }


@dataclass(frozen=True)
class Placed:
    """Rows on the chart by the box that they are; the rest are distractors and unknown texts."""

    rows: Mapping[str, Row]
    wrong: tuple[Row, ...]
    unknown: tuple[Row, ...]


def place(sequence: Sequence, rows: Rows) -> Placed:
    """Set rows against boxes. Of several texts that mean one box, the first in order counts; a
    text that means several boxes is the one with the most words to know it by."""
    placed = [row for row in rows if row.step is not None]
    found = {row.card: row for row in placed if row.card}
    wrong = tuple(row for key, row in found.items() if sequence.boxes[key].distractor)
    unknown = []
    for row in sorted((one for one in placed if not one.card), key=lambda one: (one.step, one.own)):
        box = _meant(sequence, row.own, found)
        if box is None:
            unknown.append(row)
        else:
            found[box.key] = row
    real = {box.key: found[box.key] for box in sequence.right if box.key in found}
    return Placed(real, wrong, tuple(unknown))


def _meant(sequence: Sequence, text: str, taken: Mapping[str, Row]) -> Box | None:
    fits = [box for box in sequence.right if box.key not in taken and box.is_meant_by(text)]
    return max(fits, key=lambda box: len(box.words), default=None)
