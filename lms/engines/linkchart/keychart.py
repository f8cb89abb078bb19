"""The key of a case as a chart, so that it can be built by charting it, and back again.

Entities keep their ids. What only a key knows stands in attributes: weight, distractor and
isolated_ok of an entity; weight, contractible and the evidence sets of a link, sets by semicolons
and the reports of a set by plus signs. A pair that is tolerated or a trap is a link of its own
type. What the chart cannot show (reasons, near types, findings) stays as the file has it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from lms.engines.linkchart.document import SCHEMA
from lms.engines.linkchart.model import Attribute, AttributeKind, Chart, Entity, Link
from lms.engines.linkchart.parts import dump_attributes
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength

TRAP = "concord-trap"
TOLERATED = "concord-tolerated"
_PAIRS = (TRAP, TOLERATED)
Json = dict[str, Any]


def chart_of_key(answers: Mapping[str, Any], directed: Mapping[str, bool]) -> Json:
    """The key (leniently, as a draft may be unfinished) as a chart in the own JSON.

    `directed` tells which link types are directed.
    """
    entities = [_drawn_entity(one) for one in _mappings(answers.get("entities")) if one.get("id")]
    known = {one["id"] for one in entities}
    links = [_drawn_link(one, directed) for one in _mappings(answers.get("links")) if one.get("id")]
    links += [_drawn_pair(TRAP, one.get("between")) for one in _mappings(answers.get("traps"))]
    links += [_drawn_pair(TOLERATED, pair) for pair in _list(answers.get("tolerated"))]
    return {
        "schema": SCHEMA,
        "entities": entities,
        "links": [
            one
            for one in links
            if one["source"] != one["target"] and {one["source"], one["target"]} <= known
        ],
    }


def _drawn_entity(one: Json) -> Json:
    names = [str(name) for name in _list(one.get("names"))] or [str(one["id"])]
    kind = one.get("type")
    return {
        "id": str(one["id"]),
        "type": kind if kind in ENTITY_TYPES else "person",
        "label": names[0],
        "aliases": list(dict.fromkeys(names[1:]))[:20],
        "attributes": _attributes(
            weight=one.get("weight", 1),
            distractor=bool(one.get("distractor")),
            isolated_ok=bool(one.get("isolated_ok")),
        ),
    }


def _drawn_link(one: Json, directed: Mapping[str, bool]) -> Json:
    strength = one.get("strength")
    arrow = one.get("directed", directed.get(str(one.get("type")), True))
    return {
        "id": str(one["id"]),
        "source": str(one.get("from", "")),
        "target": str(one.get("to", "")),
        "type": str(one.get("type", "")),
        "direction": (Direction.FORWARD if arrow else Direction.NONE).value,
        "strength": strength if strength in set(Strength) else Strength.CONFIRMED.value,
        "attributes": _attributes(
            weight=one.get("weight", 1),
            contractible=bool(one.get("contractible")),
            evidence=written_sets(_list(one.get("evidence"))),
        ),
    }


def _drawn_pair(kind: str, pair: object) -> Json:
    ends = [str(end) for end in _list(pair)][:2]
    source, target = ends if len(ends) == 2 else ("", "")
    return {
        "id": f"{kind.removeprefix('concord-')}-{source}-{target}"[:40],
        "source": source,
        "target": target,
        "type": kind,
        "direction": Direction.NONE.value,
        "strength": Strength.TENTATIVE.value,
    }


def written_sets(sets: Iterable[object]) -> str:
    """Evidence sets as an author types them: "R03; R05+R16"."""
    return "; ".join("+".join(str(code) for code in _list(one)) for one in sets)


def read_sets(text: str) -> list[list[str]]:
    """The evidence sets that an author typed; semicolons or lines between them."""
    sets = text.replace("\n", ";").split(";")
    found = [[code.strip() for code in one.replace(",", "+").split("+")] for one in sets]
    return [codes for one in found if (codes := [code for code in one if code])]


def key_of_chart(answers: Mapping[str, Any], chart: Chart, directed: Mapping[str, bool]) -> Json:
    """The key that this chart draws, over the key as it was.

    `directed` tells which link types are directed. New entities and links get the next free
    codes (E01, L01); everything that the chart does not show is kept.
    """
    old_entities = {str(one.get("id")): one for one in _mappings(answers.get("entities"))}
    old_links = {str(one.get("id")): one for one in _mappings(answers.get("links"))}
    codes = _codes("E", old_entities, chart.entities)
    entities = [
        _written_entity(old_entities.get(one.id, {}), one, codes[one.id])
        for one in chart.entities.values()
    ]
    right = {key: link for key, link in chart.links.items() if link.type not in _PAIRS}
    link_codes = _codes("L", old_links, right)
    links = [
        _written_link(old_links.get(one.id, {}), one, link_codes[one.id], codes, directed)
        for one in right.values()
    ]
    pairs = {kind: _pairs(chart, kind, codes) for kind in _PAIRS}
    return {
        **answers,
        "entities": entities,
        "links": links,
        **_kept_pairs("tolerated", pairs[TOLERATED], answers),
        **_kept_traps(pairs[TRAP], answers),
    }


def _codes(letter: str, old: Mapping[str, Any], drawn: Mapping[str, Any]) -> dict[str, str]:
    """The code of each drawn thing: its own where the key knows it, else the next free one."""
    taken = {code for code in old if code in drawn}
    found = {}
    number = 1
    for key in drawn:
        if key in old:
            found[key] = key
            continue
        while f"{letter}{number:02d}" in taken or f"{letter}{number:02d}" in old:
            number += 1
        found[key] = f"{letter}{number:02d}"
        taken.add(found[key])
    return found


def _written_entity(old: Json, entity: Entity, code: str) -> Json:
    said = entity.attributes
    names = list(dict.fromkeys([entity.label, *entity.aliases]))
    new = {**old, "id": code, "type": entity.type, "names": names}
    _put(new, "weight", _whole(said, "weight"), 1)
    _put(new, "distractor", _yes(said, "distractor"), False)
    _put(new, "isolated_ok", _yes(said, "isolated_ok"), False)
    return new


def _written_link(
    old: Json, link: Link, code: str, codes: Mapping[str, str], directed: Mapping[str, bool]
) -> Json:
    said = link.attributes
    arrow = link.direction is not Direction.NONE
    new = {
        **old,
        "id": code,
        "from": codes[link.source],
        "to": codes[link.target],
        "type": link.type,
        "strength": link.strength.value,
    }
    _put(new, "directed", arrow, directed.get(link.type, True))
    _put(new, "weight", _whole(said, "weight"), 1)
    _put(new, "contractible", _yes(said, "contractible"), False)
    new["evidence"] = read_sets(said["evidence"].value if "evidence" in said else "")
    return new


def _put(new: Json, name: str, value: Any, usual: Any) -> None:
    """Write a value where it is not the usual one, or stood there before."""
    if value != usual or name in new:
        new[name] = value


def _pairs(chart: Chart, kind: str, codes: Mapping[str, str]) -> list[list[str]]:
    return [
        [codes[link.source], codes[link.target]]
        for link in chart.links.values()
        if link.type == kind
    ]


def _kept_pairs(name: str, pairs: list[list[str]], answers: Mapping[str, Any]) -> Json:
    old = {frozenset(map(str, _list(one))): one for one in _list(answers.get(name))}
    found = [old.get(frozenset(pair), pair) for pair in pairs]
    return {name: found} if found or name in answers else {}


def _kept_traps(pairs: list[list[str]], answers: Mapping[str, Any]) -> Json:
    old = {
        frozenset(map(str, _list(one.get("between")))): one
        for one in _mappings(answers.get("traps"))
    }
    found = [old.get(frozenset(pair), {"between": pair}) for pair in pairs]
    return {"traps": found} if found or "traps" in answers else {}


def _attributes(**values: object) -> Json:
    return dump_attributes({name: _attribute(value) for name, value in values.items()})


def _attribute(value: object) -> Attribute:
    if isinstance(value, bool):
        return Attribute("true" if value else "false", AttributeKind.FLAG)
    kind = AttributeKind.NUMBER if isinstance(value, int) else AttributeKind.TEXT
    return Attribute(str(value), kind)


def _whole(said: Mapping[str, Attribute], name: str) -> int:
    value = said[name].value if name in said else "1"
    return int(value) if value.isascii() and value.isdigit() else 1


def _yes(said: Mapping[str, Attribute], name: str) -> bool:
    return name in said and said[name].value == "true"


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mappings(value: object) -> list[Json]:
    return [one for one in _list(value) if isinstance(one, dict)]
