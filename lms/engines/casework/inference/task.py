"""An inference sheet as authored: facts, the inferences that they carry, rival hypotheses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.core.messages import N_, Message
from lms.engines.casework.sheet import Settings, read_settings
from lms.engines.casework.wording import (
    Group,
    missing_groups,
    read_groups,
    read_vague,
    short_key,
    vague_words,
)
from lms.engines.casework.yardstick import BANDS, CONFIDENCE, read_words
from lms.engines.linkchart.key import Case
from lms.engines.marking.kinds.common import distinct
from lms.engines.marking.types import token
from lms.engines.reading import Node, Parsed, Problems, Text, unique

NAME = "inference"
SCHEMA = 1
MATRIX = "matrix"
MOST_FACTS, MOST_INFERENCES, MOST_HYPOTHESES = 60, 12, 8


class Kind(StrEnum):
    """The four kinds of inference (UNODC, Criminal Intelligence Manual for Analysts)."""

    HYPOTHESIS = "hypothesis"
    PREDICTION = "prediction"
    ESTIMATION = "estimation"
    CONCLUSION = "conclusion"


KIND_WORDS: dict[Kind, Message] = {
    Kind.HYPOTHESIS: N_("hypothesis: a provisional explanation that has to be tested"),
    Kind.PREDICTION: N_("prediction: something that is to come"),
    Kind.ESTIMATION: N_("estimation: the whole from a part, usually a quantity"),
    Kind.CONCLUSION: N_("conclusion: an explanation that is well supported"),
}


class Cell(StrEnum):
    """What a fact says about a hypothesis."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    NOT_APPLICABLE = "not_applicable"


CELL_WORDS: dict[Cell, Message] = {
    Cell.CONSISTENT: N_("consistent"),
    Cell.INCONSISTENT: N_("inconsistent"),
    Cell.NOT_APPLICABLE: N_("not applicable"),
}


@dataclass(frozen=True)
class Fact:
    """A fact as a report states it."""

    key: str
    report: str
    text: Text


@dataclass(frozen=True)
class Inference:
    """One inference that is asked for. `premises` carry it, `against` speak against it, `also` do
    neither harm nor good. Of `kinds`, `likelihoods` and `confidences` each is right; near ones have
    half. `words` have to stand in its statement, which reads as `statement` where it is right."""

    key: str
    ask: Text
    premises: frozenset[str]
    against: frozenset[str]
    also: frozenset[str]
    kinds: tuple[Kind, ...]
    near_kinds: tuple[Kind, ...]
    statement: Text | None
    words: tuple[Group, ...]
    likelihoods: tuple[str, ...]
    confidences: tuple[str, ...]
    weight: int
    why: Text | None


@dataclass(frozen=True)
class Hypothesis:
    key: str
    text: Text


@dataclass(frozen=True)
class Row:
    """A fact against all hypotheses; of each cell's values any is right, the first is shown."""

    fact: str
    cells: Mapping[str, tuple[Cell, ...]]
    why: Text | None


@dataclass(frozen=True)
class Matrix:
    """Rival hypotheses. The one with the fewest inconsistent facts is `best`."""

    hypotheses: Mapping[str, Hypothesis]
    rows: Mapping[str, Row]
    best: str
    weight: int


@dataclass(frozen=True)
class Sheet:
    """A task as authored."""

    settings: Settings
    case: Case
    facts: Mapping[str, Fact]
    inferences: Mapping[str, Inference]
    matrix: Matrix | None
    vague: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """What is answered, one by one: each inference, and the matrix as a whole."""
        return (*self.inferences, *((MATRIX,) if self.matrix else ()))

    def facts_by_token(self, seed: str) -> dict[str, Fact]:
        return {token(seed, "fact", fact.key): fact for fact in self.facts.values()}

    def hypotheses_by_token(self, seed: str) -> dict[str, Hypothesis]:
        """The hypotheses by the names that a browser knows, in an order of the attempt's own."""
        found = self.matrix.hypotheses.values() if self.matrix else ()
        return dict(sorted((token(seed, "hypothesis", one.key), one) for one in found))


def least_inconsistent(
    hypotheses: Collection[str], cells: Mapping[tuple[str, str], Cell]
) -> frozenset[str]:
    """The hypotheses with the fewest inconsistent facts; `cells` by fact and hypothesis."""
    counts = dict.fromkeys(hypotheses, 0)
    for (_fact, hypothesis), cell in cells.items():
        counts[hypothesis] += cell is Cell.INCONSISTENT
    fewest = min(counts.values(), default=0)
    return frozenset(key for key, count in counts.items() if count == fewest)


