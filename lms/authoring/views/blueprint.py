"""The blueprint of authoring, and what its pages share: the draft, its tree, addresses of parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for

from lms.authoring.formats.paths import place_of
from lms.authoring.formats.tree import Tree, read_tree
from lms.authoring.queries import drafts, files
from lms.authoring.rows import DraftRow
from lms.core.web import actor

bp = Blueprint("authoring", __name__)


@dataclass(frozen=True)
class Open:
    """An open draft with its texts and its tree."""

    draft: DraftRow
    texts: Mapping[str, str]
    tree: Tree

    @property
    def slug(self) -> str:
        return self.draft.slug


def opened(slug: str) -> Open:
    """The open draft of a course. Raises NotFound."""
    draft = drafts.draft_of(slug, actor())
    texts = files.texts_of(draft.id)
    return Open(draft, texts, read_tree(texts))


@bp.app_template_global("part_address")
def part_address(slug: str, path: str, question: str | None = None, line: int | None = None) -> str:
    """The page on which a file of the draft is edited; its text where it has no form."""
    place = place_of(path)
    if place.kind == "course":
        return url_for("authoring.course_facts", slug=slug)
    if place.kind == "module":
        return url_for("authoring.module_facts", slug=slug, module=place.name)
    if place.kind == "lesson":
        return url_for(
            "authoring.lesson",
            slug=slug,
            module=place.name,
            lesson=place.lesson,
            line=line,
            language=place.language,
        )
    if place.kind == "questions":
        where: dict[str, Any] = {"slug": slug, "group": place.group, "name": place.name}
        if question is None:
            return url_for("authoring.quiz", **where)
        return url_for("authoring.question", **where, key=question)
    if place.kind == "case":
        return url_for(f"authoring.{place.lesson}", slug=slug, case=place.name)
    if place.kind == "media":
        return url_for("authoring.media", slug=slug)
    return url_for("authoring.file", slug=slug, path=path, line=line)
