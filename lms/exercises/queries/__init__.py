"""Reading activities, attempts and results, narrowed to what the actor may see."""

from lms.exercises.queries.activities import (
    activity,
    activity_of,
    exercise_keys,
    mended_activity,
    published_activity,
    readable_activity,
)
from lms.exercises.queries.acts import acts_of, acts_of_many
from lms.exercises.queries.attempts import (
    attempt_head,
    mark_of,
    my_attempts,
    review,
    work,
)
from lms.exercises.queries.drawn import drawn_chart
from lms.exercises.queries.lines import ExerciseLine, exercise_lines, test_lines
from lms.exercises.queries.people import own_enrolment, partners, tablemates
from lms.exercises.queries.results import results, room, waiting_marking, waiting_release
from lms.exercises.queries.together import drawn_since, members_here, steps_of

__all__ = [
    "ExerciseLine",
    "activity",
    "activity_of",
    "acts_of",
    "acts_of_many",
    "attempt_head",
    "drawn_chart",
    "drawn_since",
    "exercise_keys",
    "exercise_lines",
    "mark_of",
    "members_here",
    "mended_activity",
    "my_attempts",
    "own_enrolment",
    "partners",
    "published_activity",
    "readable_activity",
    "results",
    "review",
    "room",
    "steps_of",
    "tablemates",
    "test_lines",
    "waiting_marking",
    "waiting_release",
    "work",
]
