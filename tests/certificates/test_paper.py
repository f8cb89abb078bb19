import io
from datetime import date
from types import SimpleNamespace

import pikepdf
import pytest

from lms.certificates import guilloche
from lms.certificates.printing import fit, template
from lms.certificates.printing.compose import Paper, to_html
from lms.certificates.printing.glyphs import local_style
from lms.certificates.printing.render import PaperProblem, prepare, to_pdf
from lms.certificates.printing.wording import Wording, backing, certified
from lms.core import papers
from lms.designs import shipped
from lms.engines.credentials import commitment
from lms.engines.credentials.payload import canonical
from tests.factories.papers import make_paper, make_payload

EN, UR = Wording.of("en"), Wording.of("ur")


def pdf_of(paper: Paper) -> bytes:
    opening = commitment.Opening(canonical(paper.payload), commitment.new_salt())
    return to_pdf(paper, opening)


@pytest.mark.parametrize(
    ("first", "last", "english", "urdu"),
    [
        (
            date(2019, 9, 17),
            date(2019, 9, 19),
            "from 17 to 19 September 2019",
            "۱۷ تا ۱۹ ستمبر ۲۰۱۹",
        ),
        (date(2019, 9, 17), date(2019, 9, 17), "on 17 September 2019", "۱۷ ستمبر ۲۰۱۹ کو"),
        (
            date(2019, 9, 30),
            date(2019, 10, 2),
            "from 30 September to 2 October 2019",
            "۳۰ ستمبر تا ۲ اکتوبر ۲۰۱۹",
        ),
        (
            date(2019, 12, 30),
            date(2020, 1, 3),
            "from 30 December 2019 to 3 January 2020",
            "۳۰ دسمبر ۲۰۱۹ تا ۳ جنوری ۲۰۲۰",
        ),
    ],
)
def test_dates_in_both_languages(first: date, last: date, english: str, urdu: str) -> None:
    assert EN.dates(first, last) == english
    assert UR.dates(first, last) == urdu


@pytest.mark.parametrize(
    ("minutes", "english", "urdu"),
    [
        (885, "14 hours 45 minutes", "۱۴ گھنٹے ۴۵ منٹ"),
        (60, "1 hour", "۱ گھنٹہ"),
        (45, "45 minutes", "۴۵ منٹ"),
    ],
)
def test_contact_time_in_words(minutes: int, english: str, urdu: str) -> None:
    assert EN.length(minutes).replace("\u00a0", " ") == english
    assert UR.length(minutes).replace("\u00a0", " ") == urdu


def test_completion_and_participation_are_two_papers() -> None:
    full = certified(make_payload(), EN).replace("\u00a0", " ")
    assert full == (
        "completed the training “Operationalization of Criminal-Intelligence Products”, held in "
        "Karachi from 17 to 19 September 2019, with its exercises and assessment: "
        "14 hours 45 minutes."
    )
    part = certified(make_payload(kind="participation"), EN)
    assert part.endswith(
        "held in Karachi from 17 to 19 September 2019. Attendance: 5 of 6 half-days."
    )
    assert "Certificate of Participation" in to_html(make_paper(kind="participation"))
    assert "سندِ شرکت" in to_html(make_paper(kind="participation"))


def test_donor_and_project_are_text_lines() -> None:
    assert backing(make_payload(), EN) == (
        "Organised by the UNODC Country Office Pakistan, through contribution by the Government of "
        "Japan under the project “Strengthening Border Security”."
    )
    alone = make_payload(training={"organiser": {}, "project": {}})
    assert backing(alone, EN) == "Through contribution by the Government of Japan."


def test_values_are_escaped() -> None:
    html = to_html(make_paper(name="A <script>alert(1)</script> {title}"))
    assert "<script>" not in html
    assert "{title}" in html


def test_demonstration_says_so_in_both_languages() -> None:
    html = to_html(make_paper())
    assert html.count("Demonstration. Not valid.") == 2
    assert "یہ محض نمونہ ہے۔ یہ سند معتبر نہیں۔" in html
    assert "Demonstration" not in to_html(make_paper(demonstration=False))


