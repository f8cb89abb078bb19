"""A specification from its JSON or YAML, with every problem at its place; and back."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from lms.core.messages import N_
from lms.engines.linkchart.exchange.dateforms import Unfit, is_zone, pattern
from lms.engines.linkchart.exchange.delimited import DELIMITERS
from lms.engines.linkchart.exchange.spec import (
    Act,
    Action,
    AttributeFrom,
    Between,
    CardFrom,
    End,
    Pick,
    RowRule,
    Spec,
)
from lms.engines.linkchart.model import MOST_ATTRIBUTES, AttributeKind
from lms.engines.linkchart.vocabulary import ENTITY_TYPES, Direction, Strength
from lms.engines.reading import Node, Parsed, Problems
from lms.engines.scales import SCALES

SCHEMA = 1
_NAME = 200
_MOST = 60
_END = ("label", "shown_identity", "aliases", "note", "since", "time", "until", "x", "y", "id")
_LINK = ("label", "since", "time", "until", "note", "assessed", "id")
_CARD = tuple(one.name for one in fields(CardFrom) if one.name != "scheme")
_NEEDS = {
    Act.SKIP: (True, False, False),
    Act.TRIM: (True, False, False),
    Act.SPLIT: (True, True, True),
    Act.COMBINE: (True, False, True),
    Act.DATE: (True, True, True),
    Act.FIXED: (False, True, True),
}
Json = dict[str, Any]


def read_spec(payload: object) -> Parsed[Spec]:
    """The specification, or all that is wrong with it."""
    problems = Problems()
    node = Node(payload, "", problems)
    node.schema(SCHEMA, default=SCHEMA)
    end2, link, card = (node.node_or_none(name) for name in ("end2", "link", "card"))
    spec = Spec(
        end1=_end(node.node("end1")),
        end2=_end(end2) if end2 else None,
        link=_link(link) if link else None,
        card=_card(card) if card else None,
        actions=tuple(_action(item) for item in node.nodes("actions", low=0, high=_MOST)),
        rows=tuple(_rule(item) for item in node.nodes("rows", low=0, high=_MOST)),
        delimiter=_delimiter(node),
        sheet=node.string("sheet", most=_NAME, default=""),
        header=node.whole("header", low=0, high=1000, default=1),
        first_row=node.whole("first_row", low=0, high=10**6, default=0),
        last_row=node.whole("last_row", low=0, high=10**6, default=0),
        escapes=node.truth("escapes"),
    )
    if (end2 is None) != (link is None):
        node.fault("link", N_("A second end and a link belong together: write both or neither."))
    node.close()
    return problems.parsed(lambda: spec)


def _delimiter(node: Node) -> str:
    value = node.raw("delimiter")
    if value is None:
        return ""
    if isinstance(value, str) and len(value) == 1 and value in DELIMITERS:
        return value
    node.fault("delimiter", N_("Write a comma, semicolon, tab or upright stroke."))
    return ""


def _columns(node: Node, name: str) -> tuple[str, ...]:
    return tuple(node.strings(name, low=0, high=_MOST, most=_NAME))


def _pick(node: Node, name: str, allowed: tuple[str, ...], default: str = "") -> Pick:
    """A fixed value as plain text, or a column with its words."""
    value = node.raw(name)
    if value is None and default:
        return Pick(fixed=default)
    if isinstance(value, str):
        fixed = node.string(name, most=_NAME)
        if allowed and fixed not in allowed:
            node.choice(name, allowed)
        return Pick(fixed=fixed)
    inner = node.node(name)
    column = inner.string("column", most=_NAME)
    words = _words(inner, allowed)
    inner.close()
    return Pick(column=column, words=words)


def _words(node: Node, allowed: tuple[str, ...]) -> dict[str, str]:
    raw = node.raw("words")
    if raw is None:
        return {}
    if not isinstance(raw, Mapping) or len(raw) > 500:
        node.fault("words", N_("Write the words of the file and what they mean."))
        return {}
    inner = Node(raw, node.at("words"), node.problems)
    found = {}
    for key in raw:
        found[str(key)] = (
            inner.choice(str(key), allowed) if allowed else inner.string(str(key), most=_NAME)
        )
    return found


def _attributes(node: Node) -> tuple[AttributeFrom, ...]:
    return tuple(
        AttributeFrom(
            item.string("name", most=_NAME),
            item.string("column", most=_NAME),
            AttributeKind(item.choice("kind", AttributeKind, default=AttributeKind.TEXT)),
        )
        for item in node.nodes("attributes", low=0, high=MOST_ATTRIBUTES)
    )


def _texts(node: Node, names: tuple[str, ...]) -> dict[str, str]:
    return {name: node.string(name, most=_NAME, default="") for name in names}


def _end(node: Node) -> End:
    end = End(
        type=_pick(node, "type", tuple(ENTITY_TYPES)),
        identity=_columns(node, "identity"),
        attributes=_attributes(node),
        **_texts(node, _END),
    )
    if not end.identity and not end.label:
        node.fault("label", N_("Name a column for the label, or columns for the identity."))
    node.close()
    return end


def _link(node: Node) -> Between:
    link = Between(
        type=_pick(node, "type", ()),
        identity=_columns(node, "identity"),
        direction=_pick(node, "direction", (*Direction, "backward"), "forward"),
        strength=_pick(node, "strength", tuple(Strength), "confirmed"),
        attributes=_attributes(node),
        **_texts(node, _LINK),
    )
    node.close()
    return link


def _card(node: Node) -> CardFrom:
    card = CardFrom(scheme=node.choice("scheme", ("", *SCALES), default=""), **_texts(node, _CARD))
    node.close()
    return card


def _rule(node: Node) -> RowRule:
    return RowRule(
        node.string("column", most=_NAME),
        node.string("equals", most=_NAME, default=""),
        node.truth("keep"),
    )


def _action(node: Node) -> Action:
    do = Act(node.choice("do", Act))
    action = Action(
        do,
        _columns(node, "columns"),
        str(node.raw("by") or "")[:_NAME],
        _columns(node, "into"),
        node.string("zone", most=6, default=""),
    )
    for name, needed, there in zip(
        ("columns", "by", "into"), _NEEDS[do], (action.columns, action.by, action.into), strict=True
    ):
        if needed and not there:
            node.fault(name, N_("This field is needed."))
    if do is Act.DATE:
        _judge_form(node, action)
    return action


def _judge_form(node: Node, action: Action) -> None:
    try:
        pattern(action.by)
    except Unfit:
        node.fault("by", N_("Write a form such as DD/MM/YYYY hh:mm, each part once."))
    if action.zone and not is_zone(action.zone):
        node.fault("zone", N_("Write the distance from UTC as +05:00, or Z."))


def dump_spec(spec: Spec) -> Json:
    """The specification as plain data; `read_spec` reads it back."""
    found: Json = {"schema": SCHEMA}
    for name in ("delimiter", "sheet", "header", "first_row", "last_row", "escapes"):
        value = getattr(spec, name)
        if value != Spec.__dataclass_fields__[name].default:
            found[name] = value
    if spec.rows:
        found["rows"] = [_plain(rule) for rule in spec.rows]
    if spec.actions:
        found["actions"] = [_plain(action) for action in spec.actions]
    for part in ("end1", "end2", "link", "card"):
        value = getattr(spec, part)
        if value is not None:
            found[part] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Pick):
        if not value.column:
            return value.fixed
        return {"column": value.column} | ({"words": dict(value.words)} if value.words else {})
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        plain = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        return {name: one for name, one in plain.items() if one not in ("", [], {}, False)}
    return value.value if isinstance(value, AttributeKind | Act) else value
