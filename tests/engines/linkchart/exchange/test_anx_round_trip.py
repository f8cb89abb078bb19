"""A chart that goes to i2's format and back is the same chart, in both ways of linking."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.engines.linkchart.document import dump_chart, parse_chart
from lms.engines.linkchart.exchange.anx_read import read_anx
from lms.engines.linkchart.exchange.anx_write import write_anx
from tests.engines.linkchart.any_charts import charts
from tests.engines.linkchart.test_shared import FULL

SLOW = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("references", [False, True])
def test_every_part_of_a_chart_comes_back(references):
    found = read_anx(write_anx(FULL, references=references).content)
    assert (found.chart, found.problems) == (FULL, ())


@SLOW
@given(charts(), st.booleans())
def test_any_chart_comes_back_and_is_one_that_the_own_json_takes(chart, references):
    assert parse_chart(dump_chart(chart)).value == chart
    found = read_anx(write_anx(chart, references=references).content)
    assert found.problems == ()
    assert dump_chart(found.chart) == dump_chart(chart)
    assert parse_chart(dump_chart(found.chart)).value == chart
