"""YAML as this project reads and writes it: plain data, by the core schema of YAML 1.2.

PyYAML with libyaml, where it is there, reads a course of 800 KB in a fifth of a second; its own
schema is that of YAML 1.1, in which `no` is false and 1:30 a number, so scalars are told apart
here. What is written is read back the same by readers of both versions.
"""

import re
from typing import Any, ClassVar

import yaml

_TAG = "tag:yaml.org,2002:"
_WIDTH = 100
_SCALARS = (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf)|\.(nan|NaN)",
        list("-+.0123456789"),
    ),
)
_BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BaseDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class PlainLoader(_BaseLoader):  # type: ignore[misc]
    """Reads scalars by the core schema: dates, `no` and 1:30 stay text."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


class PlainDumper(_BaseDumper):  # type: ignore[misc]
    """Writes texts of several lines as blocks, and quotes what either version would misread."""


class _Block(str):
    """A text that is written as a block."""

    __slots__ = ()


for _name, _pattern, _first in _SCALARS:
    for _class in (PlainLoader, PlainDumper):
        _class.add_implicit_resolver(_TAG + _name, re.compile(f"^(?:{_pattern})$"), _first)
PlainDumper.add_representer(
    _Block, lambda dumper, text: dumper.represent_scalar(f"{_TAG}str", str(text), style="|")
)


def load(text: str) -> Any:
    """Plain data from a text of our own. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=PlainLoader)  # noqa: S506 - a safe loader


def compose(text: str) -> Any:
    """The nodes of an untrusted text, with their lines. Raises yaml.YAMLError."""
    return yaml.compose(text, Loader=PlainLoader)


def dump(value: object) -> bytes:
    """A value as the YAML text that authors read and write, in UTF-8."""
    text: str = yaml.dump(
        _readable(value),
        Dumper=PlainDumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=_WIDTH,
    )
    return text.encode()


def _readable(value: Any) -> Any:
    """The same value, with texts of several lines marked as blocks where a block keeps them."""
    if isinstance(value, dict):
        return {key: _readable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_readable(inner) for inner in value]
    if isinstance(value, str) and "\n" in value and _fits_a_block(value):
        return _Block(value)
    return value


def _fits_a_block(text: str) -> bool:
    """Block form keeps this text exactly (no odd ends, no leading blanks, no rare line breaks)."""
    lines = text.split("\n")
    odd = any(line != line.rstrip() or "\t" in line for line in lines)
    rare = any(sign in text for sign in "\x85\u2028\u2029")
    return not (odd or rare or lines[0][:1] in ("", " ") or text.endswith("\n\n"))
