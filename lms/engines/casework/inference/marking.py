"""Marking an inference sheet, with reasons.

An inference: four parts in ten for its premises, two for its kind, two for the word of likelihood,
one for the confidence, one for its wording; what is not asked for is dealt to the others. A fact
that is taken wrongly costs half of what one taken rightly earns. The next word of the yardstick,
the next confidence, and a kind that the author calls near have half.

The matrix of rival hypotheses: a point for each fact over its cells; "not applicable" and
"consistent" are near, since neither counts against a hypothesis. Which hypothesis holds best is
right when it follows from the person's own cells, so that one wrong cell is punished once.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.casework.cited import by_origin
from lms.engines.casework.inference.answers import Drawn, Filled, Use
from lms.engines.casework.inference.task import (
    CELL_WORDS,
    KIND_WORDS,
    MATRIX,
    Cell,
    Inference,
    Matrix,
    Row,
    Sheet,
    least_inconsistent,
)
from lms.engines.casework.sheet import (
    ZERO,
    LineMark,
    SheetMark,
    by_hand,
    line_of_parts,
    outcome_of,
    summed,
)
from lms.engines.casework.wording import missing_groups, vague_words
from lms.engines.casework.yardstick import (
    BANDS,
    CONFIDENCE,
    bands_in,
    mark_confidence,
    mark_likelihood,
)
from lms.engines.marking.kinds.common import blank
from lms.engines.marking.types import HandMark, Outcome, PartMark
from lms.engines.reading import Text

ENGINE = "inference/1"
BEST = N_("The hypothesis that holds best")
PREMISES, KIND, LIKELIHOOD, CONFIDENCE_SHARE, WORDING = 4, 2, 2, 1, 1
HALF = Fraction(1, 2)
MOST_TOLD = 4
Answers = Mapping[str, Drawn | Filled]


def mark_inference(
    sheet: Sheet, answers: Answers, hand: Mapping[str, HandMark] | None = None
) -> SheetMark:
    """The mark: a line for each inference, for each fact of the matrix, and for its winner."""
    lines = []
    for inference in sheet.inferences.values():
        answer = answers.get(inference.key)
        drawn = answer if isinstance(answer, Drawn) else Drawn({})
        lines.append(_mark_inference(sheet, inference, drawn))
    if sheet.matrix:
        answer = answers.get(MATRIX)
        filled = answer if isinstance(answer, Filled) else Filled({})
        lines += [_mark_row(sheet, sheet.matrix, row, filled) for row in sheet.matrix.rows.values()]
        lines.append(_mark_best(sheet.matrix, filled))
    return summed(tuple(by_hand(line, hand) for line in lines))


def _mark_inference(sheet: Sheet, inference: Inference, drawn: Drawn) -> LineMark:
    units = {
        "premises": PREMISES,
        "kind": KIND,
        "likelihood": LIKELIHOOD if inference.likelihoods else 0,
        "confidence": CONFIDENCE_SHARE if inference.confidences else 0,
        "wording": WORDING if inference.statement else 0,
    }
    whole = sum(units.values())
    most = {part: Fraction(inference.weight * count, whole) for part, count in units.items()}
    parts = [
        _mark_premises(sheet, inference, drawn, most["premises"]),
        _mark_kind(inference, drawn, most["kind"]),
    ]
    if inference.likelihoods:
        parts.append(mark_likelihood(inference.likelihoods, drawn.likelihood, most["likelihood"]))
    if inference.confidences:
        parts.append(mark_confidence(inference.confidences, drawn.confidence, most["confidence"]))
    if inference.statement:
        parts.append(_mark_wording(sheet, inference, drawn, most["wording"]))
    return line_of_parts(
        inference.key,
        inference.ask,
        tuple(parts),
        solution=tuple(_solution(inference)),
        why=inference.why,
        given=(drawn.kind.value,) if drawn.kind else (),
    )


def _mark_premises(sheet: Sheet, inference: Inference, drawn: Drawn, most: Fraction) -> PartMark:
    subject = N_("Premises")
    if not drawn.facts:
        return blank(most, subject)
    right = {
        **dict.fromkeys(inference.premises, Use.FOR),
        **dict.fromkeys(inference.against, Use.AGAINST),
    }
    hits = [key for key in right if drawn.facts.get(key) is right[key]]
    wrong = [
        key
        for key, use in drawn.facts.items()
        if key not in inference.also and right.get(key) is not use
    ]
    share = max(ZERO, (len(hits) - HALF * len(wrong)) / len(right))
    reason = N_("%(hits)s of %(all)s are chosen rightly.", hits=len(hits), all=len(right))
    for sentence in _premise_faults(sheet, inference, drawn, wrong):
        reason = N_("%(reason)s %(more)s", reason=reason, more=sentence)
    points = most * share
    return PartMark(subject, outcome_of(points, most, answered=True), points, most, reason)


def _premise_faults(
    sheet: Sheet, inference: Inference, drawn: Drawn, wrong: list[str]
) -> Iterable[Message]:
    missing = [key for key in sorted(inference.premises) if key not in drawn.facts]
    contrary = [key for key in sorted(inference.against) if drawn.facts.get(key) is not Use.AGAINST]
    beside = [key for key in wrong if key not in inference.premises | inference.against]
    if missing:
        yield N_("Left out: %(facts)s.", facts=_facts(sheet, missing))
    if contrary:
        yield N_("It speaks against it: %(facts)s.", facts=_facts(sheet, contrary))
    if beside:
        yield N_("It does not carry it: %(facts)s.", facts=_facts(sheet, beside))
    reports = {sheet.facts[key].report for key, use in drawn.facts.items() if use is Use.FOR}
    for same in by_origin(sheet.case, sorted(reports)).values():
        if len(same) > 1:
            yield N_("%(reports)s go back to one source: they count once.", reports=", ".join(same))


def _facts(sheet: Sheet, keys: Iterable[str]) -> Text | Message:
    """Facts in words, with their report."""
    found: Text | Message | None = None
    for key in list(keys)[:MOST_TOLD]:
        fact = sheet.facts[key]
        one = N_("%(report)s “%(fact)s”", report=fact.report, fact=fact.text)
        found = one if found is None else N_("%(one)s; %(other)s", one=found, other=one)
    assert found is not None
    return found


def _mark_kind(inference: Inference, drawn: Drawn, most: Fraction) -> PartMark:
    subject, words = N_("Kind of inference"), KIND_WORDS[inference.kinds[0]]
    if drawn.kind is None:
        return blank(most, subject)
    if drawn.kind in inference.kinds:
        reason = N_("Rightly: %(kind)s.", kind=KIND_WORDS[drawn.kind])
        return PartMark(subject, Outcome.RIGHT, most, most, reason)
    if drawn.kind in inference.near_kinds:
        return PartMark(
            subject, Outcome.PARTLY, most * HALF, most, N_("Near: %(kind)s.", kind=words)
        )
    return PartMark(subject, Outcome.WRONG, ZERO, most, N_("It is a %(kind)s.", kind=words))


def _mark_wording(sheet: Sheet, inference: Inference, drawn: Drawn, most: Fraction) -> PartMark:
    """The statement: no vague word, no other likelihood than the chosen one, what it has to say."""
    subject, text = N_("Wording"), drawn.statement
    if not text:
        return blank(most, subject)
    vague = vague_words(text, sheet.vague)
    if vague:
        reason = N_(
            "Vague: “%(words)s”. Say how likely it is, by a word of the yardstick.",
            words="”, “".join(vague),
        )
        return PartMark(subject, Outcome.WRONG, ZERO, most, reason)
    missing = missing_groups(inference.words, text)
    count = len(inference.words)
    share = 1 - Fraction(len(missing), count) if count else Fraction(1)
    reason = N_("Clear words, and nothing vague.")
    if missing:
        lacking = "”, “".join(group.shown for group in missing)
        reason = N_("It does not say “%(words)s”.", words=lacking)
    other = [key for key in bands_in(text) if key != drawn.likelihood]
    if drawn.likelihood and other:
        share *= HALF
        reason = N_(
            "%(reason)s It says “%(other)s”, but you chose “%(chosen)s”.",
            reason=reason,
            other=BANDS[other[0]].words,
            chosen=BANDS[drawn.likelihood].words,
        )
    points = most * share
    return PartMark(subject, outcome_of(points, most, answered=True), points, most, reason)


def _solution(inference: Inference) -> Iterable[Text | Message]:
    if inference.statement:
        yield inference.statement
    yield KIND_WORDS[inference.kinds[0]]
    likelihood = BANDS[inference.likelihoods[0]].words if inference.likelihoods else None
    confidence = CONFIDENCE[inference.confidences[0]] if inference.confidences else None
    if likelihood and confidence:
        yield N_("%(likelihood)s, %(confidence)s", likelihood=likelihood, confidence=confidence)
    elif likelihood:
        yield likelihood
    elif confidence:
        yield confidence


def _mark_row(sheet: Sheet, matrix: Matrix, row: Row, filled: Filled) -> LineMark:
    fact = sheet.facts[row.fact]
    most = Fraction(1, len(matrix.hypotheses))
    parts = tuple(
        _mark_cell(matrix, row, key, filled.cells.get((row.fact, key)), most)
        for key in matrix.hypotheses
    )
    return line_of_parts(
        f"{MATRIX}:{row.fact}",
        N_("%(report)s: %(fact)s", report=fact.report, fact=fact.text),
        parts,
        why=row.why,
        given=tuple(
            f"{key}:{cell.value}" for (one, key), cell in filled.cells.items() if one == row.fact
        ),
    )


def _mark_cell(
    matrix: Matrix, row: Row, hypothesis: str, cell: Cell | None, most: Fraction
) -> PartMark:
    subject, right = matrix.hypotheses[hypothesis].text, row.cells[hypothesis]
    reason = N_("It is %(cell)s.", cell=CELL_WORDS[right[0]])
    if cell is None:
        return PartMark(subject, Outcome.BLANK, ZERO, most, reason)
    if cell in right:
        return PartMark(
            subject, Outcome.RIGHT, most, most, N_("Rightly: %(cell)s.", cell=CELL_WORDS[cell])
        )
    if Cell.INCONSISTENT not in (cell, *right):
        near = N_("Near: it is %(cell)s, and neither counts against it.", cell=CELL_WORDS[right[0]])
        return PartMark(subject, Outcome.PARTLY, most * HALF, most, near)
    return PartMark(subject, Outcome.WRONG, ZERO, most, reason)


def _mark_best(matrix: Matrix, filled: Filled) -> LineMark:
    right, most = matrix.hypotheses[matrix.best].text, Fraction(matrix.weight)
    own = least_inconsistent(matrix.hypotheses, filled.cells) if filled.cells else frozenset()
    if not filled.best:
        part = blank(most)
    elif filled.best == matrix.best:
        reason = N_("It has the fewest facts against it.")
        part = PartMark(None, Outcome.RIGHT, most, most, reason)
    elif own == {filled.best}:
        reason = N_("It follows from your own cells. By the key it is: %(right)s", right=right)
        part = PartMark(None, Outcome.RIGHT, most, most, reason)
    else:
        reason = N_("The fewest facts speak against: %(right)s", right=right)
        part = PartMark(None, Outcome.WRONG, ZERO, most, reason)
    return line_of_parts(
        f"{MATRIX}:best",
        BEST,
        (part,),
        solution=(right,),
        given=(filled.best,) if filled.best else (),
    )
