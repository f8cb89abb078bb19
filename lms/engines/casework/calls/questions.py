"""Questions on a table of calls as typed values; each stated answer follows from the table."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from lms.core.messages import N_, Message
from lms.engines.casework.calls.computing import Computed, Value, compute
from lms.engines.casework.calls.listing import Listing
from lms.engines.casework.calls.windows import Form, Window, read_end
from lms.engines.marking.kinds.common import one_correct, read_options
from lms.engines.marking.kinds.quantity import decimal
from lms.engines.marking.types import Option
from lms.engines.reading import Node, Text, unique

NUMBER, CHOOSE, NAMES, WINDOW, CHOICE = KINDS = ("number", "choose", "list", "window", "choice")
MOST_OPTIONS = 40


@dataclass(frozen=True)
class Question:
    """One question. `right` is the stated answer, which the table bears out; None for a choice.

    `tolerance` is in the number's unit, in days for a window of days, else in minutes. `local`
    says on which clock days and hours are meant. `options` are numbers to choose from, `choices`
    the author's own words.
    """

    key: str
    kind: str
    points: int
    text: Text
    local: bool
    why: Text | None
    right: Value | None = None
    computed: Computed | None = None
    tolerance: Fraction = Fraction(0)
    unit: str = ""
    options: tuple[str, ...] = ()
    many: bool = False
    choices: tuple[Option, ...] = field(default=())

    @property
    def form(self) -> Form | None:
        """The form of a window that is asked for."""
        return self.right.form if isinstance(self.right, Window) else None


def read_question(node: Node, listing: Listing, seen: set[str]) -> Question | None:
    """A question; problems go to the node's list."""
    key = node.key()
    unique(node, "key", key, seen)
    kind = node.choice("kind", KINDS)
    if node.raw("kind") != kind:
        node.skip_rest()
        return None
    local = node.choice("clock", ["utc", "local"], default="utc") == "local"
    head = Question(
        key=key,
        kind=kind,
        points=node.whole("points", low=1, high=20, default=1),
        text=node.text("text", most=2000),
        local=local,
        why=node.text_or_none("why"),
    )
    if kind == CHOICE:
        choices = read_options(node, low=2, high=12)
        one_correct(node, choices)
        return _with(head, choices=choices)
    computed = _computed(node, listing, local=local)
    return _READERS[kind](node, listing, head, computed)


def _with(head: Question, **more: object) -> Question:
    return Question(**{**vars(head), **more})


def _computed(node: Node, listing: Listing, *, local: bool) -> Computed | None:
    if not node.has("from"):
        node.fault("from", N_("Say how the answer follows from the table (what: ...)."))
        return None
    _what, found = compute(node.node("from"), listing, local=local)
    return found


V = TypeVar("V", Fraction, frozenset[str], Window)
_NAMES: dict[type, Message] = {
    Fraction: N_("a number"),
    frozenset: N_("telephone numbers"),
    Window: N_("a window of time"),
}


def _value(node: Node, computed: Computed | None, form: type[V]) -> V | None:
    """What is worked out, where it has the form that the kind asks for; if not, a problem."""
    if computed is None:
        return None
    if isinstance(computed.value, form):
        return computed.value
    message = N_("This does not give %(name)s, as this kind of question asks.", name=_NAMES[form])
    node.fault("from", message)
    return None


def _drift(node: Node, found: str) -> None:
    node.fault("answer", N_("The table gives %(found)s. Mend the answer.", found=found))


def _number(node: Node, listing: Listing, head: Question, computed: Computed | None) -> Question:
    stated, tolerance = node.exact("answer"), node.exact("tolerance", default="0")
    unit = node.string("unit", most=20, default="")
    if tolerance < 0:
        node.fault("tolerance", N_("Write 0 or a number above 0."))
    found = _value(node, computed, Fraction)
    if found is not None and abs(found - stated) > tolerance:
        _drift(node, decimal(found))
    return _with(head, right=stated, computed=computed, tolerance=tolerance, unit=unit)


def _stated_numbers(node: Node, listing: Listing) -> frozenset[str]:
    found = set()
    for text in node.strings("answer", low=1, high=MOST_OPTIONS, most=40):
        known = listing.known(text)
        if known is None:
            node.fault("answer", N_("No call of the table has %(number)s.", number=text))
        else:
            found.add(known)
    return frozenset(found)


def _check_numbers(node: Node, stated: frozenset[str], computed: Computed | None) -> None:
    found = _value(node, computed, frozenset)
    if found is not None and found != stated:
        _drift(node, ", ".join(sorted(found)))


def _names(node: Node, listing: Listing, head: Question, computed: Computed | None) -> Question:
    stated = _stated_numbers(node, listing)
    _check_numbers(node, stated, computed)
    return _with(head, right=stated, computed=computed)


def _choose(node: Node, listing: Listing, head: Question, computed: Computed | None) -> Question:
    stated = _stated_numbers(node, listing)
    _check_numbers(node, stated, computed)
    many = node.truth("many")
    if len(stated) > 1 and not many:
        node.fault("many", N_("Several numbers are right. Write many: true."))
    options = _options(node, listing)
    for number in sorted(stated - set(options)):
        node.fault("options", N_("%(number)s is right but stands not in the list.", number=number))
    return _with(head, right=stated, computed=computed, options=options, many=many)


def _options(node: Node, listing: Listing) -> tuple[str, ...]:
    if not node.has("options"):
        if len(listing.numbers) > MOST_OPTIONS:
            node.fault("options", N_("The table has many numbers. Name those to choose from."))
        return listing.numbers
    found = []
    for text in node.strings("options", low=2, high=MOST_OPTIONS, most=40):
        known = listing.known(text)
        if known is None:
            node.fault("options", N_("No call of the table has %(number)s.", number=text))
        elif known not in found:
            found.append(known)
    return tuple(sorted(found))


def _window(node: Node, listing: Listing, head: Question, computed: Computed | None) -> Question:
    tolerance = Fraction(node.whole("tolerance", low=0, high=600, default=0))
    inner = node.node("answer")
    found = _value(node, computed, Window)
    if found is None:
        inner.skip_rest()
        return head
    stated = read_window(inner, found.form)
    inner.close()
    if stated is not None and stated.off_by(found) > tolerance:
        _drift(node, str(found))
    return _with(head, right=stated, computed=computed, tolerance=tolerance)


FORM_HINTS: dict[Form, Message] = {
    Form.DAYS: N_('Write a day such as "2019-03-08".'),
    Form.HOURS: N_('Write an hour such as "22:00".'),
    Form.MOMENTS: N_('Write day and hour such as "2019-03-08 22:04".'),
}


def read_window(node: Node, form: Form) -> Window | None:
    """The fields `from` and `to` of a window; None with problems noted."""
    ends = []
    for name in ("from", "to"):
        text = node.string(name, most=20)
        end = read_end(form, text) if text else None
        if text and end is None:
            node.fault(name, FORM_HINTS[form])
        ends.append(end)
    if ends[0] is None or ends[1] is None:
        return None
    if form is not Form.HOURS and ends[1] < ends[0]:
        node.fault("to", N_("The end stands before the beginning."))
        return None
    return Window(form, ends[0], ends[1])


_Reader = Callable[[Node, Listing, Question, Computed | None], Question]
_READERS: dict[str, _Reader] = {
    NUMBER: _number,
    CHOOSE: _choose,
    NAMES: _names,
    WINDOW: _window,
}
