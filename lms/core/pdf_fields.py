"""Places of a laid-out page whose text differs from paper to paper: elements with data-field.

Read from WeasyPrint's boxes, so that another way of printing can put other texts in the same places
and in the same letters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_PX_TO_POINTS = 0.75
_FONT_FACE = re.compile(r"@font-face\s*{([^}]*)}")
_PARTS = {
    "family": re.compile(r"font-family:\s*[\"']?([^\"';]+)"),
    "weight": re.compile(r"font-weight:\s*(\d+)"),
    "url": re.compile(r"url\([\"']?([^\"')]+)"),
}


@dataclass(frozen=True)
class Field:
    """One such place. Lengths are points; x and y are the left upper corner of its content, from
    the page's corner; `baseline` of the first line is measured from y, `line_height` from line to
    line. A field without text (a picture) has no families."""

    name: str
    steps: str
    """What the template says in data-steps."""
    x: float
    y: float
    width: float
    height: float
    families: tuple[str, ...] = ()
    weight: int = 400
    size: float = 0
    line_height: float = 0
    baseline: float = 0
    align: str = "left"
    rtl: bool = False
    language: str = ""
    colour: tuple[float, float, float] = (0, 0, 0)
    plain: bool = True
    """Whether the text has nothing beside face, size and colour: no spacing, no transformation."""


def bound_fonts(sheet: str) -> dict[tuple[str, int], str]:
    """The addresses of the fonts in a style sheet's @font-face rules, by family and weight."""
    found = {}
    for rule in _FONT_FACE.findall(sheet):
        parts = {name: pattern.search(rule) for name, pattern in _PARTS.items()}
        family, weight, url = parts["family"], parts["weight"], parts["url"]
        if family and url:
            found[family[1].strip(), int(weight[1]) if weight else 400] = url[1]
    return found


def read(page_box: Any) -> list[Field]:
    """The fields of a page, in the order of the boxes."""
    return [_field(box) for box in _marked(page_box)]


def hide(page_box: Any) -> None:
    """Make the fields of a page draw nothing; the layout stays."""
    for box in _marked(page_box):
        for inner in _all(box):
            inner.style = inner.style.copy()  # others of the same style stay seen
            inner.style["visibility"] = "hidden"


def _marked(box: Any) -> Iterator[Any]:
    """The outermost boxes of elements with data-field, each element once."""
    if box.element is not None and box.element.get("data-field"):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _marked(child)


def _all(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _all(child)


def _field(box: Any) -> Field:
    from weasyprint.formatting_structure.boxes import LineBox, TextBox

    place = (box.content_box_x(), box.content_box_y(), box.width, box.height)
    x, y, width, height = (float(value) * _PX_TO_POINTS for value in place)
    name, steps = box.element.get("data-field"), box.element.get("data-steps") or ""
    text = next((inner for inner in _all(box) if isinstance(inner, TextBox)), None)
    if text is None:
        return Field(name, steps, x, y, width, height)
    style = text.style
    line = next((inner for inner in _all(box) if isinstance(inner, LineBox)), None)
    rtl = style["direction"] == "rtl"
    return Field(
        name=name,
        steps=steps,
        x=x,
        y=y,
        width=width,
        height=height,
        families=tuple(style["font_family"]),
        weight=int(style["font_weight"]),
        size=float(style["font_size"]) * _PX_TO_POINTS,
        line_height=float((line or box).height) * _PX_TO_POINTS,
        baseline=float(text.position_y + text.baseline) * _PX_TO_POINTS - y,
        align=_align(style["text_align_all"], rtl=rtl) if line is not None else "left",
        rtl=rtl,
        language=style["lang"] or "",
        colour=_colour(style["color"]),
        plain=style["letter_spacing"] in {0, "normal"}
        and style["text_transform"] == "none"
        and style["word_spacing"] in {0, "normal"},
    )


def _align(value: str, *, rtl: bool) -> str:
    if value in {"center", "left", "right"}:
        return value
    return "right" if (value == "end") != rtl else "left"


def _colour(value: Any) -> tuple[float, float, float]:
    red, green, blue = value.to("srgb").coordinates
    return float(red), float(green), float(blue)
