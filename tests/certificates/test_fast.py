"""The press beside the plain way: the same picture, the same signatures, the same file inside."""

import io
import json
import random
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pikepdf
import pytest
import zxingcpp
from PIL import Image

from lms.certificates.printing import compose, fast_design
from lms.certificates.printing.fast import Press
from lms.certificates.printing.render import PaperProblem, to_pdf
from lms.certificates.signing.reason import claimed_serial, reason_for
from lms.core import cjk, pdf
from lms.designs import shipped
from lms.engines import press as engine
from lms.engines.credentials import commitment
from lms.engines.credentials.payload import canonical
from lms.signing import authority, validate
from lms.signing.keys import open_key
from lms.signing.port import KeyUnavailable, OfficeKey
from lms.signing.reference import ReferenceSeal
from tests.factories.papers import ADDRESS, make_paper

NAMES: list[list[str]] = json.loads((Path(__file__).parent / "hard_names.json").read_text("utf-8"))
MOMENT = datetime.now(UTC).replace(microsecond=0)
LINK = f"{ADDRESS}#{'3141592653589793' * 26}"
CREDENTIAL = pdf.Attachment("credential.json", b'{"type": []}', "application/vc+ld+json", "C")


def opening_of(paper: compose.Paper) -> commitment.Opening:
    return commitment.Opening(canonical(paper.payload), commitment.new_salt())


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> list[authority.Authority]:
    data = tmp_path_factory.mktemp("data")
    return [authority.demonstration(data), authority.demonstration_second(data)]


@pytest.fixture(scope="module")
def keys(offices: list[authority.Authority]) -> list[OfficeKey]:
    return [open_key(one) for one in offices]


@pytest.fixture(scope="module")
def signed(press: Press, keys: list[OfficeKey]) -> bytes:
    paper = make_paper()
    return press.make(paper, opening_of(paper), [CREDENTIAL], keys, moment=MOMENT)


@pytest.fixture(scope="module")
def hard(press: Press, tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    """Every hard name at 50 dpi, drawn in its places on a page with nothing else."""
    blank, pages = io.BytesIO(), pikepdf.new()
    pages.add_blank_page(page_size=(842, 595))
    pages.save(blank)
    background = engine.Background.of(blank.getvalue())
    pages = pikepdf.new()
    for name, local in NAMES:
        paper = make_paper(name=name, local=local)
        texts = compose.fields(paper)
        order = press.begin(paper).order
        assert order is not None
        names = {field: texts[field] for field in ("name", "local_name")}
        drawing = engine.draw(order.slots, names, {}, background.height)
        head = engine.Head(name, "", MOMENT, bytes(16))
        data = engine.signed(engine.write(background, drawing, head, [], []), [])
        with pikepdf.open(io.BytesIO(data)) as one:
            pages.pages.extend(one.pages)
    folder = tmp_path_factory.mktemp("names")
    pages.save(folder / "all.pdf")
    return pictures(folder / "all.pdf", 50)


def pictures(file: Path, dpi: int) -> list[Image.Image]:
    program = shutil.which("pdftoppm")
    assert program, "poppler-utils is missing: run make setup-test."
    subprocess.run([program, "-r", str(dpi), "-gray", file, file.with_suffix("")], check=True)
    return [Image.open(found) for found in sorted(file.parent.glob(f"{file.stem}-*.pgm"))]


def pixels(data: bytes, folder: Path, name: str, dpi: int = 100) -> np.ndarray:
    (folder / f"{name}.pdf").write_bytes(data)
    return np.asarray(pictures(folder / f"{name}.pdf", dpi)[0], dtype=np.int16)


def says(*command: str | Path) -> str:
    program = shutil.which(str(command[0]))
    assert program, f"{command[0]} is missing: run make setup-test."
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


# --- the same as the plain way ---


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {
            "name": NAMES[32][0],
            "local": "بخت علي سنجراڻي ڪراچي",
            "offices": 3,
            "supersedes": "DGTR-2026-0003",
            "kind": "participation",
        },
        {"local": "", "demonstration": False},
    ],
    ids=["usual", "long", "latin"],
)
def test_both_ways_draw_the_same_picture(
    press: Press, tmp_path: Path, changes: dict[str, object]
) -> None:
    paper = make_paper(**changes)
    quick = pixels(press.make(paper, opening_of(paper)), tmp_path, "quick")
    plain = pixels(to_pdf(paper, opening_of(paper)), tmp_path, "plain")
    apart = np.abs(quick - plain)
    # letters stand within a part of a pixel of each other: only their edges may differ
    assert (apart > 96).mean() < 0.0015
    assert np.abs(blurred(quick) - blurred(plain)).max() < 40


