"""What somebody filled into an inference sheet, read from a browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.core.messages import N_
from lms.engines.casework.inference.task import MATRIX, Cell, Kind, Sheet
from lms.engines.casework.yardstick import BANDS, CONFIDENCE
from lms.engines.marking.kinds.common import refused, stale
from lms.engines.marking.types import Answered, token

MOST_SIGNS = 2000
Json = dict[str, Any]


class Use(StrEnum):
    """What a fact is taken for."""

    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True)
class Drawn:
    """An inference as somebody drew it; what is not chosen is empty."""

    facts: Mapping[str, Use]
    kind: Kind | None = None
    statement: str = ""
    likelihood: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Filled:
    """The matrix as somebody filled it: cells by fact and hypothesis, and which one holds best."""

    cells: Mapping[tuple[str, str], Cell]
    best: str = ""


_FORM = N_("This answer has an unknown form. Load the page again.")


def read_answer(sheet: Sheet, seed: str, line: str, raw: object) -> Answered[Drawn | Filled]:
    """One answer of a browser; None where nothing is filled in."""
    if not isinstance(raw, Mapping):
        return refused("answer", _FORM)
    return _read_filled(sheet, seed, raw) if line == MATRIX else _read_drawn(sheet, seed, raw)


def _read_drawn(sheet: Sheet, seed: str, raw: Mapping[str, Any]) -> Answered[Drawn | Filled]:
    if not raw.keys() <= {"facts", "kind", "statement", "likelihood", "confidence"}:
        return refused("answer", _FORM)
    known = sheet.facts_by_token(seed)
    facts = raw.get("facts") or {}
    if not isinstance(facts, Mapping) or not facts.keys() <= known.keys():
        return refused("facts", stale())
    if any(use not in [*Use] for use in facts.values()):
        return refused("facts", N_("Choose from the list."))
    for name, allowed in (("kind", [*Kind]), ("likelihood", BANDS), ("confidence", CONFIDENCE)):
        value = raw.get(name)
        if value and (not isinstance(value, str) or value not in allowed):
            return refused(name, N_("Choose from the list."))
    statement = raw.get("statement") or ""
    if not isinstance(statement, str) or len(statement) > MOST_SIGNS:
        return refused("statement", N_("Shorten this to %(most)s signs.", most=MOST_SIGNS))
    drawn = Drawn(
        facts={known[one].key: Use(use) for one, use in facts.items()},
        kind=Kind(raw["kind"]) if raw.get("kind") else None,
        statement=statement.strip(),
        likelihood=raw.get("likelihood") or "",
        confidence=raw.get("confidence") or "",
    )
    return Answered(None if drawn == Drawn({}) else drawn)


def _read_filled(sheet: Sheet, seed: str, raw: Mapping[str, Any]) -> Answered[Drawn | Filled]:
    if not raw.keys() <= {"cells", "best"} or sheet.matrix is None:
        return refused("answer", _FORM)
    hypotheses = sheet.hypotheses_by_token(seed)
    facts = {token(seed, "fact", key): key for key in sheet.matrix.rows}
    rows = raw.get("cells") or {}
    if not isinstance(rows, Mapping) or not rows.keys() <= facts.keys():
        return refused("cells", stale())
    found = {}
    for fact, cells in rows.items():
        if not isinstance(cells, Mapping) or not cells.keys() <= hypotheses.keys():
            return refused("cells", stale())
        if any(cell not in [*Cell] for cell in cells.values()):
            return refused("cells", N_("Choose from the list."))
        for one, cell in cells.items():
            found[facts[fact], hypotheses[one].key] = Cell(cell)
    best = raw.get("best") or ""
    if best and (not isinstance(best, str) or best not in hypotheses):
        return refused("best", stale())
    filled = Filled(found, hypotheses[best].key if best else "")
    return Answered(None if filled == Filled({}) else filled)


def dump_answer(sheet: Sheet, seed: str, answer: Drawn | Filled) -> Json:
    """An answer as a browser sends it."""
    if isinstance(answer, Drawn):
        return {
            "facts": {token(seed, "fact", key): use.value for key, use in answer.facts.items()},
            "kind": answer.kind.value if answer.kind else None,
            "statement": answer.statement,
            "likelihood": answer.likelihood or None,
            "confidence": answer.confidence or None,
        }
    cells: dict[str, dict[str, str]] = {}
    for (fact, hypothesis), cell in answer.cells.items():
        row = cells.setdefault(token(seed, "fact", fact), {})
        row[token(seed, "hypothesis", hypothesis)] = cell.value
    best = token(seed, "hypothesis", answer.best) if answer.best else None
    return {"cells": cells, "best": best}


def model_answers(sheet: Sheet) -> dict[str, Drawn | Filled]:
    """Right answers by line."""
    found: dict[str, Drawn | Filled] = {
        one.key: Drawn(
            facts={
                **dict.fromkeys(sorted(one.premises), Use.FOR),
                **dict.fromkeys(sorted(one.against), Use.AGAINST),
            },
            kind=one.kinds[0],
            statement=one.statement["en"] if one.statement else "",
            likelihood=one.likelihoods[0] if one.likelihoods else "",
            confidence=one.confidences[0] if one.confidences else "",
        )
        for one in sheet.inferences.values()
    }
    if sheet.matrix:
        cells = {
            (row.fact, key): values[0]
            for row in sheet.matrix.rows.values()
            for key, values in row.cells.items()
        }
        found[MATRIX] = Filled(cells, sheet.matrix.best)
    return found
