"""Two lists: each one on the left belongs with one on the right."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.marking.kinds.common import (
    blank,
    by_token,
    distinct,
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
class Pair:
    """What belongs together; `feedback` is for who joins the left one with something else."""

    key: str
    left: Text
    right: Text
    feedback: Text | None


@dataclass(frozen=True)
class Decoy:
    """Something on the right that fits nothing."""

    key: str
    text: Text
    feedback: Text | None


@dataclass(frozen=True)
class MatchingQuestion(Question):
    pairs: tuple[Pair, ...]
    decoys: tuple[Decoy, ...]

    @property
    def rights(self) -> dict[str, Text]:
        """All on the right by their English words: two with the same words are one.

        The words name them, not the author's keys: so neither token nor order hangs on which of
        them belong to a pair.
        """
        texts = [*(pair.right for pair in self.pairs), *(decoy.text for decoy in self.decoys)]
        ordered = sorted(texts, key=lambda text: sorted(text.items()), reverse=True)
        return {text["en"]: text for text in ordered}


Joined = dict[str, str]


class Matching:
    """Each pair earns an equal share. An answer holds pair keys and English words of the right."""

    name = "matching"
    schema = 1

    def parse(self, head: Question, node: Node) -> MatchingQuestion:
        pairs, decoys = _pairs(node), _decoys(node)
        distinct(node, "pairs", [pair.left for pair in pairs])
        distinct(node, "decoys", [decoy.text for decoy in decoys])
        rights = {pair.right.get("en") for pair in pairs}
        for number, decoy in enumerate(decoys):
            if decoy.text.get("en") in rights:
                message = N_("This fits a pair. Write a decoy that fits nothing.")
                node.fault(f"decoys[{number}].text", message)
        if pairs and len(rights) + len(decoys) < 2:
            node.fault("pairs", N_("Give at least two different texts on the right."))
        return MatchingQuestion(**vars(head), pairs=pairs, decoys=decoys)

    def public_view(self, question: MatchingQuestion, seed: str) -> Json:
        lefts = {pair.key: pair.left for pair in question.pairs}
        return {
            "lefts": shuffled(seed, question, "left", lefts),
            "rights": shuffled(seed, question, "right", question.rights),
        }

    def read(self, question: MatchingQuestion, seed: str, raw: object) -> Answered[Joined]:
        lefts = by_token(seed, question, "left", (pair.key for pair in question.pairs))
        rights = by_token(seed, question, "right", question.rights)
        return read_pairs(raw, "pairs", lefts, rights)

    def mark(
        self, question: MatchingQuestion, answer: Joined | None, hand: HandMark | None = None
    ) -> Mark:
        share = Fraction(question.points, len(question.pairs))
        parts = (
            _judge(question, pair, (answer or {}).get(pair.key), share) for pair in question.pairs
        )
        return summed(Fraction(question.points), tuple(parts))

    def explain(self, question: MatchingQuestion, seed: str) -> Solution:
        return Solution(
            tuple(
                N_("%(left)s: %(right)s", left=pair.left, right=pair.right)
                for pair in question.pairs
            )
        )

    def model(self, question: MatchingQuestion, seed: str) -> Json:
        return {
            "pairs": {
                token(seed, "left", question.key, pair.key): token(
                    seed, "right", question.key, pair.right["en"]
                )
                for pair in question.pairs
            }
        }

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def _judge(question: MatchingQuestion, pair: Pair, chosen: str | None, share: Fraction) -> PartMark:
    if chosen is None:
        return blank(share, pair.left)
    if chosen == pair.right["en"]:
        return right(share, pair.left)
    decoy = next((one for one in question.decoys if one.text["en"] == chosen), None)
    word = (decoy.feedback if decoy else None) or pair.feedback
    reason = N_(
        "You chose: %(chosen)s. It belongs with: %(right)s.",
        chosen=question.rights[chosen],
        right=pair.right,
    )
    return wrong(share, pair.left, word, reason)


def _pairs(node: Node) -> tuple[Pair, ...]:
    seen: set[str] = set()
    found = []
    for item in node.nodes("pairs", low=2, high=12):
        key = item.key()
        unique(item, "key", key, seen)
        left, other = item.text("left", most=1000), item.text("right", most=1000)
        found.append(Pair(key, left, other, item.text_or_none("feedback")))
    return tuple(found)


def _decoys(node: Node) -> tuple[Decoy, ...]:
    seen: set[str] = set()
    found = []
    for item in node.nodes("decoys", low=0, high=6):
        key = item.key()
        unique(item, "key", key, seen)
        found.append(Decoy(key, item.text("text", most=1000), item.text_or_none("feedback")))
    return tuple(found)
