"""Things to be put into the categories that they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_, Message
from lms.engines.marking.kinds.common import (
    blank,
    by_token,
    distinct,
    either,
    read_pairs,
    right,
    shuffled,
    summed,
    wrong,
)
from lms.engines.marking.types import (
    Answered,
    HandMark,
    Json,
    Mark,
    PartMark,
    Question,
    Solution,
    token,
)
from lms.engines.reading import Node, Text, unique


@dataclass(frozen=True)
class Item:
    """A thing and the keys of all categories that are right for it."""

    key: str
    text: Text
    categories: tuple[str, ...]
    feedback: Text | None


@dataclass(frozen=True)
class CategoriseQuestion(Question):
    """`categories` stand in the author's order, which says nothing of the items."""

    categories: Mapping[str, Text]
    items: tuple[Item, ...]


Placed = dict[str, str]


class Categorise:
    """Each item earns an equal share. An answer holds a category key by item key."""

    name = "categorise"
    schema = 1

    def parse(self, head: Question, node: Node) -> CategoriseQuestion:
        categories = _categories(node)
        distinct(node, "categories", list(categories.values()))
        items = _items(node, categories)
        distinct(node, "items", [item.text for item in items])
        return CategoriseQuestion(**vars(head), categories=categories, items=items)

    def public_view(self, question: CategoriseQuestion, seed: str) -> Json:
        return {
            "categories": [
                {"token": token(seed, "category", question.key, key), "text": dict(text)}
                for key, text in question.categories.items()
            ],
            "items": shuffled(
                seed, question, "item", {item.key: item.text for item in question.items}
            ),
        }

    def read(self, question: CategoriseQuestion, seed: str, raw: object) -> Answered[Placed]:
        items = by_token(seed, question, "item", (item.key for item in question.items))
        categories = by_token(seed, question, "category", question.categories)
        return read_pairs(raw, "items", items, categories)

    def mark(
        self, question: CategoriseQuestion, answer: Placed | None, hand: HandMark | None = None
    ) -> Mark:
        share = Fraction(question.points, len(question.items))
        parts = (
            _judge(question, item, (answer or {}).get(item.key), share) for item in question.items
        )
        return summed(Fraction(question.points), tuple(parts))

    def explain(self, question: CategoriseQuestion, seed: str) -> Solution:
        return Solution(
            tuple(
                N_("%(left)s: %(right)s", left=item.text, right=_right(question, item))
                for item in question.items
            )
        )

    def model(self, question: CategoriseQuestion, seed: str) -> Json:
        return {
            "items": {
                token(seed, "item", question.key, item.key): token(
                    seed, "category", question.key, item.categories[0]
                )
                for item in question.items
            }
        }

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def _right(question: CategoriseQuestion, item: Item) -> Text | Message:
    return either([question.categories[key] for key in item.categories])


def _judge(
    question: CategoriseQuestion, item: Item, chosen: str | None, share: Fraction
) -> PartMark:
    if chosen is None:
        return blank(share, item.text)
    if chosen in item.categories:
        return right(share, item.text)
    reason = N_(
        "You chose: %(chosen)s. It belongs with: %(right)s.",
        chosen=question.categories[chosen],
        right=_right(question, item),
    )
    return wrong(share, item.text, item.feedback, reason)


def _categories(node: Node) -> dict[str, Text]:
    seen: set[str] = set()
    found: dict[str, Text] = {}
    for item in node.nodes("categories", low=2, high=8):
        key = item.key()
        unique(item, "key", key, seen)
        found[key] = item.text("text", most=300)
    return found


def _items(node: Node, categories: Mapping[str, Text]) -> tuple[Item, ...]:
    seen: set[str] = set()
    found = []
    for item in node.nodes("items", low=2, high=20):
        key = item.key()
        unique(item, "key", key, seen)
        text, right_ones = item.text("text", most=1000), _right_ones(item, categories)
        found.append(Item(key, text, right_ones, item.text_or_none("feedback")))
    return tuple(found)


def _right_ones(item: Node, categories: Mapping[str, Text]) -> tuple[str, ...]:
    value = item.raw("category")
    keys = value if isinstance(value, list) else [value]
    if not keys or any(key not in categories for key in keys if isinstance(key, str)):
        keys = [None]
    if not all(isinstance(key, str) for key in keys) or len(set(keys)) != len(keys):
        options = ", ".join(categories)
        item.fault("category", N_("Choose one or more of: %(options)s.", options=options))
        return tuple(categories)[:1]
    return tuple(keys)
