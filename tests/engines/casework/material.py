"""The small case, typed."""

from lms.engines.linkchart.case import parse_case
from tests.factories.casework import case_payload


def case(**changes):
    """The case, with changes of its file."""
    parsed = parse_case(case_payload(**changes))
    assert parsed.value is not None, parsed.problems
    return parsed.value


def words(problems):
    """Problems as (path, English)."""
    return [(one.path, one.message.english()) for one in problems]
