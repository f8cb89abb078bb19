"""Small SCORM packages, whole and broken, as bytes."""

import io
import stat
import zipfile
from collections.abc import Mapping

HEAD_1_2 = (
    '<manifest identifier="M" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
    'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">'
    "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>"
)
HEAD_2004 = (
    '<manifest identifier="M" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" '
    'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" '
    'xmlns:imsss="http://www.imsglobal.org/xsd/imsss">'
    "<metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>"
)


def item(key: str, resource: str | None = None, inner: str = "", more: str = "") -> str:
    """One line of the table of contents."""
    reference = f' identifierref="{resource}"' if resource else ""
    return f'<item identifier="{key}"{reference}{more}><title>Part {key}</title>{inner}</item>'


def resource(key: str, href: str, *files: str) -> str:
    listed = "".join(f'<file href="{name}"/>' for name in (href, *files))
    kind = 'type="webcontent" adlcp:scormtype="sco"'
    return f'<resource identifier="{key}" {kind} href="{href}">{listed}</resource>'


def manifest(items: str, resources: str, head: str = HEAD_1_2) -> bytes:
    """A manifest with these items and resources."""
    text = (
        f'{head}<organizations default="O"><organization identifier="O"><title>Small package'
        f"</title>{items}</organization></organizations><resources>{resources}</resources></manifest>"
    )
    return text.encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def small(**more: bytes) -> bytes:
    """A whole package of two parts."""
    return packed(small_files() | more)


def small_files(head: str = HEAD_1_2) -> dict[str, bytes]:
    items = item("one", "r1") + item("two", "r2", "<adlcp:masteryscore>70</adlcp:masteryscore>")
    resources = resource("r1", "one.html", "style.css") + resource("r2", "pages/two.html?part=2")
    return {
        "imsmanifest.xml": manifest(items, resources, head),
        "one.html": b"<html><head><title>One</title></head><body>one</body></html>",
        "pages/two.html": b"<!doctype html><p>two",
        "style.css": b"p { color: navy }",
    }


def with_entry(name: str, content: bytes = b"x", mode: int | None = None, flags: int = 0) -> bytes:
    """The small package with one more entry as only a hostile tool writes it."""
    buffer = io.BytesIO(small())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name
        entry.compress_type = zipfile.ZIP_DEFLATED
        if mode is not None:
            entry.external_attr = (mode | 0o644) << 16
        archive.writestr(entry, content)
    data = bytearray(buffer.getvalue())
    if flags:
        at = data.rfind(b"PK\x01\x02")
        data[at + 8] |= flags
    return bytes(data)


def symlink() -> bytes:
    return with_entry("link.html", b"/etc/passwd", stat.S_IFLNK)


def promising(size: int, name: str = "film.mp4") -> bytes:
    """The small package with an entry whose list says that it unpacks to `size` bytes."""
    data = bytearray(with_entry(name))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(data)
