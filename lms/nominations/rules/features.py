"""What of a nominated person the balance of the room looks at, as plain values."""

from collections.abc import Mapping
from enum import StrEnum

from lms.accounts.enums import Gender
from lms.engines.selection.types import NOT_SAID


class Feature(StrEnum):
    GENDER = "gender"
    RANK = "rank"
    PROVINCE = "province"
    TRAINING = "training"
    PRACTICE = "practice"


TRAINED, UNTRAINED = "some", "none"
# Years of practice from and to, both included; the last is open.
PRACTICE_BANDS: Mapping[str, tuple[int, int | None]] = {
    "0-2": (0, 2),
    "3-5": (3, 5),
    "6-10": (6, 10),
    "11+": (11, None),
}


def practice_band(years: int | None) -> str:
    """The band of some years of practice; NOT_SAID where they are not known."""
    if years is None:
        return NOT_SAID
    return next(
        (
            band
            for band, (first, last) in PRACTICE_BANDS.items()
            if first <= years and (last is None or years <= last)
        ),
        NOT_SAID,
    )


def folded(text: str) -> str:
    """A rank or province as one value, however it is spaced and capitalised."""
    return " ".join(text.split()).casefold()


def features(
    *, gender: Gender, rank: str, province: str, practice_years: int | None, trained: bool
) -> dict[str, str]:
    """The features of one person. NOT_SAID stands for what nobody has written."""
    return {
        Feature.GENDER: NOT_SAID if gender is Gender.NOT_SAID else gender.value,
        Feature.RANK: folded(rank),
        Feature.PROVINCE: folded(province),
        Feature.TRAINING: TRAINED if trained else UNTRAINED,
        Feature.PRACTICE: practice_band(practice_years),
    }
