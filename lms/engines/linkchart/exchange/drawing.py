"""A chart as an SVG drawing: circles, boxes and things, lines by strength, legend, title block.

It is drawn from the places of the chart; what has none stands in rows below. Nothing in it moves,
runs or loads.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lms.core.messages import N_
from lms.engines.linkchart.exchange.ends import places
from lms.engines.linkchart.exchange.frame import Frame, framed
from lms.engines.linkchart.exchange.glyphs import GLYPHS
from lms.engines.linkchart.exchange.lettering import width, wrapped
from lms.engines.linkchart.exchange.picture import (
    FAINT,
    INK,
    LINE_INK,
    PAPER,
    Picture,
    Said,
    plain,
    svg_of,
)
from lms.engines.linkchart.exchange.shapes import LABEL, LINE, SMALL, Drawn, drawn
from lms.engines.linkchart.exchange.types import NOTICE, Exported
from lms.engines.linkchart.exchange.words import clean
from lms.engines.linkchart.model import Chart, Entity, Group, Link
from lms.engines.linkchart.vocabulary import Direction, Shape, Strength

MEDIA_TYPE = "image/svg+xml"
GROUP = "#eef4f5"
FONT = "IBM Plex Sans, Noto Sans, Noto Sans Arabic, Arial, sans-serif"
DASHES = {Strength.CONFIRMED: "", Strength.UNCONFIRMED: "8 5", Strength.TENTATIVE: "1.5 5"}
_ARROW, _BEND, _GAP = 9.0, 26.0, 4.0


@dataclass(frozen=True)
class _Sheet:
    """What is drawn so far."""

    shapes: list[str]
    said: list[Said]


@dataclass(frozen=True)
class Words:
    """What the drawing says in the reader's language. `links` are names of link types where these
    are not their keys; `about` the lines of the title block."""

    links: Mapping[str, str] = field(default_factory=dict)
    strengths: Mapping[Strength, str] = field(
        default_factory=lambda: {one: one.value for one in Strength}
    )
    about: tuple[str, ...] = ()
    notice: str = NOTICE.english()
    font: str = FONT


def write_svg(chart: Chart, words: Words | None = None) -> Exported:
    """The drawing as SVG, in units of one pixel at full size."""
    text = svg_of(draw(chart, words))
    notes = [NOTICE]
    items: list[Entity | Link] = [*chart.entities.values(), *chart.links.values()]
    if any(item.cards or item.attributes or item.since for item in items):
        notes.append(N_("A picture has no cards, attributes or dates."))
    return Exported(text.encode(), MEDIA_TYPE, tuple(notes))


def draw(chart: Chart, words: Words | None = None) -> Picture:
    """The drawing: groups at the back, then lines, then things."""
    words = words or Words(about=about_lines(chart))
    at = places(chart)
    shapes = {key: drawn(one, at[key]) for key, one in chart.entities.items()}
    sheet = _Sheet([], [])
    _groups(chart, shapes, sheet)
    _links(chart, shapes, words, sheet)
    for one in shapes.values():
        _entity(one, sheet)
    frame = Frame(
        title=clean(chart.about.title),
        about=words.about,
        strengths=[(words.strengths[one], DASHES[one]) for one in Strength],
        notice=words.notice,
        font=words.font,
    )
    return framed(sheet.shapes, sheet.said, _extent(list(shapes.values())), frame)


def about_lines(chart: Chart) -> tuple[str, ...]:
    """Author, date and handling of the title block."""
    about = chart.about
    return tuple(filter(None, (clean(about.author), about.date, clean(about.handling))))


def _extent(shapes: list[Drawn]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all that is drawn."""
    if not shapes:
        return 0, 0, 0, 0
    return (
        min(one.x - one.reach for one in shapes),
        min(one.y - one.half_height for one in shapes),
        max(one.x + one.reach for one in shapes),
        max(one.y + one.half_height + one.below for one in shapes),
    )


def _entity(one: Drawn, sheet: _Sheet) -> None:
    title = f"<title>{plain(one.entity.label)}</title>"
    if one.shape is Shape.CIRCLE:
        shape = (
            f'<circle cx="{one.x:.1f}" cy="{one.y:.1f}" r="{one.half_width:g}" fill="{PAPER}" '
            f'stroke="{INK}" stroke-width="1.6"/>'
        )
    else:
        line = f' stroke="{INK}" stroke-width="1.6"' if one.shape is Shape.BOX else ""
        shape = (
            f'<rect x="{one.x - one.half_width:.1f}" y="{one.y - one.half_height:.1f}" '
            f'width="{2 * one.half_width:.1f}" height="{2 * one.half_height:.1f}" '
            f'fill="{PAPER}"{line}/>'
        )
    glyph = "" if one.shape is Shape.BOX else _glyph(one)
    sheet.shapes.append(f"<g>{title}{shape}{glyph}</g>")
    sheet.said.extend(_label(one))


