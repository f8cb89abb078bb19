"""Emblems and logos as they are uploaded: hostile until they were read and written anew.

A PNG or JPEG is decoded and encoded again as PNG without anything but its pixels; an SVG is built
anew from an allow list of shapes. What cannot be read whole is refused with what to do.
"""

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from lms.core.messages import N_, Message
from lms.designs.rules import svg

LARGEST_BYTES = 2 * 1024 * 1024
LARGEST_SIDE = 4_000
KEPT_SIDE = 1_200
_LARGEST_PIXELS = 16_000_000
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_PNG_END, _JPEG_END = b"IEND\xaeB`\x82", b"\xff\xd9"
_SVG_SPACE = "http://www.w3.org/2000/svg"
_PLAIN = re.compile(r"[\w\s.,#%()+*/:-]*")
_MOST_SHAPES, _DEEPEST = 4_000, 40
_DAMAGED = N_("The picture is damaged or too large. Save it again as PNG, at most 4000 wide.")


@dataclass(frozen=True)
class Picture:
    """A checked picture: its new bytes and their kind."""

    data: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """The hash of the bytes, as hex."""
        return hashlib.sha256(self.data).hexdigest()


class Unfit(ValueError):
    """The picture is not taken; the message says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


def checked(data: bytes) -> Picture:
    """The picture in these bytes, written anew. Raises Unfit."""
    if not data:
        raise Unfit(N_("Choose a picture: PNG, JPEG or SVG."))
    if len(data) > LARGEST_BYTES:
        raise Unfit(N_("The picture is larger than 2 MB. Make it smaller."))
    if data.startswith((_PNG, _JPEG)):
        if (_PNG_END if data.startswith(_PNG) else _JPEG_END) not in data:
            raise Unfit(_DAMAGED)  # WeasyPrint lets Pillow take cut pictures, in the whole process
        return Picture(_pixels(data), "image/png")
    if data.lstrip()[:1] == b"<":
        return Picture(_shapes(data), "image/svg+xml")
    raise Unfit(N_("This is no PNG, JPEG or SVG picture. Save it as one of these."))


def _pixels(data: bytes) -> bytes:
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
                _ensure_small(*image.size)
                image.load()
                turned = ImageOps.exif_transpose(image)
                clean = turned.convert("RGBA" if _is_see_through(turned) else "RGB")
    except Unfit:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise Unfit(_DAMAGED) from error
    clean.thumbnail((KEPT_SIDE, KEPT_SIDE))
    bare = Image.new(clean.mode, clean.size)
    bare.paste(clean)
    out = io.BytesIO()
    bare.save(out, "PNG", optimize=True)
    return out.getvalue()


def _ensure_small(width: int, height: int) -> None:
    if max(width, height) > LARGEST_SIDE or width * height > _LARGEST_PIXELS:
        raise Unfit(_DAMAGED)


def _is_see_through(image: object) -> bool:
    mode = getattr(image, "mode", "")
    return mode in {"RGBA", "LA", "PA"} or "transparency" in getattr(image, "info", {})


def _shapes(data: bytes) -> bytes:
    plain = N_(
        "The drawing is no plain SVG. Save it as plain SVG with paths only: no text, style, "
        "script, linked picture or document type."
    )
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise Unfit(plain) from error
    if root.tag not in {f"{{{_SVG_SPACE}}}svg", "svg"} or not root.get("viewBox"):
        raise Unfit(plain)
    if sum(1 for _ in root.iter()) > _MOST_SHAPES:
        raise Unfit(N_("The drawing has too many shapes. Make it simpler, or save it as PNG."))
    clean = _clean(root, 0)
    if clean is None:
        raise Unfit(plain)
    clean.set("xmlns", _SVG_SPACE)
    made: bytes = tostring(clean, encoding="utf-8")
    return made


def _clean(element: Element, depth: int) -> Element | None:
    """The element anew, of known shapes and attributes; None for what editors add for themselves.

    Raises Unfit for what draws or does something that is not taken.
    """
    space, tag = _split(element.tag)
    if space not in {"", _SVG_SPACE} or tag in {"metadata", "title", "desc", ""}:
        return None
    if tag not in svg.SHAPES or depth > _DEEPEST:
        raise Unfit(
            N_("The drawing holds “%(tag)s”. Save it as plain SVG with paths only.", tag=tag[:40])
        )
    made = Element(tag)
    for name, value in element.attrib.items():
        _attribute(name, value, made)
    for child in element:
        kept = _clean(child, depth + 1)
        if kept is not None:
            made.append(kept)
    return made


def _split(tag: object) -> tuple[str, str]:
    if not isinstance(tag, str):
        return "", ""  # a comment
    space, _, name = tag.rpartition("}")
    return space.removeprefix("{"), name


def _attribute(name: str, value: str, made: Element) -> None:
    if name in svg.ATTRIBUTES and _harmless(value):
        made.set(name, value)
    elif name.startswith("on") or name.endswith(("href", "src")):
        raise Unfit(N_("The drawing holds a script or an outside address. Remove it."))
    elif name == "style":
        _style(value, made)


def _style(text: str, made: Element) -> None:
    """Presentation attributes for what an editor wrote into `style`."""
    for declaration in text.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in svg.ATTRIBUTES and _harmless(value.strip()):
            made.set(name.strip(), value.strip())


def _harmless(value: str) -> bool:
    lowered = value.lower().strip()
    if "url" in lowered:
        return bool(svg.INNER.fullmatch(value.strip()))
    return bool(_PLAIN.fullmatch(value)) and "javascript" not in lowered
