"""From a snapshot back to the files that authors write; reading them gives the same snapshot."""

from collections.abc import Iterator, Mapping

from lms.core.plainyaml import dump
from lms.courses.formats.cases import exercise_files
from lms.courses.formats.snapshot import Content
from lms.courses.formats.source import PackageFiles


def package_files(content: Content, media: Mapping[str, bytes]) -> PackageFiles:
    """The package of a snapshot's content; `media` are the bytes of its media files by path."""
    course = content["course"]
    head = {"schema": content["schema"], **course}
    head["modules"] = [module["slug"] for module in content["modules"]]
    files = {"course.yaml": dump(head), **media}
    for module in content["modules"]:
        files.update(_module_files(content, module))
    for key, bank in content["banks"].items():
        files[f"banks/{key}.yaml"] = dump(bank)
    for key in course["tests"]:
        files[f"tests/{key}.yaml"] = dump(content["activities"][key])
    files.update(exercise_files(course["exercises"], content["activities"]))
    return files


def _module_files(content: Content, module: Content) -> Iterator[tuple[str, bytes]]:
    folder = f"modules/{module['slug']}"
    head = {key: value for key, value in module.items() if key not in ("slug", "lessons", "quiz")}
    head["lessons"] = [lesson["slug"] for lesson in module["lessons"]]
    head["quiz"] = module["quiz"] is not None
    yield f"{folder}/module.yaml", dump(head)
    if module["quiz"] is not None:
        yield f"{folder}/quiz.yaml", dump(content["activities"][module["quiz"]])
    base = content["course"]["languages"][0]
    for lesson in module["lessons"]:
        for language, text in lesson["text"].items():
            facts: Content = {"title": lesson["title"][language]}
            ending = ".md"
            if language == base:
                facts |= {"minutes": lesson["minutes"], "sources": lesson["sources"]}
            else:
                ending = f".{language}.md"
            body = b"---\n" + dump(facts) + b"---\n\n" + text.encode()
            yield f"{folder}/lessons/{lesson['slug']}{ending}", body
