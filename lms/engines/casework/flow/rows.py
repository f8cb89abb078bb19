"""What somebody drew on a flow chart: rows of who, what and to whom, read from a browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.messages import N_
from lms.engines.casework.cited import read_cited
from lms.engines.casework.flow.task import MOST_ROWS, FlowChart, Party
from lms.engines.casework.order import day_of
from lms.engines.marking.kinds.common import field_of, refused, stale
from lms.engines.marking.types import Answered, token

MOST_SIGNS = 60
_FIELDS = {"from", "to", "commodity", "amount", "date", "evidence"}
Json = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One arrow; what is not chosen yet is empty. `amount` stays as typed."""

    source: str = ""
    target: str = ""
    commodity: str = ""
    amount: str = ""
    cited: tuple[str, ...] = ()
    day: date | None = None

    @property
    def kind(self) -> tuple[str, str, str]:
        """From whom, to whom, and what."""
        return self.source, self.target, self.commodity

    @property
    def is_whole(self) -> bool:
        """Whether it has two different ends and says what passes."""
        return bool(self.source and self.target and self.commodity) and self.source != self.target


Rows = tuple[Row, ...]


def read_rows(chart: FlowChart, seed: str, raw: object) -> Answered[Rows]:
    """The rows as a browser sends them: {"rows": [...]}; None where there are none."""
    listed = field_of(raw, "rows")
    if not isinstance(listed, list) or len(listed) > MOST_ROWS:
        return refused("rows", N_("Send a list of at most %(most)s rows.", most=MOST_ROWS))
    parties = chart.parties_by_token(seed)
    found = []
    for at, one in enumerate(listed):
        row = _read_row(chart, parties, one, f"rows[{at}]")
        if row.answer is None:
            return Answered(None, row.problems)
        found.append(row.answer)
    return Answered(tuple(found) or None)


def _read_row(
    chart: FlowChart, parties: Mapping[str, Party], raw: object, path: str
) -> Answered[Row]:
    if not isinstance(raw, Mapping) or not raw.keys() <= _FIELDS:
        return refused(path, N_("This answer has an unknown form. Load the page again."))
    ends = []
    for name in ("from", "to"):
        end = raw.get(name) or ""
        if end and (not isinstance(end, str) or end not in parties):
            return refused(f"{path}.{name}", stale())
        ends.append(parties[end].key if end else "")
    commodity = raw.get("commodity") or ""
    if commodity and (not isinstance(commodity, str) or commodity not in chart.commodities):
        return refused(f"{path}.commodity", stale())
    amount = raw.get("amount") or ""
    if not isinstance(amount, str) or len(amount) > MOST_SIGNS:
        return refused(f"{path}.amount", N_("Shorten this to %(most)s signs.", most=MOST_SIGNS))
    day = raw.get("date")
    if day is not None and not (chart.dates and day_of(day)):
        return refused(f"{path}.date", N_("Write the date as year-month-day, as 2019-03-12."))
    cited = read_cited(chart.case, raw.get("evidence"), f"{path}.evidence")
    if cited.answer is None:
        return Answered(None, cited.problems)
    return Answered(Row(ends[0], ends[1], commodity, amount.strip(), cited.answer, day_of(day)))


def dump_row(row: Row, seed: str) -> Json:
    """A row as a browser sends it."""
    return {
        "from": token(seed, "party", row.source) if row.source else None,
        "to": token(seed, "party", row.target) if row.target else None,
        "commodity": row.commodity or None,
        "amount": row.amount,
        "evidence": list(row.cited),
        **({"date": row.day.isoformat()} if row.day else {}),
    }
