"""Directions in mixed text: embedding levels by FriBidi, the library that Pango itself uses, so
that both ways of printing agree (Unicode UAX 9 with isolates and brackets)."""

import ctypes
from collections.abc import Sequence
from functools import cache
from typing import Any

_LTR, _RTL = 0x00000110, 0x00000111
# signs that steer directions and draw nothing
CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@cache
def _library() -> Any:
    for name in ("libfribidi.so.0", "libfribidi.0.dylib", "libfribidi-0.dll"):
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise RuntimeError("FriBidi is missing: it comes with Pango.")


def levels(text: str, *, rtl: bool) -> list[int]:
    """The embedding level of each sign in a paragraph of this direction; odd runs right to left."""
    size = len(text)
    if not rtl and text.isascii():
        return [0] * size
    library = _library()
    signs = (ctypes.c_uint32 * size)(*map(ord, text))
    types, brackets = (ctypes.c_uint32 * size)(), (ctypes.c_uint32 * size)()
    found, base = (ctypes.c_int8 * size)(), ctypes.c_uint32(_RTL if rtl else _LTR)
    library.fribidi_get_bidi_types(signs, size, types)
    library.fribidi_get_bracket_types(signs, size, types, brackets)
    done = library.fribidi_get_par_embedding_levels_ex(
        types, brackets, size, ctypes.byref(base), found
    )
    if not done:
        raise MemoryError("FriBidi could not work out the directions.")
    return list(found)


def visual_order(run_levels: Sequence[int]) -> list[int]:
    """The order in which runs stand from left to right (UAX 9, rule L2)."""
    order = list(range(len(run_levels)))
    highest = max(run_levels, default=0)
    lowest = min((level for level in run_levels if level % 2), default=highest + 1)
    for level in range(highest, lowest - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and run_levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order
