"""Checks a design's CSS: no address outside the design, nothing that grows without end. Pure.

Families are bound to the shipped font files by `@font-face`, so no font of a machine steps in.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import tinycss2

from lms.core.messages import N_, Message
from lms.designs.formats import LONGEST_SOURCE

_FUNCTIONS = frozenset(
    {
        *("calc", "min", "max", "clamp", "var", "rgb", "rgba", "hsl", "hsla", "format"),
        *("rotate", "translate", "translatex", "translatey", "scale", "skewx", "skewy"),
        *("linear-gradient", "radial-gradient", "url", "repeat", "minmax", "counter"),
        *("not", "is", "where", "nth-child", "nth-of-type", "lang", "dir"),
    }
)
_AT_RULES = frozenset({"page", "font-face", "media"})
_FARTHEST = 2_000.0  # in any unit: millimetres, points, pixels
_MOST_RULES = 400
_MOST_VARIABLES = 60
_FONT = re.compile(r"/static/vendor/print/[a-z0-9-]+\.(?:ttf|otf)")


def faults(css: str, files: Collection[str]) -> list[tuple[int, Message]]:
    """What is wrong with a sheet, each fault with its line. `files` are the design's pictures."""
    if len(css) > LONGEST_SOURCE:
        return [(1, N_("Write at most %(most)s signs.", most=LONGEST_SOURCE))]
    try:
        rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        found = list(_rules(rules, files))
        nodes = list(_all(rules))
    except RecursionError:
        return [(1, N_("The sheet is nested too deeply. Make it flatter."))]
    if len(rules) > _MOST_RULES:
        found.append((1, N_("The sheet has more than %(most)s rules.", most=_MOST_RULES)))
    return sorted([*found, *_values(nodes, files)], key=lambda one: one[0])


def _rules(rules: Iterable[Any], files: Collection[str]) -> Iterator[tuple[int, Message]]:
    for rule in rules:
        if rule.type == "error":
            yield rule.source_line, N_("This cannot be read as CSS: %(why)s", why=rule.message)
        elif (rule.type == "at-rule" and rule.lower_at_keyword not in _AT_RULES) or (
            rule.type == "at-rule" and rule.content is None
        ):
            yield rule.source_line, N_("“@%(name)s” is not taken.", name=rule.at_keyword)


def _values(nodes: Iterable[Any], files: Collection[str]) -> Iterator[tuple[int, Message]]:
    variables = 0
    for node in nodes:
        if node.type == "url":
            yield from _address(node, node.value, files)
        elif node.type == "function":
            yield from _function(node, files)
        elif node.type in {"dimension", "number", "percentage"} and abs(node.value) > _FARTHEST:
            yield node.source_line, N_("%(value)s is too large.", value=node.serialize())
        elif node.type in {"error", "bad-url", "bad-string"}:
            yield node.source_line, N_("This cannot be read as CSS.")
        elif node.type == "ident" and node.value.startswith("--"):
            variables += 1
        elif node.type == "ident" and node.lower_value in {"expression", "behavior"}:
            yield node.source_line, N_("“%(name)s” is not taken.", name=node.value)
    if variables > 8 * _MOST_VARIABLES:
        yield 1, N_("The sheet uses too many variables.")


def _function(node: Any, files: Collection[str]) -> Iterator[tuple[int, Message]]:
    name = node.lower_name
    if name not in _FUNCTIONS:
        yield node.source_line, N_("“%(name)s()” is not taken.", name=node.name)
    elif name == "url":
        text = "".join(one.value for one in node.arguments if one.type == "string")
        yield from _address(node, text, files)


def _address(node: Any, address: str, files: Collection[str]) -> Iterator[tuple[int, Message]]:
    if address not in files and not _FONT.fullmatch(address):
        yield (
            node.source_line,
            N_(
                "“%(address)s” is not among the design’s own pictures and the shipped fonts. "
                "Nothing is read from elsewhere.",
                address=address[:80],
            ),
        )


def _all(nodes: Iterable[Any]) -> Iterator[Any]:
    for node in nodes:
        yield node
        for name in ("prelude", "content", "arguments"):
            yield from _all(getattr(node, name, None) or ())


def doubling(css: str) -> list[tuple[int, Message]]:
    """Variables made of several others: each step could double the text, so one is the most."""
    found = []
    for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if node.type not in {"qualified-rule", "at-rule"}:
            continue
        for entry in tinycss2.parse_blocks_contents(node.content or []):
            if entry.type == "declaration" and entry.name.startswith("--"):
                uses = [one for one in _all(entry.value) if getattr(one, "lower_name", "") == "var"]
                if len(uses) > 1:
                    text = N_("“%(name)s” may stand on one other variable only.", name=entry.name)
                    found.append((entry.source_line, text))
    return found
