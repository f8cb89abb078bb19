"""Inference sheets as exercises: facts that carry an inference, and rival hypotheses."""

from collections.abc import Mapping
from typing import Any

from lms.core.messages import N_, Message
from lms.engines.casework.inference import answers as engine
from lms.engines.casework.inference.marking import BEST, ENGINE, mark_inference
from lms.engines.casework.inference.task import (
    CELL_WORDS,
    KIND_WORDS,
    MATRIX,
    NAME,
    SCHEMA,
    Cell,
    Kind,
    Sheet,
    parse_inference,
)
from lms.engines.casework.sheet import SheetMark
from lms.engines.casework.yardstick import BANDS, CONFIDENCE
from lms.engines.linkchart.key import Case
from lms.engines.marking.types import Answered, HandMark, token
from lms.engines.reading import Parsed, Text
from lms.exercises.kinds.base import Json
from lms.exercises.kinds.cases import public_reports
from lms.exercises.kinds.sheets import SheetKind, line_token


class Inference(SheetKind[Sheet]):
    """Premises, kind, likelihood and wording of each inference; a matrix of hypotheses."""

    name = NAME
    schema = SCHEMA
    version = ENGINE

    def read_task(self, payload: object, case: Case) -> Parsed[Sheet]:
        return parse_inference(payload, case)

    def show(self, spec: Sheet, seed: str) -> Json:
        inferences = [
            {
                "token": line_token(seed, one.key),
                "ask": dict(one.ask),
                "likelihood": bool(one.likelihoods),
                "confidence": bool(one.confidences),
                "statement": one.statement is not None,
            }
            for one in spec.inferences.values()
        ]
        matrix = _show_matrix(spec, seed)
        lines = [*inferences, *([matrix] if matrix else [])]
        return {
            "reports": public_reports(spec.case),
            "questions": [{"token": one["token"]} for one in lines],
            "facts": [
                {"token": name, "report": fact.report, "text": dict(fact.text)}
                for name, fact in spec.facts_by_token(seed).items()
            ],
            "inferences": inferences,
            "matrix": matrix,
            "kinds": [kind.value for kind in Kind],
            "cells": [cell.value for cell in Cell],
            "bands": list(BANDS),
            "confidences": list(CONFIDENCE),
            "most": engine.MOST_SIGNS,
        }

    def read(self, spec: Sheet, seed: str, line: str, raw: object) -> Answered[Any]:
        return engine.read_answer(spec, seed, line, raw)

    def mark_sheet(
        self, spec: Sheet, answers: Mapping[str, Any], hand: Mapping[str, HandMark] | None
    ) -> SheetMark:
        return mark_inference(spec, answers, hand)

    def subjects(self, spec: Sheet) -> Mapping[str, Text | Message]:
        found: dict[str, Text | Message] = {one.key: one.ask for one in spec.inferences.values()}
        if spec.matrix:
            found |= {f"{MATRIX}:{key}": spec.facts[key].text for key in spec.matrix.rows}
            found[f"{MATRIX}:best"] = BEST
        return found

    def told(self, spec: Sheet, line: str, code: str) -> Text | Message:
        """A kind of inference, a hypothesis, or what a fact was said to do to one."""
        hypotheses = spec.matrix.hypotheses if spec.matrix else {}
        name, _, cell = code.partition(":")
        if not cell:
            return hypotheses[code].text if code in hypotheses else KIND_WORDS[Kind(code)]
        words = CELL_WORDS[Cell(cell)]
        if name not in hypotheses:
            return words
        return N_("%(what)s: %(value)s", what=hypotheses[name].text, value=words)

    def model(self, spec: Sheet, seed: str) -> Mapping[str, Json]:
        return {
            line: engine.dump_answer(spec, seed, answer)
            for line, answer in engine.model_answers(spec).items()
        }


def _show_matrix(spec: Sheet, seed: str) -> Json | None:
    if spec.matrix is None:
        return None
    return {
        "token": line_token(seed, MATRIX),
        "hypotheses": [
            {"token": name, "text": dict(one.text)}
            for name, one in spec.hypotheses_by_token(seed).items()
        ],
        "rows": [token(seed, "fact", key) for key in spec.matrix.rows],
    }
