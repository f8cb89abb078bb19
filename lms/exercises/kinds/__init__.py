"""The registry of exercise kinds: the factory hands it to `courses` for checking packages."""

from typing import Any

from lms.exercises.kinds.bank import QuestionBank
from lms.exercises.kinds.base import ExerciseKind
from lms.exercises.kinds.link_chart import LinkChart
from lms.exercises.kinds.package import Package
from lms.exercises.kinds.quiz import QuizKind

KINDS: dict[str, ExerciseKind[Any]] = {
    kind.name: kind for kind in (QuizKind(), LinkChart(), Package())
}
# what packages may hold: everything that is taken, and the banks that quizzes draw from
CONTENT_KINDS: dict[str, Any] = {**KINDS, QuestionBank.name: QuestionBank()}
