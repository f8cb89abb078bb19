"""Event charts, flows, inference sheets and reports from a plain form: the answers that scripts
send, too. Rows of a chart are numbered: "token-0-step", "token-1-step"."""

from collections.abc import Iterator
from typing import Any

from lms.exercises.forms.answers import Form
from lms.exercises.kinds.base import Json

Answer = tuple[str, Json | None]


def read_sequence(view: Json, form: Form) -> Iterator[Answer]:
    """The rows of an event chart or of an activity flow, in the order of their steps."""
    token = view["questions"][0]["token"]
    if f"{token}-asked" not in form:
        return
    rows = []
    for at in range(view["rows"]):
        start = f"{token}-{at}"
        row = _box(view, form, start)
        if row is not None:
            rows.append(row)
    rows.sort(key=lambda row: row["step"] if isinstance(row["step"], int) else view["rows"] + 1)
    yield token, {"rows": rows} if rows else None


def _box(view: Json, form: Form, start: str) -> Json | None:
    """One box; None for a card that nobody touched and for a line that nobody wrote."""
    own = _text(form, f"{start}-own")
    card = form.get(f"{start}-card", "")
    row: Json = {"own": own} if own else {"card": card}
    row["step"] = _number(form.get(f"{start}-step", ""))
    verified = form.get(f"{start}-verified", "")
    row["verified"] = {"yes": True, "no": False}.get(verified) if view["timed"] else None
    row["evidence"] = form.getlist(f"{start}-evidence")
    day = form.get(f"{start}-date", "").strip()
    if day:
        row["date"] = day
    touched = row["step"] is not None or row["verified"] is not None or row["evidence"] or day
    return row if own or (card and touched) else None


def _number(typed: str) -> int | str | None:
    """A number as typed; what is none is sent on as it is, so that the kind refuses it."""
    typed = typed.strip()
    if not typed:
        return None
    return int(typed) if typed.isdecimal() and len(typed) < 5 else typed


def _text(form: Form, name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()


def read_flow(view: Json, form: Form) -> Iterator[Answer]:
    """The rows of a flow of either mode."""
    if view["mode"] == "activity":
        yield from read_sequence(view, form)
        return
    token = view["questions"][0]["token"]
    if f"{token}-asked" not in form:
        return
    rows = [
        row
        for at in range(view["rows"])
        if f"{token}-{at}-from" in form
        for row in [_arrow(form, f"{token}-{at}")]
        if any(row.values())
    ]
    yield token, {"rows": rows} if rows else None


def _arrow(form: Form, start: str) -> Json:
    day = form.get(f"{start}-date", "").strip()
    return {
        "from": form.get(f"{start}-from", "") or None,
        "to": form.get(f"{start}-to", "") or None,
        "commodity": form.get(f"{start}-commodity", "") or None,
        "amount": form.get(f"{start}-amount", "").strip(),
        "evidence": form.getlist(f"{start}-evidence"),
        **({"date": day} if day else {}),
    }


def read_inference(view: Json, form: Form) -> Iterator[Answer]:
    """Each inference, and the matrix."""
    for one in view["inferences"]:
        token = one["token"]
        if f"{token}-asked" in form:
            yield token, _inference(view, form, token)
    matrix = view["matrix"]
    if matrix and f"{matrix['token']}-asked" in form:
        yield matrix["token"], _matrix(matrix, form)


def _inference(view: Json, form: Form, token: str) -> Json | None:
    facts = {fact["token"]: form.get(f"{token}-fact-{fact['token']}", "") for fact in view["facts"]}
    answer: Json = {
        "facts": {name: use for name, use in facts.items() if use},
        "kind": form.get(f"{token}-kind", "") or None,
        "statement": _text(form, f"{token}-statement"),
        "likelihood": form.get(f"{token}-likelihood", "") or None,
        "confidence": form.get(f"{token}-confidence", "") or None,
    }
    return answer if any(answer.values()) else None


def _matrix(matrix: Json, form: Form) -> Json | None:
    token = matrix["token"]
    cells: dict[str, dict[str, Any]] = {}
    for fact in matrix["rows"]:
        for one in matrix["hypotheses"]:
            cell = form.get(f"{token}-{fact}-{one['token']}", "")
            if cell:
                cells.setdefault(fact, {})[one["token"]] = cell
    best = form.get(f"{token}-best", "") or None
    return {"cells": cells, "best": best} if cells or best else None


def read_report(view: Json, form: Form) -> Iterator[Answer]:
    """The product as a whole."""
    token = view["questions"][0]["token"]
    if f"{token}-asked" not in form:
        return
    answer: Json = {}
    for section in view["sections"]:
        text = _text(form, f"{token}-{section}")
        if text:
            answer[section] = text
    for part in view["parts"]:
        code = form.get(f"{token}-{part}", "")
        if code:
            answer[part] = code
    answer["recipients"] = form.getlist(f"{token}-recipients")
    answer["likelihood"] = form.get(f"{token}-likelihood", "") or None
    answer["confidence"] = form.get(f"{token}-confidence", "") or None
    yield token, answer if any(answer.values()) else None
