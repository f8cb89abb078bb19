"""Points by a rubric, as typed: read exactly, with a word at each field that needs mending."""

from collections.abc import Mapping
from fractions import Fraction

from lms.core.errors import FieldError, Invalid
from lms.core.messages import N_
from lms.engines.marking.kinds.essay import EssayQuestion

MOST_COMMENT = 4000


def read_rubric(question: EssayQuestion, typed: Mapping[str, str]) -> dict[str, Fraction]:
    """Points for each criterion of the question. Raises Invalid with every fault."""
    found: dict[str, Fraction] = {}
    errors = []
    for one in question.rubric:
        points = _points(typed.get(one.key, ""))
        if points is None or not 0 <= points <= one.points:
            message = N_(
                "Write points from 0 to %(most)s, with at most two decimals.", most=one.points
            )
            errors.append(FieldError(f"points-{one.key}", message))
        else:
            found[one.key] = points
    if errors:
        raise Invalid(errors)
    return found


def read_comment(text: str) -> str:
    """A word to the participant. Raises Invalid where it is too long."""
    text = text.strip()
    if len(text) > MOST_COMMENT:
        message = N_("Shorten this to %(most)s signs.", most=MOST_COMMENT)
        raise Invalid([FieldError("comment", message)])
    return text


def _points(typed: str) -> Fraction | None:
    whole, _, decimals = typed.strip().replace(",", ".").replace("٫", ".").partition(".")
    digits = whole.isdecimal() and (not decimals or (decimals.isdecimal() and len(decimals) <= 2))
    if not digits or len(whole) > 3:
        return None
    return Fraction(int(whole)) + (Fraction(int(decimals), 10 ** len(decimals)) if decimals else 0)
