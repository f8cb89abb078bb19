"""Names that parts of a package use for one another: aims, questions, activities, media."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.core.messages import N_, Message
from lms.courses.formats.schema import ModuleFile
from lms.courses.formats.yamlsource import Document, Path


@dataclass
class Names:
    """Gathers names while files are read, and judges them when all are known."""

    aims: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    used_aims: list[tuple[Document, Path, str]] = field(default_factory=list)
    used_media: list[tuple[Document, Path, str]] = field(default_factory=list)
    used_activities: list[tuple[Document, Path, str]] = field(default_factory=list)

    def module(self, document: Document, module: ModuleFile, before: Sequence[str]) -> None:
        """The aims of a module, and what must be done before it. `before`: earlier modules."""
        for at, aim in enumerate(module.aims):
            if aim.key in self.aims:
                document.fault(("aims", at, "key"), _twice(aim.key))
            self.aims.add(aim.key)
        for at, slug in enumerate(module.after):
            if slug not in before:
                message = N_(
                    "“%(key)s” is no module that stands before this one in course.yaml.", key=slug
                )
                document.fault(("after", at), message)
        if module.needs:
            place = (document, ("needs", "activity"), module.needs.activity)
            self.used_activities.append(place)

    def questions(self, document: Document) -> None:
        """The keys, aims and pictures that the questions of a quiz or bank name."""
        data = document.data
        if not isinstance(data, dict):
            return
        if isinstance(data.get("file"), str):
            self.used_media.append((document, ("file",), data["file"]))
        for path, question in _questions(data):
            key, aim = question.get("key"), question.get("aim")
            if isinstance(key, str) and data.get("kind") == "bank":
                if key in self.keys:
                    document.fault((*path, "key"), _twice(key))
                self.keys.add(key)
            if isinstance(aim, str):
                self.used_aims.append((document, (*path, "aim"), aim))
            for place, image in images_of(question.get("image")):
                self.used_media.append((document, (*path, "image", *place), image))

    def judge(self, activities: Mapping[str, object], media: Collection[str]) -> None:
        """Note each name that nothing has."""
        for document, path, key in self.used_aims:
            if key not in self.aims:
                message = N_("No module has the aim “%(key)s”. Mend it or add the aim.", key=key)
                document.fault(path, message)
        for document, path, key in self.used_activities:
            if key not in activities:
                message = N_("There is no quiz or exercise “%(key)s”. Mend its name.", key=key)
                document.fault(path, message)
        for document, path, file in self.used_media:
            if file not in media:
                message = N_("There is no file %(file)s. Put it in media/.", file=file)
                document.fault(path, message)


def _twice(key: str) -> Message:
    return N_("“%(key)s” is used in another place of the course. Choose another.", key=key)


def images_of(value: object) -> list[tuple[Path, str]]:
    """The pictures of a question, with where each is named: one for all, or one by language."""
    if isinstance(value, str):
        return [((), value)]
    named = value.items() if isinstance(value, dict) else ()
    return [((language,), path) for language, path in named if isinstance(path, str)]


def _questions(payload: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The questions of a quiz or bank with their paths, also those in sections."""
    lists: list[tuple[Path, object]] = [(("questions",), payload.get("questions"))]
    sections = payload.get("sections")
    for at, section in enumerate(sections if isinstance(sections, list) else ()):
        if isinstance(section, dict):
            lists.append((("sections", at, "questions"), section.get("questions")))
    for path, found in lists:
        for at, question in enumerate(found if isinstance(found, list) else ()):
            if isinstance(question, dict):
                yield (*path, at), question
