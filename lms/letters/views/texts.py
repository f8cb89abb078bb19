"""The text of a kind of letter in a session: edited, looked at on a person, given up."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.core.access import can
from lms.core.db import transaction
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, say
from lms.core.web import actor, download, form_errors, needs
from lms.letters.enums import LetterKind
from lms.letters.forms import TextForm
from lms.letters.policies import Permission
from lms.letters.queries import sending as queries
from lms.letters.queries import texts as text_queries
from lms.letters.rules.variables import VARIABLES
from lms.letters.services import reading
from lms.letters.services import texts as services
from lms.letters.views.blueprint import KIND, asked_languages, asked_layout, bp

Page = str | Response | tuple[str, int]


@bp.route(f"/sessions/<slug>/letters/{KIND}", methods=["GET", "POST"])
@needs(Permission.VIEW_LETTERS)
def text(slug: str, kind: str) -> Page:
    """Edit a text; the button "Look at it" shows what was typed on a person, unsaved."""
    head, row = text_queries.session_text(slug, LetterKind(kind), actor())
    form = TextForm() if request.method == "POST" else TextForm.of(row.texts)
    shown: queries.Preview | None = None
    if form.validate_on_submit():
        try:
            if request.form.get("act") == "look":
                shown = _look(slug, row.kind, form)
            else:
                with transaction():
                    services.save(actor=actor(), slug=slug, kind=row.kind, texts=form.given)
                flash(_("The text is saved. Letters that were written stay as they are."), "ok")
                return redirect(url_for("letters.text", slug=slug, kind=kind))
        except Invalid as error:
            form_errors(form, error)
        except Refused as error:
            form.form_errors.append(say(error.message))
    page = render_template(
        "letters/text.html",
        **editing(row, form, shown),
        head=head,
        people=queries.choices(slug, row.kind, actor()),
        chosen=request.form.get("recipient", ""),
        may_write=can(actor(), Permission.WRITE_LETTERS, head),
    )
    return page, 422 if form.errors else 200


def editing(row: Any, form: TextForm, shown: queries.Preview | None) -> dict[str, Any]:
    """What both pages of texts show."""
    return {"row": row, "form": form, "shown": shown, "variables": VARIABLES.values()}


def _look(slug: str, kind: LetterKind, form: TextForm) -> queries.Preview:
    texts = services.checked(form.given)
    key = request.form.get("recipient", "")
    return queries.preview(slug, kind, key, actor=actor(), texts=texts)[1]


@bp.post(f"/sessions/<slug>/letters/{KIND}/give-up")
@needs(Permission.WRITE_LETTERS)
def give_up(slug: str, kind: str) -> Response:
    """Back to the text that stands behind."""
    with transaction():
        services.give_up(actor=actor(), slug=slug, kind=LetterKind(kind))
    flash(_("The session's own text is gone; the general one holds again."), "ok")
    return redirect(url_for("letters.text", slug=slug, kind=kind))


@bp.get(f"/sessions/<slug>/letters/{KIND}/preview")
@needs(Permission.VIEW_LETTERS)
def preview(slug: str, kind: str) -> str:
    """The text in force on one person; `?recipient=` names the person."""
    key = request.args.get("recipient", "")
    head, shown = queries.preview(
        slug,
        LetterKind(kind),
        key,
        actor=actor(),
        languages=asked_languages(),
        layout=asked_layout(),
    )
    return render_template(
        "letters/preview.html",
        head=head,
        kind=LetterKind(kind),
        shown=shown,
        pdf=url_for(
            "letters.preview_pdf",
            slug=slug,
            kind=kind,
            recipient=key or None,
            languages=asked_languages() or None,
            layout=asked_layout().value,
        ),
    )


@bp.get(f"/sessions/<slug>/letters/{KIND}/preview.pdf")
@needs(Permission.VIEW_LETTERS)
def preview_pdf(slug: str, kind: str) -> Response:
    """The same as PDF. Not found where a value is missing: the page says which."""
    _head, shown = queries.preview(
        slug,
        LetterKind(kind),
        request.args.get("recipient", ""),
        actor=actor(),
        languages=asked_languages(),
        layout=asked_layout(),
    )
    if shown.letter is None:
        raise NotFound
    data = reading.preview_pdf(shown.letter, actor=actor())
    return download(data, f"{kind}-preview.pdf", inline=True)
