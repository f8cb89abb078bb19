import io
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from weasyprint.text import fonts as weasyprint_fonts

from lms.core import pdf

PAGE = "<!doctype html><title>t</title>{}"


@pytest.mark.parametrize(
    "part",
    [
        '<img src="https://example.org/a.png">',
        '<img src="http://169.254.169.254/">',
        '<img src="file:///etc/passwd">',
        '<img src="../secret.svg">',
        '<img src="/static/../pyproject.toml">',
        '<img src="/static/vendor/%2e%2e/%2e%2e/pyproject.toml">',
        '<img src="//example.org/static/a.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<link rel="stylesheet" href="absent.css">',
        '<style>@font-face{font-family:"x";src:url("/static/absent.ttf")}p{font-family:x}</style><p>a',
        '<style>@import url("https://example.org/a.css");</style>',
    ],
)
def test_nothing_outside_is_read_and_nothing_missing_passes(tmp_path: Path, part: str) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    with pytest.raises(pdf.PdfError):
        pdf.render(PAGE.format(part), tmp_path / "inside")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "inside" / "link.svg").symlink_to(tmp_path / "secret.svg")
    with pytest.raises(pdf.PdfError):
        pdf.render(PAGE.format('<img src="link.svg">'), tmp_path / "inside")


def test_files_beside_the_template_and_under_static_are_read(tmp_path: Path) -> None:
    (tmp_path / "own.css").write_text(
        '@font-face{font-family:"Own";src:url("/static/vendor/print/ibm-plex-sans-400.ttf")}'
        "p{font-family:Own}"
    )
    data = pdf.render(PAGE.format('<link rel="stylesheet" href="own.css"><p>Text'), tmp_path)
    with pikepdf.open(io.BytesIO(data)) as document:
        names = {str(item.get("/BaseFont", "")) for item in document.objects if _is_font(item)}
    assert [name.split("+")[1] for name in names] == ["Own"]


def _is_font(item: object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"


def test_attachments_travel_with_their_relationship(tmp_path: Path) -> None:
    item = pdf.Attachment("a.json", b"{}", "application/json", "what it is")
    data = pdf.render(PAGE.format("<p>x"), tmp_path, attachments=[item], variant="pdf/a-3b")
    path = tmp_path / "out.pdf"
    path.write_bytes(data)
    with pikepdf.open(path) as document:
        assert document.attachments["a.json"].get_file().read_bytes() == b"{}"
        assert document.attachments["a.json"].relationship == pikepdf.Name.Data


def test_measuring_tells_lines_and_reach(tmp_path: Path) -> None:
    sheet = "@page{size:200px 200px;margin:0}p{margin:0;width:50px;font-size:10px}"
    page = PAGE.format(f'<style>{sheet}</style><p id="a">i<br>{"i" * 30}')
    laid = pdf.lay_out(page, tmp_path)
    boxes = laid.boxes
    assert laid.pages == 1
    assert boxes["a"].lines == 2
    assert boxes["a"].width == 50
    assert boxes["a"].content_width > 50


def test_a_sign_without_glyph_is_named() -> None:
    plex = pdf.STATIC / "vendor" / "print" / "ibm-plex-sans-400.ttf"
    assert pdf.glyphs_missing("Zoë\u200d Ж सूस", [plex]) == ["स", "ू"]


def test_papers_made_at_one_time_are_set_in_the_fonts_of_their_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first papers of a process, where several threads load its fonts together."""
    font = "/static/vendor/print/ibm-plex-sans-400.ttf"
    (tmp_path / "own.css").write_text(
        f'@font-face {{ font-family: "Own face"; src: url("{font}") }}'
        'p { font-family: "Own face" }'
    )

    made = weasyprint_fonts.FontConfiguration

    def slowly() -> object:
        time.sleep(0.1)
        return made()

    monkeypatch.setattr(weasyprint_fonts, "FontConfiguration", slowly)
    pdf._font_configuration.cache_clear()

    def faces(_: int) -> set[str]:
        data = pdf.lay_out(PAGE.format("<p>Abc"), tmp_path, sheets=["own.css"]).write()
        with pikepdf.open(io.BytesIO(data)) as document:
            fonts = document.pages[0].Resources.Font
            return {str(one.BaseFont).partition("+")[2] for one in fonts.values()}

    try:
        with ThreadPoolExecutor(3) as threads:
            assert list(threads.map(faces, range(3))) == [{"Own-face"}] * 3
    finally:
        pdf._font_configuration.cache_clear()
