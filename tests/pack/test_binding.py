"""Many finished files as one for the printer: judged from outside, and looked at."""

import io
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pikepdf
import pytest
import zxingcpp
from PIL import Image

from lms.certificates.printing.compose import Paper
from lms.certificates.printing.fast import Press
from lms.engines import press
from lms.engines.credentials import commitment
from lms.engines.credentials.payload import canonical
from lms.pack.enums import Flip
from lms.pack.printing import backs, test_sheet
from lms.pack.rules.finishing import BLEED, Wanted, finish, read
from lms.pack.rules.names import LONGEST, file_name, surname_of
from tests.factories.papers import ADDRESS, CODE, make_payload

NAMES = ("Tabassum Rani Chandio", "Ali Raza", "Bano Bibi")
FACTS = backs.Facts(
    title=backs.words({"en": "Link charts in practice", "ur": "روابط کے نقشے"}),
    place=backs.words({"en": "Karachi", "ur": "کراچی"}),
    host=(),
    code="HOST-2026-01",
    starts_on=date(2026, 3, 2),
    ends_on=date(2026, 3, 4),
    minutes=990,
    half_days=6,
    aims=tuple(backs.words({"en": f"Aim number {n}", "ur": f"مقصد {n}"}) for n in range(4)),
    days=tuple(
        backs.Day(date(2026, 3, n), tuple(backs.words({"en": f"Part {p}"}) for p in range(6)))
        for n in (2, 3, 4)
    ),
)


def address_of(place: int) -> str:
    return f"{ADDRESS[:-2]}{place:02}#{'1234567890' * 43}"


@pytest.fixture(scope="module")
def single() -> Sequence[bytes]:
    """Three finished papers of one session."""
    made, found = Press(), []
    for place, name in enumerate(NAMES, start=1):
        payload = make_payload(name=name, serial=f"DGTR-2026-{place:04}", demonstration=False)
        opening = commitment.Opening(canonical(payload), bytes(32))
        found.append(made.make(Paper(payload, CODE, address_of(place)), opening))
    return found


