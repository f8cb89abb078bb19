"""The one door to WeasyPrint: HTML in, PDF bytes out, nothing read from outside the project.

A template may read files beside itself (relative addresses) and files under `static/` (addresses
that begin with `/static/`). Everything else, the network above all, stops the rendering: a paper
with a missing font or picture must not leave the house.

WeasyPrint is imported on first use, because it loads Pango and takes its time.
"""

import atexit
import hashlib
import mimetypes
import shutil
import threading
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from lms.core import cjk, pdf_cjk, pdf_fields
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

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Gives what a reader of addresses gives, and stops at anything else."""

        def __init__(self, scheme: str, read: Callable[[str], tuple[bytes, str]]) -> None:
            super().__init__(allowed_protocols=[scheme], fail_on_errors=True)
            self._read = read

        def fetch(self, url: str, headers: object = None) -> Any:
            try:
                data, kind = self._read(url)
            except PdfError as error:
                raise FatalURLFetchingError(str(error)) from error
            return URLFetcherResponse(url, data, {"Content-Type": kind})

    return Fetcher


def _local(base: Path) -> Any:
    """Reads from the template's folder and from static/, and nothing else."""

    def read(url: str) -> tuple[bytes, str]:
        file = resolve(url, base)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return file.read_bytes(), kind

    return _fetcher_class()(_SCHEME, read)


@cache
def _font_configuration() -> Any:
    """Fonts once loaded stay loaded: unpacking them costs more than a page does."""
    from weasyprint.text.fonts import FontConfiguration

    made = FontConfiguration()
    atexit.register(_forget_fonts, made)
    return made


def _forget_fonts(made: Any) -> None:
    """Delete the unpacked fonts while the interpreter still can; WeasyPrint would try too late."""
    if made._folder is not None:  # noqa: SLF001
        shutil.rmtree(made._folder, ignore_errors=True)  # noqa: SLF001
        made._folder = None  # noqa: SLF001


@cache
def _sheet(file: Path, _changed: int, fonts: Any) -> Any:
    """A parsed style sheet whose faces are in `fonts`; parsing one costs as much as laying out a
    line of text."""
    from weasyprint import CSS

    return CSS(
        string=file.read_text("utf-8"),
        base_url=_BASE_URL,
        url_fetcher=_local(file.parent),
        font_config=fonts,
    )


@cache
def _cjk_sheet(region: cjk.Region, fonts: Any) -> Any:
    """The sheet of a region's letters; its faces are large, and are loaded into `fonts` with it."""
    from weasyprint import CSS

    return CSS(
        string=pdf_cjk.sheet(region),
        url_fetcher=_fetcher_class()(pdf_cjk.SCHEME, lambda url: (pdf_cjk.fetch(url), "font/otf")),
        font_config=fonts,
    )


class LaidOut:
    """A page that has been laid out: it can be measured, and written as PDF as it stands."""

    def __init__(self, document: "Document", name: str, sheets: Sequence[str] = ()) -> None:
        self._document = document
        self._sheets = tuple(sheets)
        self._name = name
        boxes = [_box(found) for page in document.pages for found in _named(page._page_box)]  # noqa: SLF001
        self.boxes = {box.name: box for box in reversed(boxes)}
        self.fields = [one for page in document.pages for one in pdf_fields.read(page._page_box)]  # noqa: SLF001
        self.pages = len(document.pages)

    def faces(self, base: Path) -> dict[tuple[str, int], Path]:
        """The font files that the page's sheets bind, by family and weight."""
        return {
            key: resolve(
                f"{_BASE_URL}{url}" if not url.startswith("/") else f"{_SCHEME}://{url}", base
            )
            for sheet in self._sheets
            for key, url in pdf_fields.bound_fonts(sheet).items()
        }

    def hide_fields(self) -> None:
        """Draw nothing where elements with data-field stand; all else stays in its place."""
        for page in self._document.pages:
            pdf_fields.hide(page._page_box)  # noqa: SLF001

    def write(self, *, attachments: Sequence[Attachment] = (), variant: str | None = None) -> bytes:
        """The PDF. `variant` is a PDF profile such as `pdf/a-3b`."""
        options: dict[str, Any] = {"pdf_variant": variant} if variant else {}
        identifier = hashlib.sha256(self._name.encode()).digest()[:16]
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            # WeasyPrint leaves closing its colour profile to the garbage collector
            warnings.simplefilter("ignore", ResourceWarning)
            self._document.metadata.attachments = [_attach(item) for item in attachments]
            data: bytes | None = self._document.write_pdf(
                pdf_identifier=identifier, finisher=pdf_cjk.shrink, **options
            )
            self._document.color_profiles.clear()
        if data is None:
            raise PdfError("No PDF came out.")
        return data


def lay_out(html: str, base: Path, *, sheets: Sequence[str] = (), css: str = "") -> LaidOut:
    """Lay a page out without writing it.

    `base` is the folder that relative addresses are read from; `sheets` are style sheets in it,
    parsed once in a process; `css` is a sheet for values that these leave open. Elements with an
    id can be measured. Raises PdfError where a file that the page names cannot be read.
    """
    from weasyprint import CSS, HTML
    from weasyprint.urls import FatalURLFetchingError

    fetcher = _local(base)
    with _ONE_AT_A_TIME:
        # inside: two threads that make a configuration each would bind the sheets' fonts to one
        # and lay out with the other, in whatever fonts the machine has
        fonts = _font_configuration()
        try:
            styles = [_sheet(base / one, (base / one).stat().st_mtime_ns, fonts) for one in sheets]
            if css:
                own = CSS(string=css, base_url=_BASE_URL, url_fetcher=fetcher, font_config=fonts)
                styles.append(own)
            page = HTML(string=html, base_url=_BASE_URL, url_fetcher=fetcher)
            if cjk.holds(html):
                regions = sorted(pdf_cjk.mark(page.etree_element))
                styles += [_cjk_sheet(one, fonts) for one in regions]
            document = page.render(font_config=fonts, stylesheets=styles)
        except FatalURLFetchingError as error:
            raise PdfError(str(error)) from error
        read = [(base / name).read_text("utf-8") for name in sheets]
        return LaidOut(document, html, [*read, css])


def render(
    html: str,
    base: Path,
    *,
    css: str = "",
    attachments: Sequence[Attachment] = (),
    variant: str | None = None,
) -> bytes:
    """The PDF of an HTML page: laid out and written in one step. See `lay_out`."""
    return lay_out(html, base, css=css).write(attachments=attachments, variant=variant)


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

    Chinese, Japanese and Korean signs are drawn by faces of their own, whatever the fonts. Signs
    that draw nothing by themselves (joiners, spaces) are not asked for.
    """
    known: frozenset[int] = frozenset().union(*(_coverage(font) for font in fonts))
    apart = cjk.missing(text) if cjk.holds(text) else []
    others = dict.fromkeys(cjk.STRETCH.sub("", text))
    return apart + [sign for sign in others if ord(sign) not in known and _draws(sign)]


def _draws(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cf", "Zs", "Zl", "Zp", "Cc"}


@cache
def _coverage(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as face:
        return frozenset(face.getBestCmap())
