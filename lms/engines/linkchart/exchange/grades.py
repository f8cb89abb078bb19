"""How a card's grading is written as three words, and read from them.

Letters of different scales collide, so that a code is written with its scale: "A (4x4)".
"""

import re
from collections.abc import Iterable, Sequence

from lms.engines.linkchart.model import Grading
from lms.engines.scales import FOUR_BY_FOUR, SCALES

NOT_GRADED = "Not graded"
PARTS = ("source", "information", "handling")
# first entries of foreign lists that mean: nobody graded this
_NONE = {"", "-", "--", "not graded", "ungraded", "no grade", "none", "n/a", "<none>", "not set"}
_CODED = re.compile(rf"(.+) \(({'|'.join(map(re.escape, SCALES))})\)", re.DOTALL)


def words_of(grading: Grading) -> tuple[str, str, str]:
    """Source, information and handling as words; empty where that part is not graded."""
    source, information, handling = (
        _coded(getattr(grading, part), grading.scheme) for part in PARTS
    )
    return source, information, handling


def _coded(code: str, scheme: str) -> str:
    return f"{code} ({scheme})" if code and scheme else code


def grading_of(words: Sequence[str]) -> Grading:
    """The grading in three words. Codes of one scale get its scheme; else the words are kept."""
    plain = ["" if word.strip().casefold() in _NONE else word.strip() for word in words]
    found = [_CODED.fullmatch(word) for word in plain]
    schemes = {match[2] for match in found if match}
    if len(schemes) == 1 and all(
        match or not word for match, word in zip(found, plain, strict=True)
    ):
        return Grading(schemes.pop(), *(match[1] if match else "" for match in found))
    return Grading("", *plain)


def lists_of(gradings: Iterable[Grading]) -> tuple[list[str], list[str], list[str]]:
    """What can be chosen for each part: "not graded", the scales in use, other words in use."""
    used = list(dict.fromkeys(gradings))
    schemes = [name for name in SCALES if any(one.scheme == name for one in used)]
    known = [SCALES[name] for name in schemes] or [FOUR_BY_FOUR]
    found: tuple[list[str], list[str], list[str]] = ([], [], [])
    for place, part in enumerate(PARTS):
        codes = [f"{code} ({scale.scheme})" for scale in known for code in scale.codes(part)]
        others = [words_of(one)[place] for one in used]
        found[place].extend(dict.fromkeys([NOT_GRADED, *codes, *filter(None, others)]))
    return found
