"""Read a link-chart exercise file: all problems at once, each with its path."""

from lms.core.messages import N_
from lms.engines.linkchart.case_key import read_key
from lms.engines.linkchart.case_reports import (
    read_agencies,
    read_reports,
    read_symbols,
    read_vocabulary,
)
from lms.engines.linkchart.key import Case, CasePurpose, Review
from lms.engines.linkchart.tables import read_tables
from lms.engines.reading import Node, Parsed, Problems

SCHEMA = 2
MOST_HANDS = 5


def parse_case(payload: object) -> Parsed[Case]:
    """A case from its file, or from the one payload that the files of its folder make."""
    problems = Problems()
    node = Node(upgrade(payload), "", problems)
    node.choice("kind", ["link_chart"])
    node.schema(SCHEMA)
    agencies = read_agencies(node)
    entity_types, link_types = read_vocabulary(node)
    reports = read_reports(node, agencies)
    purpose = CasePurpose(node.choice("purpose", CasePurpose, default=CasePurpose.PRACTICE))
    review = Review.AT_ONCE if purpose is CasePurpose.PRACTICE else Review.RELEASED
    case = Case(
        key_name=node.key(),
        title=node.text("title", most=300),
        instructions=node.text("instructions"),
        case_question=node.text_or_none("case_question", most=300),
        handling=node.text_or_none("handling", most=300),
        purpose=purpose,
        pass_mark=node.whole("pass_mark", low=0, high=100, default=60),
        attempts=node.whole_or_none("attempts", low=1, high=100),
        minutes=node.whole_or_none("minutes", low=1, high=24 * 60),
        review=Review(node.choice("review", Review, default=review)),
        agencies=agencies,
        entity_types=entity_types,
        link_types=link_types,
        reports=reports,
        key=read_key(node.node("answers"), entity_types, link_types, reports),
        symbols=read_symbols(node),
        tables=read_tables(node),
        hands=_read_hands(node),
    )
    node.close()
    return problems.parsed(lambda: case)


def _read_hands(node: Node) -> tuple[int, int]:
    """How many people draw one chart: `hands: {least: 2, most: 4}`, else one to five."""
    inner = node.node_or_none("hands")
    if inner is None:
        return 1, MOST_HANDS
    least = inner.whole("least", low=1, high=MOST_HANDS, default=1)
    most = inner.whole("most", low=1, high=MOST_HANDS, default=MOST_HANDS)
    if least > most:
        inner.fault("least", N_("This is more than the most."))
    inner.close()
    return least, most


def upgrade(payload: object) -> object:
    """A case of an older schema in today's form.

    Schema 2 only adds fields that may be left out, so a case of schema 1 is one of schema 2.
    """
    return payload
