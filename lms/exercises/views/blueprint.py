"""The blueprint, its tab, and how texts and points are shown."""

import re
from fractions import Fraction

from flask import Blueprint
from markupsafe import Markup
from werkzeug.wrappers import Response

from lms.core.i18n import _l, direction, number, say
from lms.core.markdown import render
from lms.core.messages import Message
from lms.core.web import Tab
from lms.exercises.policies import Permission

bp = Blueprint("exercises", __name__, url_prefix="/sessions/<slug>/exercises")
TABS = [Tab(70, _l("Exercises"), "exercises.index", Permission.LIST)]
Page = str | Response | tuple[str, int]


@bp.app_template_filter("points")
def points(value: Fraction | str) -> str:
    """Exact points with at most two decimals, halves up."""
    hundredths = (Fraction(value) * 100 + Fraction(1, 2)).__floor__()
    sign, digits = "-" if hundredths < 0 else "", f"{abs(hundredths):03d}"
    decimals = digits[-2:].rstrip("0")
    return number(f"{sign}{digits[:-2]}" + (f".{decimals}" if decimals else ""))


@bp.app_template_filter("typed_points")
def typed_points(value: Fraction) -> str:
    """Exact points as somebody would type them, for a field: they have two decimals at most."""
    whole, rest = divmod(value * 100, 100)
    return f"{whole}.{int(rest):02d}".rstrip("0").rstrip(".") if rest else str(whole)


@bp.app_template_filter("markdown")
def markdown(text: str) -> Markup:
    """Authored Markdown as safe HTML."""
    return render(text)


@bp.app_template_filter("told")
def told(message: object) -> str:
    """A message in the page's language; in right-to-left pages each name keeps its own direction,
    so that "+999 200 0101" does not come out backwards."""
    return say(_isolated(message)) if direction() == "rtl" else say(message)


def _isolated(value: object) -> object:
    if isinstance(value, Message):
        return Message(value.text, {key: _isolated(one) for key, one in value.values.items()})
    return f"\u2068{value}\u2069" if isinstance(value, str) else value


_NUMBER = re.compile(r"\+\d[\d \u00a0]{4,}\d")


@bp.app_template_filter("isolated")
def isolated(text: str) -> str:
    """Authored text whose telephone numbers keep their own direction in right-to-left pages: the
    groups of "+999 200 0101" would stand in the wrong order else."""
    return _NUMBER.sub("\u2066\\g<0>\u2069", text) if direction() == "rtl" else text


@bp.app_template_filter("line")
def line(text: str) -> Markup:
    """Authored Markdown of one paragraph, without the paragraph's own element."""
    html = str(render(text)).strip()
    inner = html.removeprefix("<p>").removesuffix("</p>")
    return Markup(html if "<p>" in inner else inner)  # noqa: S704 - sanitised by render
