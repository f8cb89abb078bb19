"""A lesson's text: numbered blocks, terms of the glossary, films with captions, framed tables."""

from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.markdown import render
from lms.core.plainyaml import load
from lms.learning.formats import Captions, Term, lesson_of

TERMS = [
    Term("source", "Source", "Who says it."),
    Term("requirement", "Intelligence requirement", "The question."),
    Term("intelligence", "Intelligence", "Evaluated information."),
]
SHIPPED = "operationalization-of-criminal-intelligence-products"
FILM = {"media/film": [Captions("en", "English", "media/film.en.vtt")]}


def lesson(text, language="en", terms=TERMS):
    return lesson_of(
        str(render(text)), language=language, media_at="../", captions=FILM, terms=terms
    )


def test_blocks_are_numbered_in_the_order_of_the_page():
    found = lesson("# A\n\nOne.\n\n- two\n  - three\n- four\n\n| H |\n|---|\n| c |\n\n> five\n")
    assert found.blocks == 7
    for at in range(7):
        assert found.html.count(f'data-at="{at}"') == 1
    assert found.html.index("One.") < found.html.index("three") < found.html.index("five")


def test_the_wall_has_a_screen_for_each_section_and_for_each_figure():
    found = lesson("Zero.\n\n## A\n\na\n\n![R](media/r.svg)\n\nb\n\n## B\n")
    assert [part.count("data-at") for part in found.sections] == [1, 2, 1, 1, 1]
    long = lesson("## H\n\n" + "\n\n".join(["word " * 40] * 5)).sections
    assert [part.count("<p") for part in long] == [2, 2, 1]


def test_the_first_place_of_each_term_is_marked_and_no_other():
    found = lesson("# Sources\n\nSOURCES and a source; `source`, [source](https://a.example).\n")
    assert found.html.count('data-term="source"') == 1
    assert ">SOURCES</a>" in found.html
    assert [term.key for term in found.terms] == ["source"]
    assert 'href="#term-source"' in found.html


def test_the_longest_term_counts_and_only_whole_words():
    found = lesson("Resources. An intelligence\nrequirement, then intelligence.")
    assert [term.key for term in found.terms] == ["requirement", "intelligence"]


def test_urdu_terms_are_found():
    terms = [Term("evidence", "شہادت", "عدالت کا مواد۔")]
    found = lesson("یہ شہادت ہے، اور شہادتیں۔ شہادتنامہ نہیں۔", "ur", terms)
    assert found.html.count("data-term") == 1
    assert ">شہادت</a>" in found.html


def test_films_sounds_figures_and_tables():
    text = "![A film](media/film.mp4)\n\n![Talk](media/talk.mp3)\n\n![Ring](media/ring.svg)\n"
    found = lesson(text + "\n[Pack](media/pack.zip)\n\n| A | B |\n|---|---|\n| 1 | 2 |\n").html
    assert (
        '<video controls preload="metadata" src="../media/film.mp4" aria-label="A film">'
        '<track kind="captions" srclang="en" label="English" src="../media/film.en.vtt">'
        '<a href="../media/film.mp4">A film</a></video>'
    ) in found
    assert '<audio controls preload="metadata" src="../media/talk.mp3"' in found
    assert '<a class="zoom" href="../media/ring.svg"><img src="../media/ring.svg"' in found
    assert 'href="../media/pack.zip"' in found
    assert found.count('<div class="scroll" tabindex="0" role="region"') == 1
    assert found.count('scope="col"') == 2


@settings(max_examples=30)
@given(st.text(alphabet="<>&\"'`*_#-[](){}|\n abcSource", max_size=120))
def test_no_text_becomes_markup(text):
    found = lesson(text, terms=[Term("s", "source", "<script>x</script>")]).html
    for sign in ("<script", "<iframe", "onerror=", "javascript:", "<style"):
        assert sign not in found.lower()


def test_the_shipped_course_marks_notices_and_leaves_the_verb_alone():
    course = load((files("lms.courses.library") / SHIPPED / "course.yaml").read_bytes())
    terms = [
        Term(one["key"], one["term"]["en"], one["meaning"]["en"]) for one in course["glossary"]
    ]
    found = lesson("Notice what changed. Until further notice, INTERPOL notices.", terms=terms)
    assert ">INTERPOL notices</a>" in found.html
    assert found.html.count("data-term") == 1
