"""Plain forms of exercises: the steps of charts, and the answers to questions."""

from lms.exercises.forms.answers import changed_answers, open_parts, shown_answer, typed_answer
from lms.exercises.forms.charts import steps_of
from lms.exercises.forms.sheets import changed_lines, sheet_answers, tokens_of

__all__ = [
    "changed_answers",
    "changed_lines",
    "open_parts",
    "sheet_answers",
    "shown_answer",
    "steps_of",
    "tokens_of",
    "typed_answer",
]
