"""The one door to WeasyPrint: HTML in, PDF bytes out, nothing read from outside the project.

A template may read files beside itself (relative addresses) and files under `static/` (addresses
that begin with `/static/`). Everything else, the network above all, stops the rendering: a paper
with a missing font or picture must not leave the house.

WeasyPrint is imported on first use, because it loads Pango and takes its time.
"""

import hashlib
import mimetypes
import threading
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from lms.core.settings import ROOT

if TYPE_CHECKING:
    from weasyprint import Document

STATIC = ROOT / "static"
_SCHEME = "file"  # a scheme that relative addresses can be joined to; the tree is our own
_BASE_URL = f"{_SCHEME}:///here/"
_ONE_AT_A_TIME = threading.Lock()


class PdfError(RuntimeError):
    """The paper could not be made: a file it names is missing or out of bounds."""


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF. `relationship` is PDF's AFRelationship (Data, Source, ...)."""

    name: str
    data: bytes
    media_type: str
    description: str = ""
    relationship: str = "Data"
    created: datetime | None = None


@dataclass(frozen=True)
class Box:
    """One laid-out block, in CSS pixels: its own box, and how far its lines really reach."""

    name: str
    x: float
    y: float
    width: float
    height: float
    content_width: float
    content_height: float
    lines: int


def resolve(url: str, base: Path) -> Path:
    """The file that an address in a template means.

    Raises PdfError where it lies neither beside the template nor under static/, or is missing.
    """
    parts = urlsplit(url)
    path = PurePosixPath(unquote(parts.path))
    for mount, folder in (("/here", base), ("/static", STATIC)):
        if parts.scheme == _SCHEME and not parts.netloc and path.is_relative_to(mount):
            file = (folder / path.relative_to(mount)).resolve()
            if file.is_relative_to(folder.resolve()) and file.is_file():
                return file
    raise PdfError(f"A paper may not read {url!r}, or it is missing.")


@cache
def _fetcher_class() -> type[Any]:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class LocalFetcher(URLFetcher):  # type: ignore[misc]
        """Reads from the template's folder and from static/, and stops at anything else."""

        def __init__(self, base: Path) -> None:
            super().__init__(allowed_protocols=[_SCHEME], fail_on_errors=True)
            self._base = base

        def fetch(self, url: str, headers: object = None) -> Any:
            try:
                file = resolve(url, self._base)
            except PdfError as error:
                raise FatalURLFetchingError(str(error)) from error
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})

    return LocalFetcher


@cache
def _font_configuration() -> Any:
    """Fonts once loaded stay loaded: unpacking them costs more than a page does."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _lay_out(html: str, base: Path, css: str) -> "Document":
    from weasyprint import CSS, HTML
    from weasyprint.urls import FatalURLFetchingError

    fetcher = _fetcher_class()(base)
    fonts = _font_configuration()
    sheets = [CSS(string=css, base_url=_BASE_URL, url_fetcher=fetcher, font_config=fonts)]
    try:
        return HTML(string=html, base_url=_BASE_URL, url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=sheets if css else None
        )
    except FatalURLFetchingError as error:
        raise PdfError(str(error)) from error


def render(
    html: str,
    base: Path,
    *,
    css: str = "",
    attachments: Sequence[Attachment] = (),
    variant: str | None = None,
) -> bytes:
    """The PDF of an HTML page.

    `base` is the folder that relative addresses are read from; `css` is an added sheet for values
    that the template leaves open; `variant` is a PDF profile such as `pdf/a-3b`. Raises PdfError
    where a file that the page names cannot be read.
    """
    options: dict[str, Any] = {"pdf_variant": variant} if variant else {}
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # WeasyPrint leaves closing its colour profile to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        return _write(html, base, css, attachments, options)


def _write(
    html: str, base: Path, css: str, attachments: Sequence[Attachment], options: dict[str, Any]
) -> bytes:
    document = _lay_out(html, base, css)
    document.metadata.attachments = [_attach(item) for item in attachments]
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    data: bytes | None = document.write_pdf(pdf_identifier=identifier, **options)
    if data is None:
        raise PdfError("No PDF came out.")
    return data


def _attach(item: Attachment) -> Any:
    from weasyprint import Attachment as Embedded

    return Embedded(
        string=item.data,
        name=item.name,
        description=item.description or None,
        relationship=item.relationship,
        created=item.created,
        modified=item.created,
    )


def measure(html: str, base: Path, *, css: str = "") -> tuple[int, dict[str, Box]]:
    """How the page lies: the number of pages, and each element that has an id, as a Box.

    For papers that must fit: lay out, compare `content_*` with the box, choose another size.
    """
    with _ONE_AT_A_TIME:
        document = _lay_out(html, base, css)
    boxes = [_box(found) for page in document.pages for found in _named(page._page_box)]  # noqa: SLF001
    return len(document.pages), {box.name: box for box in reversed(boxes)}


def _named(box: Any) -> Iterator[Any]:
    if box.element is not None and box.element.get("id") and hasattr(box, "children"):
        yield box
    for child in getattr(box, "children", ()):
        yield from _named(child)


def _box(box: Any) -> Box:
    lines = list(_lines(box))
    reach = max((_reach(line) for line in lines), default=0.0)
    bottom = max(
        (child.position_y + child.margin_height() for child in box.children), default=box.position_y
    )
    return Box(
        name=box.element.get("id"),
        x=box.position_x,
        y=box.position_y,
        width=box.width,
        height=box.height,
        content_width=reach,
        content_height=bottom - box.content_box_y(),
        lines=len(lines),
    )


def _lines(box: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure.boxes import LineBox

    for child in getattr(box, "children", ()):
        if isinstance(child, LineBox):
            yield child
        else:
            yield from _lines(child)


def _reach(line: Any) -> float:
    if not line.children:
        return 0.0
    start = min(child.position_x for child in line.children)
    end = max(child.position_x + child.margin_width() for child in line.children)
    return float(end - start)


def files_digest(files: Sequence[Path]) -> str:
    """SHA-256 over names and bytes of files, as hex: the identity of a template's version."""
    digest = hashlib.sha256()
    for file in sorted(files):
        data = file.read_bytes()
        digest.update(f"{file.name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def glyphs_missing(text: str, fonts: Sequence[Path]) -> list[str]:
    """The signs of a text that none of these fonts can draw, in order and without doubles.

    Signs that draw nothing by themselves (joiners, spaces) are not asked for.
    """
    known: frozenset[int] = frozenset().union(*(_coverage(font) for font in fonts))
    return [sign for sign in dict.fromkeys(text) if ord(sign) not in known and _draws(sign)]


def _draws(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cf", "Zs", "Zl", "Zp", "Cc"}


@cache
def _coverage(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as face:
        return frozenset(face.getBestCmap())
