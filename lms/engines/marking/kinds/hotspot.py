"""A place to be pointed at in a picture."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lms.core.messages import N_
from lms.engines.marking.kinds.common import blank, field_of, refused, right, summed, wrong
from lms.engines.marking.kinds.quantity import decimal, read_number
from lms.engines.marking.types import (
    Answered,
    Drawing,
    HandMark,
    Json,
    Mark,
    Outline,
    Question,
    Solution,
    token,
)
from lms.engines.reading import Node, Text, unique

_IMAGE = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(png|jpg|jpeg|webp|svg)")
_PERCENT = re.compile(r"\d{1,3}(\.\d{1,4})?")


class Shape(StrEnum):
    RECT = "rect"
    CIRCLE = "circle"
    POLYGON = "polygon"


@dataclass(frozen=True)
class Point:
    """A place in percent of the picture's width and height, from the top left."""

    x: Fraction
    y: Fraction


@dataclass(frozen=True)
class Region:
    """A part of the picture. `at`: x y width height; x y radius (of the width); or x y x y ..."""

    key: str
    shape: Shape
    at: tuple[Fraction, ...]
    label: Text
    correct: bool
    feedback: Text | None


@dataclass(frozen=True)
class HotspotQuestion(Question):
    """`images` are paths by language, "en" for whoever has none of their own; the regions hold for
    all. `ratio` is the picture's height divided by its width, which makes circles round."""

    images: Text
    alt: Text
    ratio: Fraction
    regions: tuple[Region, ...]


