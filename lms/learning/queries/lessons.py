"""Lessons as pages. Rendering is kept per content hash, lesson and language."""

from functools import lru_cache

import sqlalchemy as sa
from markupsafe import Markup

from lms.core.access import Identity, require
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.markdown import render
from lms.courses.queries import content
from lms.courses.rows import SessionHead
from lms.exercises.queries import own_enrolment
from lms.learning.models import LessonProgress
from lms.learning.policies import Permission
from lms.learning.queries.plans import plan
from lms.learning.rows import LessonPage
from lms.learning.rules import lesson_key


def lesson_page(
    head: SessionHead, module: str, lesson: str, *, language: str, actor: Identity
) -> LessonPage:
    """A lesson in a language, or in the course's first one. Raises NotFound."""
    require(actor, Permission.READ, head)
    found = next((one for one in plan(head).modules if one.slug == module), None)
    if found is None:
        raise NotFound
    lessons = found.body["lessons"]
    place = next((at for at, one in enumerate(lessons) if one["slug"] == lesson), None)
    if place is None:
        raise NotFound
    body = lessons[place]
    written = language if body["text"].get(language) else next(iter(body["text"]))
    assert head.content_hash is not None
    return LessonPage(
        module=module,
        module_title=found.body["title"],
        lesson=lesson,
        title=body["title"],
        html=_rendered(head.content_hash, module, lesson, written),
        language=written,
        minutes=body["minutes"],
        sources=body["sources"],
        place=place + 1,
        of=found_steps(len(lessons), found.check),
        before=lessons[place - 1]["slug"] if place else None,
        after=lessons[place + 1]["slug"] if place + 1 < len(lessons) else None,
        check=found.check,
        done=_is_done(head, lesson_key(module, lesson), actor),
    )


def readable_content(head: SessionHead, *, actor: Identity) -> str:
    """The hash of the content that the actor may read here. Raises NotFound."""
    require(actor, Permission.READ, head)
    if head.content_hash is None:
        raise NotFound
    return head.content_hash


def found_steps(lessons: int, check: str | None) -> int:
    """Steps of a module: its lessons, and its check."""
    return lessons + (check is not None)


@lru_cache(maxsize=512)
def _rendered(content_hash: str, module: str, lesson: str, language: str) -> Markup:
    for one in content(content_hash)["modules"]:
        for body in one["lessons"]:
            if one["slug"] == module and body["slug"] == lesson:
                return authored(body["text"][language])
    raise NotFound


def authored(source: str) -> Markup:
    """Authored Markdown as safe HTML; its figures are fetched from the session's own address."""
    return render(source.replace("](media/", "](../media/"))


def _is_done(head: SessionHead, lesson: str, actor: Identity) -> bool:
    own = own_enrolment(head, actor=actor)
    if own is None:
        return False
    return bool(
        db.session.scalar(
            sa.select(LessonProgress.done_at).where(
                LessonProgress.enrolment_id == own, LessonProgress.lesson == lesson
            )
        )
    )
