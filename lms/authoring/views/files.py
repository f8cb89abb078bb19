"""A file of the draft as text, for experts; and the answer to two authors' clash."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.formats.paths import place_of
from lms.authoring.policies import Permission
from lms.authoring.queries import drafts, files, shown
from lms.authoring.rows import Edit, SaveConflict
from lms.authoring.views.blueprint import bp, part_address
from lms.authoring.views.conflict import conflict_page
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _, say
from lms.core.web import actor, needs
from lms.courses.formats.names import is_text


@bp.route("/courses/<slug>/write/files/<path:path>", methods=["GET", "POST"])
@needs(Permission.WRITE)
def file(slug: str, path: str) -> str | Response | tuple[str, int]:
    draft = drafts.draft_of(slug, actor())
    there = files.text_file(draft.id, path)
    if there is None or not is_text(path):
        raise NotFound
    text, problem = there.text, None
    if request.method == "POST":
        text = request.form.get("text", "").replace("\r\n", "\n")
        version = request.form.get("version", type=int)
        try:
            with transaction():
                services.write_files(
                    actor=actor(), draft_id=draft.id, edits=[Edit(path, text, version or 0)]
                )
            flash(_("Saved."), "ok")
            return redirect(
                request.form.get("back") or url_for("authoring.file", slug=slug, path=path)
            )
        except SaveConflict as error:
            return conflict_page(slug, error, url_for("authoring.file", slug=slug, path=path))
        except Invalid as error:
            problem = say(error.errors[0].message)
    faults = [fault for fault in files.problems_of(draft) if fault.file == path]
    return render_template(
        "authoring/file.html",
        slug=slug,
        path=path,
        text=text,
        version=there.version,
        there=there,
        problem=problem,
        faults=faults,
        place=place_of(path),
        form_address=part_address(slug, path),
        others=shown.present(draft.id, actor(), path),
        line=request.args.get("line", type=int),
    )


@bp.post("/courses/<slug>/write/resolve")
@needs(Permission.WRITE)
def resolve(slug: str) -> str | Response | tuple[str, int]:
    """What an author chose after a clash: theirs, mine, or a text of both, which loses nothing and
    so stands for no choice."""
    draft = drafts.draft_of(slug, actor())
    edits = []
    for at in range(request.form.get("count", 0, type=int)):
        choice = request.form.get(f"{at}.choice", "merged")
        if choice == "theirs":
            continue
        text = request.form.get(f"{at}.{'mine' if choice == 'mine' else 'merged'}", "")
        path = request.form.get(f"{at}.path", "")
        version = request.form.get(f"{at}.version", 0, type=int)
        edits.append(Edit(path, text.replace("\r\n", "\n"), version))
    back = url_for("authoring.draft", slug=slug)
    try:
        with transaction():
            services.write_files(actor=actor(), draft_id=draft.id, edits=edits)
    except SaveConflict as error:
        return conflict_page(slug, error, back)
    except Invalid as error:
        flash(say(error.errors[0].message), "bad")
        return redirect(back)
    flash(_("Saved as you chose."), "ok")
    path = request.form.get("0.path", "")
    return redirect(part_address(slug, path) if path else back)
