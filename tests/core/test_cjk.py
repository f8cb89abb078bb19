"""Chinese, Japanese and Korean on paper: whose forms, which face, and how a page holds them."""

import io
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from flask import Flask

from lms.core import cjk, papers, pdf, pdf_cjk
from lms.core.cjk import Region
from lms.core.settings import ROOT

SHEET = 'p { font-family: "Latin"; font-size: 20px; line-height: 1.2; margin: 0; }' + "".join(
    f'@font-face {{ font-family: "{family}"; src: url("/static/vendor/print/{file}-400.ttf"); }}'
    for family, file in (("Latin", "ibm-plex-sans"), ("Nastaliq", "noto-nastaliq-urdu"))
)


def laid(body: str, css: str = "") -> pdf.LaidOut:
    html = f'<html lang="en"><body>{body}</body></html>'
    return pdf.lay_out(html, ROOT / "templates", css=SHEET + css)


def fonts(page: pdf.LaidOut) -> dict[str, str]:
    """The fonts in a file by name, each with the kind of its program."""
    with pikepdf.open(io.BytesIO(page.write())) as document:
        return {
            str(one.BaseFont).split("+")[1]: str(one.Subtype)
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and "/FontDescriptor" in one
        }


def test_the_package_is_here() -> None:
    assert cjk.installed(), "fonts-noto-cjk is missing: run make setup-test."


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("髙橋さくら", Region.JP),
        ("サイトウ", Region.JP),
        ("ﾀﾅｶ", Region.JP),
        ("渡邉\U000e0100", Region.JP),
        ("山\ufa11", Region.JP),
        ("\ufa19谷", Region.JP),
        ("김철수", Region.KR),
        ("金 김", Region.KR),
        ("王伟", Region.SC),
        ("陳大文 (Chan)", Region.SC),
    ],
)
def test_kana_and_hangul_tell_the_region(text: str, region: Region) -> None:
    assert cjk.region_of(text) is region


def test_where_signs_do_not_tell_the_installation_says(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = app.extensions["concord.settings"]
    taiwan = known.model_copy(update={"cjk_region": "TC"})
    monkeypatch.setitem(app.extensions, "concord.settings", taiwan)
    with app.app_context():
        assert cjk.region_of("陳大文") is Region.TC
        assert cjk.region_of("さくら") is Region.JP


def test_other_scripts_are_left_to_other_faces() -> None:
    for text in ("Ali", "علی", "Zoë", "សុខា", "𗼇", "Наталія", "☃"):
        assert not cjk.holds(text)
        assert cjk.face_for(text, 400) is None


def test_each_region_has_a_face_of_two_weights() -> None:
    faces = {cjk.face(region, weight) for region in Region for weight in (400, 600)}
    assert None not in faces and len(faces) == 10
    assert cjk.face(Region.JP, 700) == cjk.face(Region.JP, 600) != cjk.face(Region.JP, 400)


def test_what_a_face_cannot_draw_is_named_once() -> None:
    assert cjk.missing("髙﨑濵栁𠮷 邉\U000e0100 王伟 김") == []
    assert cjk.missing("一\U000e0105 一\U000e0105 王") == ["一\U000e0105"]


def test_without_the_package_every_sign_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cjk, "_file", lambda _name: None)
    assert not cjk.installed()
    assert cjk.missing("王 王伟 Ali") == ["王", "伟"]
    page = ElementTree.fromstring("<p>王伟</p>")
    assert pdf_cjk.mark(page) == set() and len(page) == 0


def test_the_package_is_found_as_soon_as_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cjk, "FONTS", (tmp_path,))
    monkeypatch.setattr(cjk, "_found", {})
    assert cjk.face(Region.JP, 400) is None
    monkeypatch.undo()
    there = cjk.face(Region.JP, 400)
    assert there
    folder = tmp_path / "opentype" / "noto"
    folder.mkdir(parents=True)
    (folder / there.file.name).symlink_to(there.file)
    monkeypatch.setattr(cjk, "FONTS", (tmp_path,))
    monkeypatch.setattr(cjk, "_found", {})
    assert cjk.face(Region.JP, 400) == replace(there, file=folder / there.file.name)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Ali</p>", "<p>Ali</p>"),
        ("<p>王伟</p>", "<p>[sc 王伟]</p>"),
        ("<p>a 王伟 b</p>", "<p>[ltr a [sc 王伟 ]b]</p>"),
        ("<p><b>さ</b>王<i>x</i>김</p>", "<p><b>[jp さ]</b>[sc 王]<i>x</i>[kr 김]</p>"),
        ("<p>علی 王 خان</p>", "<p>علی [sc 王][sc  ]خان</p>"),
        ("<p>علی Li 王 (x) خان</p>", "<p>علی [ltr Li [sc 王 ](x]) خان</p>"),
        ("<title>王</title>", "<title>王</title>"),
        ("<svg><text>王</text></svg>", "<svg><text>王</text></svg>"),
    ],
)
def test_stretches_become_elements(before: str, after: str) -> None:
    page = ElementTree.fromstring(before)
    said = "".join(page.itertext())
    pdf_cjk.mark(page)
    assert "".join(page.itertext()) == said
    written = ElementTree.tostring(page, encoding="unicode")
    written = written.replace('<span class="paper-cjk-', "[").replace('">', " ")
    assert written.replace("</span>", "]") == after


def test_a_page_draws_them_in_faces_of_their_own_and_stays_small() -> None:
    page = laid("<p>Ali 髙橋さくら</p><p>王伟</p><p><b>김철수</b></p>")
    assert fonts(page) == {
        "Latin": "/CIDFontType2",
        "Paper-cjk-jp": "/CIDFontType0",
        "Paper-cjk-sc": "/CIDFontType0",
        "Paper-cjk-kr-Semi-Bold": "/CIDFontType0",
    }
    assert len(page.write(variant="pdf/a-3b")) < 20_000


def test_faces_that_were_forgotten_are_loaded_again() -> None:
    for _ in range(2):
        assert set(fonts(laid("<p>王伟</p>"))) == {"Paper-cjk-sc"}
        pdf._font_configuration.cache_clear()


def test_a_line_is_as_high_and_stands_where_it_stands_without_them() -> None:
    urdu = 'p { font-family: "Nastaliq"; line-height: 2.3; direction: rtl; }'
    for name, css in (("Ali", ""), ("علی", urdu)):
        page = laid(f'<p id="a">{name}</p><p id="b">{name} 王さ</p><p id="c">王さ</p>', css)
        assert {round(page.boxes[name].height, 2) for name in "abc"} == {
            round(page.boxes["a"].height, 2)
        }


def test_the_style_of_a_local_name_stays() -> None:
    assert papers.script_of("髙橋") == "latin"
    assert papers.script_of("علی 王伟") == "nastaliq"
    assert papers.script_of("ڪريم 王伟") == "naskh"
