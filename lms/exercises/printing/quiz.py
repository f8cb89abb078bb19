"""A quiz as a form for the room: lettered choices, a line for the name, never a key."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from lms.core import papers, pdf
from lms.core.i18n import NATIVE_DIGITS, pick
from lms.core.markdown import render
from lms.core.settings import ROOT
from lms.courses.rows import SessionHead
from lms.engines.scales import SCALES
from lms.exercises.formats.paper import CELLS, LETTERS
from lms.exercises.queries.paper import Form, drawings

FOLDER = ROOT / "templates" / "exercises" / "print"
LANGUAGES = ("en", "ur")
ESSAY_LINES = 14
_PROLOG = re.compile(r"<\?xml.*?\?>|<!DOCTYPE[^>]*>", re.DOTALL)
Json = dict[str, Any]


def quiz_paper(
    head: SessionHead,
    forms: Sequence[Form],
    language: str,
    *,
    say: Callable[[object], str],
) -> bytes:
    """The PDF of one form for all, or of several persons' own forms one behind the other.

    `say` writes messages of the catalogue (what grades mean) in the page's language.
    """
    words = papers.wordings(FOLDER)[language]
    html = (
        papers.environment(FOLDER)
        .get_template("quiz.html")
        .render(
            w=words,
            language=language,
            rtl=words["direction"] == "rtl",
            head=head,
            forms=[(form, _questions(form), _pictures(form, language)) for form in forms],
            letters=LETTERS,
            cells=range(CELLS),
            lines=range(ESSAY_LINES),
            pick=lambda text: pick(text, language),
            html=lambda text: _block(pick(text, language)),
            line=lambda text: _line(pick(text, language)),
            passage=lambda question: _passage(question, language),
            meaning=lambda scheme, part, code: say(_meaning(scheme, part, code)),
            number=lambda value: _number(value, language),
            told=lambda key, **given: words[key].format(**given),
        )
    )
    return pdf.lay_out(html, FOLDER, sheets=("quiz.css",)).write()


def _questions(form: Form) -> list[tuple[Json | None, Json]]:
    """Each question, with its section where it begins one that has words of its own."""
    by_token = {one["token"]: one for one in form.view["questions"]}
    found: list[tuple[Json | None, Json]] = []
    for section in form.view["sections"]:
        told = section if section["title"] or section["instructions"] else None
        for token in section["questions"]:
            found.append((told, by_token[token]))
            told = None
    return found


def _pictures(form: Form, language: str) -> dict[str, Markup]:
    """Drawings to stand inside the page: they were checked when the course came in."""
    return {
        token: Markup(_PROLOG.sub("", text))  # noqa: S704
        for token, text in drawings(form, language).items()
    }


def _block(text: str) -> Markup:
    return Markup('<div dir="{}">{}</div>').format(_way(text), render(text))


def _line(text: str) -> Markup:
    html = str(render(text)).strip()
    inner = html.removeprefix("<p>").removesuffix("</p>")
    found = Markup(html if "<p>" in inner else inner)  # noqa: S704 - sanitised by render
    return Markup('<bdi dir="{}">{}</bdi>').format(_way(text), found)


def _way(text: str) -> str:
    """The direction of a text, which may not be written in the paper's language."""
    first = next((unicodedata.bidirectional(sign) for sign in text if sign.isalpha()), "L")
    return "rtl" if first in {"R", "AL"} else "ltr"


def _passage(question: Json, language: str) -> Markup:
    """The passage with numbered gaps."""
    passage = question["passage"]
    segments = passage.get(language) or passage.get("en") or next(iter(passage.values()))
    places = {one["token"]: place for place, one in enumerate(question["blanks"], start=1)}
    words = "".join(
        one.get("text") or f"({_number(places[one['blank']], language)})\u00a0" + "\u2009_" * 12
        for one in segments
    )
    return _block(words.replace("_", "\\_"))


def _meaning(scheme: str, part: str, code: str) -> object:
    return next(grade.meaning for grade in SCALES[scheme].grades(part) if grade.code == code)


def _number(value: object, language: str) -> str:
    table = NATIVE_DIGITS.get(language)
    return str(value).translate(table) if table else str(value)
