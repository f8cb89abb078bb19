"""Releasing an agenda, and what was released before."""

from flask import flash, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms.agenda.forms import ReleaseForm
from lms.agenda.policies import Permission
from lms.agenda.queries import board as boards
from lms.agenda.queries.agenda import Released
from lms.agenda.queries.releases import release_list, released_items
from lms.agenda.services import releases as services
from lms.agenda.views.blueprint import bp
from lms.agenda.views.editor import first_words, show_released
from lms.core.access import require
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.web import actor, form_errors, needs
from lms.courses.queries import session_head


@bp.route("/sessions/<slug>/agenda/release", methods=["GET", "POST"])
@needs(Permission.PLAN)
def release(slug: str) -> str | Response | tuple[str, int]:
    """Read what a release would change and whom it tells, then release."""
    head = session_head(slug, actor())
    require(actor(), Permission.PLAN, head)
    seen = boards.board(slug, actor())
    form = ReleaseForm(data={"revision": str(seen.draft.revision)})
    if form.validate_on_submit():
        try:
            with transaction():
                made = services.release(
                    actor=actor(),
                    slug=slug,
                    note=form.note.data or "",
                    revision=int(form.revision.data) if form.revision.data.isdecimal() else None,
                )
            flash(_("Agenda number %(number)s is released.", number=made.number), "ok")
            return redirect(url_for("agenda.released_agenda", slug=slug))
        except Invalid as error:
            form_errors(form, error)
        except Refused as error:
            flash(first_words(error), "bad")
            return redirect(url_for("agenda.release", slug=slug))
    page = render_template("agenda/release.html", head=head, board=seen, form=form)
    return page, 422 if form.errors or form.form_errors else 200


@bp.get("/sessions/<slug>/agenda/releases")
@needs(Permission.VIEW_AGENDA)
def releases(slug: str) -> str:
    """Every release of a session's agenda, newest first."""
    head = session_head(slug, actor())
    require(actor(), Permission.VIEW_AGENDA, head)
    return render_template("agenda/releases.html", head=head, releases=release_list(head.id))


@bp.get("/sessions/<slug>/agenda/releases/<int:number>")
@needs(Permission.VIEW_AGENDA)
def one_release(slug: str, number: int) -> str:
    """An agenda as it was released then."""
    head = session_head(slug, actor())
    require(actor(), Permission.VIEW_AGENDA, head)
    row = next((one for one in release_list(head.id) if one.number == number), None)
    if row is None:
        raise NotFound
    entries = tuple(item for item in released_items(row.id) if not item.cancelled)
    return show_released(Released(head, row, entries), past=True)
