"""The registry of exercise kinds: the factory hands it to `courses` for checking packages."""

from typing import Any

from lms.exercises.kinds.association_matrix import AssociationMatrix
from lms.exercises.kinds.bank import QuestionBank
from lms.exercises.kinds.base import ExerciseKind
from lms.exercises.kinds.event_chart import EventChart
from lms.exercises.kinds.flow import Flow
from lms.exercises.kinds.inference import Inference
from lms.exercises.kinds.intelligence_report import IntelligenceReport
from lms.exercises.kinds.link_chart import LinkChart
from lms.exercises.kinds.package import Package
from lms.exercises.kinds.quiz import QuizKind
from lms.exercises.kinds.sheets import SheetKind
from lms.exercises.kinds.source_grading import SourceGrading
from lms.exercises.kinds.telephone_records import TelephoneRecords

# exercises on a case that are answered line by line
SHEETS: dict[str, SheetKind[Any]] = {
    kind.name: kind
    for kind in (
        SourceGrading(),
        AssociationMatrix(),
        TelephoneRecords(),
        EventChart(),
        Flow(),
        Inference(),
        IntelligenceReport(),
    )
}
KINDS: dict[str, ExerciseKind[Any]] = {
    **{kind.name: kind for kind in (QuizKind(), LinkChart(), Package())},
    **SHEETS,
}
# what packages may hold: everything that is taken, and the banks that quizzes draw from
CONTENT_KINDS: dict[str, Any] = {**KINDS, QuestionBank.name: QuestionBank()}
