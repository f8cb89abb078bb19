"""Markdown of authored text to safe HTML: rendered and sanitised, never one without the other."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_parser = MarkdownIt("commonmark", {"typographer": True}).enable(["table", "replacements"])
_INLINE = {"a", "abbr", "b", "bdi", "br", "code", "em", "i", "img", "strong", "sub", "sup"}
_LISTS = {"ol", "ul", "li", "dl", "dt", "dd"}
_TABLES = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
_BLOCKS = {"p", "div", "blockquote", "pre", "hr", "figure", "figcaption", "h2", "h3", "h4"}
_TAGS = _INLINE | _LISTS | _TABLES | _BLOCKS
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "bdi": {"dir"},
}


def render(source: str) -> Markup:
    """Render CommonMark with tables to HTML that carries no script, style or foreign frame.

    Level-1 headings become level 2: the page has its own title.
    """
    html = _parser.render(source).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 - sanitised in the line above
