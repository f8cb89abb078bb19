"""The text files of a draft as values, and back: the same form in which packages are exported."""

import copy
from functools import lru_cache
from typing import Any

from lms.core.plainyaml import dump
from lms.courses.formats.lessons import load_lesson
from lms.courses.formats.yamlsource import Document, load_yaml

Json = dict[str, Any]


@lru_cache(maxsize=600)
def document_of(path: str, text: str) -> Document:
    """A YAML text read leniently, with the line of each value. Treat it as read-only."""
    return load_yaml(path, text.encode(), [])


def value_of(text: str | None) -> Json:
    """The mapping in a YAML text, to be changed as one likes; empty where there is none."""
    data = document_of("", text or "").data
    return copy.deepcopy(data) if isinstance(data, dict) else {}


def peek(text: str | None) -> Json:
    """As `value_of`, without the copy: for reading only."""
    data = document_of("", text or "").data
    return data if isinstance(data, dict) else {}


def yaml_text(value: object) -> str:
    """A value as authors write it."""
    return dump(value).decode()


def split_lesson(text: str | None) -> tuple[Json, str]:
    """The head of a lesson and its Markdown; a text without a head is all Markdown."""
    given = (text or "").replace("\r\n", "\n")
    document, body = load_lesson("", given.encode(), [])
    if isinstance(document.data, dict):
        return copy.deepcopy(document.data), body if body.strip() else ""
    return {}, "" if given.startswith("---\n") else given.strip("\n") + "\n"


def join_lesson(head: Json, body: str) -> str:
    """A lesson's file from its head and Markdown."""
    words = body.replace("\r\n", "\n").strip("\n")
    return f"---\n{yaml_text(head)}---\n\n{words}\n"


def localised(value: object, language: str = "en") -> str:
    """A {language: text} in a language or in any that it has; other values as they are."""
    if isinstance(value, dict):
        found = value.get(language) or next((one for one in value.values() if one), "")
        return str(found)
    return "" if value is None else str(value)


def listed(value: object) -> list[Any]:
    """A list as it is; anything else as an empty one."""
    return value if isinstance(value, list) else []


def mappings(value: object) -> list[Json]:
    """The mappings of a list."""
    return [one for one in listed(value) if isinstance(one, dict)]
