"""Checks a design's HTML: an allow list of elements and attributes, no address outside the design.

It is asked twice: of the source with its statements taken out, and of every finished page.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

import tinyhtml5

from lms.core.messages import N_, Message
from lms.designs.rules import svg

_HTML = frozenset(
    {
        *("html", "head", "meta", "title", "body", "div", "span", "p", "h1", "h2", "h3", "h4"),
        *("b", "strong", "i", "em", "small", "sup", "sub", "br", "hr", "img", "ul", "ol", "li"),
        *("table", "thead", "tbody", "tr", "td", "th", "bdi", "bdo"),
        *("section", "header", "footer"),
    }
)
_ELEMENTS = _HTML | {name.lower() for name in svg.SHAPES}
_ATTRIBUTES = {name.lower() for name in svg.ATTRIBUTES} | {
    *("class", "lang", "dir", "alt", "colspan", "rowspan", "charset", "name", "content", "xmlns"),
    *("data-field", "data-fit", "data-steps", "role", "aria-hidden"),
}
_STATEMENT = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_MOST_ELEMENTS = 400


def faults(html: str, files: Collection[str]) -> list[Message]:
    """What is wrong with a page, or with a source whose statements are taken out."""
    found: list[Message] = []
    for fault in _faults(html, files):
        if fault not in found:
            found.append(fault)
    return found


def without_statements(source: str) -> str:
    """A source as a page that shows all of its parts, the mutually exclusive ones, too."""
    return _STATEMENT.sub("", source)


def _faults(html: str, files: Collection[str]) -> Iterator[Message]:
    try:
        root = tinyhtml5.parse(html, namespace_html_elements=False)
        elements = list(root.iter())
    except (RecursionError, ValueError):
        yield N_("The page cannot be read as HTML.")
        return
    if len(elements) > _MOST_ELEMENTS:
        yield N_("The page has more than %(most)s elements.", most=_MOST_ELEMENTS)
    for element in elements:
        if not isinstance(element.tag, str):
            continue  # a comment
        tag = element.tag.rsplit("}", 1)[-1].lower()
        if tag not in _ELEMENTS:
            yield N_("The element “%(tag)s” is not taken.", tag=tag)
        else:
            yield from _attributes(tag, element.attrib, files)


def _attributes(tag: str, given: Any, files: Collection[str]) -> Iterator[Message]:
    for raw, value in given.items():
        name = str(raw).rsplit("}", 1)[-1].lower()
        if name == "src":
            if tag != "img" or (value and value not in files):
                yield N_(
                    "“%(address)s” is not among the design’s own pictures. "
                    "Nothing is read from elsewhere.",
                    address=value[:80],
                )
        elif (
            name not in _ATTRIBUTES
            or (tag == "meta" and name == "content" and "url" in value)
            or ("url(" in value.lower() and not svg.INNER.fullmatch(value.strip()))
        ):
            yield N_("“%(name)s” is not taken at “%(tag)s”.", name=name, tag=tag)
