"""What differs between two versions of a course, or between a draft and a version."""

from dataclasses import dataclass

from flask import render_template, request

from lms.authoring.policies import Permission
from lms.authoring.queries import compare as differing
from lms.authoring.queries import drafts, files
from lms.authoring.queries.shown import versions_of
from lms.authoring.rows import DraftRow
from lms.authoring.views.blueprint import bp
from lms.core.errors import NotFound
from lms.core.web import actor, needs
from lms.courses.rows import SnapshotRow

DRAFT = "draft"


@dataclass(frozen=True)
class Sides:
    """The two states that are compared, by their names in the address."""

    old: str
    new: str


@bp.get("/courses/<slug>/versions/compare")
@needs(Permission.WRITE)
def compare(slug: str) -> str:
    draft = drafts.open_draft(slug, actor())
    versions = versions_of(slug, actor())
    sides = _sides(draft, versions)
    parts = differing.differences(
        _texts(sides.old, draft, versions), _texts(sides.new, draft, versions)
    )
    return render_template(
        "authoring/compare.html",
        slug=slug,
        draft=draft,
        versions=versions,
        sides=sides,
        parts=parts,
    )


def _sides(draft: DraftRow | None, versions: list[SnapshotRow]) -> Sides:
    """As asked for, else the draft against its base, or the two newest versions."""
    names = [str(one.number) for one in versions]
    if not names:
        raise NotFound
    new = request.args.get("to", DRAFT if draft else names[0])
    base = str(draft.base_number) if draft and draft.base_number else names[-1]
    usual = base if new == DRAFT else names[min(1, len(names) - 1)]
    old = request.args.get("from", usual)
    known = {*names, *([DRAFT] if draft else [])}
    if old not in known or new not in known:
        raise NotFound
    return Sides(old, new)


def _texts(name: str, draft: DraftRow | None, versions: list[SnapshotRow]) -> dict[str, str]:
    if name == DRAFT and draft is not None:
        return {**files.texts_of(draft.id), **files.fingerprints(draft.id)}
    found = next(one for one in versions if str(one.number) == name)
    return differing.version_texts(found.hash)
