"""A file of Moodle XML, question by question."""

from collections.abc import Callable, Mapping
from functools import partial

from lms.core.messages import N_
from lms.engines.exchange.carrying import settled, unpacked
from lms.engines.exchange.collecting import Collector, Found, Notes
from lms.engines.exchange.moodle.kinds import KINDS
from lms.engines.exchange.moodle.parts import facts, files_of, tags
from lms.engines.exchange.types import LeftOut, Payload
from lms.engines.exchange.words import tidy
from lms.engines.exchange.xml import Node

MARKER = "concord"
Write = Callable[[Payload, str, Mapping[str, bytes]], Node]


def read_moodle(root: Node, collector: Collector, write: Write) -> None:
    """All questions of a quiz element. `write` gives the element that we would write."""
    category = ""
    for node in root.all("question"):
        kind = node.attributes.get("type", "")
        if kind == "category":
            category = _category(node)
            continue
        found = Found(
            name=tidy(node.words("name"))[:200],
            key=node.words("idnumber"),
            category=category,
            line=node.line,
        )
        collector.take(found, partial(_question, node, write))


def _category(node: Node) -> str:
    path = node.words("category").replace("//", "\0")
    parts = [part.replace("\0", "/").strip() for part in path.split("/")]
    kept = [part for part in parts if part and not part.startswith("$") and part != "top"]
    return "/".join(kept)[:200]


def _question(node: Node, write: Write, notes: Notes) -> Payload:
    plain = read_plainly(node, notes)
    marker = node.first(MARKER)
    ours = unpacked(marker.text) if marker else None
    files = {
        f"media/{name}": content for one in node.walk() for name, content in files_of(one).items()
    }

    def shown(payload: Payload, language: str) -> Payload:
        return read_plainly(write(payload, language, files), Notes(notes.limits))

    payload = settled(plain, ours, shown, notes)
    if notes.pictures and payload is not plain:
        notes.pictures = files
    return payload


def read_plainly(node: Node, notes: Notes) -> Payload:
    """A question by what any Moodle would read. Raises LeftOut."""
    kind = node.attributes.get("type", "")
    make = KINDS.get(kind)
    if make is None:
        name = kind or "?"
        raise LeftOut(N_("Questions of the type %(kind)s are not read.", kind=name[:40]))
    payload = {**facts(node, notes), **make(node, notes), **tags(node)}
    if not payload.get("text"):
        raise LeftOut(N_("It has no text."))
    if node.first("hint"):
        notes.tell(N_("Hints are left out."))
    return payload
