"""Pure rules of exercises: attempts, and who marks whose answer. `now` is handed in."""

from lms.exercises.rules.attempts import (
    GRACE,
    MOST_DRAWN,
    MOST_MINUTES,
    MOST_PARTNERS,
    MOST_STEPS,
    SILENT_AFTER,
    attempts_refusal,
    due_at,
    extra_minutes,
    find_by_code,
    group_key,
    is_here,
    is_over,
    is_silent,
    later,
    partner_code,
)
from lms.exercises.rules.paper import paper_seed
from lms.exercises.rules.peers import Answer, deal

__all__ = [
    "GRACE",
    "MOST_DRAWN",
    "MOST_MINUTES",
    "MOST_PARTNERS",
    "MOST_STEPS",
    "SILENT_AFTER",
    "Answer",
    "attempts_refusal",
    "deal",
    "due_at",
    "extra_minutes",
    "find_by_code",
    "group_key",
    "is_here",
    "is_over",
    "is_silent",
    "later",
    "paper_seed",
    "partner_code",
]
