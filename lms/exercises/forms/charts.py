"""The table editor's plain forms: each one becomes steps of the chart."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.engines.linkchart.board import SCHEMA
from lms.exercises.rows import EventInput

Json = dict[str, Any]


def steps_of(
    form: MultiDict[str, str], chart: Json, link_types: Mapping[str, bool]
) -> list[EventInput]:
    """The steps that a form asks for, by its `act`.

    `chart` is the chart as it stands: cards of reports that stay cited are kept as they are.
    `link_types` tells which types are directed: where the form leaves the direction to the type,
    that is what it gets.
    """
    act, thing = form.get("act", ""), form.get("id", "")
    if act == "add_entity":
        entity = {"id": _new_id("f"), **_entity(form), "at": _free_place(chart)}
        return [_event(act, {"entity": entity | {"cards": _cards(_cited(form))}})]
    if act == "add_link":
        ends = {"source": form.get("source", ""), "target": form.get("target", "")}
        link = {"id": _new_id("f"), **ends, **_link(form, link_types)}
        return [_event(act, {"link": link | {"cards": _cards(_cited(form))}})]
    if act == "edit_entity":
        item = _item(chart["entities"], thing)
        return [_event(act, {"id": thing, "changes": _entity(form)}), *_citing(item, form)]
    if act == "edit_link":
        item = _item(chart["links"], thing)
        changes = _link(form, link_types)
        if item and form.get("reverse"):
            changes |= {"source": item["target"], "target": item["source"]}
        return [_event(act, {"id": thing, "changes": changes}), *_citing(item, form)]
    return [_event(act, {"id": thing})]


def _item(items: Sequence[Json], thing: str) -> Json | None:
    return next((item for item in items if item["id"] == thing), None)


def _citing(item: Json | None, form: MultiDict[str, str]) -> list[EventInput]:
    """Steps after which an item cites exactly the reports that the form names."""
    if item is None:
        return []
    reports = _cited(form)
    known = {card.get("source") for card in item["cards"]}
    added = _cards(report for report in reports if report not in known)
    gone = [card for card in item["cards"] if card.get("source") and card["source"] not in reports]
    return [
        *(_event("put_card", {"on": item["id"], "card": card}) for card in added),
        *(_event("remove_card", {"on": item["id"], "id": card["id"]}) for card in gone),
    ]


def _cards(reports: Iterable[str]) -> list[Json]:
    return [{"id": _new_id("c"), "source": report} for report in reports]


def _cited(form: MultiDict[str, str]) -> list[str]:
    return _list(form.getlist("evidence"))


def _new_id(letter: str) -> str:
    return f"{letter}-{uuid.uuid4().hex[:12]}"


def _event(kind: str, payload: Json) -> EventInput:
    return EventInput(uuid.uuid4(), kind, {"schema": SCHEMA, **payload})


def _entity(form: MultiDict[str, str]) -> Json:
    return {
        "type": form.get("type", ""),
        "label": form.get("label", "").strip(),
        "aliases": _list(form.get("aliases", "").split(";")),
        **_texts(form, "identity", "since", "until", "note"),
    }


def _link(form: MultiDict[str, str], link_types: Mapping[str, bool]) -> Json:
    kind = form.get("type", "")
    direction = form.get("direction") or ("forward" if link_types.get(kind, True) else "none")
    return {
        "type": kind,
        "direction": direction,
        "strength": form.get("strength", "confirmed"),
        "assessed": bool(form.get("assessed")),
        **_texts(form, "label", "since", "until", "note"),
    }


def _texts(form: MultiDict[str, str], *names: str) -> dict[str, str]:
    """Fields that a form may lack: those that it has not stay as they are."""
    return {name: form[name].replace("\r\n", "\n").strip() for name in names if name in form}


def _list(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(value.strip() for value in values if value.strip()))


def _free_place(chart: Json) -> list[int]:
    """A place on the drawing where nothing stands yet: rows of five."""
    count = len(chart["entities"])
    return [120 + count % 5 * 170, 100 + count // 5 * 130]
