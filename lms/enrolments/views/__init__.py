"""Pages of enrolments: the roll, its people, their names, uploads and printed slips."""

from lms.enrolments.views import (
    imports,
    names,
    order,
    papers,
    people,
    roll,
    slips,
    syndicates,
)
from lms.enrolments.views.blueprint import TABS, bp

__all__ = [
    "TABS",
    "bp",
    "imports",
    "names",
    "order",
    "papers",
    "people",
    "roll",
    "slips",
    "syndicates",
]
