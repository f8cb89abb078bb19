"""What a part of a package says of itself, as a share of its points.

SCORM 1.2: a raw score between its least (0 unless said) and its most (100 unless said) is the
share; without a score "passed" and "completed" count whole, everything else nothing.
SCORM 2004: the scaled score, below zero taken as zero; without it the raw score where least and
most are said too; without a score "passed" counts whole and "failed" nothing; and where success
is not said, "completed" counts whole.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.engines.scorm.types import Version

_NUMBER = re.compile(r"[+-]?(\d{1,12}(\.\d{0,9})?|\.\d{1,9})")
_ZERO, _ONE = Fraction(0), Fraction(1)
_STATES = {"passed", "completed", "failed", "incomplete", "browsed", "not attempted"}


@dataclass(frozen=True)
class PartResult:
    """How far one part is. `share` is 0 to 1; `done`: nothing more is asked of the person."""

    state: str
    share: Fraction
    scored: bool
    done: bool


def result_of(version: Version, cmi: Mapping[str, str]) -> PartResult:
    """The result that a part's own values give."""
    return _of_1_2(cmi) if version is Version.SCORM_1_2 else _of_2004(cmi)


def _of_1_2(cmi: Mapping[str, str]) -> PartResult:
    state = _known(cmi.get("cmi.core.lesson_status", ""))
    done = state in ("passed", "completed")
    share = _between(cmi, "cmi.core.score", _ZERO, Fraction(100))
    return PartResult(
        state=state,
        share=share if share is not None else Fraction(int(done)),
        scored=share is not None,
        done=done,
    )


def _of_2004(cmi: Mapping[str, str]) -> PartResult:
    success = cmi.get("cmi.success_status", "")
    completion = cmi.get("cmi.completion_status", "")
    state = success if success in ("passed", "failed") else _known(completion)
    share = _number(cmi.get("cmi.score.scaled"))
    if share is None:
        share = _between(cmi, "cmi.score", None, None)
    whole = success == "passed" or (success != "failed" and completion == "completed")
    return PartResult(
        state=state,
        share=_clamped(share) if share is not None else Fraction(int(whole)),
        scored=share is not None,
        done=completion == "completed" or success == "passed",
    )


def _known(state: str) -> str:
    return state if state in _STATES else "not attempted"


def _between(
    cmi: Mapping[str, str], at: str, least: Fraction | None, most: Fraction | None
) -> Fraction | None:
    raw = _number(cmi.get(f"{at}.raw"))
    low, high = _number(cmi.get(f"{at}.min")), _number(cmi.get(f"{at}.max"))
    low = least if low is None else low
    high = most if high is None else high
    if raw is None or low is None or high is None:
        return None
    if high <= low:
        return _clamped(raw / 100)
    return _clamped((raw - low) / (high - low))


def _clamped(share: Fraction) -> Fraction:
    return min(max(share, _ZERO), _ONE)


def _number(text: str | None) -> Fraction | None:
    found = _NUMBER.fullmatch((text or "").strip())
    return Fraction(found.group().rstrip(".")) if found else None
