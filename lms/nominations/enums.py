"""Fixed words of nominations."""

from enum import StrEnum


class NominationState(StrEnum):
    """NOMINATED: the agency's own steps are open. SHORTLISTED: the organiser decides.
    APPROVED: a seat is held. CONFIRMED: the person comes, an enrolment exists.
    DECLINED: by the organiser or by a step. WITHDRAWN: by the agency or the person."""

    NOMINATED = "nominated"
    SHORTLISTED = "shortlisted"
    WAIT_LISTED = "wait_listed"
    APPROVED = "approved"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class StepKind(StrEnum):
    UNIT_HEAD = "unit_head"
    AGENCY_HEAD = "agency_head"
    OTHER = "other"


class Verdict(StrEnum):
    APPROVED = "approved"
    DECLINED = "declined"
    RECUSED = "recused"


class FlowRule(StrEnum):
    """What becomes of an agency's seats without a name when the deadline has passed."""

    STAY = "stay"
    COMMON = "common"  # to the common pool, the organiser decides
    NAMED = "named"  # to the agencies named, in their order
    RATIO = "ratio"  # to agencies with people waiting, by their quotas
    WAIT_LIST = "wait_list"  # to the first on the wait-list, whatever the agency


class EventKind(StrEnum):
    NOMINATED = "nominated"
    EDITED = "edited"
    STEP = "step"
    SHORTLISTED = "shortlisted"
    APPROVED = "approved"
    WAIT_LISTED = "wait_listed"
    DECLINED = "declined"
    OFFERED = "offered"
    ANSWERED_YES = "answered_yes"
    ANSWERED_NO = "answered_no"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    REOPENED = "reopened"
    LETTER = "letter"
    PRIORITY = "priority"


class DoubleState(StrEnum):
    OPEN = "open"
    SAME = "same"
    OTHER = "other"
