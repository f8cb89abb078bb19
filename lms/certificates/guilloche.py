"""Draws the fine lines of the certificate: the border and the rosette, as closed smooth curves.

Run `python -m lms.certificates.guilloche` after a change: it writes the two SVG files of the print
template again. They are kept in the repository because they are part of a template's identity.
"""

import math
from collections.abc import Callable
from pathlib import Path

from lms.core.settings import ROOT

FOLDER = ROOT / "templates" / "certificates" / "print"
INK = "#0b5568"
PALE = "#cfdfe3"
WIDTH, HEIGHT = 297.0, 210.0  # A4 landscape, millimetres
Point = tuple[float, float]
Curve = Callable[[float], Point]

_CENTRE_LINE = 13.1  # of the border, from the paper's edge
_CORNER = 9.0
_WAVES = 64  # a multiple of 4: the pattern is then alike on both sides of both axes


def smooth_path(curve: Curve, segments: int) -> str:
    """A closed curve over 0..1 as one SVG path of cubic pieces, to a hundredth of a unit."""
    step, nudge = 1.0 / segments, 1e-5

    def at(index: int) -> tuple[Point, Point]:
        t = index * step
        (x, y), (ax, ay), (bx, by) = curve(t), curve(t - nudge), curve(t + nudge)
        return (x, y), ((bx - ax) / (2 * nudge) * step / 3, (by - ay) / (2 * nudge) * step / 3)

    (x, y), (dx, dy) = at(0)
    parts = [f"M{_n(x)} {_n(y)}"]
    here = (round(x, 2), round(y, 2))
    first_control = (x + dx, y + dy)
    for index in range(1, segments + 1):
        (x, y), (dx, dy) = at(index)
        second = (x - dx - here[0], y - dy - here[1])
        end = (round(x, 2) - here[0], round(y, 2) - here[1])
        if index == 1:
            first = (first_control[0] - here[0], first_control[1] - here[1])
            parts.append("c" + _pairs(first, second, end))
        else:
            parts.append(("s" if index == 2 else " ") + _pairs(second, end))
        here = (round(x, 2), round(y, 2))
    return "".join(parts) + "z"


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    text = "0" if text in {"-0", ""} else text
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _pairs(*points: Point) -> str:
    text = " ".join(_n(value) for point in points for value in point)
    return text.replace(" -", "-")


def _frame(inset: float, radius: float) -> tuple[float, Callable[[float], tuple[Point, Point]]]:
    """Length of a rounded rectangle, and point with outward normal at a length along it."""
    left, top, right, bottom = inset, inset, WIDTH - inset, HEIGHT - inset
    across, down = right - left - 2 * radius, bottom - top - 2 * radius
    arc = math.pi / 2 * radius
    length = 2 * (across + down) + 4 * arc
    corners = [
        ((right - radius, top + radius), -90.0),
        ((right - radius, bottom - radius), 0.0),
        ((left + radius, bottom - radius), 90.0),
        ((left + radius, top + radius), 180.0),
    ]
    middle = (left + right) / 2

    def at(s: float) -> tuple[Point, Point]:
        s = s % length
        if s < across / 2:
            return (middle + s, top), (0.0, -1.0)
        s -= across / 2
        for index, (centre, turned) in enumerate(corners):
            if s < arc:
                angle = math.radians(turned) + s / radius
                normal = (math.cos(angle), math.sin(angle))
                return (centre[0] + radius * normal[0], centre[1] + radius * normal[1]), normal
            s -= arc
            run = down if index % 2 == 0 else across
            if s < run or index == 3:
                angle = math.radians(turned + 90)
                normal = (round(math.cos(angle)), round(math.sin(angle)))
                start = (centre[0] + radius * normal[0], centre[1] + radius * normal[1])
                return (start[0] - normal[1] * s, start[1] + normal[0] * s), normal
            s -= run
        raise AssertionError("the length ran past the frame")

    return length, at


def _wave(amplitude: float, waves: int, phase: float) -> Curve:
    length, at = _frame(_CENTRE_LINE, _CORNER)

    def curve(t: float) -> Point:
        (x, y), (nx, ny) = at(t * length)
        swing = amplitude * math.sin(2 * math.pi * waves * t + phase)
        return x + nx * swing, y + ny * swing

    return curve


def _svg_start(view_box: str, stroke: str) -> str:
    space = "http://www.w3.org/2000/svg"
    return f'<svg xmlns="{space}" viewBox="{view_box}" fill="none" stroke="{stroke}">'


def border_svg() -> str:
    """The border of the whole sheet: a lattice of waves between two frames."""
    fine = [
        smooth_path(_wave(3.7, _WAVES, 2 * math.pi * k / 8 + math.pi / 8), _WAVES * 4)
        for k in range(8)
    ]
    bold = [smooth_path(_wave(5.35, _WAVES, math.pi * k), _WAVES * 4) for k in range(2)]
    rects = [(5.6, 0.7), (7.0, 0.2), (19.2, 0.25)]
    return "\n".join(
        [
            _svg_start(f"0 0 {_n(WIDTH)} {_n(HEIGHT)}", INK),
            '<g stroke-width=".13">',
            *(f'<path d="{path}"/>' for path in fine),
            "</g>",
            '<g stroke-width=".28">',
            *(f'<path d="{path}"/>' for path in bold),
            "</g>",
            *(
                f'<rect x="{_n(inset)}" y="{_n(inset)}" width="{_n(WIDTH - 2 * inset)}"'
                f' height="{_n(HEIGHT - 2 * inset)}" stroke-width="{_n(weight)}"/>'
                for inset, weight in rects
            ),
            "</svg>\n",
        ]
    )


def _petals(radius: float, depth: float, petals: int, phase: float) -> Curve:
    def curve(t: float) -> Point:
        angle = 2 * math.pi * t
        reach = radius * (1 - depth + depth * math.cos(petals * angle + phase))
        return 50 + reach * math.cos(angle), 50 + reach * math.sin(angle)

    return curve


def rosette_svg() -> str:
    """The pale rosette behind the text."""
    rings = [(48.0, 0.16, 12, 6), (35.5, 0.22, 12, 6), (21.0, 0.3, 12, 4)]
    paths = [
        smooth_path(_petals(radius, depth, petals, 2 * math.pi * k / phases), petals * 8)
        for radius, depth, petals, phases in rings
        for k in range(phases)
    ]
    return "\n".join(
        [
            _svg_start("0 0 100 100", PALE),
            '<g stroke-width=".22">',
            *(f'<path d="{path}"/>' for path in paths),
            "</g>",
            "</svg>\n",
        ]
    )


FILES: dict[str, Callable[[], str]] = {"border.svg": border_svg, "rosette.svg": rosette_svg}


def write(folder: Path = FOLDER) -> None:
    """Write the drawings beside the print template."""
    for name, draw in FILES.items():
        (folder / name).write_text(draw(), encoding="utf-8")


if __name__ == "__main__":
    write()
