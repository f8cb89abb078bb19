"""What stands round a drawing: its title, the legend of lines, the title block."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.engines.linkchart.exchange.lettering import isolated, width
from lms.engines.linkchart.exchange.picture import FAINT, LINE_INK, Picture, Said

MARGIN, HEAD, FOOT = 40.0, 44.0, 58.0
_LEAST, _SMALL = 520.0, 11.0


@dataclass(frozen=True)
class Frame:
    """The words round the drawing. `strengths` are names of lines with their dashes."""

    title: str
    about: Sequence[str]
    strengths: Sequence[tuple[str, str]]
    notice: str
    font: str


def framed(
    shapes: Sequence[str],
    said: Sequence[Said],
    extent: tuple[float, float, float, float],
    frame: Frame,
) -> Picture:
    """The drawing with its frame; `extent` is what lies inside: left, top, right, bottom."""
    left, top, right, bottom = extent
    wide = max(right - left, _LEAST, _legend_width(frame)) + 2 * MARGIN
    x, y, foot = (left + right - wide) / 2, top - MARGIN - HEAD, bottom + MARGIN
    rule, words = _foot(x + MARGIN, foot, wide - 2 * MARGIN, frame)
    head = [Said(x + MARGIN, y + 30, frame.title, 17, bold=True, middle=False)]
    return Picture(
        left=x,
        top=y,
        wide=wide,
        high=foot + FOOT - y,
        shapes=[*shapes, *rule],
        said=[*(head if frame.title else []), *said, *words],
        title=frame.title,
        notice=frame.notice,
        font=frame.font,
    )


def _legend_width(frame: Frame) -> float:
    return sum(width(name, _SMALL) + 62 for name, _ in frame.strengths)


def _foot(x: float, y: float, wide: float, frame: Frame) -> tuple[list[str], list[Said]]:
    shapes = [f'<path d="M{x:.1f} {y:.1f}h{wide:.1f}" stroke="{FAINT}" stroke-width="1"/>']
    said = []
    at = x
    for name, dashes in frame.strengths:
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        shapes.append(
            f'<path d="M{at:.1f} {y + 20:.1f}h36" stroke="{LINE_INK}" stroke-width="1.5" '
            f'stroke-linecap="round"{dash}/>'
        )
        said.append(Said(at + 42, y + 24, name, _SMALL, ink=LINE_INK, middle=False))
        at += width(name, _SMALL) + 62
    if frame.about:
        about = " · ".join(map(isolated, frame.about))
        said.append(Said(x, y + 46, about, _SMALL, ink=LINE_INK, middle=False))
    return shapes, said
