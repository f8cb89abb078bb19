"""The four designs on paper: names of every length, three offices, one page, own fonts."""

import dataclasses
import io
import re

import pikepdf
import pytest

from lms.certificates.printing import fit
from lms.certificates.printing.compose import Paper, fields, to_html
from lms.certificates.printing.fast import Press
from lms.certificates.printing.render import PaperProblem, prepare, preview_pdf
from lms.core.pdf import LaidOut
from lms.designs import shipped
from lms.designs.enums import PageSize, Part
from lms.designs.formats import SIZES, DesignSource
from lms.designs.rules import whole
from tests.factories.papers import make_paper

LONG = "Wickramasinghe Mudiyanselage Chandrasekara Bandaranayake Ratnasiri Perera-Jayawardena"
LONG_LOCAL = "سید محمد عبدالرحمٰن شاہ گیلانی بخاری نقشبندی"


def paper_of(design: str, /, **changes: object) -> Paper:
    return dataclasses.replace(make_paper(**changes), design=shipped.drawn(design))


@pytest.mark.parametrize("name", shipped.NAMES)
def test_hard_names_and_three_offices_fit_one_page(name: str) -> None:
    paper = paper_of(name, name=LONG, local=LONG_LOCAL, offices=3, kind="participation")
    laid = prepare(paper)
    assert laid.pages == 1
    assert {"name-latin", "name-local"} <= set(laid.boxes)
    with pikepdf.open(io.BytesIO(laid.write())) as document:
        width, height = shipped.source(name).options.size
        box = [float(edge) for edge in document.pages[0].mediabox]
        assert box == pytest.approx([0, 0, width / 25.4 * 72, height / 25.4 * 72], abs=0.6)
    assert _only_own_faces(laid)


def _only_own_faces(laid: LaidOut) -> bool:
    """Whether all fonts are bound by the design's sheet: their families are called Paper."""
    with pikepdf.open(io.BytesIO(laid.write())) as document:
        fonts = {
            str(item["/BaseFont"]).split("+")[1]
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"
        }
    return bool(fonts) and all(font.startswith("Paper") for font in fonts)


@pytest.mark.parametrize("name", shipped.NAMES)
def test_sindhi_letters_and_urdu_digits_are_in_the_designs_own_faces(name: str) -> None:
    paper = paper_of(name, local="ڪريم ٻڍو ۴۷")
    assert _only_own_faces(prepare(paper))
    Press().check(paper)


@pytest.mark.parametrize("name", shipped.NAMES)
def test_a_frozen_source_needs_nothing_beside_itself(name: str) -> None:
    source = shipped.source(name)
    assert "include" not in source.html
    bound = re.findall(r'url\("[^"]*/([^"/]+\.ttf)"\)', source.css)
    assert bound and set(bound) <= set(source.fonts)


@pytest.mark.parametrize("name", shipped.NAMES)
def test_each_design_says_what_a_paper_must_say(name: str) -> None:
    paper = paper_of(
        name,
        kind="appreciation",
        demonstration=True,
        supersedes="DGTR-2026-0009",
        expires_on="2028-11-25",
    )
    html = to_html(paper)
    for text in (
        "Certificate of Appreciation",
        "Tabassum Rani Chandio",
        "Demonstration. Not valid.",
        "Replaces DGTR-2026-0009.",
        "Valid until 25 November 2028",
    ):
        assert text in html, text
    for field in fields(paper):
        if field != "local_rank":
            assert f'data-field="{field}"' in html, field
    assert "http://" not in html.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("name", shipped.NAMES)
def test_shipped_sources_pass_their_own_checks(name: str) -> None:
    assert whole.faults(shipped.source(name)) == []


def with_options(name: str, **changes: object) -> DesignSource:
    source = shipped.source(name)
    return source.model_copy(update={"options": source.options.model_copy(update=changes)})


def drawn_with(name: str, **changes: object) -> Paper:
    source = with_options(name, **changes)
    design = dataclasses.replace(shipped.drawn(name), source=source, hash=source.hash)
    return dataclasses.replace(make_paper(demonstration=False), design=design)


def test_letter_paper_hidden_parts_and_labels() -> None:
    paper = drawn_with(
        "bilingual",
        page=PageSize.LETTER,
        hidden=(Part.RANK, Part.BACKING, Part.ADDRESS),
        labels=({"en": "Chief guest", "ur": "مہمانِ خصوصی"},),
        accent="#7a1f3d",
    )
    html = to_html(paper)
    assert "Chief guest" in html and "Sindh Police" not in html
    assert "Organised by" not in html and "/verify" not in html
    with pikepdf.open(io.BytesIO(preview_pdf(paper))) as document:
        width = float(document.pages[0].mediabox[2])
    assert width == pytest.approx(SIZES[PageSize.LETTER][0] / 25.4 * 72, abs=0.6)


def test_a_second_language_may_be_left_out() -> None:
    assert "تبسم" not in to_html(drawn_with("official", hidden=(Part.LOCAL,)))


def test_what_cannot_be_printed_is_named_with_its_person() -> None:
    with pytest.raises(PaperProblem, match="too long"):
        prepare(paper_of("pocket", name=" ".join(["Wolfeschlegelsteinhausen"] * 9)))
    with pytest.raises(PaperProblem, match=r"U\+16A0"):
        prepare(paper_of("plain", name="Rune ᚠ"))


def test_slots_are_read_from_the_page() -> None:
    (slot,) = fit.slots('<p id="a" data-fit="--a 10x5.5" data-steps="9/1 8.5/2">x</p>')
    assert (slot.box, slot.variable, slot.frame_mm) == ("a", "--a", (10.0, 5.5))
    assert [(step.points, step.lines) for step in slot.steps] == [(9.0, 1), (8.5, 2)]
    with pytest.raises(ValueError, match="--a"):
        fit.slots('<p data-fit="--a 10x5 9">x</p>')


@pytest.mark.parametrize("name", shipped.NAMES)
def test_a_title_that_would_run_into_what_stands_below_is_refused(name: str) -> None:
    source = shipped.source(name)
    english = source.wording["en"] | {"title_completion": "Certificate of " + "very " * 25}
    source = source.model_copy(update={"wording": source.wording | {"en": english}})
    design = dataclasses.replace(shipped.drawn(name), source=source, hash=source.hash)
    paper = dataclasses.replace(make_paper(demonstration=False), design=design)
    with pytest.raises(PaperProblem, match="too long"):
        prepare(paper)
