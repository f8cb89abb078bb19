"""Lessons as pages. Rendering is kept per content hash, lesson and language."""

from collections.abc import Mapping
from functools import lru_cache

from lms.core.access import Identity, require
from lms.core.errors import NotFound
from lms.core.markdown import render
from lms.courses.queries import content
from lms.courses.rows import SessionHead
from lms.exercises.queries import own_enrolment
from lms.learning.formats import Lesson, Term, captions_of, lesson_of
from lms.learning.policies import Permission
from lms.learning.queries.openings import known_module, refuse_closed
from lms.learning.queries.plans import ModulePlan
from lms.learning.queries.record import Reading, record_of
from lms.learning.rows import LessonPage
from lms.learning.rules import lesson_key

# where the figures of a session stand, seen from a lesson and from its screens on the wall
FROM_LESSON, FROM_WALL = "../", "../../"


def lesson_page(
    head: SessionHead,
    module: str,
    lesson: str,
    *,
    language: str,
    actor: Identity,
    media_at: str = FROM_LESSON,
) -> LessonPage:
    """A lesson in a language, or in the course's first one.

    Raises NotFound, and Refused with what is missing while its module is closed to the actor.
    """
    require(actor, Permission.READ, head)
    found = known_module(head, module)
    at = _place(found, lesson)
    refuse_closed(head, module, actor=actor, lesson=lesson_key(module, lesson))
    lessons = found.body["lessons"]
    body = lessons[at]
    written = language if body["text"].get(language) else next(iter(body["text"]))
    assert head.content_hash is not None
    shown = _rendered(head.content_hash, module, lesson, written, media_at)
    record = record_of(own_enrolment(head, actor=actor), head.id)
    reading = record.lessons.get(lesson_key(module, lesson))
    return LessonPage(
        module=module,
        module_title=found.body["title"],
        lesson=lesson,
        title=body["title"],
        html=shown.html,
        sections=shown.sections,
        terms=shown.terms,
        language=written,
        minutes=body["minutes"],
        sources=body["sources"],
        place=at + 1,
        of=found_steps(len(lessons), found.check),
        before=lessons[at - 1]["slug"] if at else None,
        after=lessons[at + 1]["slug"] if at + 1 < len(lessons) else None,
        check=found.check,
        opened=reading is not None,
        done=reading is not None and reading.done,
        resume_at=_resume(reading, shown.blocks),
        live=record.live,
    )


def _place(module: ModulePlan, lesson: str) -> int:
    slugs = [one["slug"] for one in module.body["lessons"]]
    if lesson not in slugs:
        raise NotFound
    return slugs.index(lesson)


def _resume(reading: Reading | None, blocks: int) -> int:
    """The block to go on at; 0 where reading begins at the top."""
    if reading is None or reading.done or reading.place >= blocks:
        return 0
    return reading.place


def readable_content(head: SessionHead, *, actor: Identity) -> str:
    """The hash of the content that the actor may read here. Raises NotFound."""
    require(actor, Permission.READ, head)
    if head.content_hash is None:
        raise NotFound
    return head.content_hash


def found_steps(lessons: int, check: str | None) -> int:
    """Steps of a module: its lessons, and its check."""
    return lessons + (check is not None)


def glossary(head: SessionHead, *, language: str, actor: Identity) -> list[Term]:
    """The course's terms in a language (or in its first one), in alphabetical order."""
    found = terms_of(readable_content(head, actor=actor), language)
    return sorted(found, key=lambda term: term.word.casefold())


@lru_cache(maxsize=64)
def terms_of(content_hash: str, language: str) -> tuple[Term, ...]:
    """The glossary of a content in one language; a term without it is in the first language."""
    return tuple(
        Term(one["key"], _in(one["term"], language), _in(one["meaning"], language))
        for one in content(content_hash)["course"].get("glossary", [])
    )


def _in(text: Mapping[str, str], language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")


@lru_cache(maxsize=1024)
def _rendered(content_hash: str, module: str, lesson: str, language: str, media_at: str) -> Lesson:
    found = content(content_hash)
    for one in found["modules"]:
        for body in one["lessons"]:
            if one["slug"] == module and body["slug"] == lesson:
                return lesson_of(
                    str(render(body["text"][language])),
                    language=language,
                    media_at=media_at,
                    captions=captions_of(found["media"]),
                    terms=terms_of(content_hash, language),
                )
    raise NotFound
