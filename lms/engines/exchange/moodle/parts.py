"""What all of Moodle's questions have: texts with files, points, feedback, tags."""

from collections.abc import Mapping
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.exchange.collecting import Notes, slug
from lms.engines.exchange.numbers import exact
from lms.engines.exchange.types import LeftOut, Payload
from lms.engines.exchange.words import (
    decoded,
    from_auto,
    from_markdown,
    from_plain,
    texts_from_html,
)
from lms.engines.exchange.xml import Node

Text = dict[str, str]
DIFFICULTY, AIM = "difficulty-", "aim-"
_LEVELS = ("easy", "medium", "hard")


def text_of(node: Node | None, notes: Notes) -> Text:
    """The text of an element, by the format that it names; {} where there is none."""
    if node is None:
        return {}
    inner = node.first("text")
    return words_of((inner or node).text, node, notes)


def words_of(source: str, node: Node, notes: Notes) -> Text:
    """A text in the format and with the files of `node`."""
    files = files_of(node)
    form = node.attributes.get("format", "html")
    if form == "html":
        return texts_from_html(source, notes, files)
    if form == "markdown":
        words = from_markdown(source, notes, files)
    elif form == "plain_text":
        notes.weigh(source)
        words = from_plain(source)
    else:
        words = from_auto(source, notes, files)
    return {"en": words} if words else {}


def files_of(node: Node) -> Mapping[str, bytes]:
    found = {}
    for file in node.all("file"):
        content = decoded(file.text) if file.attributes.get("encoding") == "base64" else None
        if content is not None:
            found[file.attributes.get("name", "")] = content
    return found


def facts(node: Node, notes: Notes) -> Payload:
    """Text, points and explanation."""
    payload: Payload = {"text": text_of(node.first("questiontext"), notes)}
    points = points_of(node, notes)
    if points != 1:
        payload["points"] = points
    explanation = text_of(node.first("generalfeedback"), notes)
    return {**payload, "explanation": explanation} if explanation else payload


def points_of(node: Node, notes: Notes) -> int:
    found = exact(node.words("defaultgrade", "1") or "1")
    if found is None:
        found = Fraction(1)
    points = min(100, max(1, round(found)))
    if points != found:
        notes.tell(N_("Its points are %(points)s here: whole numbers up to 100.", points=points))
    return points


def tags(node: Node) -> Payload:
    """Difficulty and aim, where we wrote them as tags."""
    payload: Payload = {}
    group = node.first("tags")
    for tag in group.all("tag") if group else ():
        inner = tag.first("text")
        words = (inner or tag).text.strip().lower()
        level = words.removeprefix(DIFFICULTY)
        if words.startswith(DIFFICULTY) and level in _LEVELS:
            payload["difficulty"] = level
        elif words.startswith(AIM) and (aim := words.removeprefix(AIM)):
            payload["aim"] = slug(aim, "aim")
    return payload


def share_of(node: Node) -> Fraction:
    """The share of the points that an answer is worth."""
    found = exact(node.attributes.get("fraction", "0") or "0")
    if found is None:
        raise LeftOut(N_("An answer has no readable share of the points."))
    return (found / 100).limit_denominator(400)


def yes(node: Node, name: str, *, default: bool) -> bool:
    """Moodle writes true, 1 or an empty element for yes."""
    found = node.first(name)
    if found is None:
        return default
    return found.text.strip().lower() in ("", "1", "true", "yes")
