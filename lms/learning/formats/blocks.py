"""From sanitised HTML to the lesson's page: numbered blocks, figures, films, framed tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from posixpath import splitext

from markupsafe import Markup

from lms.learning.formats.terms import Term, mark_terms
from lms.learning.formats.tree import Element, read

# what a place, a note or a highlight can belong to
_BLOCKS = frozenset({"p", "h2", "h3", "h4", "li", "pre", "dt", "dd", "table", "figure"})
_FILMS, _SOUNDS, _PACKAGES = (".mp4", ".webm"), (".mp3",), (".zip", ".pdf", ".csv")
_MEDIA = "media/"
WORDS_ON_A_WALL, WORDS_OF_A_LEAD = 90, 25


@dataclass(frozen=True)
class Captions:
    """A caption file beside a film: its language, that language's own name, and its path."""

    language: str
    name: str
    path: str


@dataclass(frozen=True)
class Lesson:
    """A rendered lesson: its HTML, how many blocks it has, and the terms marked in it.

    `sections` are the same blocks without marks of terms, cut at each heading of the second level.
    """

    html: Markup
    blocks: int
    terms: tuple[Term, ...]
    sections: tuple[Markup, ...]


def lesson_of(
    html: str,
    *,
    language: str,
    media_at: str,
    captions: Mapping[str, Sequence[Captions]],
    terms: Iterable[Term] = (),
) -> Lesson:
    """A lesson from its sanitised HTML. `media_at` is what stands before `media/` in addresses."""
    root = read(html)
    _frame(root, media_at, captions)
    blocks = _number(root)
    sections = tuple(sections_of(root))
    marked = mark_terms(root, tuple(terms), language)
    return Lesson(_safe(root.inner()), blocks, tuple(marked), sections)


def sections_of(root: Element) -> list[Markup]:
    """The blocks under `root` in parts that fit on a wall.

    A part begins at each heading of the second level and where it would hold too many words; a
    picture or a film has a part of its own.
    """
    parts: list[list[Element]] = [[]]
    for child in root.children:
        if isinstance(child, Element) and child.tag != "hr":
            if _begins_part(parts[-1], child):
                parts.append([])
            parts[-1].append(child)
    return [_safe("".join(one.html() for one in part)) for part in parts if part]


def _begins_part(part: Sequence[Element], block: Element) -> bool:
    if not part or block.tag == "h2":
        return True
    if part[-1].tag in ("h2", "h3"):
        return False
    if "figure" in (block.tag, part[-1].tag):
        return True
    if block.tag in ("ul", "ol", "div") and len(part[-1].words().split()) < WORDS_OF_A_LEAD:
        return False  # a line that leads to a list or table stays with it
    words = sum(len(one.words().split()) for one in (*part, block))
    return words > WORDS_ON_A_WALL


def _safe(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - written from a tree whose texts are escaped


def _frame(element: Element, media_at: str, captions: Mapping[str, Sequence[Captions]]) -> None:
    """Put tables into frames that scroll and turn pictures into figures, films and sounds."""
    children: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            children.append(child)
            continue
        only = _only_picture(child) if child.tag == "p" else None
        picture = only or (child if child.tag == "img" else None)
        if picture is not None:
            children.append(_figure(picture, media_at, captions, alone=only is not None))
        elif child.tag == "table":
            children.append(_framed_table(child))
        else:
            if child.tag == "a":
                _download(child, media_at)
            children.append(child)
            _frame(child, media_at, captions)
    element.children = children


def _only_picture(paragraph: Element) -> Element | None:
    inside = [one for one in paragraph.children if not isinstance(one, str) or one.strip()]
    only = inside[0] if len(inside) == 1 else None
    return only if isinstance(only, Element) and only.tag == "img" else None


def _figure(
    picture: Element, media_at: str, captions: Mapping[str, Sequence[Captions]], *, alone: bool
) -> Element:
    path, told = picture.attributes.get("src") or "", picture.attributes.get("alt") or ""
    own = path.startswith(_MEDIA)
    address = f"{media_at}{path}" if own else path
    ending = splitext(path)[1].lower()
    link = Element("a", {"href": address}, [told])
    if own and ending in _FILMS + _SOUNDS:
        return _player(path, address, told, link, captions)
    if ending in _PACKAGES:
        return Element("a", {"href": address, "download": None}, [told])
    image = Element("img", {"src": address, "alt": told, "loading": "lazy"})
    if not alone:
        return image
    return Element("figure", {}, [Element("a", {"class": "zoom", "href": address}, [image])])


def _player(
    path: str, address: str, told: str, link: Element, captions: Mapping[str, Sequence[Captions]]
) -> Element:
    stem, ending = splitext(path)
    prefix = address[: len(address) - len(path)]
    tag = "audio" if ending.lower() in _SOUNDS else "video"
    attributes: dict[str, str | None] = {"controls": None, "preload": "metadata", "src": address}
    tracks: list[Element | str] = [
        Element(
            "track",
            {
                "kind": "captions",
                "srclang": one.language,
                "label": one.name,
                "src": f"{prefix}{one.path}",
            },
        )
        for one in captions.get(stem, ())
    ]
    player = Element(tag, {**attributes, "aria-label": told}, [*tracks, link])
    return Element("figure", {"class": "film"}, [player, Element("figcaption", {}, [told])])


def _framed_table(table: Element) -> Element:
    table.attributes["class"] = "tbl"
    for cell in table.elements():
        if cell.tag == "th":
            cell.attributes.setdefault("scope", "col")
    frame = {"class": "scroll", "tabindex": "0", "role": "region", "aria-labelledby": "table-frame"}
    return Element("div", {**frame}, [table])


def _download(link: Element, media_at: str) -> None:
    """A link to a file of the course leads to where it is served."""
    path = link.attributes.get("href") or ""
    if path.startswith(_MEDIA):
        link.attributes["href"] = f"{media_at}{path}"


def _number(element: Element, at: int = 0) -> int:
    """Number the blocks from `at` on, in the order of the page; returns the next number."""
    for child in element.children:
        if isinstance(child, str):
            continue
        if child.tag in _BLOCKS:
            child.attributes["id"] = f"at-{at}"
            child.attributes["data-at"] = str(at)
            at += 1
            if child.tag == "li":
                at = _number_lists(child, at)
        else:
            at = _number(child, at)
    return at


def _number_lists(item: Element, at: int) -> int:
    """Items of a list inside an item are blocks of their own; its paragraphs are not."""
    for child in item.children:
        if isinstance(child, Element) and child.tag in ("ul", "ol"):
            at = _number(child, at)
    return at
