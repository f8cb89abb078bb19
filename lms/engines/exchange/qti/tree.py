"""QTI's elements under one set of names: those of 2.x; 3.0 writes qti-choice-interaction."""

import html as entities
import re
from collections.abc import Callable

from lms.engines.exchange.xml import Node

_KEBAB = re.compile(r"-([a-z0-9])")
_KEPT = ("src", "alt", "href")
_VOID = ("br", "hr", "img")
_HIDDEN = {
    "rubricBlock", "feedbackInline", "feedbackBlock", "modalFeedback", "prompt", "stylesheet",
    "templateInline", "templateBlock", "printedVariable", "style", "script",
}  # fmt: skip
Held = Callable[[Node], str | None]


def plainly(node: Node) -> Node:
    """The tree with the names of 2.x, whatever version it is of."""
    return Node(
        _camel(node.name.removeprefix("qti-")),
        {_camel(name): value for name, value in node.attributes.items()},
        node.line,
        [plainly(part) if isinstance(part, Node) else part for part in node.parts],
    )


def _camel(name: str) -> str:
    return _KEBAB.sub(lambda found: found[1].upper(), name)


def html_of(node: Node, held: Held = lambda _node: None) -> str:
    """What stands inside an element as HTML; `held` gives what stands in for an element."""
    found = []
    for part in node.parts:
        if isinstance(part, str):
            found.append(entities.escape(part))
        elif (instead := held(part)) is not None:
            found.append(instead)
        elif part.name == "object" and part.attributes.get("type", "").startswith("image/"):
            source, alt = part.attributes.get("data", ""), part.text.strip()
            found.append(f'<img src="{entities.escape(source)}" alt="{entities.escape(alt)}">')
        elif part.name not in _HIDDEN:
            found.append(_element(part, held))
    return "".join(found)


def _element(node: Node, held: Held) -> str:
    attributes = "".join(
        f' {name}="{entities.escape(node.attributes[name])}"'
        for name in _KEPT
        if name in node.attributes
    )
    # a handler has no place in the clean text, but that it was there is to be told
    if any(name.lower().startswith("on") for name in node.attributes):
        attributes += ' onclick=""'
    name = re.sub(r"[^A-Za-z0-9]", "", node.name)
    if name in _VOID:
        return f"<{name}{attributes}>"
    return f"<{name}{attributes}>{html_of(node, held)}</{name}>"
