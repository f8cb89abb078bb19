"""Plain forms of exercises: the steps of charts, and the answers to questions."""

from lms.exercises.forms.answers import changed_answers, open_parts, shown_answer, typed_answer
from lms.exercises.forms.charts import step_of

__all__ = ["changed_answers", "open_parts", "shown_answer", "step_of", "typed_answer"]
