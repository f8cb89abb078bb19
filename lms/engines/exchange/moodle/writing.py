"""Questions of ours as Moodle XML.

Moodle keeps texts in Markdown as they are. What none of its types can hold (other languages,
words for pairs, exact penalties) travels in an element of our own that Moodle passes over; it is
written only where the question would not come back the same without it.
"""

import base64
import html as entities
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lms.core.messages import N_, Message
from lms.engines.exchange.carrying import carried
from lms.engines.exchange.collecting import Notes
from lms.engines.exchange.limits import LIMITS
from lms.engines.exchange.moodle.parts import AIM, DIFFICULTY
from lms.engines.exchange.moodle.reading import MARKER, read_plainly
from lms.engines.exchange.types import LeftOut, Payload, Told, Written
from lms.engines.exchange.words import PLUGIN_FILE, plain
from lms.engines.exchange.xml import Node, read_xml

_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PICTURE = re.compile(r"\]\((media/[A-Za-z0-9._-]+)\)")
# the only shares of an answer that Moodle takes
_SHARES = (
    *("100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333"),
    *("30", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10", "5", "0"),
)


def escape(text: str) -> str:
    """Text as it may stand in XML, in elements and attributes."""
    return entities.escape(_IN_XML.sub("", text))


def share_text(share: float) -> str:
    """The share of an answer in percent, as near as Moodle's list has it."""
    wanted = abs(share) * 100
    nearest = min(_SHARES, key=lambda one: abs(float(one) - wanted))
    return f"-{nearest}" if share < 0 and nearest != "0" else nearest


def snaps(share: float) -> bool:
    """Whether Moodle's list has this share (to four places)."""
    return abs(abs(float(share_text(share))) - abs(share) * 100) < 0.0001


@dataclass
class Writer:
    """One question on its way out: the language that is shown, pictures, and what is lost."""

    language: str = "en"
    media: Mapping[str, bytes] = field(default_factory=dict)
    told: list[Message] = field(default_factory=list)

    def lose(self, message: Message) -> None:
        if message not in self.told:
            self.told.append(message)

    def say(self, text: object) -> str:
        """A text in the language that goes out, English where it has none."""
        if not isinstance(text, Mapping):
            return ""
        if len(text) > 1:
            self.lose(N_("It is shown there in one language only."))
        return str(text.get(self.language) or text.get("en") or "")

    def text(self, name: str, words: str, more: str = "", attributes: str = "") -> str:
        """An element with a Markdown text in it, and the pictures that the text names."""
        files = ""
        for path in dict.fromkeys(_PICTURE.findall(words)):
            content = self.media.get(path)
            if content is not None:
                file = path.removeprefix("media/")
                words = words.replace(f"]({path})", f"]({PLUGIN_FILE}{file})")
                body = base64.b64encode(content).decode()
                files += f'<file name="{escape(file)}" path="/" encoding="base64">{body}</file>'
        start = f'<{name}{attributes} format="markdown">'
        return f"{start}<text>{escape(words)}</text>{files}{more}</{name}>"

    def plain(self, name: str, words: str, more: str = "", attributes: str = "") -> str:
        """An element with a text that has no markup."""
        return f"<{name}{attributes}><text>{escape(words)}</text>{more}</{name}>"

    def feedback(self, text: object) -> str:
        return self.text("feedback", self.say(text))


Body = Callable[[Payload, Writer], tuple[str, str, str]]


def write_moodle(
    questions: Iterable[Payload],
    kinds: Mapping[str, Body],
    *,
    category: str = "",
    language: str = "en",
    media: Mapping[str, bytes] | None = None,
) -> Written:
    """A file of Moodle XML; what goes out changed, or does not go out, is told by key."""
    parts: list[str] = []
    told: list[Told] = []
    for payload in questions:
        key = str(payload.get("key", ""))
        writer = Writer(language, media or {})
        try:
            parts.append(question(payload, writer, kinds))
        except LeftOut as error:
            told.append(Told(key, error.message))
            continue
        told += [Told(key, message, key=key) for message in writer.told]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    if category:
        path = category.replace("/", "//")
        words = f"$course$/top/{path}"
        head += f'<question type="category"><category><text>{escape(words)}</text></category></question>\n'  # noqa: E501
    data = (head + "\n".join(parts) + "\n</quiz>\n").encode()
    return Written(data, len(parts), tuple(told))


def question(payload: Payload, writer: Writer, kinds: Mapping[str, Body]) -> str:
    """One question as an element, with itself inside where it would not come back the same."""
    bare = bare_question(payload, writer, kinds)
    back = read_plainly(read_xml(bare.encode(), LIMITS), Notes())
    if {"key": payload["key"], **back} == payload:
        return bare
    body = escape(carried(payload, writer.language))
    return bare.removesuffix("</question>") + f"<{MARKER}>{body}</{MARKER}></question>"


def as_node(
    payload: Payload, language: str, kinds: Mapping[str, Body], media: Mapping[str, bytes]
) -> Node:
    """What Moodle would see of a question, for comparison with what came back."""
    text = bare_question(payload, Writer(language, media), kinds)
    return read_xml(text.encode(), LIMITS)


def bare_question(payload: Payload, writer: Writer, kinds: Mapping[str, Body]) -> str:
    """One question by what any Moodle reads. Raises LeftOut for kinds that Moodle has not."""
    make = kinds.get(payload["kind"])
    if make is None:
        raise LeftOut(N_("Moodle has no type for this kind of question."))
    kind, text, body = make(payload, writer)
    name = plain(writer.say(payload["text"]))[:80] or payload["key"]
    return "".join(
        (
            f'<question type="{kind}">',
            writer.plain("name", name),
            writer.text("questiontext", text),
            writer.text("generalfeedback", writer.say(payload.get("explanation"))),
            f"<defaultgrade>{payload.get('points', 1)}</defaultgrade><penalty>0</penalty>",
            f"<hidden>0</hidden><idnumber>{escape(payload['key'])}</idnumber>",
            body,
            _tags(payload),
            "</question>",
        )
    )


def stem(payload: Payload, writer: Writer) -> str:
    """The question's text, with the report that it quotes."""
    words = writer.say(payload["text"])
    quote = payload.get("quote")
    if not quote:
        return words
    lines = f"**{writer.say(quote['source'])}**\n\n{writer.say(quote['text'])}".split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n" + words


def _tags(payload: Payload) -> str:
    found = []
    if payload.get("difficulty"):
        found.append(DIFFICULTY + payload["difficulty"])
    if payload.get("aim"):
        found.append(AIM + payload["aim"])
    if not found:
        return ""
    return "<tags>" + "".join(f"<tag><text>{escape(one)}</text></tag>" for one in found) + "</tags>"
