"""The page of a draft: its tree, all that is wrong with it, publishing, and its sessions."""

import io

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.formats.tree import Tree
from lms.authoring.forms import PublishForm
from lms.authoring.policies import Permission
from lms.authoring.queries import drafts, files, shown
from lms.authoring.queries.shown import versions_of
from lms.authoring.views.blueprint import Open, bp, opened
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.web import actor, form_errors, needs
from lms.courses import queries as courses
from lms.courses.formats import PackageError, write_zip


@bp.get("/courses/<slug>/write/")
@needs(Permission.WRITE)
def draft(slug: str) -> str:
    if drafts.open_draft(slug, actor()) is None:
        return _without(slug)
    found = opened(slug)
    return _page(found, PublishForm(data={"version": _next_version(slug, found.tree)}))


def _page(found: Open, form: PublishForm) -> str:
    media = files.media_paths(found.draft.id)
    return render_template(
        "authoring/draft.html",
        draft=found.draft,
        tree=found.tree,
        form=form,
        faults=shown.located(files.problems_of(found.draft), found.texts),
        media=len(media),
        packages=[path for path in media if path.endswith(".zip")],
        others=shown.present(found.draft.id, actor()),
        taught=shown.taught_in(found.slug, actor()),
        other_drafts=drafts.other_drafts(found.slug, actor())[:5],
        undo=_undo(),
    )


def _undo() -> tuple[int, int] | None:
    """The act that was done just before and can be taken back: its changes, first to last."""
    first, _dash, last = request.args.get("undo", "").partition("-")
    return (int(first), int(last)) if first.isdecimal() and last.isdecimal() else None


def _without(slug: str) -> str:
    """No draft is open: what one may begin with."""
    versions = versions_of(slug, actor())
    others = drafts.other_drafts(slug, actor())
    if not versions and not others:
        raise NotFound
    return render_template(
        "authoring/begin.html",
        slug=slug,
        title=courses.course_by_slug(slug, actor()).title if versions else {"en": slug},
        versions=versions,
        other_drafts=others,
        taught=shown.taught_in(slug, actor()),
    )


def _next_version(slug: str, tree: Tree) -> str:
    """The draft's own version where it is new, else the next one after it."""
    taken = files.version_labels(slug)
    parts = [int(part) if part.isdigit() else 0 for part in (tree.version or "0").split(".")[:3]]
    while ".".join(map(str, parts)) in taken:
        if len(parts) == 1:
            parts.append(0)
        parts[-1] += 1
    return ".".join(map(str, parts))


@bp.post("/courses/<slug>/write/publish")
@needs(Permission.WRITE)
def publish(slug: str) -> str | Response | tuple[str, int]:
    found = opened(slug)
    form = PublishForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    try:
        with transaction():
            row = services.publish(
                actor=actor(), draft_id=found.draft.id, version=form.version.data.strip()
            )
            number = row.number
    except Invalid as error:
        form_errors(form, error)
        return _page(found, form), 422
    except PackageError:
        form.form_errors.append(_("The draft has faults. Mend them, then publish."))
        return _page(found, form), 422
    except Refused as error:
        flash(_("Not published: %(why)s", why=error.message), "bad")
        return redirect(url_for("authoring.draft", slug=slug))
    flash(_("Published as version %(n)s. Sessions stay on theirs.", n=number), "ok")
    return redirect(url_for("authoring.draft", slug=slug))


@bp.get("/courses/<slug>/write/package.zip")
@needs(Permission.WRITE)
def export(slug: str) -> Response:
    """The draft as a package, faults and all."""
    found = drafts.draft_of(slug, actor())
    return send_file(
        io.BytesIO(write_zip(files.package_of_draft(found.id))),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{slug}-draft.zip",
    )
