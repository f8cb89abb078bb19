"""One item of QTI: its text, and the one thing that it asks."""

from collections.abc import Mapping
from functools import partial

from lms.core.messages import N_
from lms.engines.exchange.building import letter
from lms.engines.exchange.collecting import Collector, Found, Notes
from lms.engines.exchange.moodle import cloze
from lms.engines.exchange.qti import gaps
from lms.engines.exchange.qti.declared import declared, judge_processing, points_of
from lms.engines.exchange.qti.kinds import BLOCKS, Asked
from lms.engines.exchange.qti.tree import html_of, plainly
from lms.engines.exchange.types import LeftOut, Payload
from lms.engines.exchange.words import from_html, tidy
from lms.engines.exchange.xml import Node

_ITEMS = ("assessmentItem", "qti-assessment-item")


def is_item(root: Node) -> bool:
    return root.name in _ITEMS


def read_item(
    root: Node, collector: Collector, files: Mapping[str, bytes], where: str, category: str = ""
) -> None:
    """Read an item; `where` is its file in the package, empty for a file by itself."""
    root = plainly(root)
    title = tidy(root.attributes.get("title", ""))[:150]
    name = f"{title} ({where})" if title and where else title or where
    found = Found(name, root.attributes.get("identifier", "").lower(), category, root.line)
    collector.take(found, partial(_item, root, files))


def _item(root: Node, files: Mapping[str, bytes], notes: Notes) -> Payload:
    judge_processing(root, notes)
    body = root.first("itemBody")
    if body is None:
        raise LeftOut(N_("It has no text."))
    responses = declared(root)
    asked = Asked(root, responses, files, notes, points_of(root, responses))
    interactions = [one for one in body.walk() if one.name.endswith("Interaction")]
    if not interactions:
        raise LeftOut(N_("It is a text without a question."))
    if all(one.name in gaps.INLINE for one in interactions):
        payload = _cloze(body, asked)
    elif len(interactions) > 1:
        raise LeftOut(N_("It asks several things at once. Split it."))
    elif interactions[0].name == "gapMatchInteraction":
        payload = _cloze(body, asked, interactions[0])
    else:
        payload = _block(body, interactions[0], asked)
    if not payload["text"]:
        raise LeftOut(N_("It has no text."))
    points = {"points": asked.points} if asked.points != 1 else {}
    return {**payload, **points, **_explanation(asked)}


def _block(body: Node, node: Node, asked: Asked) -> Payload:
    make = BLOCKS.get(node.name)
    if make is None:
        kind = node.name.removesuffix("Interaction")
        raise LeftOut(N_("Questions of the type %(kind)s are not read.", kind=kind[:40]))
    prompt = node.first("prompt")
    said = html_of(prompt) if prompt else ""
    source = html_of(body, lambda one: f"<p>{said}</p>" if one is node else None)
    words = from_html(source, asked.notes, asked.files)
    return {"text": {"en": words} if words else {}, **make(node, asked)}


def _cloze(body: Node, asked: Asked, holder: Node | None = None) -> Payload:
    blanks: list[Payload] = []

    def held(node: Node) -> str | None:
        if node.name == "gap" and holder is not None:
            found = gaps.from_list(holder, node, asked)
        elif node.name in gaps.INLINE:
            found = gaps.blank(node, asked)
        elif node.name in ("gapText", "gapImg"):
            return ""
        else:
            return None
        blanks.append({"key": letter(len(blanks)), **found})
        return f"\ue000{len(blanks) - 1}\ue001"

    prompt = holder.first("prompt") if holder else None
    lead = html_of(prompt) if prompt else ""
    source = html_of(body, held).replace("[[", "[ [")
    text = from_html(f"<p>{lead}</p>{source}", asked.notes, asked.files)
    if not blanks or not cloze.HELD.search(text):
        raise LeftOut(N_("It has no gap that can be read."))
    if len(blanks) == 1 and text.endswith("\ue001") and "options" not in blanks[0]:
        asked_for = text[: text.rindex("\ue000")].strip()
        if asked_for:
            return {"text": {"en": asked_for}, **gaps.alone(blanks[0])}
    said, passage = cloze.split_lead(text)
    return {
        "kind": "cloze",
        "text": {"en": said or "Fill the blanks."},
        "passage": {"en": cloze.put_marks(passage, blanks)},
        "blanks": blanks,
    }


def _explanation(asked: Asked) -> Payload:
    """The word that the item says to everybody: the one feedback that no choice has."""
    names = {one.attributes.get("identifier", "") for one in asked.root.walk() if one.parts}
    others = [
        one
        for one in asked.root.all("modalFeedback")
        if sum(
            node.attributes.get("identifier") == one.attributes.get("identifier")
            for node in asked.root.walk()
        )
        == 1
    ]
    if len(others) == 1 and names:
        text = asked.text(others[0])
        return {"explanation": text} if text else {}
    if others:
        asked.notes.tell(N_("Words for right and wrong answers as a whole are left out."))
    return {}
