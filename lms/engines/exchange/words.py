"""Texts of other systems (HTML, Markdown, plain) as the Markdown that is kept here."""

import base64
import binascii
import html as entities
import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdownify import markdownify

from lms.core.messages import N_
from lms.engines.exchange.collecting import Notes
from lms.engines.exchange.types import LeftOut

PLUGIN_FILE = "@@PLUGINFILE@@/"
NO_FILES: Mapping[str, bytes] = {}
_plain_parser = MarkdownIt("commonmark").enable("table")
_TAGS = {
    *("a", "b", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("i", "img", "li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead"),
    *("tr", "ul", "div"),
}
_RUNS = re.compile(
    r"<\s*(script|iframe|object|embed|form|applet|meta|link|base|video|audio)\b"
    r"|[\s/\"']on[a-z]{3,30}\s*=|(java|vb)script\s*:",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
_VOID = {"br", "hr", "img"}
_NO_SOURCE = re.compile(r"<img(?![^>]*\ssrc=)[^>]*>")
_ALT = re.compile(r'\salt="([^"]*)"')
_SPAN = re.compile(r"<(span|lang)\b([^>]{0,200})>(.{0,8000}?)</\1>", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"\blang=[\"']([a-z]{2,3})[\"']", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_SPECIAL = re.compile(r"([\\`*_\[\]<|]|&(?=#?\w+;))")
# what begins a list, heading, quotation, rule or fence where it begins a line
_STARTS = re.compile(
    r"^(?:(\d+)([.)])(?=\s|$)|([-+*](?=\s|$)|#{1,6}(?=\s|$)|>|~{3}|`{3}|[-=]+$"
    r"|[-*_](?=[ *_-]*$)|\[(?=[^\]]*\]:)|<(?=[!?/a-zA-Z])))",
    re.MULTILINE,
)


def from_html(source: str, notes: Notes, files: Mapping[str, bytes] = NO_FILES) -> str:
    """HTML as Markdown: nothing that runs, no outside pictures; told what was dropped."""
    notes.weigh(source, _of_data(source))
    if _RUNS.search(source):
        notes.tell(N_("Scripts, frames and forms in the text were left out."))

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return _picture(value, notes, files)
        return None if value.strip().lower().startswith("data:") else value

    clean = nh3.clean(
        source,
        tags=_TAGS,
        attributes={"a": {"href"}, "img": {"src", "alt"}},
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    clean = _NO_SOURCE.sub(_said_instead, clean)
    if _depth(clean) > notes.limits.html_depth:
        raise LeftOut(N_("The text of this item is nested too deep to be read."))
    return tidy(markdownify(clean, heading_style="ATX", bullets="-", escape_misc=False))


def texts_from_html(
    source: str, notes: Notes, files: Mapping[str, bytes] = NO_FILES
) -> dict[str, str]:
    """HTML as texts by language: Moodle's multilang spans, else everything as English."""
    short = source[: notes.limits.text_signs]
    marked = "multilang" in short or "<lang " in short
    languages = dict.fromkeys(filter(None, map(_language, _SPAN.finditer(short)))) if marked else {}
    if not languages:
        words = from_html(source, notes, files)
        return {"en": words} if words else {}
    found = {}
    for language in languages:
        if text := from_html(_only(short, language), notes, files):
            found[language] = text
    if found and "en" not in found:
        found = {"en": next(iter(found.values())), **found}
        notes.tell(N_("There is no English text: the first language stands in its place."))
    return found


def _language(span: re.Match[str]) -> str:
    """The language of a multilang span; empty for any other span."""
    code = _CODE.search(span[2])
    is_one = span[1].lower() == "lang" or "multilang" in span[2]
    return code[1].lower() if code and is_one else ""


def _only(source: str, language: str) -> str:
    def kept(span: re.Match[str]) -> str:
        found = _language(span)
        return span[0] if not found else span[3] if found == language else ""

    return _SPAN.sub(kept, source)


def from_plain(source: str) -> str:
    """Plain text as Markdown that reads the same: only what would mean something is escaped."""
    text = "\n".join(line.strip() for line in tidy(source).split("\n"))
    found = _escaped_starts(text)
    if plain(found) != " ".join(text.split()):
        found = _escaped_starts(_SPECIAL.sub(r"\\\1", text))
    return found


def _escaped_starts(text: str) -> str:
    return _STARTS.sub(lambda one: f"{one[1] or ''}\\{one[2] or one[3]}", text)


def from_markdown(source: str, notes: Notes, files: Mapping[str, bytes] = NO_FILES) -> str:
    """Markdown as it is; HTML in it becomes plain text, and embedded pictures are kept."""
    notes.weigh(source)
    if _RUNS.search(source):
        notes.tell(N_("Scripts, frames and forms in the text were left out."))
        source = nh3.clean(source, tags=set())
    for name in re.findall(re.escape(PLUGIN_FILE) + r"([^)\s]+)", source):
        path = _picture(PLUGIN_FILE + name, notes, files)
        source = source.replace(f"]({PLUGIN_FILE}{name})", f"]({path or ''})")
    return tidy(source)


def from_auto(source: str, notes: Notes, files: Mapping[str, bytes] = NO_FILES) -> str:
    """Text of a format that may hold HTML: as HTML where it looks like it, else plain."""
    if not _LOOKS_LIKE_HTML.search(source):
        notes.weigh(source)
        return from_plain(source)
    if "<p" not in source and "<br" not in source:
        source = source.strip().replace("\n\n", "<p>").replace("\n", "<br>")
    return from_html(source, notes, files)


def tidy(text: str) -> str:
    """Without control signs, blanks at line ends and more than one empty line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    text = "".join(
        sign for sign in text if (ord(sign) >= 32 or sign in "\n\t") and not _broken(sign)
    )
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", _line_end, text)).strip()


def _line_end(found: re.Match[str]) -> str:
    return "  \n" if found[0].startswith("  ") else "\n"


def plain(text: str) -> str:
    """The words of a Markdown text without its marks, in one line."""
    inner = nh3.clean(_plain_parser.render(text), tags=set())
    return " ".join(entities.unescape(inner).split())


def _broken(sign: str) -> bool:
    return 0xD800 <= ord(sign) <= 0xDFFF or ord(sign) == 0x7F


def _of_data(source: str) -> int:
    """How long the pictures are that stand in the text itself."""
    return sum(len(one[0]) for one in re.finditer(r"data:image/[a-z+]+;base64,[^\"']*", source))


def _picture(address: str, notes: Notes, files: Mapping[str, bytes]) -> str | None:
    """The path of a picture that the file itself holds; others are never fetched."""
    if address.startswith("data:image/"):
        head, _comma, body = address.partition(",")
        ending = head[len("data:image/") :].split(";")[0].replace("svg+xml", "svg")
        content = decoded(body)
        return notes.picture(f"picture.{ending}", content) if content else None
    name = unquote(address.removeprefix(PLUGIN_FILE).split("?")[0])
    if name in files:
        return notes.picture(name, files[name])
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        notes.tell(
            N_(
                "The picture at %(host)s was not fetched. Put it in by hand.",
                host=(parts.netloc or parts.scheme)[:100],
            )
        )
    else:
        notes.tell(N_("The picture %(name)s is not in the file.", name=name[:100]))
    return None


def decoded(body: str) -> bytes | None:
    """Base64 as bytes; None where it is none."""
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except (ValueError, binascii.Error):
        return None


def _said_instead(found: re.Match[str]) -> str:
    alt = _ALT.search(found[0])
    return alt[1] if alt else ""


def _depth(source: str) -> int:
    depth = most = 0
    for closing, name in _TAG.findall(source):
        if name not in _VOID:
            depth += -1 if closing else 1
            most = max(most, depth)
    return most
