"""Intelligence reports as exercises: a written product, checked at once and read by a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.core.messages import Message
from lms.engines.casework.product.answers import (
    MOST_SIGNS,
    Written,
    dump_written,
    model_written,
    read_written,
)
from lms.engines.casework.product.marking import ENGINE, ProductMark, mark_product, subjects
from lms.engines.casework.product.parsing import parse_product
from lms.engines.casework.product.task import NAME, PRODUCT, SCHEMA, Product, Section
from lms.engines.casework.sheet import SheetMark
from lms.engines.casework.yardstick import BANDS, CONFIDENCE
from lms.engines.linkchart.key import Case
from lms.engines.marking.types import Answered, HandMark
from lms.engines.reading import Parsed, Text
from lms.exercises.kinds.base import Json, Marked, Step
from lms.exercises.kinds.cases import public_reports
from lms.exercises.kinds.sheets import SheetKind, dump_sheet, line_token


class IntelligenceReport(SheetKind[Product]):
    """What stands in the product is checked; how well it reads waits for a person's rubric."""

    name = NAME
    schema = SCHEMA
    version = ENGINE

    def read_task(self, payload: object, case: Case) -> Parsed[Product]:
        return parse_product(payload, case)

    def tells_early(self, spec: Product) -> bool:
        return spec.tell

    def show(self, spec: Product, seed: str) -> Json:
        paper = spec.paper
        return {
            "reports": public_reports(spec.case),
            "questions": [{"token": line_token(seed, PRODUCT)}],
            "sections": [section.value for section in Section],
            "scheme": spec.scale.scheme,
            "parts": {part: list(spec.scale.codes(part)) for part in spec.grade},
            "recipients": [
                {"token": token, "name": dict(one.name)}
                for token, one in spec.recipients_by_token(seed).items()
            ],
            "bands": list(BANDS) if spec.likelihoods else [],
            "confidences": list(CONFIDENCE) if spec.confidences else [],
            "short": spec.bottom_line.most,
            "most": MOST_SIGNS,
            "rubric": [
                {"text": dict(one.text), "points": one.points}
                for one in (paper.rubric if paper else ())
            ],
            "words": {"least": paper.least, "most": paper.most} if paper else None,
            "peers": paper.peers if paper else 0,
        }

    def read(self, spec: Product, seed: str, line: str, raw: object) -> Answered[Any]:
        return read_written(spec, seed, raw)

    def mark_sheet(
        self, spec: Product, answers: Mapping[str, Any], hand: Mapping[str, HandMark] | None
    ) -> SheetMark:
        return self._marked(spec, answers, hand).sheet

    def mark(
        self,
        spec: Product,
        seed: str,
        steps: Sequence[Step],
        hand: Mapping[str, HandMark] | None = None,
    ) -> Marked:
        mark = self._marked(spec, self.answers(spec, seed, steps), hand)
        sheet = mark.sheet
        return Marked(
            sheet.points, sheet.maximum, dump_sheet(sheet), self.version, pending=mark.pending
        )

    def subjects(self, spec: Product) -> Mapping[str, Text | Message]:
        return subjects(spec)

    def told(self, spec: Product, line: str, code: str) -> Text | Message:
        return Message(code)

    def model(self, spec: Product, seed: str) -> Mapping[str, Json]:
        return {PRODUCT: dump_written(spec, seed, model_written(spec))}

    def _marked(
        self, spec: Product, answers: Mapping[str, Any], hand: Mapping[str, HandMark] | None
    ) -> ProductMark:
        written: Written | None = answers.get(PRODUCT)
        return mark_product(spec, written, hand)
