"""Tables of nominations."""

from lms.nominations.models.approving import (
    ApprovalLink,
    ApprovalStep,
    Approver,
    StepDecision,
)
from lms.nominations.models.nominations import (
    AnswerLink,
    Nomination,
    NominationDouble,
    NominationEvent,
    NominationImport,
    NominationPlan,
)

__all__ = [
    "AnswerLink",
    "ApprovalLink",
    "ApprovalStep",
    "Approver",
    "Nomination",
    "NominationDouble",
    "NominationEvent",
    "NominationImport",
    "NominationPlan",
    "StepDecision",
]
