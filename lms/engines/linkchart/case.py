"""Read a link-chart exercise file: all problems at once, each with its path."""

from datetime import date

from lms.core.messages import N_
from lms.engines.linkchart.case_key import read_code, read_key
from lms.engines.linkchart.key import (
    Agency,
    Case,
    CasePurpose,
    LinkType,
    Report,
    ReportGrade,
    Review,
)
from lms.engines.linkchart.vocabulary import ENTITY_TYPES
from lms.engines.reading import Node, Parsed, Problems, unique
from lms.engines.scales import FOUR_BY_FOUR, HANDLING_CODES, SCALES

SCHEMA = 1
MOST_REPORTS = 200


def parse_case(payload: object) -> Parsed[Case]:
    """A case from its file."""
    problems = Problems()
    node = Node(upgrade(payload), "", problems)
    node.choice("kind", ["link_chart"])
    node.whole("schema", low=1, high=SCHEMA)
    agencies = _agencies(node)
    entity_types, link_types = _vocabulary(node)
    reports = _reports(node, agencies)
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
    )
    node.close()
    return problems.parsed(lambda: case)


def upgrade(payload: object) -> object:
    """A case of an older schema in today's form. Schema 1 is the first."""
    return payload


def _agencies(node: Node) -> dict[str, Agency]:
    seen: set[str] = set()
    found = {}
    for item in node.nodes("agencies", low=1, high=40):
        agency = Agency(item.key(), item.text("name", most=200))
        unique(item, "key", agency.key, seen)
        found[agency.key] = agency
    return found


def _vocabulary(node: Node) -> tuple[tuple[str, ...], dict[str, LinkType]]:
    inner = node.node("vocabulary")
    types = []
    for name in inner.strings("entity_types", low=1, high=len(ENTITY_TYPES), most=64):
        if name in ENTITY_TYPES:
            types.append(name)
        else:
            options = ", ".join(ENTITY_TYPES)
            inner.fault("entity_types", N_("Choose from: %(options)s.", options=options))
    seen: set[str] = set()
    links = {}
    for item in inner.nodes("link_types", low=1, high=40):
        link = LinkType(item.key(), item.text("label", most=60), item.truth("directed"))
        unique(item, "key", link.key, seen)
        links[link.key] = link
    inner.close()
    return tuple(types), links


def _reports(node: Node, agencies: dict[str, Agency]) -> dict[str, Report]:
    seen: set[str] = set()
    found = {}
    for item in node.nodes("reports", low=1, high=MOST_REPORTS):
        code = read_code(item, "id")
        unique(item, "id", code, seen)
        found[code] = Report(
            id=code,
            agency=item.choice("agency", agencies),
            title=item.text("title", most=200),
            date=_date(item),
            grade=_grade(item),
            origin=item.string("origin", most=64, default=code),
            text=item.text("text", most=8000),
        )
    return found


def _date(node: Node) -> date | None:
    value = node.raw("date")
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        node.fault("date", N_('Write the date in quotes as year-month-day, such as "2019-03-12".'))
        return None


def _grade(node: Node) -> ReportGrade | None:
    inner = node.node_or_none("grade")
    if inner is None:
        return None
    scale = SCALES[inner.choice("scheme", [FOUR_BY_FOUR.scheme])]
    grade = ReportGrade(
        scheme=scale.scheme,
        source=inner.choice("source", scale.codes("source")),
        information=inner.choice("information", scale.codes("information")),
        handling=inner.choice("handling", HANDLING_CODES, default="H0"),
    )
    inner.close()
    return grade
