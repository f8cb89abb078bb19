"""Checks a design's Jinja source: a few statements over typed fields, nothing that can be called.

The check walks the syntax tree (allow list of nodes), so it needs no run; the sandbox of
`lms.designs.drawing` is the second barrier.
"""

from collections.abc import Iterable, Iterator, Mapping

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lms.core.messages import N_, Message
from lms.designs.rules.fields import FIELDS, LOOP, Group, Kind, ListOf, Type, unknown

FILTERS = frozenset({"length", "striptags", "upper", "lower", "e", "escape"})
_MOST_LOOPS = 6
_DEEPEST_LOOP = 1
_PLAIN = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.CondExpr, nodes.If),
    *(nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or),
)
_RECKONED = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.Neg)


class _Fault(Exception):
    def __init__(self, line: int, message: Message) -> None:
        super().__init__(message.english())
        self.line, self.message = line, message


def faults(html: str) -> list[tuple[int, Message]]:
    """What is wrong with a source, each fault with its line; nothing where it may be used."""
    environment = ImmutableSandboxedEnvironment(autoescape=True)
    try:
        tree = environment.parse(html)
    except TemplateSyntaxError as error:
        why = N_("The template cannot be read: %(why)s", why=str(error.message))
        return [(error.lineno, why)]
    except RecursionError:
        return [(1, N_("The template is nested too deeply. Make it flatter."))]
    walk = _Walk()
    try:
        walk.body([tree], FIELDS, 0)
    except RecursionError:
        return [(1, N_("The template is nested too deeply. Make it flatter."))]
    return sorted(walk.found, key=lambda one: one[0])


class _Walk:
    def __init__(self) -> None:
        self.found: list[tuple[int, Message]] = []
        self._loops = 0

    def body(self, several: Iterable[nodes.Node], known: Group, depth: int) -> None:
        for node in several:
            try:
                self._node(node, known, depth)
            except _Fault as fault:
                self.found.append((fault.line, fault.message))

    def _node(self, node: nodes.Node, known: Group, depth: int) -> None:
        if isinstance(node, nodes.For):
            self._loop(node, known, depth)
        elif isinstance(node, nodes.Output):
            for one in node.nodes:
                try:
                    self._written(one, known)
                except _Fault as fault:
                    self.found.append((fault.line, fault.message))
        elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Filter):
            _typed(node, known)
        elif isinstance(node, _RECKONED):
            _number(node, known)
        elif isinstance(node, _PLAIN):
            self.body(node.iter_child_nodes(), known, depth)
        else:
            raise _Fault(node.lineno, _forbidden(node))

    def _written(self, node: nodes.Node, known: Group) -> None:
        if isinstance(node, nodes.Name | nodes.Getattr):
            if _typed(node, known) not in (Kind.TEXT, Kind.NUMBER):
                raise _Fault(node.lineno, N_("“%(name)s” is no text.", name=_said(node)))
        elif isinstance(node, nodes.CondExpr):
            self.body([node.test], known, 0)
            for part in (node.expr1, node.expr2):
                if part is not None:
                    self._written(part, known)
        else:
            self._node(node, known, 0)

    def _loop(self, node: nodes.For, known: Group, depth: int) -> None:
        self._loops += 1
        if depth >= _DEEPEST_LOOP or self._loops > _MOST_LOOPS or node.recursive or node.test:
            raise _Fault(node.lineno, N_("Loops stand side by side, at most %(n)s.", n=_MOST_LOOPS))
        kind = _typed(node.iter, known)
        if not isinstance(kind, ListOf) or not isinstance(node.target, nodes.Name):
            raise _Fault(
                node.lineno, N_("A loop walks one list: for signatory in signatories, for example.")
            )
        inner: dict[str, Type] = {**known, node.target.name: kind.item, "loop": LOOP}
        self.body([*node.body, *node.else_], inner, depth + 1)


def _typed(node: nodes.Node, known: Group) -> Type:
    """The kind of a field expression. Raises _Fault for what does not exist."""
    if isinstance(node, nodes.Name):
        if node.name not in known:
            raise _Fault(node.lineno, unknown(node.name, known))
        return known[node.name]
    if isinstance(node, nodes.Getattr):
        owner = _typed(node.node, known)
        if not isinstance(owner, Mapping):
            raise _Fault(node.lineno, N_("“%(name)s” has no parts.", name=_said(node.node)))
        if node.attr not in owner:
            raise _Fault(node.lineno, unknown(node.attr, owner))
        return owner[node.attr]
    if isinstance(node, nodes.Filter):
        if node.name not in FILTERS or node.args or node.kwargs or node.node is None:
            raise _Fault(
                node.lineno,
                N_(
                    "“%(name)s” is not taken here. Use one of: %(known)s.",
                    name=node.name,
                    known=", ".join(sorted(FILTERS)),
                ),
            )
        _typed(node.node, known)
        return Kind.NUMBER if node.name == "length" else Kind.TEXT
    raise _Fault(node.lineno, _forbidden(node))


def _number(node: nodes.Node, known: Group) -> None:
    """Only numbers may be reckoned with, so that nothing grows without end."""
    if isinstance(node, nodes.Const) and type(node.value) in (int, float):
        return
    if isinstance(node, _RECKONED):
        for child in node.iter_child_nodes():
            _number(child, known)
        return
    if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
        walk = _Walk()
        walk.body([node.test], known, 0)
        if walk.found:
            raise _Fault(*walk.found[0])
        for part in (node.expr1, node.expr2):
            _number(part, known)
        return
    if not isinstance(node, nodes.Name | nodes.Getattr) or _typed(node, known) is not Kind.NUMBER:
        raise _Fault(node.lineno, N_("Only numbers may be reckoned with."))


def _said(node: nodes.Node) -> str:
    return ".".join(_names(node))


def _names(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Getattr):
        yield from _names(node.node)
        yield node.attr
    elif isinstance(node, nodes.Name):
        yield node.name


def _forbidden(node: nodes.Node) -> Message:
    return N_(
        "“%(what)s” is not taken here: only fields, if and for may stand in a design.",
        what=type(node).__name__.lower(),
    )