def _glyph(one: Drawn) -> str:
    scale = 1.2 if one.shape is Shape.ICON else 1.0
    left, top = one.x - 12 * scale, one.y - 12 * scale
    return (
        f'<path d="{GLYPHS[one.entity.type]}" transform="translate({left:.1f} {top:.1f}) '
        f'scale({scale:g})" fill="none" stroke="{INK}" stroke-width="1.5" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _label(one: Drawn) -> Iterator[Said]:
    if one.shape is Shape.BOX:
        high = LINE * len(one.lines) + (LINE if one.alias else 0)
        base = one.y - high / 2 + LINE * 0.75
    else:
        base = one.y + one.half_height + LINE
    for number, line in enumerate(one.lines):
        yield Said(one.x, base + number * LINE, line, LABEL, bold=True)
    if one.alias:
        yield Said(one.x, base + len(one.lines) * LINE, one.alias, SMALL, ink=LINE_INK)


def _links(chart: Chart, shapes: Mapping[str, Drawn], words: Words, sheet: _Sheet) -> None:
    """Lines first and the grounds of their words after, so that no line runs through words."""
    pairs: dict[frozenset[str], list[Link]] = defaultdict(list)
    for link in chart.links.values():
        pairs[frozenset((link.source, link.target))].append(link)
    grounds = []
    for together in pairs.values():
        for place, link in enumerate(together):
            bend = (place - (len(together) - 1) / 2) * _BEND * 2
            turned = link.source != together[0].source
            path = _Path(shapes[link.source], shapes[link.target], -bend if turned else bend)
            sheet.shapes.append(path.line(link))
            label = path.label(link.label or words.links.get(link.type, link.type))
            if label is not None:
                sheet.said.append(label)
                grounds.append(_ground(label))
    sheet.shapes.extend(grounds)


def _ground(label: Said) -> str:
    wide = width(label.words, label.size) + 8
    return (
        f'<rect x="{label.x - wide / 2:.1f}" y="{label.y - 12:.1f}" width="{wide:.1f}" '
        f'height="16" fill="{PAPER}"/>'
    )


class _Path:
    """The way of one line: straight, or bent where several join the same two."""

    def __init__(self, source: Drawn, target: Drawn, bend: float) -> None:
        middle = ((source.x + target.x) / 2, (source.y + target.y) / 2)
        dx, dy = target.x - source.x, target.y - source.y
        length = math.hypot(dx, dy) or 1.0
        self.control = (middle[0] - dy / length * bend, middle[1] + dx / length * bend)
        self.bent = bool(bend)
        aim = self.control if self.bent else (target.x, target.y)
        back = self.control if self.bent else (source.x, source.y)
        self.start = source.edge(*aim, _GAP)
        self.end = target.edge(*back, _GAP)

    def line(self, link: Link) -> str:
        dashes = DASHES[link.strength]
        written = f' stroke-dasharray="{dashes}"' if dashes else ""
        (x1, y1), (x2, y2), (cx, cy) = self.start, self.end, self.control
        way = f"Q{cx:.1f} {cy:.1f} {x2:.1f} {y2:.1f}" if self.bent else f"L{x2:.1f} {y2:.1f}"
        line = (
            f'<path d="M{x1:.1f} {y1:.1f}{way}" fill="none" stroke="{LINE_INK}" '
            f'stroke-width="1.5" stroke-linecap="round"{written}/>'
        )
        heads = []
        if link.direction is not Direction.NONE:
            heads.append(_head(self.end, self.control if self.bent else self.start))
        if link.direction is Direction.BOTH:
            heads.append(_head(self.start, self.control if self.bent else self.end))
        return line + "".join(heads)

    def label(self, words: str) -> Said | None:
        """The words at the middle of the line."""
        lines = wrapped(words, SMALL, 150, 1)
        if not lines:
            return None
        ends = (self.start[0] + self.end[0], self.start[1] + self.end[1])
        x, y = ends[0] / 2, ends[1] / 2
        if self.bent:
            x, y = (ends[0] + 2 * self.control[0]) / 4, (ends[1] + 2 * self.control[1]) / 4
        return Said(x, y + 4, lines[0], SMALL, ink=LINE_INK)


def _head(tip: tuple[float, float], back: tuple[float, float]) -> str:
    """The head of an arrow that comes from `back`."""
    angle = math.atan2(tip[1] - back[1], tip[0] - back[0])
    sides = (
        (tip[0] - _ARROW * math.cos(angle + turn), tip[1] - _ARROW * math.sin(angle + turn))
        for turn in (-0.4, 0.4)
    )
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (tip, *sides))
    return f'<polygon points="{points}" fill="{LINE_INK}"/>'


def _groups(chart: Chart, shapes: Mapping[str, Drawn], sheet: _Sheet) -> None:
    for group in chart.groups.values():
        members = [shapes[key] for key in (*group.members, group.entity) if key in shapes]
        if members:
            _group(group, members, sheet)


def _group(group: Group, members: list[Drawn], sheet: _Sheet) -> None:
    left, top, right, bottom = _extent(members)
    left, top, right, bottom = left - 14, top - 26, right + 14, bottom + 12
    sheet.shapes.append(
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
        f'height="{bottom - top:.1f}" rx="8" fill="{GROUP}" stroke="{FAINT}"/>'
    )
    if group.label:
        words = wrapped(group.label, SMALL, max(right - left - 16, 60), 1)[0]
        sheet.said.append(Said((left + right) / 2, top + 15, words, SMALL, ink=LINE_INK))
