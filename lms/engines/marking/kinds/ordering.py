"""Things to be put in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from lms.core.messages import N_
from lms.engines.marking.kinds.common import (
    ZERO,
    blank,
    by_token,
    distinct,
    field_of,
    refused,
    shuffled,
    stale,
    summed,
)
from lms.engines.marking.types import (
    Answered,
    HandMark,
    Json,
    Mark,
    Outcome,
    PartMark,
    Question,
    Solution,
    Tells,
    token,
)
from lms.engines.reading import Node, Text, unique


@dataclass(frozen=True)
class OrderingQuestion(Question):
    """`items` in the author's right order; `orders` are all right ones, that one first."""

    items: Mapping[str, Text]
    orders: tuple[tuple[str, ...], ...]
    feedback: Text | None


Placed = tuple[str, ...]


class Ordering:
    """What counts is how many pairs stand the right way round: 2 x share - 1, at least nothing.

    So a list turned round and one thrown together by chance earn nothing, and one slip costs
    little. Of several right orders the one that is nearest counts. An item that was not placed
    stands in no right pair.
    """

    name = "ordering"
    schema = 1

    def parse(self, head: Question, node: Node) -> OrderingQuestion:
        items = _items(node)
        distinct(node, "items", list(items.values()))
        return OrderingQuestion(
            **vars(head),
            items=items,
            orders=(tuple(items), *_accepted(node, items)),
            feedback=node.text_or_none("feedback"),
        )

    def public_view(self, question: OrderingQuestion, seed: str) -> Json:
        return {"items": shuffled(seed, question, "item", question.items)}

    def read(self, question: OrderingQuestion, seed: str, raw: object) -> Answered[Placed]:
        known = by_token(seed, question, "item", question.items)
        tokens = field_of(raw, "order")
        if not isinstance(tokens, list) or not all(isinstance(one, str) for one in tokens):
            return refused("order", N_("Put the list in order."))
        if any(one not in known for one in tokens):
            return refused("order", stale())
        if len(set(tokens)) != len(tokens):
            return refused("order", N_("Give each a place of its own."))
        return Answered(tuple(known[one] for one in tokens) or None)

    def mark(
        self, question: OrderingQuestion, answer: Placed | None, hand: HandMark | None = None
    ) -> Mark:
        full = Fraction(question.points)
        if not answer:
            return summed(full, (blank(full),))
        nearest = max(question.orders, key=lambda order: right_pairs(order, answer))
        count, most = right_pairs(nearest, answer), len(nearest) * (len(nearest) - 1) // 2
        points = full * max(ZERO, Fraction(2 * count, most) - 1)
        outcome = Outcome.RIGHT if count == most else Outcome.PARTLY if points else Outcome.WRONG
        whole = PartMark(
            None,
            outcome,
            points,
            full,
            N_("%(right)s of %(all)s pairs stand the right way round.", right=count, all=most),
            None if count == most else question.feedback,
        )
        return Mark(points, full, (whole, *_misplaced(question, nearest, answer)))

    def explain(self, question: OrderingQuestion, seed: str) -> Solution:
        texts = enumerate(question.items.values(), 1)
        return Solution(
            tuple(N_("%(place)s. %(text)s", place=place, text=text) for place, text in texts)
        )

    def model(self, question: OrderingQuestion, seed: str) -> Json:
        return {"order": [token(seed, "item", question.key, key) for key in question.items]}

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def right_pairs(order: Sequence[str], placed: Sequence[str]) -> int:
    """How many pairs of `order` stand the same way round in `placed`."""
    at = {key: place for place, key in enumerate(placed)}
    return sum(
        one in at and other in at and at[one] < at[other] for one, other in combinations(order, 2)
    )


def _misplaced(question: OrderingQuestion, order: Placed, placed: Placed) -> list[PartMark]:
    """A line for each item that does not stand at its place; they carry no points."""
    lines = []
    given = {key: place for place, key in enumerate(placed, 1)}
    for place, key in enumerate(order, 1):
        if given.get(key) == place:
            continue
        reason = (
            N_("It belongs at place %(right)s, not %(given)s.", right=place, given=given[key])
            if key in given
            else N_("Not placed. It belongs at place %(right)s.", right=place)
        )
        text = question.items[key]
        lines.append(PartMark(text, Outcome.WRONG, ZERO, ZERO, reason, None, Tells.ALL))
    return lines


def _items(node: Node) -> dict[str, Text]:
    seen: set[str] = set()
    found: dict[str, Text] = {}
    for item in node.nodes("items", low=3, high=12):
        key = item.key()
        unique(item, "key", key, seen)
        found[key] = item.text("text", most=1000)
    return found


def _accepted(node: Node, items: Mapping[str, Text]) -> list[tuple[str, ...]]:
    if not node.has("accepted"):
        return []
    found = []
    for where, value in node.items("accepted", low=1, high=20):
        keys = [key for key in value if isinstance(key, str)] if isinstance(value, list) else []
        if sorted(keys) == sorted(items) and isinstance(value, list) and len(value) == len(keys):
            found.append(tuple(keys))
        else:
            node.problems.add(where, N_("Write the keys of all items once each, in this order."))
    return found
