"""Marking an intelligence report: what can be checked at once, and what a person gives.

Checked: the bottom line (says what it has to, and is short), facts apart from inference, no vague
words, required content (half where it stands in another section), grade, handling, likelihood and
confidence, recipients. Forbidden words, words that only together give a source away, and wrong
recipients cost. What is critical fails the exercise: the mark stays below the pass mark, whatever
else is right. The rubric's points come on top, from a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.casework.product.answers import Written, model_written
from lms.engines.casework.product.task import (
    PRODUCT,
    SECTION_WORDS,
    Forbidden,
    Product,
    Recipient,
    Required,
    Right,
    Section,
)
from lms.engines.casework.sheet import (
    ZERO,
    LineMark,
    SheetMark,
    by_hand,
    line_of_parts,
    lost_in,
    outcome_of,
)
from lms.engines.casework.wording import Group, missing_groups, vague_words
from lms.engines.casework.yardstick import (
    BANDS,
    bands_in,
    mark_confidence,
    mark_likelihood,
)
from lms.engines.folding import fold
from lms.engines.marking.kinds.common import blank
from lms.engines.marking.kinds.essay import Essay
from lms.engines.marking.kinds.grading import mark_code, right_code
from lms.engines.marking.types import HandMark, Outcome, PartMark
from lms.engines.reading import Text

ENGINE = "intelligence_report/1"
READ = N_("Read by a person")
ONE, TWO, HALF = Fraction(1), Fraction(2), Fraction(1, 2)
# words of an inference that do not belong among facts, beside those of the yardstick
INFERRING = (
    "we assess",
    "we believe",
    "we think",
    "we conclude",
    "we judge",
    "it is assessed",
    "in our view",
    "this suggests",
    "suggests that",
    "this indicates",
    "indicates that",
    "apparently",
    "presumably",
    "therefore",
    "ہماری رائے",
    "ہمارا اندازہ",
    "ہمارے خیال میں",
    "لگتا ہے",
    "غالبا",
)


@dataclass(frozen=True)
class ProductMark:
    """A marked product. `pending`: the rubric waits for a person. `critical`: the keys of what
    fails it."""

    sheet: SheetMark
    pending: bool
    critical: tuple[str, ...]


def mark_product(
    product: Product, written: Written | None, hand: Mapping[str, HandMark] | None = None
) -> ProductMark:
    """The mark of what was written, with what persons gave: by criterion for the product as a
    whole, or for one checked line."""
    found = written or Written()
    lines = [by_hand(line, hand) for line in _checked(product, found)]
    costs = [by_hand(line, hand) for line in _costs(product, found)]
    points = max(ZERO, sum((line.points for line in (*lines, *costs)), ZERO))
    maximum = sum((line.maximum for line in lines), ZERO)
    pending = False
    if product.paper is not None:
        given = (hand or {}).get(PRODUCT)
        mark = Essay().mark(product.paper, found.whole or None, given)
        line = line_of_parts(PRODUCT, READ, mark.parts)
        lines.append(_with_comment(line, mark.pending, mark.comment))
        points, maximum, pending = points + mark.points, maximum + mark.maximum, mark.pending
    critical = tuple(line.key for line in costs if line.points and _is_critical(product, line.key))
    if critical:
        lid = maximum * max(0, product.settings.pass_mark - 1) / 100
        points = min(points, lid)
    sheet = SheetMark(points, maximum, (*lines, *costs), {"critical": list(critical)})
    return ProductMark(sheet, pending, critical)


def _with_comment(line: LineMark, pending: bool, comment: str) -> LineMark:
    outcome = Outcome.WAITS if pending else line.outcome
    return LineMark(**{**vars(line), "outcome": outcome, "comment": comment})


def faults_of_model(product: Product) -> list[Message]:
    """What the author's own model loses by the checks, so that no check asks for what the author
    did not do."""
    written = model_written(product)
    faults = [
        N_("The model itself loses points: %(line)s.", line=line.subject)
        for line in _checked(product, written)
        if line.points < line.maximum
    ]
    return faults + [
        N_("The model itself holds what is forbidden: %(line)s.", line=line.subject)
        for line in _costs(product, written)
    ]


def _checked(product: Product, written: Written) -> Iterable[LineMark]:
    yield _mark_bottom_line(product, written)
    yield _mark_apart(written)
    yield _mark_vague(product, written)
    for required in product.required.values():
        yield _mark_required(required, written)
    if product.grade:
        yield _mark_grade(product, written)
    if product.likelihoods or product.confidences:
        yield _mark_likely(product, written)
    if product.recipients:
        yield _mark_recipients(product, written)


def _mark_bottom_line(product: Product, written: Written) -> LineMark:
    subject, text = N_("Bottom line first"), written.text(Section.BOTTOM_LINE)
    says, short = N_("It says what matters"), N_("It is short")
    if not text:
        return line_of_parts("bottom-line", subject, (blank(ONE, says), blank(ONE, short)))
    groups = product.bottom_line.words
    missing = missing_groups(groups, text)
    share = 1 - Fraction(len(missing), len(groups))
    reason = (
        N_("It does not say “%(words)s”.", words=_ways(missing))
        if missing
        else N_("Who reads no further knows what matters.")
    )
    count, most = len(text.split()), product.bottom_line.most
    is_short = count <= most
    length = N_("%(count)s words, at most %(most)s are wished for.", count=count, most=most)
    parts = (
        PartMark(says, outcome_of(share, ONE, answered=True), share, ONE, reason),
        PartMark(
            short,
            Outcome.RIGHT if is_short else Outcome.WRONG,
            ONE if is_short and share else ZERO,
            ONE,
            length,
        ),
    )
    return line_of_parts("bottom-line", subject, parts, given=lost_in(parts))


def _mark_apart(written: Written) -> LineMark:
    facts, assessment = written.text(Section.FACTS), written.text(Section.ASSESSMENT)
    first, second = N_("Only facts among the facts"), N_("The inference stands by itself")
    mixed = _inferring(facts)
    if not facts:
        parts = [blank(HALF, first)]
    elif mixed:
        reason = N_("“%(words)s” belongs into the assessment.", words="”, “".join(mixed))
        parts = [PartMark(first, Outcome.WRONG, ZERO, HALF, reason)]
    else:
        parts = [PartMark(first, Outcome.RIGHT, HALF, HALF, N_("No inference is mixed in."))]
    if assessment:
        reason = N_("The assessment has a section of its own.")
        parts.append(PartMark(second, Outcome.RIGHT, HALF, HALF, reason))
    else:
        parts.append(blank(HALF, second))
    return line_of_parts(
        "apart", N_("Facts apart from inference"), tuple(parts), given=lost_in(parts)
    )


def _inferring(text: str) -> list[str]:
    folded = f" {fold(text)} "
    marks = [mark for mark in INFERRING if f" {fold(mark)} " in folded]
    return marks + [BANDS[key].written[0] for key in bands_in(text)]


def _mark_vague(product: Product, written: Written) -> LineMark:
    subject = N_("No vague words")
    text = f"{written.text(Section.BOTTOM_LINE)}\n{written.text(Section.ASSESSMENT)}"
    vague = vague_words(text, product.vague)
    if not text.strip():
        part = blank(ONE)
    elif vague:
        reason = N_(
            "Vague: “%(words)s”. Say how likely it is, by a word of the yardstick.",
            words="”, “".join(vague),
        )
        part = PartMark(None, Outcome.WRONG, ZERO, ONE, reason)
    else:
        part = PartMark(None, Outcome.RIGHT, ONE, ONE, N_("Clear words, and nothing vague."))
    return line_of_parts("wording", subject, (part,))


def _mark_required(required: Required, written: Written) -> LineMark:
    most = Fraction(required.weight)
    wanted = required.sections or tuple(Section)
    there = [section for section in Section if required.ways.stands_in(written.text(section))]
    if any(section in wanted for section in there):
        part = PartMark(None, Outcome.RIGHT, most, most, N_("It stands there."))
    elif there:
        reason = N_(
            "It stands under “%(there)s”, but belongs under “%(wanted)s”.",
            there=SECTION_WORDS[there[0]],
            wanted=SECTION_WORDS[wanted[0]],
        )
        part = PartMark(None, Outcome.PARTLY, most * HALF, most, reason)
    elif written.whole:
        part = PartMark(None, Outcome.WRONG, ZERO, most, N_("It is not said."))
    else:
        part = blank(most)
    solution = (N_("For example: “%(words)s”", words=required.ways.shown),)
    return line_of_parts(
        f"required:{required.key}", required.label, (part,), solution=solution, why=required.why
    )


def _mark_grade(product: Product, written: Written) -> LineMark:
    scale = product.scale
    parts = tuple(
        mark_code(scale, part, right, written.grade.get(part), most=ONE)
        for part, right in product.grade.items()
    )
    solution = tuple(right_code(scale, part, right) for part, right in product.grade.items())
    return line_of_parts(
        "grade", N_("Grade and handling"), parts, solution=solution, given=lost_in(parts)
    )


def _mark_likely(product: Product, written: Written) -> LineMark:
    parts = []
    if product.likelihoods:
        parts.append(mark_likelihood(product.likelihoods, written.likelihood, ONE))
    if product.confidences:
        parts.append(mark_confidence(product.confidences, written.confidence, ONE))
    return line_of_parts(
        "likelihood", N_("How likely, and how sure"), tuple(parts), given=lost_in(parts)
    )


def _mark_recipients(product: Product, written: Written) -> LineMark:
    must = [one for one in product.recipients.values() if one.right is Right.MUST]
    hits = [one for one in must if one.key in written.recipients]
    missing = [one for one in must if one.key not in written.recipients]
    points = TWO * Fraction(len(hits), len(must))
    if not written.recipients:
        part = blank(TWO)
    elif missing:
        reason = N_("Who has to have it is left out: %(names)s.", names=_names(missing))
        part = PartMark(None, outcome_of(points, TWO, answered=True), points, TWO, reason)
    else:
        part = PartMark(None, Outcome.RIGHT, TWO, TWO, N_("Who has to have it, has it."))
    return line_of_parts("recipients", N_("Recipients"), (part,), solution=(_names(must),))


def _costs(product: Product, written: Written) -> Iterable[LineMark]:
    text = written.whole
    for one in product.forbidden.values():
        if not missing_groups(one.groups, text):
            yield _mark_forbidden(one, text)
    for recipient in product.recipients.values():
        if recipient.right is Right.NEVER and recipient.key in written.recipients:
            yield _mark_never(recipient)


def _mark_forbidden(one: Forbidden, text: str) -> LineMark:
    cost = Fraction(one.weight * (2 if one.critical else 1))
    words = "”, “".join(group.found(text) or "" for group in one.groups)
    reason = (
        N_("It must not stand there: “%(words)s”.", words=words)
        if len(one.groups) == 1
        else N_("Together these give it away: “%(words)s”.", words=words)
    )
    return _cost_line(
        f"forbidden:{one.key}", one.label, cost, reason, critical=one.critical, why=one.why
    )


def _mark_never(recipient: Recipient) -> LineMark:
    cost = TWO if recipient.critical else ONE
    reason = N_("They must not have it.")
    return _cost_line(
        f"recipient:{recipient.key}",
        recipient.name,
        cost,
        reason,
        critical=recipient.critical,
        why=recipient.why,
    )


def _cost_line(
    key: str,
    subject: Text | Message,
    cost: Fraction,
    reason: Message,
    *,
    critical: bool,
    why: Text | None,
) -> LineMark:
    if critical:
        reason = N_("%(reason)s This fails the exercise, whatever else is right.", reason=reason)
    return LineMark(
        key=key,
        subject=subject,
        outcome=Outcome.WRONG,
        points=-cost,
        maximum=ZERO,
        parts=(PartMark(None, Outcome.WRONG, -cost, ZERO, reason),),
        why=why,
        minimum=-cost,
    )


def subjects(product: Product) -> dict[str, Text | Message]:
    """What each line is about, by its name: the checks, what costs, and the rubric."""
    model = model_written(product)
    return {
        **{line.key: line.subject for line in _checked(product, model)},
        **{f"forbidden:{one.key}": one.label for one in product.forbidden.values()},
        **{f"recipient:{one.key}": one.name for one in product.recipients.values()},
        **({PRODUCT: READ} if product.paper else {}),
    }


def _is_critical(product: Product, key: str) -> bool:
    kind, _, name = key.partition(":")
    if kind == "forbidden":
        return product.forbidden[name].critical
    return product.recipients[name].critical


def _ways(groups: Iterable[Group]) -> str:
    return "”, “".join(group.shown for group in groups)


def _names(recipients: Iterable[Recipient]) -> Text | Message:
    first, *rest = [one.name for one in recipients]
    found: Text | Message = first
    for name in rest:
        found = N_("%(one)s; %(other)s", one=found, other=name)
    return found