class Hotspot:
    """All points where the first region that holds the place is right, else none."""

    name = "hotspot"
    schema = 1

    def parse(self, head: Question, node: Node) -> HotspotQuestion:
        ratio = node.exact("ratio", default="1")
        if not Fraction(1, 20) <= ratio <= 20:
            node.fault("ratio", N_("Write the picture's height divided by its width."))
        question = HotspotQuestion(
            **vars(head),
            images=_images(node),
            alt=node.text("alt", most=1000),
            ratio=ratio,
            regions=_regions(node),
        )
        if question.regions and _inside(question) is None:
            message = N_("No place of the picture is right. Mark a region as correct and free.")
            node.fault("regions", message)
        return question

    def public_view(self, question: HotspotQuestion, seed: str) -> Json:
        names = picture_tokens(question, seed)
        picture = names if len(names) > 1 else next(iter(names.values()), "")
        return {"picture": picture, "alt": dict(question.alt)}

    def read(self, question: HotspotQuestion, seed: str, raw: object) -> Answered[Point]:
        x, y = field_of(raw, "x"), field_of(raw, "y")
        if x in (None, "") and y in (None, ""):
            return Answered(None)
        numbers = [read_number(one) if isinstance(one, str) else None for one in (x, y)]
        found = [one for one in numbers if one is not None and 0 <= one <= 100]
        if len(found) != 2:
            return refused("x", N_("Point at a place in the picture."))
        return Answered(Point(*found))

    def mark(
        self, question: HotspotQuestion, answer: Point | None, hand: HandMark | None = None
    ) -> Mark:
        full = Fraction(question.points)
        if answer is None:
            return summed(full, (blank(full),))
        region = hit(question, answer)
        if region is None:
            return summed(full, (wrong(full, None),))
        judge = right if region.correct else wrong
        return summed(full, (judge(full, region.label, region.feedback),))

    def explain(self, question: HotspotQuestion, seed: str) -> Solution:
        lines = tuple(region.label for region in question.regions if region.correct)
        return Solution(lines, _drawing(question))

    def model(self, question: HotspotQuestion, seed: str) -> Json:
        place = _inside(question) or Point(Fraction(0), Fraction(0))
        return {"x": decimal(place.x), "y": decimal(place.y)}

    def upgrade(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        return payload


def picture_tokens(question: HotspotQuestion, seed: str) -> dict[str, str]:
    """The names under which an attempt gets the picture, by language."""
    return {
        language: token(seed, "picture", question.key, path)
        for language, path in question.images.items()
    }


def image_in(question: HotspotQuestion, language: str) -> str:
    """The path of the picture for readers of a language."""
    return question.images.get(language) or question.images.get("en", "")


def hit(question: HotspotQuestion, place: Point) -> Region | None:
    """The first region that holds a place; edges belong to it."""
    for region in question.regions:
        if _HOLDS[region.shape](region.at, place, question.ratio):
            return region
    return None


def _in_rect(at: tuple[Fraction, ...], place: Point, _ratio: Fraction) -> bool:
    x, y, width, height = at
    return x <= place.x <= x + width and y <= place.y <= y + height


def _in_circle(at: tuple[Fraction, ...], place: Point, ratio: Fraction) -> bool:
    x, y, radius = at
    return (place.x - x) ** 2 + ((place.y - y) * ratio) ** 2 <= radius**2


def _in_polygon(at: tuple[Fraction, ...], place: Point, _ratio: Fraction) -> bool:
    """By the crossings of a line to the right; exact, with a check for the edges themselves."""
    corners = [Point(at[i], at[i + 1]) for i in range(0, len(at), 2)]
    inside = False
    for one, other in zip(corners, [*corners[1:], corners[0]], strict=True):
        side = (other.x - one.x) * (place.y - one.y) - (other.y - one.y) * (place.x - one.x)
        if side == 0 and _between(one.x, place.x, other.x) and _between(one.y, place.y, other.y):
            return True
        if (one.y > place.y) != (other.y > place.y) and (side > 0) == (other.y > one.y):
            inside = not inside
    return inside


def _between(one: Fraction, middle: Fraction, other: Fraction) -> bool:
    return min(one, other) <= middle <= max(one, other)


_HOLDS: Mapping[Shape, Callable[[tuple[Fraction, ...], Point, Fraction], bool]] = {
    Shape.RECT: _in_rect,
    Shape.CIRCLE: _in_circle,
    Shape.POLYGON: _in_polygon,
}


def _inside(question: HotspotQuestion) -> Point | None:
    """A place that is right: the middle of a region, else the first of a fine grid."""
    middles = [_middle(region) for region in question.regions if region.correct]
    if not middles:
        return None
    for place in middles:
        if _is_right(question, place):
            return place
    for x in range(101):
        for y in range(101):
            place = Point(Fraction(x), Fraction(y))
            if _is_right(question, place):
                return place
    return None


def _is_right(question: HotspotQuestion, place: Point) -> bool:
    if not (0 <= place.x <= 100 and 0 <= place.y <= 100):
        return False
    region = hit(question, place)
    return region is not None and region.correct


def _middle(region: Region) -> Point:
    if region.shape is Shape.CIRCLE:
        return Point(region.at[0], region.at[1])
    if region.shape is Shape.RECT:
        x, y, width, height = region.at
        return Point(x + width / 2, y + height / 2)
    xs, ys = region.at[::2], region.at[1::2]
    # in whole hundredths, so that it can be written in decimals
    middle = [Fraction(round(100 * sum(ones) / len(ones)), 100) for ones in (xs, ys)]
    return Point(*middle)


def _images(node: Node) -> Text:
    """One path for all, or a path for each language."""
    if isinstance(node.raw("image"), Mapping):
        found = node.text("image", most=120)
        places = {language: f"image.{language}" for language in found}
    else:
        found, places = {"en": node.string("image", most=120)}, {"en": "image"}
    for language, path in found.items():
        if path and not _IMAGE.fullmatch(path):
            node.fault(places[language], N_("Name a picture in media/: png, jpg, webp or svg."))
    return found


def _drawing(question: HotspotQuestion) -> Drawing:
    """The regions for a drawing over the picture, 100 wide and as high as the picture's ratio."""
    outlines = []
    for region in question.regions:
        numbers = [
            number * question.ratio if place % 2 else number  # heights stand at odd places
            for place, number in enumerate(region.at)
        ]
        tick = _tick(question, region)
        outlines.append(
            Outline(
                region.shape.value,
                tuple(map(_written, numbers)),
                region.correct,
                _written(tick.x),
                _written(tick.y),
            )
        )
    return Drawing(_written(100 * question.ratio), tuple(outlines))


def _tick(question: HotspotQuestion, region: Region) -> Point:
    """Where its tick stands, in percent: the middle, or a corner where that lies outside."""
    middle = _middle(region)
    inside = _HOLDS[region.shape](region.at, middle, question.ratio)
    return middle if inside else Point(region.at[0], region.at[1])


def _written(number: Fraction) -> str:
    """For a drawing only: three places are finer than any screen."""
    return f"{float(number):.3f}".rstrip("0").rstrip(".")


def _regions(node: Node) -> tuple[Region, ...]:
    seen: set[str] = set()
    found = []
    for item in node.nodes("regions", low=1, high=20):
        key = item.key()
        unique(item, "key", key, seen)
        shape = Shape(item.choice("shape", Shape))
        at = _at(item, shape)
        region = Region(
            key,
            shape,
            at,
            item.text("label", most=300),
            item.truth("correct"),
            item.text_or_none("feedback"),
        )
        if at:
            found.append(region)
    return tuple(found)


def _at(item: Node, shape: Shape) -> tuple[Fraction, ...]:
    low, high = {Shape.RECT: (4, 4), Shape.CIRCLE: (3, 3), Shape.POLYGON: (6, 80)}[shape]
    numbers: list[Fraction] = []
    values = item.items("at", low=low, high=high)
    for where, value in values:
        written = str(value) if type(value) is int else value
        if isinstance(written, str) and _PERCENT.fullmatch(written) and Fraction(written) <= 100:
            numbers.append(Fraction(written))
        else:
            message = N_('Write a percentage in quotes, such as "12.5".')
            item.problems.add(where, message)
    if len(numbers) != len(values) or not low <= len(values) <= high:
        return ()
    if shape is Shape.POLYGON and len(numbers) % 2:
        item.fault("at", N_("Write x and y of each corner in turn."))
        return ()
    if shape is not Shape.POLYGON and 0 in numbers[2:]:
        item.fault("at", N_("Write a size above 0."))
        return ()
    return tuple(numbers)
