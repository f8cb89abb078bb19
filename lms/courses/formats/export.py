"""From a snapshot back to the files that authors write; reading them gives the same snapshot."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from lms.courses.formats.snapshot import Content
from lms.courses.formats.source import PackageFiles

_WIDTH = 100


def package_files(content: Content, media: Mapping[str, bytes]) -> PackageFiles:
    """The package of a snapshot's content; `media` are the bytes of its media files by path."""
    course = content["course"]
    head = {"schema": content["schema"], **course}
    head["modules"] = [module["slug"] for module in content["modules"]]
    files = {"course.yaml": yaml_bytes(head), **media}
    for module in content["modules"]:
        files.update(_module_files(content, module))
    for key, bank in content["banks"].items():
        files[f"banks/{key}.yaml"] = yaml_bytes(bank)
    for group in ("tests", "exercises"):
        for key in course[group]:
            files[f"{group}/{key}.yaml"] = yaml_bytes(content["activities"][key])
    return files


def _module_files(content: Content, module: Content) -> Iterator[tuple[str, bytes]]:
    folder = f"modules/{module['slug']}"
    head = {key: value for key, value in module.items() if key not in ("slug", "lessons", "quiz")}
    head["lessons"] = [lesson["slug"] for lesson in module["lessons"]]
    head["quiz"] = module["quiz"] is not None
    yield f"{folder}/module.yaml", yaml_bytes(head)
    if module["quiz"] is not None:
        yield f"{folder}/quiz.yaml", yaml_bytes(content["activities"][module["quiz"]])
    base = content["course"]["languages"][0]
    for lesson in module["lessons"]:
        for language, text in lesson["text"].items():
            facts: Content = {"title": lesson["title"][language]}
            ending = ".md"
            if language == base:
                facts |= {"minutes": lesson["minutes"], "sources": lesson["sources"]}
            else:
                ending = f".{language}.md"
            body = b"---\n" + yaml_bytes(facts) + b"---\n\n" + text.encode()
            yield f"{folder}/lessons/{lesson['slug']}{ending}", body


def yaml_bytes(value: object) -> bytes:
    """A value as the YAML text that authors read and write."""
    writer = YAML(typ="rt", pure=True)
    writer.width = _WIDTH
    writer.allow_unicode = True
    writer.indent(mapping=2, sequence=4, offset=2)
    buffer = io.BytesIO()
    writer.dump(_readable(value), buffer)
    return buffer.getvalue()


def _readable(value: Any) -> Any:
    """The same value, with texts of several lines in block form."""
    if isinstance(value, dict):
        return {key: _readable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_readable(inner) for inner in value]
    if isinstance(value, str) and "\n" in value and _fits_a_block(value):
        return LiteralScalarString(value)
    return value


def _fits_a_block(text: str) -> bool:
    """Block form keeps this text exactly (no odd ends, no leading blanks, no rare line breaks)."""
    lines = text.split("\n")
    odd = any(line != line.rstrip() or "\t" in line for line in lines)
    rare = any(sign in text for sign in "\x85\u2028\u2029")
    return not (odd or rare or lines[0][:1] in ("", " ") or text.endswith("\n\n"))
