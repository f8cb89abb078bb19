"""Pictures, films and sheets of a package: known kinds only, and nothing that can run."""

import hashlib
from collections.abc import Callable
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from lms.core.messages import N_, Message
from lms.engines.scorm import check_whole

_RIFF = b"RIFF"
_NO_SCRIPT_TAGS = frozenset(
    {
        "script",
        "foreignobject",
        "iframe",
        "object",
        "embed",
        "handler",
        "animate",
        "set",
        "audio",
        "video",
        "style",
    }
)


def _starts(*heads: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(heads)


def _is_webp(content: bytes) -> bool:
    return content.startswith(_RIFF) and content[8:12] == b"WEBP"


def _is_mp4(content: bytes) -> bool:
    return content[4:8] == b"ftyp"


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


MEDIA_TYPES: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "svg": ("image/svg+xml", _is_utf8),
    "png": ("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "webp": ("image/webp", _is_webp),
    "pdf": ("application/pdf", _starts(b"%PDF-")),
    "mp3": ("audio/mpeg", _starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "mp4": ("video/mp4", _is_mp4),
    "webm": ("video/webm", _starts(b"\x1aE\xdf\xa3")),
    "vtt": ("text/vtt", _starts(b"WEBVTT", b"\xef\xbb\xbfWEBVTT")),
    "csv": ("text/csv", _is_utf8),
    "zip": ("application/zip", _starts(b"PK")),
}


def media_type(path: str) -> str | None:
    """The media type by the ending of the name; None for endings that are not taken."""
    known = MEDIA_TYPES.get(path.rsplit(".", 1)[-1])
    return known[0] if known else None


def media_fault(path: str, content: bytes) -> Message | None:
    """Why this file is not taken, or None."""
    known = MEDIA_TYPES.get(path.rsplit(".", 1)[-1])
    if known is None:
        return N_(
            "Files of this kind are not taken. Use one of: %(endings)s.",
            endings=", ".join(MEDIA_TYPES),
        )
    if not known[1](content):
        return N_("The file is not what its name says. Save it again in that format.")
    if path.endswith(".zip"):
        return _package_fault(content)
    return _svg_fault(content) if path.endswith(".svg") else None


def media_facts(path: str, content: bytes) -> dict[str, object]:
    """What a snapshot says of one media file; its bytes are kept elsewhere."""
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "media_type": media_type(path),
    }


def _package_fault(content: bytes) -> Message | None:
    """What stands in the way of a learning package: the only kind of zip that is taken."""
    problems = check_whole(content).problems
    if not problems:
        return None
    first = problems[0]
    if len(problems) == 1:
        return N_("In the zip, %(file)s: %(fault)s", file=first.path, fault=first.message)
    return N_(
        "In the zip, %(file)s: %(fault)s %(count)s more faults stand behind it.",
        file=first.path,
        fault=first.message,
        count=len(problems) - 1,
    )


def _svg_fault(content: bytes) -> Message | None:
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return N_("The drawing is no plain SVG. Save it as plain SVG without a document type.")
    if _local(root.tag) != "svg":
        return N_("The drawing is no plain SVG. Save it as plain SVG without a document type.")
    for element in root.iter():
        if _runs(element):
            return N_(
                "The drawing holds “%(tag)s” with a script, a style or an outside address. "
                "Remove it.",
                tag=_local(element.tag),
            )
    return None


def _runs(element: Element) -> bool:
    if not isinstance(element.tag, str) or _local(element.tag).lower() in _NO_SCRIPT_TAGS:
        return True
    for name, value in element.attrib.items():
        plain = _local(name).lower()
        if plain.startswith("on") or plain == "style":
            return True
        if plain in ("href", "src") and not value.strip().startswith("#"):
            return True
        if "url(" in value.lower() and "url(#" not in value.lower().replace(" ", ""):
            return True
    return False


def _local(name: object) -> str:
    return str(name).rsplit("}", 1)[-1]
