"""What may be handed out: files of known kinds that hold no program, and plain web addresses.

Pure. A file is hostile until its content proves otherwise; what it is called proves nothing. PDFs
are searched, not parsed: a parser is what a hostile file aims at.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from lms.core.messages import N_, Message
from lms.core.names import hidden_signs, without_hidden_signs
from lms.courses.formats.media import MEDIA_TYPES

LARGEST = 15 * 1024 * 1024
LONGEST_NAME = 120
LONGEST_URL = 500
_MOST_PARTS = 5_000
_MOST_UNPACKED = 300 * 1024 * 1024
_LARGEST_LIST = 2 * 1024 * 1024
_MOST_LISTS = 16 * 1024 * 1024
_BARRED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_PDF_ACTS = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_OPENXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, and what says why content is not of it, or is unsafe."""

    media_type: str
    fault: Callable[[bytes], Message | None]


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be handed out, under a name that is safe to save."""

    name: str
    media_type: str
    data: bytes


def check_file(name: str, data: bytes) -> CheckedFile | Message:
    """The file as it may be handed out, or why it may not."""
    plain = clean_name(name)
    ending = plain.rsplit(".", 1)[-1] if "." in plain else ""
    kind = KINDS.get(ending)
    if kind is None:
        return N_(
            "Files of this kind are not taken. Use one of: %(endings)s.", endings=", ".join(KINDS)
        )
    if not data:
        return N_("The file is empty.")
    if len(data) > LARGEST:
        return N_("The most is %(mb)s MB. Hand out a link instead.", mb=LARGEST // 1024**2)
    fault = kind.fault(data)
    return fault if fault is not None else CheckedFile(plain, kind.media_type, data)


def clean_name(name: str) -> str:
    """A file's name without folders, hidden signs and what some systems do not save.

    The ending is in small letters. Long names lose their middle, never the ending.
    """
    last = re.split(r"[/\\]", without_hidden_signs(name))[-1]
    plain = _BARRED.sub("-", " ".join(last.split())).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME]
    return f"{(stem.strip() or 'file')[: LONGEST_NAME - len(ending) - 1]}.{ending.lower()}"


def check_url(text: str) -> str | Message:
    """The address as it may be handed out, or why it may not.

    Plain http is taken too: in a room's own network there is no other.
    """
    url = text.strip()
    if not url:
        return N_("Type the address, e.g. https://www.unodc.org.")
    if len(url) > LONGEST_URL:
        return N_("Write at most %(most)s signs.", most=LONGEST_URL)
    if hidden_signs(url) or any(sign.isspace() or sign in '<>"\\^`{|}' for sign in url):
        return N_("The address holds signs that an address cannot have. Type it anew.")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
        ascii_host = host.encode("idna").decode() if host else ""
    except ValueError:
        return N_("This is no address. Copy it again from the browser.")
    if parts.scheme not in ("https", "http"):
        return N_("The address begins with https:// (or http:// in a room's own network).")
    if not ascii_host or parts.username is not None:
        return N_("This is no address. Copy it again from the browser.")
    return url


def host_of(url: str) -> str:
    """The host of an address in letters that cannot be mistaken: foreign ones are spelled out."""
    return (urlsplit(url).hostname or "").encode("idna").decode()


# --- kinds ---


def _not_it() -> Message:
    return N_("The file is not what its name says. Save it again in that format.")


def _by_sign(ending: str) -> Kind:
    media_type, is_one = MEDIA_TYPES[ending]
    return Kind(media_type, lambda data: None if is_one(data) else _not_it())


def _pdf_fault(data: bytes) -> Message | None:
    if not MEDIA_TYPES["pdf"][1](data):
        return _not_it()
    if _PDF_ACTS.search(data):
        return N_("The PDF holds a program. Print it to a new PDF and hand out that one.")
    return None


def _office(kind: str, main: str) -> Kind:
    return Kind(f"{_OPENXML}{kind}", lambda data: _packed_fault(data, lambda z: _openxml(z, main)))


def _open_document(kind: str) -> Kind:
    media_type = f"{_ODF}{kind}"
    return Kind(media_type, lambda data: _packed_fault(data, lambda z: _odf(z, media_type)))


def _packed_fault(data: bytes, look: Callable[[zipfile.ZipFile], Message | None]) -> Message | None:
    """Why an office file is not taken. Only its lists are unpacked, and those up to a bound."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                return N_("The file is locked with a password. Save it without one.")
            if (
                len(parts) > _MOST_PARTS
                or sum(part.file_size for part in parts) > _MOST_UNPACKED
                or len({part.filename for part in parts}) != len(parts)
            ):
                return _not_it()
            return look(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        return _not_it()


def _openxml(archive: zipfile.ZipFile, main: str) -> Message | None:
    names = set(archive.namelist())
    if main not in names or "[Content_Types].xml" not in names:
        return _not_it()
    types = _list(archive, "[Content_Types].xml")
    if types is None:
        return _not_it()
    if b"macroenabled" in types.lower() or any(_runs(name) for name in names):
        return _macros()
    lists = [part for part in archive.infolist() if part.filename.lower().endswith(".rels")]
    if sum(part.file_size for part in lists) > _MOST_LISTS:
        return _not_it()
    for part in lists:
        relations = _list(archive, part.filename)
        if relations is None:
            return _not_it()
        if any(_draws_from_outside(one) for one in _RELATION.findall(relations)):
            return N_(
                "The file draws on something outside itself, such as a template or a picture. "
                "Save it with everything inside, or as PDF."
            )
    return None


def _odf(archive: zipfile.ZipFile, media_type: str) -> Message | None:
    names = archive.namelist()
    if not names or names[0] != "mimetype" or "content.xml" not in names:
        return _not_it()
    if _list(archive, "mimetype") != media_type.encode():
        return _not_it()
    if any(name.startswith(("Basic/", "Scripts/", "Object ")) for name in names):
        return _macros()
    return None


def _macros() -> Message:
    return N_("The file holds macros or embedded objects. Save it without them, or as PDF.")


def _runs(name: str) -> bool:
    plain = name.lower()
    return (
        plain.endswith(("vbaproject.bin", ".exe", ".js", ".vbs"))
        or "/activex/" in plain
        or ("/embeddings/" in plain and plain.endswith((".bin", ".docm", ".xlsm", ".pptm")))
    )


def _draws_from_outside(relation: bytes) -> bool:
    lowered = relation.lower()
    return b"external" in lowered and b"/hyperlink" not in lowered


def _list(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """A list inside the archive; None where it is too long or not in plain UTF-8."""
    with archive.open(name) as part:
        content = part.read(_LARGEST_LIST + 1)
    return None if len(content) > _LARGEST_LIST or b"\0" in content else content


KINDS = {
    "pdf": Kind("application/pdf", _pdf_fault),
    "docx": _office("wordprocessingml.document", "word/document.xml"),
    "xlsx": _office("spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": _office("presentationml.presentation", "ppt/presentation.xml"),
    "odt": _open_document("text"),
    "ods": _open_document("spreadsheet"),
    "odp": _open_document("presentation"),
    **{ending: _by_sign(ending) for ending in ("png", "jpg", "webp", "mp3", "mp4", "csv")},
    "jpeg": _by_sign("jpg"),
    "txt": Kind("text/plain", _by_sign("csv").fault),
}
"""What is taken, by the ending of the name."""
