"""One weakness of a case: what it is, where it stands in the case's files, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum

from lms.core.messages import Message


class Kind(StrEnum):
    """What is weak, in the order in which it is told. The first two are promises that broke."""

    UNSTATED_LINK = "unstated_link"
    AGENCY_SHARE = "agency_share"
    ONE_AGENCY = "one_agency"
    UNSTATED_SET = "unstated_set"
    STRENGTH = "strength"
    ONE_ORIGIN = "one_origin"
    NOT_MINIMAL = "not_minimal"
    TOLERATED_LINK = "tolerated_link"
    APART = "apart"
    UNNAMED = "unnamed"
    AMBIGUOUS = "ambiguous"
    NEAR_NAMES = "near_names"
    FAIR_TRAP = "fair_trap"
    UNGRADED = "ungraded"
    UNUSED_REPORT = "unused_report"
    SILENT_AGENCY = "silent_agency"
    SHORT_REPORT = "short_report"
    LONG_REPORT = "long_report"

    @property
    def promise(self) -> bool:
        """Whether a case must not have this."""
        return self in (Kind.UNSTATED_LINK, Kind.AGENCY_SHARE)


@dataclass(frozen=True)
class Weakness:
    """`where` is the path in the case's payload, such as `answers.links[3]`; `about` the id of
    the link, entity, report or agency that is meant."""

    kind: Kind
    where: str
    message: Message
    about: str = ""
