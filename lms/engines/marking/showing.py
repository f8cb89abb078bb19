"""What a browser may know of a quiz while it is taken: never a key, never an author's name."""

from functools import lru_cache

from lms.engines.marking.drawing import by_section, questions_in_order
from lms.engines.marking.kinds import QUESTION_KINDS
from lms.engines.marking.kinds.hotspot import HotspotQuestion, picture_tokens
from lms.engines.marking.plan import Quiz
from lms.engines.marking.types import Drawing, Json, Question, token
from lms.engines.reading import Text


def question_token(seed: str, question: Question) -> str:
    """The name by which the browser knows a question of this attempt."""
    return token(seed, "question", question.key)


class _Same:
    """A quiz by identity, so that what is worked out for it can be kept."""

    __slots__ = ("quiz",)

    def __init__(self, quiz: Quiz) -> None:
        self.quiz = quiz

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.quiz is other.quiz

    def __hash__(self) -> int:
        return id(self.quiz)


@lru_cache(maxsize=2048)
def _by_name(same: _Same, seed: str) -> dict[str, Question]:
    return {question_token(seed, one): one for one in questions_in_order(same.quiz, seed)}


def question_named(quiz: Quiz, seed: str, name: str) -> Question | None:
    """The question of an attempt by its token. Drawing is the dear part of saving an answer, so
    what it gave is kept for the attempts that are under way."""
    return _by_name(_Same(quiz), seed).get(name)


def public_view(quiz: Quiz, seed: str) -> Json:
    """The quiz of one attempt. `sections` name their questions by token, in the same order."""
    sections = by_section(quiz, seed)
    return {
        "title": dict(quiz.title),
        "instructions": _words(quiz.instructions),
        "layout": quiz.layout.value,
        "sections": [
            {
                "title": _words(section.title),
                "instructions": _words(section.instructions),
                "questions": [question_token(seed, question) for question in questions],
            }
            for section, questions in zip(quiz.sections, sections, strict=True)
        ],
        "questions": [public_question(one, seed) for questions in sections for one in questions],
    }


def public_question(question: Question, seed: str) -> Json:
    """One question as an attempt shows it; its kind may put text of its own over the head's."""
    quote = question.quote
    return {
        "token": question_token(seed, question),
        "kind": question.kind,
        "points": question.points,
        "text": dict(question.text),
        "quote": {"source": dict(quote.source), "text": dict(quote.text)} if quote else None,
        **QUESTION_KINDS[question.kind].public_view(question, seed),
    }


def picture_of(quiz: Quiz, seed: str, name: str) -> str | None:
    """The path in the course's folder of a picture that this attempt shows under a token."""
    for question in questions_in_order(quiz, seed):
        if isinstance(question, HotspotQuestion):
            for language, known in picture_tokens(question, seed).items():
                if known == name:
                    return question.images[language]
    return None


def drawings_of(quiz: Quiz, seed: str) -> dict[str, Drawing]:
    """What is drawn over the pictures of an attempt, by question token; for after release only."""
    found = {}
    for question in questions_in_order(quiz, seed):
        if isinstance(question, HotspotQuestion) and not question.withdrawn:
            solution = QUESTION_KINDS[question.kind].explain(question, seed)
            if solution.drawing is not None:
                found[question_token(seed, question)] = solution.drawing
    return found


def _words(text: Text | None) -> Json | None:
    return dict(text) if text else None
