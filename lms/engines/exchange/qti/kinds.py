"""QTI's interactions as kinds of ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.exchange import building
from lms.engines.exchange.building import Answer, Text
from lms.engines.exchange.collecting import Notes
from lms.engines.exchange.numbers import decimals
from lms.engines.exchange.qti.declared import Declared
from lms.engines.exchange.qti.tree import html_of
from lms.engines.exchange.types import LeftOut, Payload
from lms.engines.exchange.words import from_html
from lms.engines.exchange.xml import Node

_NOTHING = Declared("single", "identifier", (), {}, Fraction(0))


@dataclass(frozen=True)
class Asked:
    """One item while it is read."""

    root: Node
    responses: Mapping[str, Declared]
    files: Mapping[str, bytes]
    notes: Notes
    points: int

    def response(self, node: Node) -> Declared:
        return self.responses.get(node.attributes.get("responseIdentifier", ""), _NOTHING)

    def text(self, node: Node) -> Text:
        words = from_html(html_of(node), self.notes, self.files)
        return {"en": words} if words else {}

    def feedback(self, node: Node) -> Text:
        """What is said to who chooses this: in the choice, or in a word of the item for it."""
        name = node.attributes.get("identifier", "")
        found = node.first("feedbackInline") or next(
            (
                one
                for one in self.root.all("modalFeedback")
                if name and one.attributes.get("identifier") == name
            ),
            None,
        )
        return self.text(found) if found else {}


def _texts(nodes: Sequence[Node], asked: Asked) -> dict[str, Text]:
    return {one.attributes.get("identifier", ""): asked.text(one) for one in nodes}


def choice(node: Node, asked: Asked) -> Payload:
    """One or several of a list."""
    response = asked.response(node)
    right = response.right
    rows = node.all("simpleChoice")
    many = response.cardinality != "single"
    full = sum((response.mapping.get(one, Fraction(0)) for one in right), Fraction(0))
    wrong = len(rows) - len(right)
    answers = []
    for one in rows:
        name = one.attributes.get("identifier", "")
        if name in right:
            share = Fraction(1, len(right)) if many else Fraction(1)
        elif response.mapping and full > 0:
            share = min(Fraction(0), response.mapping.get(name, response.default) / full)
            if not many and response.mapping.get(name, Fraction(0)) > 0:
                asked.notes.tell(N_("Answers that were partly right count as wrong here."))
        else:
            share = Fraction(-1, max(1, wrong)) if many else Fraction(0)
        answers.append(Answer(asked.text(one), share, asked.feedback(one)))
    if many and not response.mapping:
        asked.notes.tell(N_("It was all or nothing; here each right choice earns its part."))
    fixed = node.attributes.get("shuffle") != "true"
    return building.choice(answers, asked.notes, many=many, fixed=fixed)


def match(node: Node, asked: Asked) -> Payload:
    """Two lists, each one on the left with one on the right."""
    sets = node.all("simpleMatchSet")
    if len(sets) != 2:
        raise LeftOut(N_("It does not have two lists to match."))
    lefts, rights = (_texts(one.all("simpleAssociableChoice"), asked) for one in sets)
    joined = [tuple(one.split(" ")) for one in asked.response(node).right]
    twos = [(one[0], one[1]) for one in joined if len(one) == 2]
    if len({left for left, _right in twos}) < len(twos):
        twos = [(right, left) for left, right in twos]
        lefts, rights = rights, lefts
    if len({left for left, _right in twos}) < len(twos) or not twos:
        raise LeftOut(N_("Its pairs do not join each one with just one other."))
    if any(left not in lefts or right not in rights for left, right in twos):
        raise LeftOut(N_("Its key names something that is not in the lists."))
    if len(twos) < len(lefts):
        asked.notes.tell(N_("Those on the left that fit nothing are left out."))
    used = {right for _left, right in twos}
    decoys = [text for name, text in rights.items() if name not in used]
    return building.pairs([(lefts[left], rights[right]) for left, right in twos], decoys)


def order(node: Node, asked: Asked) -> Payload:
    """A list in its right order."""
    texts = _texts(node.all("simpleChoice"), asked)
    right = asked.response(node).correct
    if sorted(right) != sorted(texts):
        raise LeftOut(N_("Its key does not name each of the things once."))
    return building.order([texts[name] for name in right], {})


def essay(node: Node, asked: Asked) -> Payload:
    """A text that is marked by hand."""
    rubric = next(
        (
            one
            for one in asked.root.walk()
            if one.name == "rubricBlock" and "scorer" in one.attributes.get("view", "")
        ),
        None,
    )
    return building.essay(asked.text(rubric) if rubric else {}, asked.points)


def hotspot(node: Node, asked: Asked) -> Payload:
    """Parts of a picture, of which one or more are right."""
    response = asked.response(node)
    rows = [
        (
            one,
            one.attributes.get("hotspotLabel") or one.attributes.get("identifier", ""),
            one.attributes.get("identifier") in response.right,
        )
        for one in node.all("hotspotChoice")
    ]
    if response.cardinality != "single" and len(response.right) > 1:
        raise LeftOut(N_("It asks for several places at once; here one place is pointed at."))
    return _regions(node, asked, rows)


def select_point(node: Node, asked: Asked) -> Payload:
    """A point of a picture, right where it lies in an area that is worth something."""
    areas = asked.response(node).areas
    if not areas:
        raise LeftOut(N_("It names no area of the picture that is right."))
    rows = [
        (one, str(number), not one.attributes.get("mappedValue", "1").startswith(("0", "-")))
        for number, one in enumerate(areas, 1)
    ]
    return _regions(node, asked, rows)


def _regions(node: Node, asked: Asked, rows: Sequence[tuple[Node, str, bool]]) -> Payload:
    picture = node.first("object") or node.first("img")
    if picture is None:
        raise LeftOut(N_("It has no picture."))
    source = picture.attributes.get("data") or picture.attributes.get("src", "")
    content = asked.files.get(source)
    path = asked.notes.picture(source, content) if content is not None else None
    if path is None:
        raise LeftOut(N_("Its picture %(name)s is not in the file.", name=source[:100]))
    sizes = [_whole(picture.attributes.get(name, "")) for name in ("width", "height")]
    if not all(sizes):
        raise LeftOut(N_("It does not say how wide and high its picture is."))
    alt = picture.attributes.get("alt") or " ".join(picture.text.split())
    if not alt:
        asked.notes.tell(N_("Its picture has no description: write one that tells no answer."))
    return {
        "kind": "hotspot",
        "image": path,
        "alt": {"en": alt or "Picture"},
        "ratio": _percent(Fraction(sizes[1], sizes[0]), 4),
        "regions": [_region(place, row, sizes[0], sizes[1]) for place, row in enumerate(rows, 1)],
    }


def _region(place: int, row: tuple[Node, str, bool], width: int, height: int) -> Payload:
    node, label, right = row
    shape = node.attributes.get("shape", "")
    given = [_whole(one) for one in node.attributes.get("coords", "").split(",")]
    if shape == "circle" and len(given) == 3:
        at = [Fraction(given[0], width), Fraction(given[1], height), Fraction(given[2], width)]
    elif shape == "rect" and len(given) == 4:
        left, top, end, bottom = given
        at = [
            Fraction(left, width),
            Fraction(top, height),
            Fraction(end - left, width),
            Fraction(bottom - top, height),
        ]
    elif shape == "poly" and len(given) >= 6 and len(given) % 2 == 0:
        at = [Fraction(one, height if odd % 2 else width) for odd, one in enumerate(given)]
        shape = "polygon"
    else:
        raise LeftOut(N_("A part of its picture has a form that is not read."))
    payload: Payload = {
        "key": f"r{place}",
        "shape": shape,
        "at": [_percent(one * 100, 4) for one in at],
        "label": {"en": label or f"{place}"},
    }
    return {**payload, "correct": True} if right else payload


def _percent(number: Fraction, places: int) -> str:
    return decimals(number, places)


def _whole(text: str) -> int:
    plain = text.strip().split(".")[0].removesuffix("px")
    return int(plain) if plain.isdecimal() and len(plain) < 6 else 0


BLOCKS: Mapping[str, Callable[[Node, Asked], Payload]] = {
    "choiceInteraction": choice,
    "matchInteraction": match,
    "orderInteraction": order,
    "extendedTextInteraction": essay,
    "hotspotInteraction": hotspot,
    "selectPointInteraction": select_point,
}
