"""The guide for trainers computes an example by hand; here the engine computes it again."""

from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

from lms.courses.formats.yamlsource import load_yaml
from lms.engines.linkchart.case import parse_case
from lms.engines.linkchart.marking import WEIGHTS, mark_chart
from lms.engines.linkchart.model import Chart, Entity, Link, citing
from lms.engines.linkchart.vocabulary import Direction, Strength

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/teaching-link-charts.md").read_text(encoding="utf-8")
FOLDER = (
    ROOT / "lms/courses/library/operationalization-of-criminal-intelligence-products"
    "/exercises/first-chart"
)
TRAP = Link("trap", "D01", "E03", "directs", cards=citing(["R01"]))
GUESS = Link("guess", "E01", "E05", "uses", cards=citing(["R02"]))


@cache
def key():
    payload = {}
    for name in ("case.yaml", "reports.yaml", "key.yaml"):
        payload |= load_yaml(name, (FOLDER / name).read_bytes()).data
    parsed = parse_case(payload)
    assert parsed.problems == ()
    return parsed.value.key


def links(**changes):
    """The key's links as drawn, some otherwise; a change to None leaves the link out."""
    right = {
        k.id: Link(
            k.id, k.source, k.target, k.type,
            Direction.FORWARD if k.directed else Direction.NONE, k.strength,
            cards=citing(sorted(k.evidence[0])),
        )
        for k in key().links
    }  # fmt: skip
    return [
        replace(link, **changes.get(code, {}))
        for code, link in right.items()
        if changes.get(code, {}) is not None
    ]


def marked(drawn, names=()):
    """The mark of a chart of these links, with the entities they touch and those named."""
    ends = {end for link in drawn for end in (link.source, link.target)} | set(names)
    entities = {
        code: Entity(code, entity.type, entity.names[0])
        for code, entity in key().entities.items()
        if code in ends
    }
    return mark_chart(Chart(entities, {link.id: link for link in drawn}), key())


REVERSED = {"source": "E04", "target": "E03"}
SOLID = {"strength": Strength.CONFIRMED}


def everything():
    return [
        Link(f"h{at}", a, b, "uses") for at, (a, b) in enumerate(combinations(key().entities, 2))
    ]


def test_the_marks_of_single_faults():
    marks = {
        "none": marked(links()),
        "one line the wrong way (firm owns van)": marked(links(L04=REVERSED)),
        "the dashed line drawn solid": marked(links(L06=SOLID)),
        "one line that no report states": marked([*links(), GUESS]),
        "no evidence on the line of weight 3": marked(links(L06={"cards": ()})),
        "the hut left out": marked(links(L05=None)),
        "the trap drawn as well": marked([*links(), TRAP]),
        "everything linked to everything, no evidence": marked(everything()),
        "entities only, no line (where none counts by itself)": marked([], names=key().entities),
    }
    for fault, mark in marks.items():
        assert f"\n| {fault} | {float(mark.score):.1f} |\n" in GUIDE, (fault, float(mark.score))


def test_the_example_part_by_part():
    mark = marked([*links(L04=REVERSED, L05=None, L06=SOLID), TRAP])
    points = {part: float(100 * WEIGHTS[part] * share) for part, share in mark.shares.items()}
    for sentence in (
        f"That is {float(mark.precision['links']):.3f}.",
        f"That is {float(mark.recall['links']):.3f}.",
        f"**Links: {float(mark.shares['links']):.3f} of 55 = {points['links']:.1f}.**",
        f"Balance {float(mark.shares['entities']):.3f}. **Entities: {points['entities']:.1f}.**",
        f"**Evidence: {float(mark.shares['evidence']):.3f} of 20 = {points['evidence']:.1f}.**",
        f"**The mark: {float(mark.score):.1f}.**",
    ):
        assert sentence in GUIDE, sentence


def test_the_credit_of_each_line():
    found = marked([*links(L04=REVERSED, L05=None, L06=SOLID), TRAP]).judgement.found
    rows = {
        "L01": "Drenn, director of the firm",
        "L02": "Brale drives the van",
        "L03": "Brale uses the telephone",
        "L04": "firm owns the van",
        "L06": "Drenn gives orders to Brale",
    }
    assert set(found) == set(rows)
    for code, row in rows.items():
        one = found[code]
        assert f"\n| {row} | {one.link.weight} | {float(one.credit):.2f} |" in GUIDE, row
