"""Places that questions stand in: a bank, a quiz, or one section of a quiz; moving between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.authoring.formats import questions as rules
from lms.authoring.formats.paths import questions_file
from lms.authoring.formats.texts import Json, mappings, peek, value_of, yaml_text
from lms.authoring.formats.tree import QuizNode, Tree


@dataclass(frozen=True)
class QuestionPlace:
    """A list of questions of a draft. `section` counts from 0; None: the file's own list."""

    group: str
    name: str
    section: int | None
    title: Json
    section_title: Json

    @property
    def key(self) -> str:
        """How forms name the place."""
        number = "" if self.section is None else f"/{self.section}"
        return f"{self.group}/{self.name}{number}"


def places_of(tree: Tree, texts: Mapping[str, str]) -> list[QuestionPlace]:
    """All places of a draft that take questions: banks, tests, checks of modules."""
    nodes = [*tree.banks, *tree.tests, *(one.quiz for one in tree.modules if one.quiz)]
    return [place for node in nodes if node.path in texts for place in _places(node, texts)]


def _places(node: QuizNode, texts: Mapping[str, str]) -> list[QuestionPlace]:
    sections = mappings(peek(texts[node.path]).get("sections"))
    if not sections:
        return [QuestionPlace(node.group, node.name, None, node.title, {})]
    return [
        QuestionPlace(node.group, node.name, at, node.title, _words(section.get("title")))
        for at, section in enumerate(sections)
    ]


def _words(title: object) -> Json:
    return title if isinstance(title, dict) else {}


def moved(
    texts: Mapping[str, str], path: str, name: str, to: QuestionPlace, at: int | None = None
) -> dict[str, str]:
    """The files after the question `name` of `path` went to a place, to its end or to `at`.

    A key that the other file has already is made new. Raises KeyError for an unknown question.
    """
    source = value_of(texts.get(path))
    where = rules.find(source, name)
    goal = questions_file(to.group, to.name) or ""
    if where is None or goal not in texts:
        raise KeyError(name)
    target = source if goal == path else value_of(texts[goal])
    rules.take_out(source, where)
    question, taken = where.payload, rules.keys_of(target)
    if question.get("key") in taken:
        question = rules.copied(question, taken)
    rules.add(target, question, to.section, at)
    return {path: yaml_text(source), goal: yaml_text(target)}
