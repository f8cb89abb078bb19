"""How much a file of questions may hold. Sizes are bytes."""

from dataclasses import dataclass

from lms.engines.archive import MIB, ZipLimits

_ZIP = ZipLimits(file_bytes=24 * MIB, total_bytes=96 * MIB)


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one file; a test hands in small ones. `depth` and `elements` are of XML.

    `text_signs` is for one text, `all_signs` for all texts of a file together: turning HTML into
    Markdown is slow where somebody means it to be.
    """

    file_bytes: int = 20 * MIB
    questions: int = 1_000
    elements: int = 200_000
    depth: int = 60
    text_signs: int = 24_000
    all_signs: int = 3_000_000
    tag_bytes: int = 100_000
    html_depth: int = 80
    picture_bytes: int = 4 * MIB
    pictures: int = 400
    zip: ZipLimits = _ZIP


LIMITS = Limits()
