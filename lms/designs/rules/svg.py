"""What may be drawn: elements and attributes of SVG, in a design's page and in uploaded pictures.

Shapes and their colours only: no text, no style, no script, nothing that names another file.
"""

import re

SHAPES = frozenset(
    {
        *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("defs", "linearGradient", "radialGradient", "stop", "clipPath", "desc"),
    }
)
ATTRIBUTES = frozenset(
    {
        *("id", "viewBox", "width", "height", "preserveAspectRatio", "transform", "opacity"),
        *("d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy"),
        *("fill", "fill-opacity", "fill-rule", "clip-path", "clip-rule", "clipPathUnits"),
        *("stroke", "stroke-width", "stroke-opacity", "stroke-miterlimit"),
        *("stroke-dasharray", "stroke-linecap", "stroke-linejoin"),
        *("offset", "stop-color", "stop-opacity", "gradientUnits", "gradientTransform"),
    }
)
INNER = re.compile(r"url\(#[A-Za-z0-9_.-]+\)")
"""The one address that a value may hold: of something in the same drawing."""
