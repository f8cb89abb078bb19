"""The table editor's plain forms: each one becomes a step of the chart."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.engines.linkchart.events import SCHEMA
from lms.exercises.rows import EventInput

Json = dict[str, Any]


def step_of(form: MultiDict[str, str], chart: Json, link_types: Mapping[str, bool]) -> EventInput:
    """The step that a form asks for, by its `act`.

    `link_types` tells which types are directed: where the form leaves the direction to the type,
    that is what it gets.
    """
    act, thing = form.get("act", ""), form.get("id", "")
    if act == "add_entity":
        entity = {"id": f"f-{uuid.uuid4().hex[:12]}", **_entity(form), "at": _free_place(chart)}
        return _event(act, {"entity": entity})
    if act == "edit_entity":
        return _event(act, {"id": thing, "changes": _entity(form)})
    if act == "add_link":
        link = {
            "id": f"f-{uuid.uuid4().hex[:12]}",
            "source": form.get("source", ""),
            "target": form.get("target", ""),
            **_link(form, link_types),
        }
        return _event(act, {"link": link})
    if act == "edit_link":
        changes = _link(form, link_types)
        if form.get("reverse"):
            changes |= {"source": form.get("target", ""), "target": form.get("source", "")}
        return _event(act, {"id": thing, "changes": changes})
    return _event(act, {"id": thing})


def _event(kind: str, payload: Json) -> EventInput:
    return EventInput(uuid.uuid4(), kind, {"schema": SCHEMA, **payload})


def _entity(form: MultiDict[str, str]) -> Json:
    return {
        "type": form.get("type", ""),
        "label": form.get("label", "").strip(),
        "aliases": _list(form.get("aliases", "").split(";")),
        "evidence": _list(form.getlist("evidence")),
    }


def _link(form: MultiDict[str, str], link_types: Mapping[str, bool]) -> Json:
    kind = form.get("type", "")
    direction = form.get("direction") or ("forward" if link_types.get(kind, True) else "none")
    return {
        "type": kind,
        "direction": direction,
        "strength": form.get("strength", "confirmed"),
        "evidence": _list(form.getlist("evidence")),
        "assessed": bool(form.get("assessed")),
    }


def _list(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(value.strip() for value in values if value.strip()))


def _free_place(chart: Json) -> list[int]:
    """A place on the drawing where nothing stands yet: rows of five."""
    count = len(chart["entities"])
    return [120 + count % 5 * 170, 100 + count // 5 * 130]
