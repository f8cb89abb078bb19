"""What participants write in their own words and persons mark by a rubric, whichever kind holds it:
essay questions of quizzes, and the product of an intelligence report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.core.messages import Message
from lms.engines.casework.product.task import SECTION_WORDS, Product, Section
from lms.engines.casework.yardstick import BANDS, CONFIDENCE
from lms.engines.marking.kinds.essay import EssayQuestion
from lms.engines.marking.quiz import Quiz, question_token
from lms.engines.reading import Text
from lms.exercises.kinds.sheets import line_token


@dataclass(frozen=True)
class Block:
    """A part of what was written, or (`chosen`) what was chosen with it; `heading` is None where
    it has no parts."""

    heading: Text | Message | None
    text: str
    chosen: tuple[Text | Message | str, ...] = ()


def written_questions(spec: object) -> dict[str, EssayQuestion]:
    """What persons mark in an exercise, by key."""
    if isinstance(spec, Quiz):
        return {one.key: one for one in spec.questions if isinstance(one, EssayQuestion)}
    if isinstance(spec, Product) and spec.paper is not None:
        return {spec.paper.key: spec.paper}
    return {}


def written_token(spec: object, seed: str, question: EssayQuestion) -> str:
    """The name by which a browser knows the question in this attempt."""
    if isinstance(spec, Product):
        return line_token(seed, question.key)
    return question_token(seed, question)


def written_blocks(
    spec: object, seed: str, question: EssayQuestion, answers: Mapping[str, Any]
) -> list[Block]:
    """What was written in answer to a question, part by part; empty parts are left out."""
    answer = answers.get(written_token(spec, seed, question)) or {}
    if not isinstance(spec, Product):
        text = str(answer.get("text", ""))
        return [Block(None, text)] if text else []
    blocks = [
        Block(SECTION_WORDS[section], str(answer[section.value]))
        for section in Section
        if answer.get(section.value)
    ]
    chosen = tuple(_chosen(spec, seed, answer))
    return [Block(None, "", chosen), *blocks] if blocks and chosen else blocks


def _chosen(spec: Product, seed: str, answer: Mapping[str, Any]) -> Iterable[Text | Message | str]:
    """Grade, words of likelihood and recipients, for who reads the product."""
    known = spec.recipients_by_token(seed)
    yield from (known[one].name for one in answer.get("recipients", []) if one in known)
    grade = " ".join(str(answer[part]) for part in spec.grade if answer.get(part))
    if grade:
        yield grade
    if answer.get("likelihood") in BANDS:
        yield BANDS[answer["likelihood"]].words
    if answer.get("confidence") in CONFIDENCE:
        yield CONFIDENCE[answer["confidence"]]
