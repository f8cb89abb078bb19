"""A trainer's word on a line counts instead of the engine's, and only there."""

from fractions import Fraction

import pytest

from lms.engines.linkchart.lines import explain
from lms.engines.linkchart.marking import mark_chart
from lms.engines.linkchart.model import Link
from lms.engines.linkchart.stored import dump_mark, one_decimal
from tests.engines.linkchart.case44 import KEY, chart_of, key_entities, key_links


def score(chart, **words):
    return one_decimal(mark_chart(chart, KEY, {k: Fraction(v) for k, v in words.items()}).score)


def with_an_unsupported_link():
    return chart_of(key_entities(), [*key_links(), Link("x", "E6", "E4", "calls")])


def test_a_drawn_link_that_the_trainer_accepts_costs_nothing():
    chart = with_an_unsupported_link()
    assert float(score(chart)) < 100
    assert score(chart, **{"drawn:x": "0"}) == "100.0"


def test_a_link_of_the_key_gets_the_credit_that_is_said():
    full = chart_of(key_entities(), key_links())
    lowered = mark_chart(full, KEY, {"link:L1": Fraction(0)})
    assert lowered.judgement.found["L1"].credit == 0
    assert lowered.score < 100
    assert score(full, **{"link:L1": "1"}) == "100.0"


def test_a_missing_link_can_be_credited():
    chart = chart_of(key_entities(), key_links()[1:])
    assert mark_chart(chart, KEY, {"link:L1": Fraction(1)}).score > mark_chart(chart, KEY).score


def test_every_line_has_a_name_of_its_own_and_keeps_the_comment():
    chart = with_an_unsupported_link()
    mark = mark_chart(chart, KEY)
    names = [line.name for line in explain(chart, KEY, mark)]
    assert len(names) == len(set(names))
    assert {"link:L1", "drawn:x", "entity:E1"} <= set(names)
    stored = dump_mark(chart, KEY, mark, {"drawn:x": "Seen at the briefing."})
    assert [line["said"] for line in stored["lines"] if "said" in line] == ["Seen at the briefing."]


@pytest.mark.parametrize("line", ["link:nothing", "drawn:nothing", "extra:nothing"])
def test_a_word_on_a_line_that_is_not_there_changes_nothing(line):
    chart = with_an_unsupported_link()
    assert mark_chart(chart, KEY, {line: Fraction(1)}).score == mark_chart(chart, KEY).score