@pytest.fixture(scope="module")
def bound(single: Sequence[bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three with backs on their heads, crop marks and bleed."""
    back = backs.draw(FACTS, (297.0, 210.0), ("en", "ur"))
    wanted = Wanted(backs=True, flip=Flip.LONG, marks=True, bleed=True)
    path = tmp_path_factory.mktemp("bound") / "pack.pdf"
    path.write_bytes(bind(single, wanted, back))
    return path


def bind(files: Sequence[bytes], wanted: Wanted, back: bytes = b"") -> bytes:
    about = press.About("Pack", "Academy", make_payload().issued_at)
    sheets = [
        press.Sheet(data, name=f"{place} تبسم", back="back" if back else "")
        for place, data in enumerate(files, start=1)
    ]
    return b"".join(press.bind(sheets, {"back": back}, finish(wanted), about))


def say(*command: str | Path) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


def picture(path: Path, page: int, dpi: int = 150) -> Image.Image:
    made = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-gray", "-f", str(page), "-l", str(page), str(path)],
        capture_output=True,
        check=True,
    )
    return Image.open(io.BytesIO(made.stdout))


def test_judges_find_nothing_wrong(bound: Path) -> None:
    assert "No syntax or stream encoding errors found" in say("qpdf", "--check", bound)
    said = say("mutool", "info", bound)
    assert "Pages: 6" in said
    assert "error" not in said.lower()
    assert "warning" not in said.lower()


def test_what_papers_share_is_stored_once(single: Sequence[bytes], bound: Path) -> None:
    plain = bind(single, Wanted())
    alone = bind(single[:1], Wanted())
    assert len(plain) - len(alone) < 2 * 25_000  # what is their own: letters, code, text
    with pikepdf.open(bound) as document:
        fronts = document.pages[::2]
        fixed = {page.Resources.XObject["/KxFixed"].objgen for page in fronts}
        backs_ = {page.Resources.XObject["/KxFixed"].objgen for page in document.pages[1::2]}
        assert (len(fronts), len(fixed), len(backs_)) == (3, 1, 1)
        assert "/AcroForm" not in document.Root
        assert not any("/Annots" in page for page in document.pages)


def test_every_code_reads_and_is_its_own(bound: Path) -> None:
    for place in (1, 2, 3):
        found = zxingcpp.read_barcodes(np.asarray(picture(bound, 2 * place - 1)))
        assert [one.text for one in found] == [address_of(place)]


def test_a_bound_page_looks_like_the_single_file(single: Sequence[bytes], tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(single[1])
    (tmp_path / "all.pdf").write_bytes(bind(single, Wanted()))
    one, page = picture(tmp_path / "one.pdf", 1, 72), picture(tmp_path / "all.pdf", 2, 72)
    assert one.size == page.size
    apart = np.abs(np.asarray(one, dtype=int) - np.asarray(page, dtype=int))
    assert apart.max() < 90  # single pixels at the edges of lines
    assert apart.mean() < 0.5


def test_marks_stand_outside_and_boxes_say_where_to_cut(bound: Path) -> None:
    with pikepdf.open(bound) as document:
        page = document.pages[0]
        media, trim, bleed = (
            [float(one) for one in page[box]] for box in ("/MediaBox", "/TrimBox", "/BleedBox")
        )
        assert document.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
    mm = 72 / 25.4
    assert trim[2] - trim[0] == pytest.approx(297 * mm, abs=0.1)
    assert trim[0] - bleed[0] == pytest.approx(BLEED * mm, abs=0.01)
    assert media[2] - trim[2] == pytest.approx(9 * mm, abs=0.1)


def test_the_table_of_contents_names_each_sheet(bound: Path) -> None:
    with pikepdf.open(bound) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == ["1 تبسم", "2 تبسم", "3 تبسم"]


def test_files_of_other_makers_are_taken_too(single: Sequence[bytes], tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(single[0])) as source:
        source.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    (tmp_path / "all.pdf").write_bytes(bind([out.getvalue(), single[1]], Wanted()))
    assert "No syntax or stream" in say("qpdf", "--check", tmp_path / "all.pdf")
    with pytest.raises(press.NotPlain):
        bind([b"no PDF"], Wanted())


@pytest.mark.parametrize(
    ("flip", "wide", "turned"),
    [
        (Flip.LONG, True, True),
        (Flip.SHORT, True, False),
        (Flip.LONG, False, False),
        (Flip.SHORT, False, True),
    ],
)
def test_a_back_is_upright_when_turned_like_a_page(flip: Flip, wide: bool, turned: bool) -> None:
    assert finish(Wanted(backs=True, flip=flip), wide=wide).turned is turned
    assert finish(Wanted(flip=flip), wide=wide).duplex == "Simplex"


def test_the_form_is_read_without_trust() -> None:
    asked = {"first": "٣", "last": "-4", "flip": "up", "backs": "yes", "marks": "1"}
    assert read(asked) == Wanted(marks=True, first=3)


def test_a_back_never_runs_onto_a_second_page() -> None:
    full = tuple(
        backs.Day(date(2026, 3, n), tuple(backs.words({"en": "word " * 30}) for _ in range(9)))
        for n in range(1, 26)
    )
    facts = backs.Facts(**{**vars(FACTS), "days": full, "aims": FACTS.aims * 5})
    for size in ((297.0, 210.0), (85.6, 54.0)):
        with pikepdf.open(io.BytesIO(backs.draw(facts, size, ("en", "ur")))) as made:
            assert len(made.pages) == 1


def test_the_test_sheet_has_both_sides_and_a_code_of_the_papers_size(tmp_path: Path) -> None:
    made = test_sheet.draw((297.0, 210.0), "ur", "https://concord.example")
    about = press.About("Test", "Academy", make_payload().issued_at)
    sheet = press.Sheet(made.front, back="back")
    path = tmp_path / "test.pdf"
    path.write_bytes(b"".join(press.bind([sheet], {"back": made.back}, finish(Wanted()), about)))
    assert "Pages: 2" in say("mutool", "info", path)
    (found,) = zxingcpp.read_barcodes(np.asarray(picture(path, 1)))
    corner = found.position
    width = abs(corner.top_right.x - corner.top_left.x) * 25.4 / 150
    assert width == pytest.approx(29, abs=0.8)


@pytest.mark.parametrize(
    ("surname", "name"),
    [
        ("Chandio", "007 DGTR-2026-0017 Chandio.pdf"),
        ("چانڈیو", "007 DGTR-2026-0017 چانڈیو.pdf"),
        ("D'Souza-Ferreira", "007 DGTR-2026-0017 D'Souza-Ferreira.pdf"),
        ('a/b\\c:d*e?"f<g>h|i', "007 DGTR-2026-0017 a b c d e f g h i.pdf"),
        ("x\u202eexe.\u0000", "007 DGTR-2026-0017 x exe.pdf"),
        ("CON", "007 DGTR-2026-0017 CON.pdf"),
        ("...", "007 DGTR-2026-0017.pdf"),
    ],
)
def test_names_of_files_are_safe_in_any_script(surname: str, name: str) -> None:
    assert file_name(7, 28, "DGTR-2026-0017", surname) == name


def test_names_of_files_sort_and_stay_short() -> None:
    names = [file_name(place, 1200, "S", "ن" * 300) for place in range(1, 1201)]
    assert sorted(names) == names
    assert max(len(name.encode()) for name in names) < LONGEST + 20
    assert surname_of("Tabassum Rani Chandio") == "Chandio"
    assert surname_of("Tabassum Rani Chandio", "Rani Chandio") == "Rani Chandio"