def parse_inference(payload: object, case: Case) -> Parsed[Sheet]:
    """An inference sheet on the reports of `case`; all problems at once."""
    problems = Problems()
    node = Node(payload, "", problems)
    settings = read_settings(node, NAME, schema=SCHEMA)
    vague = read_vague(node)
    facts = _read_facts(node, case)
    seen = {MATRIX}
    inferences = {}
    for item in node.nodes("inferences", low=1, high=MOST_INFERENCES):
        inference = _read_inference(item, facts, vague)
        unique(item, "key", inference.key, seen)
        inferences[inference.key] = inference
    matrix = _read_matrix(node, facts)
    node.close()
    return problems.parsed(lambda: Sheet(settings, case, facts, inferences, matrix, vague))


def _read_facts(node: Node, case: Case) -> dict[str, Fact]:
    seen: set[str] = set()
    found = {}
    for item in node.nodes("facts", low=2, high=MOST_FACTS):
        fact = Fact(
            short_key(item), item.choice("report", case.reports), item.text("text", most=400)
        )
        unique(item, "key", fact.key, seen)
        found[fact.key] = fact
    distinct(node, "facts", [fact.text for fact in found.values()])
    return found


def _read_inference(node: Node, facts: Mapping[str, Fact], vague: tuple[str, ...]) -> Inference:
    inference = Inference(
        key=node.key(),
        ask=node.text("ask", most=1000),
        premises=_facts_of(node, "premises", facts, low=1),
        against=_facts_of(node, "against", facts),
        also=_facts_of(node, "also", facts),
        kinds=tuple(map(Kind, read_words(node, "kind", [*Kind]))),
        near_kinds=tuple(map(Kind, read_words(node, "near_kinds", [*Kind]))),
        statement=node.text_or_none("statement", most=1000),
        words=read_groups(node, "words"),
        likelihoods=read_words(node, "likelihood", BANDS),
        confidences=read_words(node, "confidence", CONFIDENCE),
        weight=node.whole("weight", low=1, high=20, default=4),
        why=node.text_or_none("why"),
    )
    if not inference.kinds:
        node.fault("kind", N_("Say which kind of inference it is."))
    for name, one, other in (
        ("against", inference.premises, inference.against),
        ("also", inference.premises | inference.against, inference.also),
        ("near_kinds", frozenset(inference.kinds), frozenset(inference.near_kinds)),
    ):
        if one & other:
            node.fault(name, N_("%(names)s cannot be both.", names=", ".join(sorted(one & other))))
    _check_statement(node, inference, vague)
    return inference


def _check_statement(node: Node, inference: Inference, vague: tuple[str, ...]) -> None:
    """The author's own statement has to pass by the rules that it sets."""
    if inference.statement is None:
        if inference.words:
            node.fault("statement", N_("Write a statement that holds the words."))
        return
    text = inference.statement.get("en", "")
    for group in missing_groups(inference.words, text):
        node.fault("words", N_("The text itself lacks “%(words)s”.", words=group.shown))
    for word in vague_words(text, vague):
        node.fault("statement", N_("“%(word)s” is vague. Say how likely it is.", word=word))


def _facts_of(node: Node, name: str, facts: Mapping[str, Fact], *, low: int = 0) -> frozenset[str]:
    listed = node.strings(name, low=low, high=MOST_FACTS, most=64)
    for one in listed:
        if one not in facts:
            node.fault(name, N_("No fact has the key %(key)s.", key=one))
    return frozenset(listed)


def _read_matrix(node: Node, facts: Mapping[str, Fact]) -> Matrix | None:
    inner = node.node_or_none("matrix")
    if inner is None:
        return None
    seen: set[str] = set()
    hypotheses = {}
    for item in inner.nodes("hypotheses", low=2, high=MOST_HYPOTHESES):
        one = Hypothesis(item.key(), item.text("text", most=300))
        unique(item, "key", one.key, seen)
        hypotheses[one.key] = one
    used: set[str] = set()
    rows = {}
    for item in inner.nodes("evidence", low=1, high=MOST_FACTS):
        row = _read_row(item, facts, hypotheses)
        unique(item, "fact", row.fact, used)
        rows[row.fact] = row
    weight = inner.whole("weight", low=1, high=20, default=2)
    inner.close()
    first = {(row.fact, key): row.cells[key][0] for row in rows.values() for key in row.cells}
    best = sorted(least_inconsistent(hypotheses, first))
    if hypotheses and len(best) != 1:
        message = N_("%(keys)s are inconsistent equally often: none wins.", keys=", ".join(best))
        inner.fault("evidence", message)
    return Matrix(hypotheses, rows, best[0] if best else "", weight)


def _read_row(node: Node, facts: Mapping[str, Fact], hypotheses: Mapping[str, Hypothesis]) -> Row:
    fact = node.choice("fact", facts)
    inner = node.node("cells")
    cells = {}
    for key in hypotheses:
        values = tuple(map(Cell, read_words(inner, key, [*Cell])))
        if not values and inner.raw(key) is None:
            inner.fault(key, N_("This field is needed."))
        cells[key] = values or (Cell.NOT_APPLICABLE,)
    inner.close()
    return Row(fact, cells, node.text_or_none("why"))
