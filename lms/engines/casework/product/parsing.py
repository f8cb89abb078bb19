"""Read the task file of an intelligence report: all problems at once."""

from lms.core.messages import N_
from lms.engines.casework.product.marking import faults_of_model
from lms.engines.casework.product.task import (
    NAME,
    PRODUCT,
    SCHEMA,
    BottomLine,
    Forbidden,
    Product,
    Recipient,
    Required,
    Right,
    Section,
)
from lms.engines.casework.sheet import Purpose, Settings, read_settings
from lms.engines.casework.wording import Group, read_groups, read_vague, read_ways, short_key
from lms.engines.casework.yardstick import BANDS, CONFIDENCE, read_words
from lms.engines.linkchart.key import Case
from lms.engines.marking.kinds.essay import EssayQuestion, read_length, read_rubric
from lms.engines.marking.kinds.grading import read_grade
from lms.engines.marking.plan import Review
from lms.engines.marking.types import Question
from lms.engines.reading import Node, Parsed, Problems, Text, unique
from lms.engines.scales import SCALES, Scale

MOST_CHECKS = 60
_NEEDED = (Section.BOTTOM_LINE, Section.FACTS, Section.ASSESSMENT)


def parse_product(payload: object, case: Case) -> Parsed[Product]:
    """An intelligence report on the reports of `case`.

    The author's model has to pass each check that the file makes, so that the checks are fair.
    """
    problems = Problems()
    node = Node(payload, "", problems)
    settings = read_settings(node, NAME, schema=SCHEMA)
    scale = SCALES[node.choice("scheme", SCALES, default="4x4")]
    at_once = settings.purpose is Purpose.PRACTICE or settings.review is Review.AT_ONCE
    product = Product(
        settings=settings,
        case=case,
        scale=scale,
        grade=_read_grades(node, scale),
        recipients=_read_recipients(node, case),
        likelihoods=read_words(node, "likelihood", BANDS),
        confidences=read_words(node, "confidence", CONFIDENCE),
        bottom_line=_read_bottom_line(node),
        required=_read_required(node),
        forbidden=_read_forbidden(node),
        vague=read_vague(node),
        model=_read_model(node),
        paper=_read_paper(node, settings),
        tell=node.truth("tell", default=at_once),
    )
    node.close()
    if not problems.found:
        for fault in faults_of_model(product):
            node.fault("model", fault)
    return problems.parsed(lambda: product)


def _read_grades(node: Node, scale: Scale) -> dict[str, str]:
    inner = node.node_or_none("grade")
    if inner is None:
        return {}
    parts = [part for part in scale.parts if part != "handling" or inner.has("handling")]
    found = {part: read_grade(inner, part, scale) for part in parts}
    inner.close()
    return found


def _read_recipients(node: Node, case: Case) -> dict[str, Recipient]:
    seen: set[str] = set()
    found = {}
    for item in node.nodes("recipients", low=0, high=40):
        key = short_key(item)
        unique(item, "key", key, seen)
        agency = case.agencies.get(key)
        name = item.text_or_none("name", most=200) or (agency.name if agency else None)
        if name is None:
            item.fault("name", N_("Give a name, or the key of an agency of the case."))
        right = Right(item.choice("right", Right))
        why = item.text_or_none("why")
        if right is Right.NEVER and not why:
            item.fault("why", N_("Say why they must not have it: people read it with their mark."))
        found[key] = Recipient(key, name or {}, right, item.truth("critical"), why)
    if found and not any(one.right is Right.MUST for one in found.values()):
        node.fault("recipients", N_("At least one of them has to get it (right: must)."))
    return found


def _read_bottom_line(node: Node) -> BottomLine:
    inner = node.node("bottom_line")
    found = BottomLine(
        read_groups(inner, "words", low=1), inner.whole("most", low=10, high=200, default=60)
    )
    inner.close()
    return found


def _read_required(node: Node) -> dict[str, Required]:
    seen: set[str] = set()
    found = {}
    for item in node.nodes("required", low=1, high=MOST_CHECKS):
        key = short_key(item)
        unique(item, "key", key, seen)
        sections = []
        for name in item.strings("in", low=0, high=len(Section), most=40):
            if name in [*Section]:
                sections.append(Section(name))
            else:
                item.fault("in", N_("Choose from: %(options)s.", options=", ".join(Section)))
        found[key] = Required(
            key=key,
            label=item.text("label", most=200),
            ways=read_ways(item, "any"),
            sections=tuple(sections),
            weight=item.whole("weight", low=1, high=10, default=1),
            why=item.text_or_none("why"),
        )
    return found


def _read_forbidden(node: Node) -> dict[str, Forbidden]:
    seen: set[str] = set()
    found = {}
    for name in ("forbidden", "combinations"):
        for item in node.nodes(name, low=0, high=MOST_CHECKS):
            key = short_key(item)
            unique(item, "key", key, seen)
            groups: tuple[Group, ...] = (
                (read_ways(item, "any"),)
                if name == "forbidden"
                else read_groups(item, "all", low=2)
            )
            found[key] = Forbidden(
                key=key,
                label=item.text("label", most=200),
                groups=groups,
                critical=item.truth("critical"),
                weight=item.whole("weight", low=1, high=10, default=1),
                why=item.text("why"),
            )
    return found


def _read_model(node: Node) -> dict[Section, Text]:
    inner = node.node("model")
    found: dict[Section, Text] = {}
    for section in Section:
        text = inner.text_or_none(section.value)
        if text:
            found[section] = text
        elif section in _NEEDED:
            inner.fault(section.value, N_("This text is needed, at least in English (en)."))
    inner.close()
    return found


def _read_paper(node: Node, settings: Settings) -> EssayQuestion | None:
    least, most = read_length(node)
    peers = node.whole("peers", low=0, high=3, default=0)
    if not node.has("rubric"):
        if peers:
            node.fault("peers", N_("Fellow participants mark by a rubric. Write one."))
        return None
    rubric = read_rubric(node)
    points = sum(criterion.points for criterion in rubric)
    if points > 100:
        node.fault("rubric", N_("Keep the criteria to 100 points in all."))
    head = Question(PRODUCT, "essay", points, settings.instructions, None, None)
    return EssayQuestion(
        **vars(head), least=least, most=most, rubric=rubric, model=None, peers=peers
    )
