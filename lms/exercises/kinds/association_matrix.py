"""Association matrices as exercises: all reports of a case, and a grid of given entities."""

from collections.abc import Mapping
from typing import Any

from lms.core.messages import Message
from lms.engines.casework import matrix as engine
from lms.engines.casework.matrix import Matrix, Symbol
from lms.engines.casework.matrix_marking import ENGINE, mark_matrix
from lms.engines.casework.sheet import SheetMark
from lms.engines.linkchart.key import Case
from lms.engines.linkchart.vocabulary import ENTITY_TYPES
from lms.engines.marking.types import Answered, HandMark
from lms.engines.reading import Parsed, Text
from lms.exercises.kinds.base import Json
from lms.exercises.kinds.cases import public_reports
from lms.exercises.kinds.sheets import SheetKind, line_token


class AssociationMatrix(SheetKind[Matrix]):
    """A triangular grid; which of its entities are decoys does not show."""

    name = engine.NAME
    schema = engine.SCHEMA
    version = ENGINE

    def read_task(self, payload: object, case: Case) -> Parsed[Matrix]:
        return engine.parse_matrix(payload, case)

    def show(self, spec: Matrix, seed: str) -> Json:
        return {
            "reports": public_reports(spec.case),
            "symbols": {symbol.value: spec.sign(symbol) for symbol in Symbol},
            "entities": [
                {"name": one.names[0], "type": one.type, "icon": ENTITY_TYPES[one.type].icon}
                for one in spec.entities
            ],
            # row by row under the diagonal, each row one cell longer than the one before
            "rows": [
                [line_token(seed, f"{column.id}|{row.id}") for column in spec.entities[:at]]
                for at, row in enumerate(spec.entities)
            ],
        }

    def read(self, spec: Matrix, seed: str, line: str, raw: object) -> Answered[Any]:
        return engine.read_answer(spec, line, raw)

    def mark_sheet(
        self, spec: Matrix, answers: Mapping[str, Any], hand: Mapping[str, HandMark] | None
    ) -> SheetMark:
        return mark_matrix(spec, answers, hand)

    def subjects(self, spec: Matrix) -> Mapping[str, Text | Message]:
        return {cell.key: cell.names for cell in spec.cells}

    def told(self, spec: Matrix, line: str, code: str) -> Text | Message | None:
        return {"en": spec.sign(Symbol(code))}

    def model(self, spec: Matrix, seed: str) -> Mapping[str, Json]:
        return {
            line: {"symbol": symbol.value} for line, symbol in engine.model_answers(spec).items()
        }
