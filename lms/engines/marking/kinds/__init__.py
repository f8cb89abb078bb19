"""The registry of question kinds: one module each, one name each."""

from typing import Any

from lms.engines.marking.kinds.choice import Multiple, Single
from lms.engines.marking.kinds.grading import SourceGrading
from lms.engines.marking.kinds.typed import Numeric, ShortText
from lms.engines.marking.types import Question, QuestionKind

QUESTION_KINDS: dict[str, QuestionKind[Any, Any]] = {
    kind.name: kind for kind in (Single(), Multiple(), SourceGrading(), Numeric(), ShortText())
}


def model_answer(question: Question, seed: str) -> Any:
    """A right answer in the form in which a browser of this attempt would send it."""
    return QUESTION_KINDS[question.kind].model(question, seed)
