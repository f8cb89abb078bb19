"""The registry of question kinds: one module each, one name each."""

from typing import Any

from lms.engines.marking.kinds.calculated import Calculated
from lms.engines.marking.kinds.categorise import Categorise
from lms.engines.marking.kinds.choice import Multiple, Single
from lms.engines.marking.kinds.cloze import Cloze
from lms.engines.marking.kinds.confidence import Confidence
from lms.engines.marking.kinds.essay import Essay
from lms.engines.marking.kinds.grading import SourceGrading
from lms.engines.marking.kinds.hotspot import Hotspot
from lms.engines.marking.kinds.matching import Matching
from lms.engines.marking.kinds.numeric import Numeric
from lms.engines.marking.kinds.ordering import Ordering
from lms.engines.marking.kinds.short_text import ShortText
from lms.engines.marking.types import Question, QuestionKind

QUESTION_KINDS: dict[str, QuestionKind[Any, Any]] = {
    kind.name: kind
    for kind in (
        Single(),
        Multiple(),
        Confidence(),
        SourceGrading(),
        Numeric(),
        Calculated(),
        ShortText(),
        Matching(),
        Ordering(),
        Categorise(),
        Cloze(),
        Hotspot(),
        Essay(),
    )
}
MARKED_BY_HAND = frozenset({Essay.name})


def model_answer(question: Question, seed: str) -> Any:
    """A right answer in the form in which a browser of this attempt would send it."""
    return QUESTION_KINDS[question.kind].model(question, seed)
