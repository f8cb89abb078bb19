"""Formulas of whole-number parameters: + - * / and brackets, worked out in exact fractions.

Python's own parser reads the formula; only the handful of nodes named here is ever walked, so no
name, call, power or attribute can come in, and the work is bounded by the formula's length.
"""

import ast
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

_CONSTANT = re.compile(r"\d{1,12}(\.\d{1,9})?")
_MOST_SIGNS = 200

_WORK: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda one, other: one + other,
    ast.Sub: lambda one, other: one - other,
    ast.Mult: lambda one, other: one * other,
    ast.Div: lambda one, other: one / other,
}

Span = tuple[Fraction, Fraction]


class FormulaFault(Exception):
    """A formula that holds something else than numbers, names, + - * / and brackets."""


class Formula:
    """A formula that was read and found safe. `names` are the parameters that it uses."""

    def __init__(self, text: str) -> None:
        """Raises FormulaFault where the text is no such formula."""
        self.text = text
        if len(text) > _MOST_SIGNS:
            raise FormulaFault
        try:
            self._body = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError) as fault:
            raise FormulaFault from fault
        self.names: set[str] = set()
        self._check(self._body)

    def value(self, values: Mapping[str, int]) -> Fraction:
        """The exact value. Raises ZeroDivisionError where something is divided by nothing."""
        return self._value(self._body, values)

    def span(self, spans: Mapping[str, Span]) -> Span | None:
        """Bounds of the value; None where a divisor may be nothing (by these bounds)."""
        return self._span(self._body, spans)

    def _check(self, node: ast.expr) -> None:
        if isinstance(node, ast.BinOp) and type(node.op) in _WORK:
            self._check(node.left)
            self._check(node.right)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            self._check(node.operand)
        elif isinstance(node, ast.Name):
            self.names.add(node.id)
        elif not (isinstance(node, ast.Constant) and _CONSTANT.fullmatch(self._source(node))):
            raise FormulaFault

    def _source(self, node: ast.expr) -> str:
        # as it was written: 0.1 is a tenth and not the nearest float
        return ast.get_source_segment(self.text.strip(), node) or ""

    def _value(self, node: ast.expr, values: Mapping[str, int]) -> Fraction:
        if isinstance(node, ast.BinOp):
            work = _WORK[type(node.op)]
            return work(self._value(node.left, values), self._value(node.right, values))
        if isinstance(node, ast.UnaryOp):
            return -self._value(node.operand, values)
        if isinstance(node, ast.Name):
            return Fraction(values[node.id])
        return Fraction(self._source(node))

    def _span(self, node: ast.expr, spans: Mapping[str, Span]) -> Span | None:
        if isinstance(node, ast.BinOp):
            one, other = self._span(node.left, spans), self._span(node.right, spans)
            if one is None or other is None:
                return None
            if isinstance(node.op, ast.Div) and other[0] <= 0 <= other[1]:
                return None
            work = _WORK[type(node.op)]
            ends = [work(left, right) for left in one for right in other]
            return min(ends), max(ends)
        if isinstance(node, ast.UnaryOp):
            inner = self._span(node.operand, spans)
            return None if inner is None else (-inner[1], -inner[0])
        if isinstance(node, ast.Name):
            return spans[node.id]
        number = Fraction(self._source(node))
        return number, number