def test_each_signature_is_labelled_for_what_it_is() -> None:
    real = to_html(make_paper(demonstration=False))
    assert real.count("Signed in ink at the ceremony.") == 1
    assert real.count("In ink; the file also carries this office’s digital seal.") == 1
    assert "carries a demonstration seal, not this office’s" in to_html(make_paper())


def test_one_a4_landscape_page_with_own_fonts_only() -> None:
    with pikepdf.open(io.BytesIO(pdf_of(make_paper()))) as document:
        assert len(document.pages) == 1
        assert [round(float(edge)) for edge in document.pages[0].mediabox] == [0, 0, 842, 595]
        fonts = {
            str(item["/BaseFont"]).split("+")[1]
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"
        }
        assert fonts == {
            "Paper-latin",
            "Paper-latin-Semi-Bold",
            "Paper-nastaliq",
            "Paper-nastaliq-Semi-Bold",
            "Paper-mono-Semi-Bold",
        }


def test_payload_and_salt_travel_inside() -> None:
    paper = make_paper()
    opening = commitment.Opening(canonical(paper.payload), commitment.new_salt())
    with pikepdf.open(io.BytesIO(to_pdf(paper, opening))) as document:
        inside = document.attachments[commitment.ATTACHMENT_NAME].get_file().read_bytes()
    assert commitment.read_opening(inside) == opening


@pytest.mark.parametrize(
    "name",
    [
        "Li",
        "Sayyid Muhammad Abdul-Rahman ibn Ghulam Mustafa Qureshi-Al-Hashimi of Shikarpur Khas",
        "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
    ],
)
def test_long_names_get_smaller_and_are_never_cut(name: str) -> None:
    paper = make_paper(name=name)
    assert name in to_html(paper)
    prepare(paper)
    assert len(pikepdf.open(io.BytesIO(pdf_of(paper))).pages) == 1


def test_a_name_that_cannot_fit_is_refused() -> None:
    with pytest.raises(PaperProblem, match=r"The name “W+” is too long for the certificate"):
        prepare(make_paper(name="W" * 120))


def test_a_sign_without_glyph_stops_the_paper() -> None:
    with pytest.raises(PaperProblem, match=r"“กข Ali” cannot be printed.*ก \(U\+0E01\) ข"):
        prepare(make_paper(name="กข Ali"))


def test_a_sign_without_glyph_stops_what_a_guest_is_thanked_as() -> None:
    guest = {"name": "Guest", "capacity": {"en": "guest of กข"}}
    with pytest.raises(PaperProblem, match=r"“guest of กข” cannot be printed.*ก \(U\+0E01\) ข"):
        prepare(make_paper(kind="appreciation", holder=guest))


def test_letters_that_nastaliq_lacks_are_set_in_naskh() -> None:
    assert local_style("تبسم رانی چانڈیو") == "nastaliq"


def test_latin_alone_has_one_wide_column() -> None:
    html = to_html(make_paper(local=""))
    assert 'class="one of-2"' in html
    assert "تصدیق" not in html


def test_three_signatories_fit() -> None:
    prepare(make_paper(offices=3))


def test_drawings_are_what_the_generator_draws() -> None:
    for name, draw in guilloche.FILES.items():
        assert (template.FOLDER / name).read_text("utf-8") == draw()


def test_template_hash_follows_every_file() -> None:
    names = {file.name for file in shipped.files("official")}
    own = {"official.html", "official.css", "_common.css", "wording.json"}
    assert own | {"noto-nastaliq-urdu-600.ttf", "noto-sans-arabic-600.ttf"} <= names
    assert len(template.template_hash()) == 64


def test_both_wordings_have_the_same_texts() -> None:
    english, urdu = papers.wordings(template.FOLDER)["en"], papers.wordings(template.FOLDER)["ur"]
    assert english.keys() == urdu.keys()


def test_fitting_gives_up_on_the_named_part() -> None:
    from lms.core.pdf import Box

    slot = fit.Slot("name-latin", "--name", (fit.Step(20, 1), fit.Step(10, 1)), (50, 10))
    box = Box("name-latin", 0, 0, 50, 10, 900, 5, 1)
    with pytest.raises(fit.DoesNotFit) as caught:
        fit.fit([slot], lambda _: SimpleNamespace(pages=1, boxes={"name-latin": box}))
    assert caught.value.part == "name-latin"
