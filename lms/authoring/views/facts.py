"""The facts of course and modules, and the glossary."""

from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.authoring import services
from lms.authoring.formats.fields import course as fields
from lms.authoring.formats.fields.spec import Field
from lms.authoring.formats.paths import COURSE, module_file
from lms.authoring.formats.texts import Json, peek, value_of
from lms.authoring.policies import Permission
from lms.authoring.queries import files, shown
from lms.authoring.queries.faults import field_errors
from lms.authoring.rows import SaveConflict
from lms.authoring.views import widgets
from lms.authoring.views.blueprint import Open, bp, opened
from lms.authoring.views.conflict import conflict_page
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.web import actor, needs

Turn = Callable[[Json], Json]


def _same(value: Json) -> Json:
    return value


@bp.route("/courses/<slug>/write/course", methods=["GET", "POST"])
@needs(Permission.WRITE)
def course_facts(slug: str) -> str | Response | tuple[str, int]:
    found = opened(slug)
    return edit_value(
        found,
        COURSE,
        fields.course_fields(),
        _("Facts of the course"),
        turns=(fields.opened_course, fields.closed_course),
    )


@bp.route("/courses/<slug>/write/glossary", methods=["GET", "POST"])
@needs(Permission.WRITE)
def glossary(slug: str) -> str | Response | tuple[str, int]:
    return edit_value(opened(slug), COURSE, fields.glossary_fields(), _("Glossary"))


@bp.route("/courses/<slug>/write/modules/<module>", methods=["GET", "POST"])
@needs(Permission.WRITE)
def module_facts(slug: str, module: str) -> str | Response | tuple[str, int]:
    found = opened(slug)
    if module not in [one.slug for one in found.tree.modules]:
        raise NotFound
    return edit_value(
        found,
        module_file(module),
        fields.module_fields(found.tree, module, _activities(found)),
        _("Facts of the module"),
    )


def _activities(found: Open) -> list[tuple[str, object]]:
    """Quizzes and exercises by their keys, as a module may need them."""
    quizzes = [one.quiz for one in found.tree.modules if one.quiz] + list(found.tree.tests)
    return [
        *((str(peek(found.texts.get(one.path)).get("key", "")), one.title) for one in quizzes),
        *found.tree.exercises,
    ]


def edit_value(
    found: Open,
    path: str,
    form: Sequence[Field],
    title: str,
    *,
    turns: tuple[Turn, Turn] = (_same, _same),
    back: str | None = None,
    more: dict[str, object] | None = None,
) -> str | Response | tuple[str, int]:
    """The page of one YAML file, or of some of its fields. `turns`: file to form, form to file."""
    there = files.text_file(found.draft.id, path)
    if there is None:
        raise NotFound
    value, at = turns[0](value_of(there.text)), there.version
    errors = field_errors(found.draft, there.path, there.text)
    here = url_for(str(request.endpoint), **(request.view_args or {}))
    if request.method == "POST":
        value, at = widgets.typed(form, widgets.carried(), found.tree.languages), widgets.version()
        if widgets.act() == "save":
            try:
                with transaction():
                    services.save_value(
                        actor=actor(),
                        draft_id=found.draft.id,
                        path=path,
                        version=at,
                        value=turns[1](value),
                    )
            except SaveConflict as error:
                return conflict_page(found.slug, error, here)
            flash(_("Saved."), "ok")
            return redirect(here)
        value, errors = widgets.after_act(value, form), {}
    return render_template(
        "authoring/facts.html",
        slug=found.slug,
        title=title,
        path=path,
        there=there,
        form=widgets.show(form, value, found.tree.languages, at, errors),
        others=shown.present(found.draft.id, actor(), path),
        back=back or url_for("authoring.draft", slug=found.slug),
        **(more or {}),
    )
