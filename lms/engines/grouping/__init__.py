"""Groups of people that mix what people differ in: agencies, ranks, genders.

Hard: sizes that differ by at most one (or are given), locked places, pairs kept apart or
together. Soft, by stated weights: each value of a feature is spread as evenly as possible, nobody
is the only one of a gender in a group, people stay where they sit.

The measure of evenness is the sum, over groups and values, of the absolute deviation of a value's
count from its even share, in people: Baker and Powell, "Methods for assigning students to groups:
a study of alternative objective functions", Journal of the Operational Research Society 53 (2002)
397-404. It is kept exact: shares are fractions, costs are counted in parts of one person.

Pure. The same problem and the same effort give the same groups, unless the clock ends the search.
"""

from lms.engines.grouping.grouping import Effort, group_people
from lms.engines.grouping.scoring import score
from lms.engines.grouping.types import (
    Clash,
    ClashKind,
    Grouping,
    Kind,
    Missed,
    Person,
    Problem,
    RuleCost,
    Rules,
    Score,
    groups_of_size,
)

__all__ = [
    "Clash",
    "ClashKind",
    "Effort",
    "Grouping",
    "Kind",
    "Missed",
    "Person",
    "Problem",
    "RuleCost",
    "Rules",
    "Score",
    "group_people",
    "groups_of_size",
    "score",
]