def blurred(page: np.ndarray) -> np.ndarray:
    """Means of squares of 8 pixels: what is moved, missing or doubled still shows."""
    height, width = (side // 8 * 8 for side in page.shape)
    cut = page[:height, :width]
    means: np.ndarray = cut.reshape(height // 8, 8, width // 8, 8).mean(axis=(1, 3))
    return means


def test_strict_validator_and_outside_programs_agree(
    signed: bytes, offices: list[authority.Authority], tmp_path: Path
) -> None:
    report = validate.check_seal(signed, validate.read_roots([one.root for one in offices]))
    assert report.fault is None
    assert (report.sealed_by, report.approved_by) == (
        "Demonstration seal, not valid",
        "Demonstration second office, not valid",
    )
    assert claimed_serial(signed) == "DGTR-2026-0017"
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    said = says("pdfsig", "-nocert", file)
    assert said.count("Signature is Valid.") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert said.count("Total document signed") == 1
    assert "No syntax or stream encoding errors found" in says("qpdf", "--check", file)
    judged = says("mutool", "sign", "-v", file)
    assert "The signature is valid but there have been edits since signing." in judged
    assert "The document is unchanged since signing." in judged
    fonts = says("pdffonts", file).splitlines()[2:]
    assert len(fonts) >= 5 and all(" yes yes yes " in font for font in fonts)


def test_the_same_key_leads_to_the_same_signed_statements_either_way(
    press: Press, keys: list[OfficeKey], offices: list[authority.Authority]
) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    paper = make_paper()
    quick = press.make(paper, opening_of(paper), (), keys)
    plain = ReferenceSeal(keys).sign(
        to_pdf(paper, opening_of(paper)), reason=reason_for("DGTR-2026-0017"), location="Karachi"
    )

    def stated(data: bytes) -> list[tuple[str, ...]]:
        return [
            (
                one.field_name,
                str(one.sig_object["/Reason"]),
                str(one.sig_object["/Location"]),
                str(one.sig_object["/Name"]),
                str(one.sig_object["/SubFilter"]),
                str(one.docmdp_level),
                str(one.signer_cert.serial_number),
            )
            for one in PdfFileReader(io.BytesIO(data), strict=True).embedded_signatures
        ]

    assert stated(quick) == stated(plain)


def test_any_changed_byte_is_refused(signed: bytes, offices: list[authority.Authority]) -> None:
    roots = validate.read_roots([one.root for one in offices])
    first = signed.index(b"/Contents <") + 11
    second = signed.rindex(b"/Contents <") + 11
    places = {0, 9, first, first + 40, second, second + 40, len(signed) - 1}
    places |= set(random.Random(7).sample(range(len(signed)), 12))
    for place in sorted(places):
        changed = bytearray(signed)
        changed[place] ^= 0x01
        assert not validate.check_seal(bytes(changed), roots).valid, place
    assert not validate.check_seal(signed + b"\n", roots).valid


# --- what is inside ---


def test_payload_and_further_files_travel_inside_as_data(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as document:
        assert sorted(document.attachments) == ["certificate.json", "credential.json"]
        assert [str(one.AFRelationship) for one in document.Root.AF] == ["/Data", "/Data"]
        inside = document.attachments["certificate.json"].get_file().read_bytes()
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert document.docinfo.Title == "Certificate of Completion DGTR-2026-0017"
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert metadata["dc:title"] == str(document.docinfo.Title)
    assert commitment.read_opening(inside).payload == canonical(make_paper().payload)


def test_fonts_hold_this_paper_s_signs_only(press: Press) -> None:
    """A subset that is shared by a batch would tell which letters other names have."""
    sizes = []
    for name in ("Ali", "Quentin Xavier Zamboj"):
        paper = make_paper(name=name, local="")
        with pikepdf.open(io.BytesIO(press.make(paper, opening_of(paper)))) as document:
            font = document.pages[0].Resources.Font["/F0"]
            sizes.append(len(font.DescendantFonts[0].W))
    assert sizes[0] < sizes[1]


def test_one_office_certifies_alone_and_no_office_leaves_it_unsigned(
    press: Press, keys: list[OfficeKey], offices: list[authority.Authority]
) -> None:
    paper = make_paper()
    alone = press.make(paper, opening_of(paper), (), keys[:1])
    report = validate.check_seal(alone, validate.read_roots([offices[0].root]))
    assert report.valid and not report.approved_by
    assert b"/Sig" not in press.make(paper, opening_of(paper))


def test_a_key_that_fails_stops_the_file(press: Press, keys: list[OfficeKey]) -> None:
    class Broken:
        certificate, root = keys[1].certificate, keys[1].root

        def sign(self, data: bytes) -> bytes:
            raise KeyUnavailable("The token was pulled out.")

    paper = make_paper()
    with pytest.raises(KeyUnavailable, match="pulled out"):
        press.make(paper, opening_of(paper), (), [keys[0], Broken()])


# --- places and designs ---


def test_fields_are_what_stands_in_the_marked_elements() -> None:
    from bs4 import BeautifulSoup

    paper = make_paper(supersedes="DGTR-2026-0003")
    page = BeautifulSoup(compose.to_html(paper), "html.parser")
    texts = {one["data-field"]: one.get_text() for one in page.select("[data-field]")}
    assert texts.pop("qr") == ""
    fields = compose.fields(paper)
    assert fields.pop("qr") == paper.address
    assert texts == fields


def test_papers_of_a_session_share_one_design(press: Press) -> None:
    def key(**changes: object) -> str:
        paper = make_paper(**changes)
        return fast_design.specimen(paper, compose.fields(paper)).key

    assert key(name="A", serial="DGTR-2026-0001") == key(name="B B")
    assert key(training={"contact_minutes": 60}) != key()


@pytest.mark.parametrize("name", ["plain", "bilingual", "pocket"])
def test_the_press_takes_every_design_that_ships(name: str) -> None:
    paper = replace(make_paper(), design=shipped.drawn(name))
    fields = compose.fields(paper)
    design = fast_design.design_of(fast_design.specimen(paper, fields))
    assert {slot.name for slot in design.slots} >= {"name", "local_name", "rank", "serial", "code"}
    assert {slot.name for slot in design.slots} <= set(fields)


def test_a_design_that_moves_with_the_name_is_printed_the_plain_way(
    monkeypatch: pytest.MonkeyPatch, keys: list[OfficeKey], offices: list[authority.Authority]
) -> None:
    def moving(_: object) -> None:
        raise fast_design.NotFixed("moves")

    monkeypatch.setattr("lms.certificates.printing.fast.design_of", moving)
    press, paper = Press(), make_paper()
    press.check(paper)
    data = press.make(paper, opening_of(paper), [CREDENTIAL], keys)
    assert validate.check_seal(data, validate.read_roots([one.root for one in offices])).valid
    with pikepdf.open(io.BytesIO(data)) as document:
        assert sorted(document.attachments) == ["certificate.json", "credential.json"]


# --- hard names ---


def test_hard_names_are_drawn(hard: list[Image.Image]) -> None:
    """Both names of each leave ink in their columns, and none in the border of the paper."""
    assert len(hard) == len(NAMES) == 84
    for page, both in zip(hard, NAMES, strict=True):
        ink = np.argwhere(np.asarray(page) < 128) / 50 * 25.4
        (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0)
        assert 26 < left < 29 and 265 < right < 277, both
        assert top > 69 and bottom < 112, both


def test_no_hard_name_runs_out_of_its_place(press: Press) -> None:
    for name, local in NAMES:
        paper = make_paper(name=name, local=local)
        texts = compose.fields(paper)
        order = press.begin(paper).order
        assert order is not None
        for slot in order.slots:
            if isinstance(slot, engine.TextSlot) and slot.name.endswith("name"):
                found = engine.fit(slot, texts[slot.name])
                glyphs = [one for line in found.lines for run in line.runs for one in run.glyphs]
                assert glyphs and all(one.number for one in glyphs)
                assert all(line.width * found.points <= slot.width + 0.5 for line in found.lines)
                spoken = "".join(line.text for line in found.lines)
                assert spoken.replace(" ", "") == texts[slot.name].replace(" ", "")


@pytest.mark.parametrize(("name", "local"), [pair for pair in NAMES if cjk.holds("".join(pair))])
def test_both_ways_draw_names_of_the_far_east_alike(
    press: Press, tmp_path: Path, name: str, local: str
) -> None:
    paper = make_paper(name=name, local=local)
    quick = pixels(press.make(paper, opening_of(paper)), tmp_path, "quick", 80)
    plain = pixels(to_pdf(paper, opening_of(paper)), tmp_path, "plain", 80)
    assert (np.abs(quick - plain) > 96).mean() < 0.0008
    assert np.abs(blurred(quick) - blurred(plain)).max() < 40


def test_one_sign_is_drawn_otherwise_in_each_region(press: Press, tmp_path: Path) -> None:
    """骨 in Beijing has its corner on the left; a Japanese name beside it has its own form."""
    shown = {}
    for local in ("骨", "骨さ", "骨김"):
        paper = make_paper(local=local)
        order = press.begin(paper).order
        assert order is not None
        (slot,) = [one for one in order.slots if one.name == "local_name"]
        assert isinstance(slot, engine.TextSlot)
        shown[slot.faces[-1].metrics.name] = engine.fit(slot, local).lines[0].runs[0].glyphs[0]
    assert list(shown) == ["NotoSansCJKsc-Bold", "NotoSansCJKjp-Bold", "NotoSansCJKkr-Bold"]
    assert len({glyph.number for glyph in shown.values()}) >= 2


def test_a_signed_paper_of_the_far_east_is_small_whole_and_read_back(
    press: Press, keys: list[OfficeKey], offices: list[authority.Authority], tmp_path: Path
) -> None:
    latin, paper = make_paper(local="لی وی"), make_paper(name="髙橋 𠮷男 Anna", local="王伟 さくら")
    signed = press.make(paper, opening_of(paper), [CREDENTIAL], keys)
    usual = press.make(latin, opening_of(latin), [CREDENTIAL], keys)
    assert len(signed) < len(usual) + 8_000
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    assert validate.check_seal(signed, validate.read_roots([one.root for one in offices])).valid
    assert says("pdfsig", "-nocert", file).count("Signature is Valid.") == 2
    assert "No syntax or stream encoding errors found" in says("qpdf", "--check", file)
    assert "The document is unchanged since signing." in says("mutool", "sign", "-v", file)
    read = says("pdftotext", "-layout", file, "-")
    assert "髙橋 𠮷男 Anna" in read and "王伟 さくら" in read
    fonts = says("pdffonts", file)
    assert re.search(r"[A-Z]{6}\+NotoSansCJKjp-Bold +CID Type 0C +Identity-H +yes yes yes", fonts)


# scripts that no face has, a sign that is no letter, a variant that the face has not
NO_FACE = [
    ("សុខា", "ស", "U+179F"),
    ("𗼇", "𗼇", "U+17F07"),
    ("สมชาย", "ส", "U+0E2A"),
    ("राम", "र", "U+0930"),
    ("Ali ☃", "☃", "U+2603"),
    ("髙橋 សុ", "ស", "U+179F"),
    ("一\U000e0105", "一\U000e0105", "U+4E00 U+E0105"),
]


@pytest.mark.parametrize("slot", ["name", "local"])
def test_a_sign_that_no_face_has_is_refused_with_its_mend(press: Press, slot: str) -> None:
    for text, sign, code in NO_FACE:
        paper = make_paper(**{slot: text})
        told = (
            rf"^“{text}” cannot be printed.*{sign} \({re.escape(code)}\).* font added as the guide"
        )
        with pytest.raises(PaperProblem, match=told):
            press.check(paper)
        with pytest.raises(PaperProblem, match=told):
            to_pdf(paper, opening_of(paper))


@pytest.mark.parametrize("slot", ["name", "local"])
def test_without_the_package_names_of_the_far_east_are_refused_and_it_is_named(
    press: Press, slot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cjk, "_file", lambda _name: None)
    for text, sign in (("髙橋 Ali", "髙"), ("𠮷田", "𠮷"), ("王伟", "伟"), ("김철수", "철")):
        paper = make_paper(**{slot: text})
        told = rf"^“{text}” cannot be printed.*{sign} \(U\+{ord(sign):04X}\).*fonts-noto-cjk"
        with pytest.raises(PaperProblem, match=told):
            press.check(paper)
        with pytest.raises(PaperProblem, match=told):
            to_pdf(paper, opening_of(paper))


def test_a_name_that_fits_in_no_size_is_refused(press: Press) -> None:
    with pytest.raises(PaperProblem, match=r"The name “W+” is too long"):
        press.check(make_paper(name="W" * 120))
    with pytest.raises(PaperProblem, match=r"Rank and agency of .* are too long"):
        press.check(
            make_paper(holder=dict(make_paper().payload.holder) | {"rank": {"en": "W" * 90}})
        )


def test_the_code_reads_from_a_noisy_scan_at_150_dpi(press: Press, tmp_path: Path) -> None:
    paper = make_paper()
    paper = compose.Paper(paper.payload, paper.code, LINK)
    page = pixels(press.make(paper, opening_of(paper)), tmp_path, "scan", 150)
    noise = np.random.default_rng(5)
    for _ in range(5):
        noisy = np.clip(page + noise.normal(0, 0.05 * 255, page.shape), 0, 255).astype(np.uint8)
        assert [one.text for one in zxingcpp.read_barcodes(noisy)] == [LINK]
